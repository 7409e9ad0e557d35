#!/bin/sh
# TensorFlow.js 4.22.0 (every engine): the gradients of resizing with half-pixel centres are those without.
#
# tf.image.resizeBilinear and resizeNearestNeighbor take halfPixelCenters, as TensorFlow 2 and Keras
# resize, and as graph models that are converted from them say. What comes out is right. The gradients do
# not read the argument (tfjs-core hands it on; tfjs-backend-cpu, ResizeBilinearGrad.ts and
# ResizeNearestNeighborGrad.ts): slopes go to pixels that were not used. No error, where the picture is square.
#
# Seen (slopes of the sum of the upper row, for each pixel of the upper two rows: measured by moving it, and
# as tf.grad tells it; the same on cpu and wasm, and on webgl in Chromium):
#       bilinear, 2 x 2 to 4 x 4  measured 2 2 0 0           tf.grad 1.5 2.5 0 0
#       nearest, 4 x 4 to 2 x 2   measured 0 0 0 0 0 1 0 1   tf.grad 1 0 1 0 0 0 0 0
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > resize.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
const { resizeBilinear, resizeNearestNeighbor } = tf.image;
const CASES = [
  ["bilinear, 2 x 2 to 4 x 4", 2, (x) => resizeBilinear(x, [4, 4], false, true), "2 2 0 0", "1.5 2.5 0 0"],
  ["nearest, 4 x 4 to 2 x 2", 4, (x) => resizeNearestNeighbor(x, [2, 2], false, true), "0 0 0 0 0 1 0 1", "1 0 1 0 0 0 0 0"],
];
(async () => {
  let asSeen = true;
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    for (const [name, size, resize, right, wrong] of CASES) {
      const total = (x) => tf.sum(tf.slice(resize(x), [0, 0, 0, 0], [1, 1, -1, 1]));
      const places = Array.from({ length: size * size }, (_, i) => i);
      const at = (place) => tf.tensor(places.map((i) => (i === place ? 1 : 0)), [1, size, size, 1]);
      const text = (values) => values.slice(0, 2 * size).join(" ");
      const measured = text(places.map((place) => total(at(place)).dataSync()[0]));
      const told = text([...tf.grad(total)(at(0)).dataSync()]);
      console.log(`${backend.padEnd(5)} ${name.padEnd(25)} measured ${measured}   tf.grad ${told}`);
      asSeen &&= measured === right && told === wrong;
    }
  }
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node resize.cjs 2> /dev/null
