#!/bin/sh
# TensorFlow.js 4.22.0 (wasm): convolutions of volumes train by wrong gradients, without an error.
#
# conv3d, and so tf.layers.conv3d, computes the same on cpu and on wasm. Its gradients do not: that of
# the kernel is zero but for one number if strides are 2, that of the input is too small with any strides.
# (Of conv2d the gradient is missing on wasm, and training ends with an error.)
#
# Seen (4 x 4 x 4 numbers, 2 x 2 x 2 ones as a kernel; sums of the output and of both gradients. By hand: each
# output takes 8 of the input, so the gradients of the input sum up to 8 times the number of outputs):
#       strides 1  cpu  output 106.3 kernel 106.3 input 216   wasm output 106.3 kernel 106.3 input 144
#       strides 2  cpu  output 31.5 kernel 31.5 input 64   wasm output 31.5 kernel 2.6 input 4
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > volume.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
const sums = (strides) => {
  const x = tf.range(0, 64).div(64).reshape([1, 4, 4, 4, 1]);
  const kernel = tf.ones([2, 2, 2, 1, 1]);
  const total = (x, kernel) => tf.sum(tf.conv3d(x, kernel, strides, "valid"));
  const [input, weights] = tf.grads(total)([x, kernel]);
  const [output, forKernel, forInput] = [total(x, kernel), tf.sum(weights), tf.sum(input)].map(
    (sum) => Number(sum.dataSync()[0].toFixed(1)));
  return `output ${output} kernel ${forKernel} input ${forInput}`;
};
const seen = {
  1: ["output 106.3 kernel 106.3 input 216", "output 106.3 kernel 106.3 input 144"],
  2: ["output 31.5 kernel 31.5 input 64", "output 31.5 kernel 2.6 input 4"],
};
(async () => {
  let asSeen = true;
  for (const strides of [1, 2]) {
    const told = [];
    for (const backend of ["cpu", "wasm"]) {
      await tf.setBackend(backend);
      told.push(sums(strides));
    }
    console.log(`strides ${strides}  cpu  ${told[0]}   wasm ${told[1]}`);
    asSeen &&= told.join() === seen[strides].join();
  }
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node volume.cjs 2> /dev/null
