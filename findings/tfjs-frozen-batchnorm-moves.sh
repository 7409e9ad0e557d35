#!/bin/sh
# TensorFlow.js 4.22.0: the averages of a frozen BatchNormalization move in training.
#
# Transfer learning freezes the body of a network (trainable=false) and trains a new head. In Keras a
# frozen BatchNormalization normalizes by its averages and keeps them. TensorFlow.js lists no
# trainable weight of it, and still normalizes by each batch and moves the averages, so that the body
# computes something else after every step.
#
# Seen (a batch of 10, 20, 30 and 40, five steps):
#       before  mean 0.000 variance 1.000
#       after   mean 1.225 variance 7.077
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
cat > train.cjs << 'END'
const tf = require("@tensorflow/tfjs");
(async () => {
  await tf.setBackend("cpu");
  const frozen = tf.layers.batchNormalization({ inputShape: [1], trainable: false });
  const model = tf.sequential({ layers: [frozen, tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  const tell = () => {
    const [, , mean, variance] = frozen.getWeights().map((weight) => weight.dataSync()[0].toFixed(3));
    return `mean ${mean} variance ${variance}`;
  };
  const before = tell();
  const x = tf.tensor2d([[10], [20], [30], [40]]);
  await model.fit(x, tf.ones([4, 1]), { epochs: 5, verbose: 0 });
  console.log(`before  ${before}\nafter   ${tell()}`);
  const asSeen = frozen.trainableWeights.length === 0 && before === "mean 0.000 variance 1.000" && tell() !== before;
  console.log(asSeen ? "as described" : "CHANGED");
  process.exit(asSeen ? 0 : 1);
})();
END
node train.cjs 2> /dev/null
