/**
 * The first answer. A layers model of common layers, computed by this room in plain TypeScript: a tenth of the bytes of
 * TensorFlow.js, which comes afterwards, takes over, and knows every layer. Both replay the same stored samples.
 */

import type { ModelJson, WeightSpec } from "../model/metadata";
import { isGraph } from "../model/metadata";
import type { Network, Numbers, Part, Values } from "../model/network";
import { NotHere } from "./layer";
import { makePlan, type Plan, type Planned } from "./plan";
import type { Rows } from "./tensor";

function run({ inputs, steps, outputs }: Plan, values: Values[]): Numbers[] {
  const results = new Map<string, Rows>();
  inputs.forEach(({ name }, i) => {
    const { data, shape } = values[i];
    results.set(name, { data: new Float32Array(data), shape: shape.slice(1), count: shape[0] });
  });
  for (const { name, from, step } of steps) results.set(name, step(...from.map((source) => results.get(source)!)));
  return outputs.map((name) => results.get(name)!.data);
}

function describe({ kind, shape, parameters }: Planned): Part {
  return { kind, shape, parameters, count: 1 };
}

function describeInput({ shape }: Plan["inputs"][number]): Part {
  return { kind: "InputLayer", shape: shape.slice(1), parameters: 0, count: 1 };
}

/** The activation of the last layer, seen through those that change nothing. */
function lastActivation({ steps, outputs }: Plan): unknown {
  const last = steps.find(({ name }) => name === outputs[0]);
  return last?.kind === "Softmax" ? "softmax" : last?.config.activation;
}

/** A model as a network, or null where it is not for this room: other layers, or too large to be quick. */
export function forwardNetwork(json: ModelJson, bytes: ArrayBuffer, specs: WeightSpec[]): Network | null {
  if (isGraph(json)) return null;
  let plan: Plan;
  try {
    plan = makePlan(json.modelTopology, bytes, specs);
  } catch (error) {
    // A file that is damaged is TensorFlow.js's to judge: it says more.
    if (error instanceof NotHere || error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
  return {
    format: "layers-model",
    inputs: plan.inputs.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
    outputs: plan.outputs.map((name) => {
      const { shape } = plan.steps.find((step) => step.name === name)!;
      return { name, shape: [null, ...shape], dtype: "float32" };
    }),
    activation: lastActivation(plan),
    layersModel: null,
    runsOn: "plain",
    summarize: () => [...plan.inputs.map(describeInput), ...plan.steps.map(describe)],
    predict: (values) => Promise.resolve(run(plan, values)),
    dispose: () => undefined,
  };
}
