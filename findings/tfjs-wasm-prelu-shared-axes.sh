#!/bin/sh
# TensorFlow.js 4.22.0 (wasm): PReLU that shares its slopes along an inner axis takes wrong ones.
#
# prelu of a picture with one slope for each row and channel, (height, 1, channels), as
# PReLU(shared_axes=[2]) of Keras has it, is right on cpu. On wasm other slopes are taken. With one
# slope a channel, shared along both axes, both agree.
#
# Seen: slopes 1 x 1 x 2  cpu and wasm agree
#       slopes 3 x 1 x 2  wasm is 4 off
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > slopes.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
(async () => {
  const off = {};
  for (const rows of [1, 3]) {
    const seen = [];
    for (const backend of ["cpu", "wasm"]) {
      await tf.setBackend(backend);
      const picture = tf.fill([1, 3, 4, 2], -1);
      const slopes = tf.range(1, 1 + 2 * rows).reshape([rows, 1, 2]);
      seen.push(await tf.prelu(picture, slopes).data());
    }
    off[rows] = Math.max(...seen[0].map((value, i) => Math.abs(value - seen[1][i])));
    console.log(`slopes ${rows} x 1 x 2  ${off[rows] ? `wasm is ${off[rows]} off` : "cpu and wasm agree"}`);
  }
  const asSeen = off[1] === 0 && off[3] > 0;
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node slopes.cjs 2> /dev/null
