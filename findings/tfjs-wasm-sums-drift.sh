#!/bin/sh
# TensorFlow.js 4.22.0 (wasm): sums and means of many numbers are percents off.
#
# The wasm backend adds float32 numbers one after the other to one float32. The mean of 512 x 512
# pixels of 0.7 is 0.7018; the sum of 4,194,304 numbers of 0.7 is 4 % too large. GlobalAveragePooling2D
# of a large picture does the same. On cpu both are right to seven digits.
#
# Seen: cpu   mean 0.700000  pooled 0.700000  sum 1.0000 of what it should be
#       wasm  mean 0.701811  pooled 0.701811  sum 1.0410 of what it should be
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > sum.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
(async () => {
  const found = {};
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    const picture = tf.fill([1, 512, 512, 1], 0.7);
    const [mean] = await tf.mean(picture).data();
    const [pooled] = await tf.layers.globalAveragePooling2d({}).apply(picture).data();
    const share = (await tf.sum(tf.fill([1 << 22], 0.7)).data())[0] / (0.7 * (1 << 22));
    found[backend] = { mean, share };
    console.log(`${backend.padEnd(6)}mean ${mean.toFixed(6)}  pooled ${pooled.toFixed(6)}  ` +
                `sum ${share.toFixed(4)} of what it should be`);
  }
  const asSeen = Math.abs(found.cpu.share - 1) < 1e-6 && Math.abs(found.cpu.mean - 0.7) < 1e-6 &&
    found.wasm.mean > 0.7015 && found.wasm.share > 1.03;
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node sum.cjs 2> /dev/null
