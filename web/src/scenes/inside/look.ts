/** What the scene looks at: the open model's steps, their numbers for the input now, and the number that is chosen. */

import type { LoadedModel } from "../../model/model";
import { readActivations } from "./forward";
import { type Cell, indexOf } from "./math/layout";
import { readSteps, type Step } from "./steps";

/** One number of one step. */
export interface Place {
  step: number;
  cell: Cell;
}

/** The parts of it that change. */
type Part = "model" | "numbers" | "pointed" | "chosen";

interface Listener {
  part: Part;
  listener: () => void;
}

/** The scene's state, and who follows it. */
export class Look {
  model: LoadedModel | null = null;
  steps: Step[] = [];
  /** Why there are no steps; null where there are, and for a graph. */
  failure: string | null = null;
  /** The input that the numbers belong to; for an empty pad the empty ground. */
  input: Float32Array = new Float32Array();
  isEmpty = true;
  activations: Float32Array[] = [];
  pointed: Place | null = null;
  chosen: Place | null = null;
  private readonly listeners: Listener[] = [];
  private followers: Listener[] = [];

  /** Call the listener whenever this part changes. */
  watch(part: Part, listener: () => void): void {
    this.listeners.push({ part, listener });
  }

  /** The same, until another model is opened: for views, which are made anew then. */
  follow(part: Part, listener: () => void): void {
    this.followers.push({ part, listener });
  }

  private tell(part: Part): void {
    for (const each of [...this.listeners, ...this.followers]) if (each.part === part) each.listener();
  }

  /** Look at another model, or at none. */
  open(model: LoadedModel | null): void {
    this.model = model;
    this.steps = [];
    this.failure = null;
    this.activations = [];
    this.pointed = this.chosen = null;
    this.followers = [];
    this.tell("chosen");
    const layersModel = model?.network.layersModel;
    if (model && layersModel && model.inputKind !== "none") {
      try {
        this.steps = readSteps(layersModel, model.inputShape);
      } catch (error) {
        this.failure = (error as Error).message;
      }
    }
    this.tell("model");
  }

  /** Compute the numbers for an input; null for the empty ground. */
  async read(input: Float32Array | null, ground: number): Promise<void> {
    const { model, steps } = this;
    if (!model) return;
    const row = input ?? new Float32Array(model.inputShape.reduce((a, b) => a * b, 1)).fill(ground);
    let activations: Float32Array[] = [];
    if (steps.length) {
      try {
        activations = await readActivations(steps, row, model.inputShape, model.network.inputs[0].dtype);
      } catch (error) {
        // A model that was closed meanwhile has nothing to say.
        if (this.model !== model) return;
        this.failure = (error as Error).message;
        this.steps = [];
        this.followers = [];
        this.tell("model");
      }
    }
    if (this.model !== model) return;
    this.input = row;
    this.isEmpty = input === null;
    this.activations = activations;
    this.tell("numbers");
  }

  /** The number that is marked: the one that is pointed at, or else the chosen one. */
  get marked(): Place | null {
    return this.pointed ?? this.chosen;
  }

  /** Point at a number, or at none. */
  point(place: Place | null): void {
    this.pointed = place;
    this.tell("pointed");
  }

  /** Choose a number to explain, or none. */
  choose(place: Place | null): void {
    this.chosen = place;
    this.tell("chosen");
    this.tell("pointed");
  }

  /** The number at a place; NaN before there are numbers. */
  valueAt({ step, cell }: Place): number {
    return this.activations[step]?.[indexOf(this.steps[step].layout, cell)] ?? NaN;
  }
}
