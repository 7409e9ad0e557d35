/** The training as a short Keras script, complete, to run at home: the same network, data and steps. */

import type { LayerSpec, NetworkSpec } from "../../../training/math/network";
import type { Task } from "../../../training/math/training";
import type { Window } from "../../../training/math/window";

/** The remarks of the script, in the reader's language. */
export interface Remarks {
  about: string;
  data: string;
  model: string;
  falls: string;
  moved: string;
}

/** What of a training is written; `data` is the name of a data set of kerasdigits. */
export type Written = Pick<Task, "optimizer" | "rate" | "schedule" | "batchSize" | "epochs" | "move"> & {
  network: NetworkSpec;
  data: string;
};

const LOSSES: Record<NetworkSpec["loss"], [loss: string, metric: string, name: string]> = {
  "cross-entropy": ["keras.losses.SparseCategoricalCrossentropy(from_logits=True)", '"accuracy"', "accuracy"],
  "binary-cross-entropy": ["keras.losses.BinaryCrossentropy(from_logits=True)", "keras.metrics.BinaryAccuracy(threshold=0.0)", "accuracy"],
  mse: ['"mean_squared_error"', '"mean_absolute_error"', "mean absolute error"],
  mae: ['"mean_absolute_error"', '"mean_absolute_error"', "mean absolute error"],
};

function writeTuple(values: readonly number[]): string {
  return `(${values.join(", ")}${values.length === 1 ? "," : ""})`;
}

function writeBool(value: boolean): string {
  return value ? "True" : "False";
}

function writeWindow({ size, strides, padding }: Window): string {
  return `${writeTuple(size)}, strides=${writeTuple(strides)}, padding="${padding}"`;
}

function writeLayer(layer: LayerSpec): string {
  switch (layer.kind) {
    case "dense":
      return `Dense(${layer.units}, use_bias=${writeBool(layer.useBias)})`;
    case "convolution":
      return `Conv2D(${layer.filters}, ${writeWindow(layer.window)}, use_bias=${writeBool(layer.useBias)})`;
    case "pooling":
      return `${layer.of === "max" ? "Max" : "Average"}Pooling2D(${writeWindow(layer.window)})`;
    case "normalization": {
      const { center, epsilon, momentum, scale } = layer.options;
      const parts = [`momentum=${momentum}`, `epsilon=${epsilon}`, `center=${writeBool(center)}`, `scale=${writeBool(scale)}`];
      return `BatchNormalization(${parts.join(", ")})`;
    }
    case "activation":
      return `Activation("${layer.name}")`;
    case "reshape":
      return `Reshape(${writeTuple(layer.shape)})`;
    case "rescaling":
      return `Rescaling(${layer.scale}, offset=${layer.offset})`;
    case "dropout":
      return `Dropout(${layer.rate})`;
  }
}

/** Write the script. */
export function writeTraining(written: Written, remarks: Remarks): string {
  const { batchSize, data, epochs, move, network, optimizer, rate, schedule } = written;
  const [loss, metric, name] = LOSSES[network.loss];
  const falls = schedule === "cosine";
  return [
    `"""${remarks.about}"""`,
    "",
    "import keras",
    "from keras import layers",
    "",
    "from kerasdigits.data import load",
    "",
    `# ${remarks.data}`,
    `data = load("${data}")`,
    `epochs, batch_size = ${epochs}, ${batchSize}`,
    "",
    `# ${remarks.model}`,
    "model = keras.Sequential(",
    "    [",
    `        keras.Input(${writeTuple(network.inputShape)}),`,
    ...network.layers.map((layer) => `        layers.${writeLayer(layer)},`),
    "    ]",
    ")",
    ...(falls ? ["", `# ${remarks.falls}`, "steps = epochs * -(-len(data.x_train) // batch_size)"] : [""]),
    `rate = ${falls ? `keras.optimizers.schedules.CosineDecay(${rate}, steps)` : rate}`,
    "model.compile(",
    `    optimizer=keras.optimizers.${optimizer === "adam" ? "Adam" : "SGD"}(rate),`,
    `    loss=${loss},`,
    `    metrics=[${metric}],`,
    ")",
    ...(move ? [`# ${remarks.moved}`] : []),
    "model.fit(data.x_train, data.y_train, batch_size=batch_size, epochs=epochs, verbose=2)",
    "",
    "error, measure = model.evaluate(data.x_test, data.y_test, verbose=0)",
    `print(f"held out: loss {error:.4f}, ${name} {measure:.4f}")`,
    "",
  ].join("\n");
}
