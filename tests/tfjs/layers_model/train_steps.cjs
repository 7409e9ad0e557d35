// Load model folders with TensorFlow.js as a page would, go on training, print the weights.
//
//     node train_steps.cjs WEB JOBS.json
//
// WEB is the folder whose node_modules hold TensorFlow.js. A job: {folder, x, y, epochs}; x and y are
// {shape, values}. Prints one JSON list: for each job {weights: {"LAYER/WEIGHT": [values]}, metrics: [names],
// evaluated: [numbers of evaluate before training]}.
const { createRequire } = require("node:module");
const fs = require("node:fs");
const path = require("node:path");

const [web, jobs] = process.argv.slice(2);
const from = createRequire(path.join(web, "package.json"));
const tf = from("@tensorflow/tfjs-core");
from("@tensorflow/tfjs-backend-cpu");
const layers = from("@tensorflow/tfjs-layers");

const fetchFrom = (folder) => async (address) =>
  new Response(fs.readFileSync(path.join(folder, path.basename(String(address)))), {
    headers: {
      "Content-Type": String(address).endsWith(".json") ? "application/json" : "application/octet-stream",
    },
  });

async function train({ folder, x, y, epochs }) {
  const model = await layers.loadLayersModel(
    tf.io.http("http://model.invalid/model.json", { fetchFunc: fetchFrom(folder) }),
  );
  if (model.optimizer == null) throw new Error("the model is not compiled");
  const [inputs, targets] = [x, y].map(({ shape, values }) => tf.tensor(values, shape));
  const evaluated = [model.evaluate(inputs, targets, { batchSize: x.shape[0] })].flat().map((number) => number.dataSync()[0]);
  await model.fit(inputs, targets, { batchSize: x.shape[0], epochs, shuffle: false, verbose: 0 });
  const weights = {};
  for (const weight of model.weights) weights[weight.originalName] = [...weight.read().dataSync()];
  return { weights, metrics: model.metricsNames, evaluated };
}

(async () => {
  console.warn = console.info = () => undefined;
  await tf.setBackend("cpu");
  const results = [];
  for (const job of JSON.parse(fs.readFileSync(jobs, "utf8"))) results.push(await train(job));
  process.stdout.write(JSON.stringify(results));
})();
