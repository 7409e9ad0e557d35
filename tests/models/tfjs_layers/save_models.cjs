// Make models with TensorFlow.js and save them as `model.save("downloads://NAME")` does in a browser.
//
//     node save_models.cjs WEB FOLDER
//
// For each model: FOLDER/NAME/NAME.json, NAME.weights.bin, and io.json with inputs and what `predict` gives for them:
// {inputs: [{shape, dtype, values}], outputs: [{shape, values}]}.
const { createRequire } = require("node:module");
const fs = require("node:fs");
const path = require("node:path");

const [web, folder] = process.argv.slice(2);
const from = createRequire(path.join(web, "package.json"));
const tf = from("@tensorflow/tfjs-core");
from("@tensorflow/tfjs-backend-cpu");
const tfl = from("@tensorflow/tfjs-layers");
const { input, sequential, model } = tfl;
const l = { ...tfl.layers };
// An orthogonal matrix takes tensors with methods, which tfjs-core alone does not have.
for (const kind of ["lstm", "gru", "simpleRNN", "lstmCell", "gruCell", "simpleRNNCell", "convLstm2d"]) {
  l[kind] = (options) => tfl.layers[kind]({ recurrentInitializer: "zeros", ...options });
}

let state = 1;
/** Numbers that are the same in each run, in [-1, 1). */
function next() {
  state = (state * 48271) % 2147483647;
  return (2 * state) / 2147483647 - 1;
}

const ACTIVATIONS = "elu,gelu,hardSigmoid,linear,logSoftmax,mish,relu,relu6,selu,sigmoid,softmax,softplus,softsign,swish,tanh";

const MODELS = {
  pictures: () => {
    const made = sequential({ name: "pictures" });
    made.add(l.conv2d({ inputShape: [12, 12, 2], filters: 4, kernelSize: 3, padding: "same", activation: "swish" }));
    made.add(l.batchNormalization());
    made.add(l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, useBias: false }));
    made.add(l.leakyReLU());
    made.add(l.separableConv2d({ filters: 5, kernelSize: 2, strides: 2, activation: "hardSigmoid" }));
    made.add(l.maxPooling2d({ poolSize: 2, strides: 1 }));
    made.add(l.upSampling2d({ size: [2, 3] }));
    made.add(l.zeroPadding2d({ padding: [[1, 0], [2, 1]] }));
    made.add(l.cropping2D({ cropping: [[0, 1], [1, 2]] }));
    made.add(l.averagePooling2d({ poolSize: [2, 2], padding: "same" }));
    made.add(l.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: "same", activation: "tanh" }));
    made.add(l.dropout({ rate: 0.2 }));
    made.add(l.flatten());
    made.add(l.dense({ units: 3, activation: "softmax", kernelRegularizer: tfl.regularizers.l2({ l2: 0.02 }) }));
    made.compile({
      optimizer: tf.train.momentum(0.05, 0.8, true),
      loss: "categoricalCrossentropy",
      metrics: ["accuracy"],
    });
    return made;
  },
  volumes: () => {
    const made = sequential();
    made.add(l.conv3d({ inputShape: [5, 5, 5, 2], filters: 3, kernelSize: 2, activation: "relu" }));
    made.add(l.maxPooling3d({ poolSize: 2, strides: 1 }));
    made.add(l.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2 }));
    made.add(l.averagePooling3d({ poolSize: [2, 3, 3] }));
    made.add(l.flatten());
    made.add(l.dense({ units: 2 }));
    made.compile({ optimizer: tf.train.adam(0.002, 0.8, 0.99, 1e-3), loss: "meanSquaredError" });
    return made;
  },
  sequences: () => {
    const x = input({ shape: [7, 3] });
    const narrow = l.conv1d({ filters: 4, kernelSize: 3, dilationRate: 2 }).apply(x);
    const pooled = l.averagePooling1d({ poolSize: 2, strides: 1, padding: "same" }).apply(narrow);
    const most = l.maxPooling1d({ poolSize: 2, strides: 1 }).apply(pooled);
    const ends = [l.globalMaxPooling1d().apply(most), l.globalAveragePooling1d().apply(most)];
    const lstm = l.lstm({ units: 3 }).apply(x);
    const gru = l.gru({ units: 3, goBackwards: true, returnSequences: true }).apply(x);
    const simple = l.simpleRNN({ units: 2, activation: "sigmoid" }).apply(gru);
    const cells = [l.lstmCell({ units: 3 }), l.gruCell({ units: 2 }), l.simpleRNNCell({ units: 2 })];
    const stacked = l.rnn({ cell: cells }).apply(x);
    const alone = l.rnn({ cell: l.gruCell({ units: 2, useBias: false }) }).apply(x);
    return model({ inputs: x, outputs: [...ends, lstm, simple, stacked, alone] });
  },
  directions: () => {
    const x = input({ shape: [5, 2] });
    const both = ["concat", "sum", "mul", "ave"].map((mergeMode) =>
      l.bidirectional({ layer: l.gru({ units: 2, returnSequences: true }), mergeMode }).apply(x));
    const apart = l.bidirectional({ layer: l.lstm({ units: 2 }), mergeMode: null }).apply(x);
    const [y, h, c] = l.lstm({ units: 2, returnState: true, returnSequences: true }).apply(x);
    const decoded = l.lstm({ units: 2 }).apply(y, { initialState: [h, c] });
    return model({ inputs: x, outputs: [...both, ...apart, decoded] });
  },
  hidden_words: () => {
    const made = sequential();
    made.add(l.embedding({ inputDim: 9, outputDim: 4, maskZero: true, inputLength: 6 }));
    made.add(l.dropout({ rate: 0.1 }));
    made.add(l.lstm({ units: 3, returnSequences: true }));
    made.add(l.bidirectional({ layer: l.gru({ units: 2 }), mergeMode: "sum" }));
    made.add(l.dense({ units: 2, activation: "sigmoid" }));
    made.compile({ optimizer: tf.train.rmsprop(0.01, 0.8, 0.1), loss: "binaryCrossentropy", metrics: ["accuracy"] });
    return made;
  },
  hidden_steps: () => {
    const x = input({ shape: [6, 3] });
    const masked = l.masking({ maskValue: 0 }).apply(x);
    const rows = l.gru({ units: 3, returnSequences: true }).apply(masked);
    const steps = l.timeDistributed({ layer: l.dense({ units: 2 }) }).apply(rows);
    const bent = l.leakyReLU({ alpha: 0.1 }).apply(steps);
    const mean = l.globalAveragePooling1d().apply(bent);
    return model({ inputs: x, outputs: [mean, l.globalAveragePooling1d().apply(rows)] });
  },
  unread_masks: () => {
    const ids = input({ shape: [6], dtype: "int32", name: "ids" });
    const words = l.embedding({ inputDim: 9, outputDim: 4, maskZero: true }).apply(ids);
    const x = input({ shape: [6, 4], name: "numbers" });
    const both = l.multiply().apply([words, l.masking({ maskValue: 0 }).apply(x)]);
    return model({ inputs: [ids, x], outputs: [l.globalAveragePooling1d().apply(words), l.flatten().apply(both)] });
  },
  merges: () => {
    const [a, b] = [input({ shape: [4, 3] }), input({ shape: [4, 3] })];
    const inner = sequential({ name: "inner" });
    inner.add(l.dense({ units: 3, inputShape: [4, 3], activation: "relu" }));
    inner.add(l.layerNormalization());
    const [c, d] = [inner.apply(a), inner.apply(b)];
    const shared = l.dense({ units: 3, useBias: false });
    const pair = [shared.apply(c), shared.apply(d)];
    const merged = ["add", "average", "maximum", "minimum", "multiply"].map((kind) => l[kind]().apply(pair));
    const joined = l.concatenate({ axis: 1 }).apply([merged[0], merged[1]]);
    const dots = l.dot({ axes: [1, 1] }).apply(pair);
    const wrapped = l.timeDistributed({ layer: l.dense({ units: 2 }) }).apply(joined);
    return model({ inputs: [a, b], outputs: [...merged, joined, dots, wrapped] });
  },
  bends: () => {
    const x = input({ shape: [3, 4] });
    const bent = ACTIVATIONS.split(",").map((activation) => l.activation({ activation }).apply(x));
    const layers = [
      l.reLU({ maxValue: 0.5 }),
      l.prelu({ sharedAxes: [1] }),
      l.elu(),
      l.thresholdedReLU({ theta: 0.3 }),
      l.softmax({ axis: 2 }),
      l.layerNormalization({ axis: [1, 2], epsilon: 0.01 }),
      l.permute({ dims: [2, 1] }),
      l.reshape({ targetShape: [2, -1] }),
      l.rescaling({ scale: 0.5, offset: 0.1 }),
      l.gaussianNoise({ stddev: 0.1 }),
      l.gaussianDropout({ rate: 0.1 }),
      l.alphaDropout({ rate: 0.1 }),
      l.spatialDropout1d({ rate: 0.1 }),
    ];
    const flat = l.flatten().apply(x);
    return model({
      inputs: x,
      outputs: [...bent, ...layers.map((layer) => layer.apply(x)), l.repeatVector({ n: 2 }).apply(flat)],
    });
  },
  // Which TensorFlow.js computes in one way on cpu and in another on webgl.
  another_axis: () => {
    const made = sequential();
    made.add(l.batchNormalization({ inputShape: [4, 3], axis: 1 }));
    return made;
  },
  moving_pictures: () => {
    const made = sequential();
    made.add(l.convLstm2d({ inputShape: [3, 6, 6, 2], filters: 3, kernelSize: 3, padding: "same", returnSequences: true }));
    made.add(l.convLstm2d({ filters: 2, kernelSize: 2, activation: "relu" }));
    made.add(l.globalMaxPooling2d({}));
    return made;
  },
};

/** Inputs of three samples; ids and steps end in zeros, which masks hide. */
function drawInput({ shape, dtype }, ids) {
  const sizes = [3, ...shape.slice(1)];
  const values = Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, next);
  const whole = ids || dtype === "int32";
  const width = shape.length === 3 ? shape[2] : 1;
  const drawn = values.map((value, i) => {
    const step = Math.floor(i / width) % shape[1];
    const sample = Math.floor(i / width / shape[1]);
    if (shape.length <= 3 && shape[1] === 6 && step >= 4 + sample) return 0;
    return whole ? 1 + Math.floor((value + 1) * 3.99) : Math.fround(value);
  });
  return { shape: sizes, dtype, values: drawn };
}

async function save(name, made) {
  for (const weight of made.weights) {
    const positive = /variance|gamma/.test(weight.originalName);
    const values = Array.from({ length: weight.shape.reduce((a, b) => a * b, 1) }, next);
    weight.write(tf.tensor(values.map((value) => (positive ? 1 + value / 2 : value)), weight.shape));
  }
  const into = path.join(folder, name);
  fs.mkdirSync(into, { recursive: true });
  const inputs = made.inputs.map((one) => drawInput(one, name === "hidden_words"));
  const given = inputs.map(({ values, shape, dtype }) => tf.tensor(values, shape, dtype));
  const outputs = [made.predict(given.length === 1 ? given[0] : given)].flat();
  const written = outputs.map((tensor) => ({ shape: tensor.shape, values: [...tensor.dataSync()] }));
  fs.writeFileSync(path.join(into, "io.json"), JSON.stringify({ inputs, outputs: written }));
  // What tfjs-core's browser_files.ts writes.
  await made.save(tf.io.withSaveHandler(async (artifacts) => {
    const weights = Buffer.from(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
    fs.writeFileSync(path.join(into, `${name}.weights.bin`), weights);
    const manifest = [{ paths: [`./${name}.weights.bin`], weights: artifacts.weightSpecs }];
    const json = tf.io.getModelJSONForModelArtifacts
      ? tf.io.getModelJSONForModelArtifacts(artifacts, manifest)
      : {
        modelTopology: artifacts.modelTopology,
        format: artifacts.format,
        generatedBy: artifacts.generatedBy,
        convertedBy: artifacts.convertedBy,
        ...(artifacts.trainingConfig ? { trainingConfig: artifacts.trainingConfig } : {}),
        weightsManifest: manifest,
      };
    fs.writeFileSync(path.join(into, `${name}.json`), JSON.stringify(json));
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
  }), { includeOptimizer: made.optimizer != null });
}

(async () => {
  console.warn = console.info = console.log = () => undefined;
  await tf.setBackend("cpu");
  for (const [name, make] of Object.entries(MODELS)) {
    try {
      await save(name, make());
    } catch (error) {
      throw new Error(`${name}: ${error.message}`);
    }
  }
})().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
