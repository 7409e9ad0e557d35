#!/bin/sh
# TensorFlow.js 4.22.0 (cpu): up-sampled pictures behind the first of a batch train by wrong gradients.
#
# tf.layers.upSampling2d repeats pixels by tf.image.resizeNearestNeighbor, which is right. Its gradient
# looks for a sample's numbers in the large picture at the place where the sample begins in the small one
# (tfjs-backend-cpu, ResizeNearestNeighborGrad.ts, `batchOffset`): for all samples but the first it adds up
# numbers of samples before. No error. One sample a batch is right, and so is wasm.
#
# Seen (two pictures of 2 x 2, up-sampled to 4 x 4; the slope of the sum of the first and twice the second,
# for each pixel: measured by moving it, and as tf.grad tells it):
#       cpu   measured 4 4 4 4, 8 8 8 8   tf.grad 4 4 4 4, 4 4 6 6
#       wasm  measured 4 4 4 4, 8 8 8 8   tf.grad 4 4 4 4, 8 8 8 8
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > resize.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
const layer = tf.layers.upSampling2d({ size: [2, 2], inputShape: [2, 2, 1] });
const total = (pictures) => {
  const [first, second] = tf.split(layer.apply(pictures), 2);
  return tf.add(tf.sum(first), tf.mul(2, tf.sum(second)));
};
const at = (place) => tf.tensor(Array.from({ length: 8 }, (_, i) => (i === place ? 1 : 0)), [2, 2, 2, 1]);
const text = (values) => `${values.slice(0, 4).join(" ")}, ${values.slice(4).join(" ")}`;
const seen = { cpu: "4 4 4 4, 4 4 6 6", wasm: "4 4 4 4, 8 8 8 8" };
(async () => {
  let asSeen = true;
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    const measured = text([0, 1, 2, 3, 4, 5, 6, 7].map((place) => total(at(place)).dataSync()[0]));
    const told = text([...tf.grad(total)(at(0)).dataSync()]);
    console.log(backend.padEnd(6) + `measured ${measured}   tf.grad ${told}`);
    asSeen &&= measured === seen.wasm && told === seen[backend];
  }
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node resize.cjs 2> /dev/null
