#!/bin/sh
# TensorFlow.js 4.22.0 (cpu, wasm): the gradient of average pooling is wrong at edges with padding "same".
#
# avgPool, and so tf.layers.averagePooling2d, averages what of a window lies inside of the picture, as
# Keras does. Its gradient divides by the whole window instead (tfjs-backend-cpu, AvgPoolGrad.ts,
# `avgMultiplier`; webgl has the same line). What comes before such a layer is trained by gradients too
# small at the edges, in a picture of 3 x 3 by more than half at the corners. No error. Padding "valid" is right,
# and so is "same" where no window reaches over the edge. avgPool3d has the same fault.
#
# Seen (a window of 3 x 3 in a picture of 3 x 3; the slope of the sum of what comes out, measured by
# moving each pixel, and as tf.grad tells it; a corner, an edge, the middle):
#       cpu   measured 0.694 1.111 1.778   tf.grad 0.444 0.667 1.000
#       wasm  measured 0.694 1.111 1.778   tf.grad 0.444 0.667 1.000
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > pool.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
const total = (picture) => tf.sum(tf.avgPool(picture, 3, 1, "same"));
const at = (place, value) => tf.tensor(Array.from({ length: 9 }, (_, i) => (i === place ? value : 0)), [1, 3, 3, 1]);
const text = (values) => values.map((value) => value.toFixed(3)).join(" ");
(async () => {
  let asSeen = true;
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    const places = [0, 1, 4];
    const measured = text(places.map((place) => (total(at(place, 1)).dataSync()[0] - total(at(place, -1)).dataSync()[0]) / 2));
    const slopes = tf.grad(total)(at(0, 0)).dataSync();
    const told = text(places.map((place) => slopes[place]));
    console.log(backend.padEnd(6) + `measured ${measured}   tf.grad ${told}`);
    asSeen &&= measured === "0.694 1.111 1.778" && told === "0.444 0.667 1.000";
  }
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node pool.cjs 2> /dev/null
