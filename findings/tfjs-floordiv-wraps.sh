#!/bin/sh
# TensorFlow.js 4.22.0 (cpu): floorDiv of floats is an int32, which wraps.
#
# floorDiv of two float32 tensors is int32 on cpu, and what does not fit wraps round: 1e10 by 1 is
# 1410065408. On wasm the same call gives float32, and the right numbers.
#
# Seen: cpu   int32 3 -4 1410065408
#       wasm  float32 3 -4 10000000000
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > divide.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
(async () => {
  const seen = [];
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    const whole = tf.floorDiv(tf.tensor1d([7.5, -7.5, 1e10]), tf.tensor1d([2, 2, 1]));
    seen.push(`${backend.padEnd(6)}${whole.dtype} ${[...(await whole.data())].join(" ")}`);
    console.log(seen.at(-1));
  }
  const asSeen = seen[0] === "cpu   int32 3 -4 1410065408" && seen[1] === "wasm  float32 3 -4 10000000000";
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node divide.cjs 2> /dev/null
