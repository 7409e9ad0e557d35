/** A copy of the page's model that a person teaches: train it, take a lesson back, put it in the page's place. */

import type { layers, LayersModel } from "@tensorflow/tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";
import type { LoadedModel } from "../../model/model";
import type { LoadScript } from "../../training/open-worker";
import { type Examples, listLearned, type Plan, planLesson, teachElsewhere } from "./lesson";

/** Thrown when the error is no longer a number; the weights are then those of before. */
export class Diverged extends Error {}

/** Hears the number of a step and the error before it. */
type Told = (step: number, loss: number) => void;
type Weight = layers.Layer["weights"][number];
type Callable = { call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor | tf.Tensor[] };

/** The layers of a model, those of models that serve as layers included. */
function allLayers(model: LayersModel): layers.Layer[] {
  return model.layers.flatMap((layer) => ("layers" in layer ? allLayers(layer as LayersModel) : [layer]));
}

/**
 * A few drawings are no statistics: BatchNormalization keeps those of the training, and its scale and shift. In
 * TensorFlow.js a layer that is not trainable would still go by the batch, which Keras's does not.
 */
function freezeNormalization(model: LayersModel): void {
  for (const layer of allLayers(model)) {
    if (layer.getClassName() !== "BatchNormalization") continue;
    layer.trainable = false;
    const callable = layer as unknown as Callable;
    const call = callable.call.bind(layer);
    callable.call = (inputs, kwargs) => call(inputs, { ...kwargs, training: false });
  }
}

/** Let the last layer with weights learn, or all but the normalizations. */
function chooseLayers(model: LayersModel, which: Plan["layers"]): void {
  const last = model.layers.filter((layer) => layer.weights.length > 0).at(-1);
  for (const layer of model.layers) {
    layer.trainable = (which === "all" || layer === last) && layer.getClassName() !== "BatchNormalization";
  }
}

/** Keras's loss for these outputs; scores are drawn towards 1 for the class and 0 for the others. */
function chooseLoss({ scale, units }: LoadedModel): string {
  if (scale === "scores") return "meanSquaredError";
  return scale === "independent" || units === 1 ? "binaryCrossentropy" : "categoricalCrossentropy";
}

function makeTargets({ units }: LoadedModel, labels: readonly number[]): Float32Array {
  if (units === 1) return Float32Array.from(labels);
  const targets = new Float32Array(labels.length * units);
  labels.forEach((label, row) => (targets[row * units + label] = 1));
  return targets;
}

function writeAll(weights: readonly Weight[], values: readonly Float32Array[]): void {
  tf.tidy(() => {
    weights.forEach((weight, i) => weight.write(tf.tensor(values[i], weight.shape as number[], weight.dtype)));
  });
}

/** Do something on the cpu: WebAssembly has no gradient of a convolution's kernel. */
async function onCpu<T>(work: () => Promise<T>): Promise<T> {
  const engine = tf.engine();
  const before = engine.backendName;
  await engine.setBackend("cpu");
  try {
    return await work();
  } finally {
    await engine.setBackend(before);
  }
}

/** The page's model and the copy of it that learns. */
export class Pupil {
  private copy: LoadedModel | null = null;
  private weights: Weight[] = [];
  private readonly before: Float32Array[][] = [];
  private inUse = false;

  /** @param loadCopy loads the original once more */
  constructor(
    private readonly loadCopy: () => Promise<LoadedModel>,
    readonly original: LoadedModel,
    private readonly loadScript: LoadScript,
  ) {}

  /** The taught model; null as long as it has learned nothing. */
  get taught(): LoadedModel | null {
    return this.before.length ? this.copy : null;
  }

  /** Is this the page's model or the copy that was made of it? */
  owns(model: LoadedModel): boolean {
    return model === this.original || model === this.copy;
  }

  /** The model that the page is to use; remembers which, because the page disposes of that one itself. */
  use(which: "taught" | "original"): LoadedModel {
    this.inUse = which === "taught" && this.taught !== null;
    return this.inUse ? this.copy! : this.original;
  }

  /** Dispose of the network that the page does not hold. */
  dispose(): void {
    (this.inUse ? this.original : this.copy)?.network.dispose();
    this.copy = null;
    // A lesson that is under way has nothing left to restore.
    this.weights = [];
  }

  /**
   * Take steps of gradient descent.
   *
   * @param told hears the number of a step and the error before it
   */
  async teach(examples: Examples, plan: Plan, told: Told): Promise<void> {
    this.copy ??= await this.makeCopy();
    const kept = await this.readWeights();
    try {
      if (!(await this.teachInWorker(this.copy, examples, plan, told))) await this.teachInPage(examples, plan, told);
      if (!(await this.isFinite())) throw new Diverged();
      this.before.push(kept);
    } catch (error) {
      this.writeWeights(kept);
      throw error;
    }
  }

  /** Tells whether the worker knows the layers that are to learn. */
  private async teachInWorker(model: LoadedModel, examples: Examples, plan: Plan, told: Told): Promise<boolean> {
    const lesson = planLesson(model, plan.layers);
    if (!lesson) return false;
    const { ending, variables } = await teachElsewhere(lesson, model, examples, plan, told, this.loadScript);
    if (ending !== "done") throw new Diverged();
    // A copy that was disposed of meanwhile takes nothing more.
    if (this.copy === model) writeAll(listLearned(model.network.layersModel!, lesson), variables);
    return true;
  }

  /** By TensorFlow.js, a frame between each two steps. */
  private async teachInPage(examples: Examples, plan: Plan, told: Told): Promise<void> {
    const { model, layersModel } = this.prepare(plan);
    const rows = examples.labels.length;
    const x = tf.tensor(examples.inputs, [rows, ...model.inputShape]);
    const y = tf.tensor(makeTargets(model, examples.labels), [rows, model.units]);
    try {
      for (let step = 1; step <= plan.steps; step++) {
        const loss = Number(await onCpu(() => layersModel.trainOnBatch(x, y)));
        if (!Number.isFinite(loss)) throw new Diverged();
        told(step, loss);
        await new Promise((resolve) => setTimeout(resolve));
      }
    } finally {
      tf.dispose([x, y]);
    }
  }

  /** Take the last lesson back. */
  undo(): void {
    const kept = this.before.pop();
    if (kept) this.writeWeights(kept);
  }

  /** Name and numbers of each weight of the taught model. */
  async listWeights(): Promise<Map<string, Float32Array>> {
    const values = await this.readWeights();
    return new Map(this.weights.map(({ originalName }, i) => [originalName, values[i]]));
  }

  private prepare({ layers: which, rate }: Plan): { model: LoadedModel; layersModel: LayersModel } {
    const model = this.copy!;
    const layersModel = model.network.layersModel!;
    chooseLayers(layersModel, which);
    layersModel.optimizer?.dispose();
    layersModel.compile({ optimizer: "sgd", loss: chooseLoss(model) });
    (layersModel.optimizer as unknown as { setLearningRate(rate: number): void }).setLearningRate(rate);
    return { model, layersModel };
  }

  private async makeCopy(): Promise<LoadedModel> {
    const copy: LoadedModel = { ...(await this.loadCopy()), taught: true };
    const layersModel = copy.network.layersModel!;
    freezeNormalization(layersModel);
    this.weights = allLayers(layersModel).flatMap((layer) => layer.weights);
    return copy;
  }

  private async readWeights(): Promise<Float32Array[]> {
    return Promise.all(this.weights.map(async (weight) => (await weight.read().data()).slice() as Float32Array));
  }

  private writeWeights(values: readonly Float32Array[]): void {
    writeAll(this.weights, values);
  }

  private async isFinite(): Promise<boolean> {
    return (await this.readWeights()).every((values) => values.every(Number.isFinite));
  }
}
