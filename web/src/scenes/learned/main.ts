/** learned.js: the past of the network, training in the page, one step slowly. */

import { makeSay } from "../../messages/say";
import { registerScene } from "../../page/scene";
import { makeLessonLink } from "../../teaching/lesson-link";
import { makeQuestion } from "../../teaching/question";
import { MESSAGES } from "./messages";
import { PastView } from "./views/past";
import { StepView } from "./views/step";
import { TrainView } from "./views/train";

const say = makeSay(MESSAGES);

registerScene("learned", (context) => {
  const question = makeQuestion({
    ask: say("learned.question.ask"),
    choices: [say("learned.question.faster"), say("learned.question.same"), say("learned.question.diverges")],
    right: () => 2,
    because: () => say("learned.question.because"),
  });
  question.append(
    makeLessonLink("learning-rate", say("learned.lesson")),
    makeLessonLink("depth", say("learned.lesson-depth")),
  );
  context.stage.append(new PastView(context).root, new TrainView(context).root, new StepView(context).root, question);
});
