/** How many questions of the page were right at the first guess; it stands at the foot once one is answered. */

import { makeSay } from "../messages/say";
import { MESSAGES } from "./messages";

const say = makeSay(MESSAGES);

/** Each scene has a copy of this file in its script, so what they count stands beside them. */
type Globals = { kerasdigitsScore?: { answered: number; right: number } };

/** Count a first guess, and show the score. */
export function countGuess(isRight: boolean): void {
  const globals = globalThis as unknown as Globals;
  const score = (globals.kerasdigitsScore ??= { answered: 0, right: 0 });
  score.answered += 1;
  if (isRight) score.right += 1;
  const place = document.getElementById("score");
  if (!place) return;
  place.textContent = say(score.answered === 1 ? "score.one" : "score.many", score);
  place.hidden = false;
}
