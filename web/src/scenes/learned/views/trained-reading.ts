/** What a network that was trained here makes of the drawing. */

import { makeSay } from "../../../messages/say";
import type { LoadedModel } from "../../../model/model";
import type { PageState } from "../../../page/state";
import { runBody } from "../../../training/body";
import type { Trainable } from "../../../training/describe-network";
import { Network } from "../../../training/math/network";
import { readAnswer } from "../math/one-step";
import { MESSAGES } from "../messages";
import { writePercent } from "../numbers";
import { findSubject } from "../subject";
import { chooseScale } from "./answer-scale";

const say = makeSay(MESSAGES);

/** A sentence; empty for a regression, and where nobody has drawn. */
export async function describeReading(
  { body, spec }: Trainable,
  variables: Float32Array[],
  model: LoadedModel,
  state: Readonly<PageState>,
): Promise<string> {
  const subject = findSubject(state);
  if (!subject?.given || !model.classNames.length) return "";
  const input = body ? await runBody(body, subject.input, [1, ...model.inputShape]) : subject.input;
  const network = new Network(spec);
  network.setVariables(variables);
  const shares = chooseScale(readAnswer(spec, network.forward(input, 1)), model.classNames.length);
  const best = shares.indexOf(Math.max(...shares));
  return say("learned.train.reads", { name: model.classNames[best], percent: writePercent(shares[best]) });
}
