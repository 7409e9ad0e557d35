#!/bin/sh
# TensorFlow.js 4.22.0 (cpu): a graph model holds its weights twice, for as long as it lives.
#
# loadGraphModel makes tensors of the file's bytes, and keeps the file's bytes as well, in
# `model.artifacts.weightData`, which nothing reads again. A layers model lets them go.
#
# Seen (a graph with one constant of 40 MB):
#       held after loading                 80 MB
#       held without artifacts.weightData  40 MB
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
cat > hold.cjs << 'END'
const tf = require("@tensorflow/tfjs");
const size = 10_000_000;
const float = (value) => ({ dtype: { type: "DT_FLOAT" }, ...value });
const node = [
  { name: "x", op: "Placeholder", attr: float({ shape: { shape: { dim: [{ size: "1" }] } } }) },
  { name: "w", op: "Const", attr: { dtype: { type: "DT_FLOAT" } } },
  { name: "y", op: "AddV2", input: ["x", "w"], attr: { T: { type: "DT_FLOAT" } } },
];
const held = () => {
  for (let i = 0; i < 3; i++) global.gc();
  return process.memoryUsage().arrayBuffers;
};
(async () => {
  const before = held();
  const model = await tf.loadGraphModel({
    load: async () => ({
      modelTopology: { node, versions: { producer: 1 } },
      weightSpecs: [{ name: "w", shape: [size], dtype: "float32" }],
      weightData: new Float32Array(size).buffer,
    }),
  });
  await model.predict(tf.tensor1d([1])).data();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const loaded = held() - before;
  delete model.artifacts.weightData;
  const without = held() - before;
  const shown = [loaded, without].map((bytes) => Math.round(bytes / 1e6));
  console.log(`held after loading                 ${shown[0]} MB`);
  console.log(`held without artifacts.weightData  ${shown[1]} MB`);
  const asSeen = loaded - without >= 39e6;
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node --expose-gc hold.cjs 2> /dev/null
