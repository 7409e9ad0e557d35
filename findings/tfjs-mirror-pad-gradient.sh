#!/bin/sh
# TensorFlow.js 4.22.0 (every engine): the gradient of mirrored padding forgets what was mirrored.
#
# tf.mirrorPad puts a picture's own numbers around it. Its gradient cuts the middle out, as that of
# tf.pad does, which puts zeros there (tfjs-core, gradients/MirrorPad_grad.ts): what a number does at the
# places where it is repeated is left out. Networks that pad so, as those of style transfer do, train by
# gradients too small near every edge, without an error.
#
# Seen (1 2 3, padded by two at either side; the slope of the sum for each number, measured by moving it,
# and as tf.grad tells it):
#       reflect    measured 2 3 2   tf.grad 1 1 1
#       symmetric  measured 2 3 2   tf.grad 1 1 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
cat > pad.cjs << 'END'
const tf = require("@tensorflow/tfjs");
const numbers = [1, 2, 3];
(async () => {
  await tf.setBackend("cpu");
  let asSeen = true;
  for (const mode of ["reflect", "symmetric"]) {
    const total = (values) => tf.sum(tf.mirrorPad(values, [[2, 2]], mode));
    const sum = (values) => total(tf.tensor1d(values)).dataSync()[0];
    const moved = (place) => numbers.map((number, i) => number + (i === place ? 1 : 0));
    const measured = numbers.map((_, place) => sum(moved(place)) - sum(numbers)).join(" ");
    const told = [...tf.grad(total)(tf.tensor1d(numbers)).dataSync()].join(" ");
    console.log(mode.padEnd(11) + `measured ${measured}   tf.grad ${told}`);
    asSeen &&= measured === "2 3 2" && told === "1 1 1";
  }
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node pad.cjs 2> /dev/null
