#!/bin/sh
# TensorFlow.js 4.22.0 (wasm): where the largest number of a pool is below zero, no gradient passes.
#
# tf.maxPool is right on wasm, for numbers of either sign. Its gradient (kernel MaxPoolGrad) is 0 for every
# pool whose largest number is negative, as before a ReLU or behind a tanh many are: what comes before
# learns nothing from these, and maps of saliency have holes, without an error.
#
# Seen (a picture of 2 x 8 in pools of 2 x 2: 4 and three numbers below it, then 2, -1 and -3; the slope of
# their sum for the largest number of each pool):
#       cpu   pools 4 2 -1 -3   slopes 1 1 1 1
#       wasm  pools 4 2 -1 -3   slopes 1 1 0 0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > pool.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
const rows = [
  [4, 3, 2, 1, -1, -2, -3, -4],
  [2, 1, 0, -1, -3, -4, -5, -6],
];
const pools = (picture) => tf.maxPool(picture, 2, 2, "valid");
const slopes = { cpu: "1 1 1 1", wasm: "1 1 0 0" };
(async () => {
  let asSeen = true;
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    const picture = tf.tensor(rows.flat(), [1, 2, 8, 1]);
    const largest = [...pools(picture).dataSync()].join(" ");
    const told = tf.grad((x) => tf.sum(pools(x)))(picture).dataSync();
    const text = [0, 2, 4, 6].map((place) => told[place]).join(" ");
    console.log(backend.padEnd(6) + `pools ${largest}   slopes ${text}`);
    asSeen &&= largest === "4 2 -1 -3" && text === slopes[backend];
  }
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node pool.cjs 2> /dev/null
