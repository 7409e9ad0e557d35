#!/bin/sh
# TensorFlow.js 4.22.0 (wasm): a cast to bool keeps whole numbers, and drops fractions.
#
# tf.cast(x, "bool") is 1 where x is not 0. On wasm it is the whole part of x: 0.5 becomes 0, and 2
# stays 2, which is then neither equal to true nor counted as one.
#
# Seen: cpu   0.5 2 0 -> 1 1 0    how many are true: 2
#       wasm  0.5 2 0 -> 0 2 0    how many are true: 2   (2 counted twice, 0.5 not at all)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > cast.cjs << 'END'
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
(async () => {
  const seen = [];
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    const truth = tf.cast(tf.tensor1d([0.5, 2, 0]), "bool");
    const count = (await tf.sum(tf.cast(truth, "int32")).data())[0];
    seen.push([...(await truth.data())].join(" "));
    console.log(`${backend.padEnd(6)}0.5 2 0 -> ${seen.at(-1)}    how many are true: ${count}`);
  }
  const asSeen = seen[0] === "1 1 0" && seen[1] === "0 2 0";
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node cast.cjs 2> /dev/null
