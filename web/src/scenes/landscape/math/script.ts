/** The walk as a short Keras script, complete, to run at home: what was done here, with Keras doing it. */

import type { OptimizerName } from "./optimizer";
import type { Samples } from "./line";
import type { Settings } from "./settings";

/** The remarks of the script, in the reader's language. */
export interface Remarks {
  title: string;
  data: string;
  start: string;
  train: string;
  shuffled: string;
  rest: string;
}

const LOSSES = { mae: "mean_absolute_error", mse: "mean_squared_error" };

function writeOptimizer(name: OptimizerName, rate: number): string {
  if (name === "adam") return `keras.optimizers.Adam(${rate})`;
  return `keras.optimizers.SGD(${rate}${name === "momentum" ? ", momentum=0.9" : ""})`;
}

function writeArray(name: string, values: readonly number[]): string {
  const lines = [];
  for (let i = 0; i < values.length; i += 10) lines.push(`    ${values.slice(i, i + 10).join(", ")},`);
  return [`${name} = np.array([`, ...lines, "])"].join("\n");
}

function comment(text: string): string {
  return `# ${text}`;
}

/** Whole epochs by one call of fit, and the batches of an epoch that was left off by another. */
function writeFit({ batchSize, shuffle }: Settings, samples: number, steps: number, remarks: Remarks): string[] {
  const stepsAnEpoch = Math.ceil(samples / batchSize);
  const order = `batch_size=${batchSize}, shuffle=${shuffle ? "True" : "False"}, verbose=0`;
  const epochs = Math.floor(steps / stepsAnEpoch);
  const rest = Math.min(samples, (steps % stepsAnEpoch) * batchSize);
  const lines = [comment(shuffle ? remarks.shuffled : remarks.train)];
  if (epochs > 0) lines.push(`model.fit(sizes, times, epochs=${epochs}, ${order})`);
  if (rest > 0) lines.push(comment(remarks.rest), `model.fit(sizes[:${rest}], times[:${rest}], epochs=1, ${order})`);
  return lines;
}

/** A line through the samples, from the same start, by the same steps. */
export function writeLineScript(settings: Settings, { x, y }: Samples, steps: number, remarks: Remarks): string {
  const { landscape, optimizer, rate, start } = settings;
  const loss = landscape === "mse" ? LOSSES.mse : LOSSES.mae;
  return [
    `"""${remarks.title}"""`,
    "",
    "import keras",
    "import numpy as np",
    "",
    comment(remarks.data),
    writeArray("sizes", x),
    writeArray("times", y),
    "",
    "model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])",
    comment(remarks.start),
    `model.set_weights([np.array([[${start[0]}]]), np.array([${start[1]}])])`,
    `model.compile(optimizer=${writeOptimizer(optimizer, rate)}, loss="${loss}")`,
    "",
    ...writeFit(settings, x.length, steps, remarks),
    "",
    "kernel, bias = model.get_weights()",
    'print(f"kernel {kernel.item():.6f}, bias {bias.item():.6f}")',
    'print(f"loss {model.evaluate(sizes, times, batch_size=20, verbose=0):.6f}")',
    "",
  ].join("\n");
}

/** The same walk over the landscape with four valleys: no data and no model, only Keras's optimizer. */
export function writeValleyScript(settings: Settings, steps: number, remarks: Remarks): string {
  const { optimizer, rate, start } = settings;
  return [
    `"""${remarks.title}"""`,
    "",
    "import keras",
    "",
    comment(remarks.start),
    `weights = keras.Variable([${start[0]}, ${start[1]}], dtype="float32")`,
    `optimizer = ${writeOptimizer(optimizer, rate)}`,
    "",
    `for step in range(${steps}):`,
    "    gradient = 4 * weights**3 - 8 * weights + 1",
    "    optimizer.apply([gradient], [weights])",
    "",
    "first, second = keras.ops.convert_to_numpy(weights)",
    'print(f"weights {first:.6f}, {second:.6f}")',
    "",
  ].join("\n");
}
