#!/bin/sh
# TensorFlow.js 4.22.0 (every engine): the gradient of cumsum has its axes exchanged, unless the axis is the last.
#
# tf.cumsum over rows is right. Its gradient is summed over the right axis and then transposed all the
# same (tfjs-core, gradients/Cumsum_grad.ts, `permutation`). Where the sizes differ tf.grad says that the
# shapes do not match; in a square nothing is said, and one number gets the slope of another. Over the last
# axis it is right.
#
# Seen (a square of 2 x 2; the slope of the sum of cumsum times 1 2 3 4, for each number: measured by
# moving it, and as tf.grad tells it):
#       axis 0  measured 4 6 3 4   tf.grad 4 3 6 4
#       axis 1  measured 3 2 7 4   tf.grad 3 2 7 4
#       axis 0 of 2 x 3: an error
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
cat > cumsum.cjs << 'END'
const tf = require("@tensorflow/tfjs");
const weights = tf.tensor2d([[1, 2], [3, 4]]);
const at = (place) => tf.tensor([0, 1, 2, 3].map((i) => (i === place ? 1 : 0)), [2, 2]);
const seen = { 0: ["4 6 3 4", "4 3 6 4"], 1: ["3 2 7 4", "3 2 7 4"] };
(async () => {
  await tf.setBackend("cpu");
  let asSeen = true;
  for (const axis of [0, 1]) {
    const total = (square) => tf.sum(tf.mul(tf.cumsum(square, axis), weights));
    const measured = [0, 1, 2, 3].map((place) => total(at(place)).dataSync()[0]).join(" ");
    const told = [...tf.grad(total)(at(0)).dataSync()].join(" ");
    console.log(`axis ${axis}  measured ${measured}   tf.grad ${told}`);
    asSeen &&= [measured, told].join() === seen[axis].join();
  }
  let oblong = "works";
  try {
    tf.grad((table) => tf.sum(tf.cumsum(table, 0)))(tf.ones([2, 3]));
  } catch (error) {
    oblong = "an error";
  }
  console.log(`axis 0 of 2 x 3: ${oblong}`);
  asSeen &&= oblong === "an error";
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node cumsum.cjs 2> /dev/null
