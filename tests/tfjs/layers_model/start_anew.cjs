// Build a model from its topology alone, as a page that trains from scratch does; print its weights.
//
//     node start_anew.cjs WEB FOLDER      {"LAYER/WEIGHT": [values]}
const { createRequire } = require("node:module");
const fs = require("node:fs");
const path = require("node:path");

const [web, folder] = process.argv.slice(2);
const from = createRequire(path.join(web, "package.json"));
const tf = from("@tensorflow/tfjs-core");
from("@tensorflow/tfjs-backend-cpu");
const layers = from("@tensorflow/tfjs-layers");

(async () => {
  console.warn = console.info = () => undefined;
  await tf.setBackend("cpu");
  const { modelTopology } = JSON.parse(fs.readFileSync(path.join(folder, "model.json"), "utf8"));
  const model = await layers.models.modelFromJSON({ modelTopology });
  const weights = {};
  for (const weight of model.weights) weights[weight.originalName] = [...weight.read().dataSync()];
  process.stdout.write(JSON.stringify(weights));
})();
