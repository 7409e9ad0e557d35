/** A question that ends a scene: choose an answer, and then see whether it is right, and why. */

import { makeSay } from "../messages/say";
import { element } from "../page/views/element";
import { MESSAGES } from "./messages";
import { countGuess } from "./score";

const say = makeSay(MESSAGES);

/** A question with choices. What is right may be computed when somebody answers. */
export interface Question {
  ask: string;
  choices: string[];
  /** The index of the right choice. */
  right: () => number;
  /** Why it is right. */
  because: () => string;
}

/** Show the verdict; gives back whether the choice was right. */
function reveal(place: HTMLElement, question: Question, chosen: number): boolean {
  const right = question.right();
  const verdict = chosen === right ? say("question.right") : say("question.wrong", { right: question.choices[right] });
  place.replaceChildren(element("strong", { textContent: verdict }), ` ${question.because()}`);
  return chosen === right;
}

/** Make a question; once it is answered the choices stay, so that one can try another. Only the first guess counts. */
export function makeQuestion(question: Question): HTMLElement {
  const answer = element("p", { className: "question-answer" });
  answer.setAttribute("role", "status");
  let guessed = false;
  const buttons = question.choices.map((choice, i) => {
    const button = element("button", { type: "button", textContent: choice });
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      const isRight = reveal(answer, question, i);
      if (!guessed) countGuess(isRight);
      guessed = true;
    });
    return button;
  });
  return element(
    "section",
    { className: "question" },
    element("h3", { textContent: say("question.title") }),
    element("p", { textContent: question.ask }),
    element("div", { className: "question-choices" }, ...buttons),
    answer,
  );
}
