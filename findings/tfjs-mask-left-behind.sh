#!/bin/sh
# TensorFlow.js 4.22.0 (tf.layers, cpu): a mask stays for layers that have none.
#
# A model of two branches that do not touch: padded words -> Embedding(maskZero) -> LSTM, and
# numbers -> LSTM. Run together, the second LSTM is given the mask of the words, and its output is
# another than alone. Named in the other order, the same layers give the right output. In Keras the
# branches do not touch. No error, no warning.
#
# Seen (the embedding is drawn anew each time, which the second branch does not read):
#       together  0.22802 -0.07769
#       alone     0.16323 -0.09166
#       reordered 0.16323 -0.09166
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
cat > mask.cjs << 'END'
const tf = require("@tensorflow/tfjs");
const weights = { kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
                  recurrentInitializer: tf.initializers.glorotUniform({ seed: 2 }) };
const words = tf.input({ shape: [4], dtype: "int32" });
const numbers = tf.input({ shape: [4, 2] });
const embedded = tf.layers.embedding({ inputDim: 5, outputDim: 2, maskZero: true }).apply(words);
const read = tf.layers.lstm({ units: 2, ...weights }).apply(embedded);
const counted = tf.layers.lstm({ units: 2, ...weights }).apply(numbers);
const padded = tf.tensor2d([[1, 2, 0, 0]], [1, 4], "int32");
const given = tf.tensor3d([[[1, 2], [3, 4], [5, 6], [7, 8]]]);
const show = (name, tensor) => {
  const values = [...tensor.dataSync()].map((value) => value.toFixed(5));
  console.log(name.padEnd(10) + values.join(" "));
  return values.join();
};
const model = (inputs, outputs) => tf.model({ inputs, outputs });
const together = show("together", model([words, numbers], [read, counted]).predict([padded, given])[1]);
const alone = show("alone", model(numbers, counted).predict(given));
const reordered = show("reordered", model([numbers, words], [counted, read]).predict([given, padded])[0]);
const asSeen = together !== alone && reordered === alone;
console.log(asSeen ? "as described" : "CHANGED");
process.exit(asSeen ? 0 : 1);
END
node mask.cjs 2> /dev/null
