#!/bin/sh
# TensorFlow.js 4.22.0 (cpu): cumsum and cumprod over axis -1 give a tensor without numbers.
#
# sum, mean, max, softmax and concat take -1 for the last axis. cumsum and cumprod give a tensor
# whose first size is undefined and which holds nothing. No error.
#
# Seen: cumsum  axis 1: 1 3 3 7   axis -1: shape ,2 of 0 numbers
#       cumprod axis 1: 1 2 3 12   axis -1: shape ,2 of 0 numbers
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
cat > cumulate.cjs << 'END'
const tf = require("@tensorflow/tfjs");
let asSeen = true;
for (const name of ["cumsum", "cumprod"]) {
  const x = tf.tensor2d([[1, 2], [3, 4]]);
  const [last, negative] = [tf[name](x, 1), tf[name](x, -1)];
  const held = negative.dataSync().length;
  console.log(`${name.padEnd(8)}axis 1: ${[...last.dataSync()].join(" ")}   ` +
              `axis -1: shape ${negative.shape} of ${held} numbers`);
  asSeen &&= held === 0 && last.dataSync().length === 4;
}
console.log(asSeen ? "as described" : "CHANGED");
process.exit(asSeen ? 0 : 1);
END
node cumulate.cjs 2> /dev/null
