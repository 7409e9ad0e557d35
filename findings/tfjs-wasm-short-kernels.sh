#!/bin/sh
# TensorFlow.js 4.22.0 (wasm): a convolution whose kernel is shorter than its stride pads elsewhere.
#
# Conv2D with padding "same", 3 x 3 and strides of 4, as patch embeddings and strided stems have it:
# of 16 pixels no padding is needed, and cpu adds none. wasm computes other windows. With 3 x 3 and
# strides of 2 both agree.
#
# Seen (a picture that counts its pixels, a kernel that picks the window's first one):
#       strides 2  cpu and wasm agree
#       strides 4  wasm is 204 off
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > convolve.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
(async () => {
  const off = {};
  for (const strides of [2, 4]) {
    const seen = [];
    for (const backend of ["cpu", "wasm"]) {
      await tf.setBackend(backend);
      const picture = tf.range(0, 256).reshape([1, 16, 16, 1]);
      const kernel = tf.tensor4d([1, 0, 0, 0, 0, 0, 0, 0, 0], [3, 3, 1, 1]);
      seen.push(await tf.conv2d(picture, kernel, strides, "same").data());
    }
    off[strides] = Math.max(...seen[0].map((value, i) => Math.abs(value - seen[1][i])));
    console.log(`strides ${strides}  ${off[strides] ? `wasm is ${off[strides]} off` : "cpu and wasm agree"}`);
  }
  const asSeen = off[2] === 0 && off[4] > 0;
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node convolve.cjs 2> /dev/null
