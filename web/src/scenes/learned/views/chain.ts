/** One weight of a dense layer: the product that is its slope, and the check that it is right. */

import { makeSay } from "../../../messages/say";
import { element } from "../../../page/views/element";
import { type Chain, findDense, traceWeight } from "../math/chain-rule";
import { checkSlope } from "../math/gradient-check";
import type { Network } from "../../../training/math/network";
import type { Stages } from "../math/one-step";
import { MESSAGES } from "../messages";
import { writeNumber } from "../numbers";
import { CheckView } from "./check";
import { makeField, makeSelect } from "./controls";

const say = makeSay(MESSAGES);
const MOST_WAYS = 4;

/** A weight of a dense layer, by input and unit. */
interface Place {
  operation: number;
  kernel: number;
  from: number;
  unit: number;
}

function unitsOf(network: Network, operation: number): number {
  return network.operations[operation].outputShape[0];
}

function numberInput(): HTMLInputElement {
  return element("input", { type: "number", min: "0", step: "1", value: "0" });
}

export class ChainView {
  readonly root: HTMLElement;
  private readonly layer = makeSelect<string>([]);
  private readonly from = numberInput();
  private readonly unit = numberInput();
  private readonly product = element("ol", { className: "learned-product" });
  private readonly ways = element("p", { className: "hint" });
  private readonly check = new CheckView(() => this.render());
  private stages: Stages | null = null;
  private names: string[] = [];
  private classNames: string[] = [];
  private place: Place | null = null;

  constructor() {
    const steepest = element("button", { type: "button", textContent: say("learned.chain.steepest") });
    steepest.addEventListener("click", () => this.choose(null));
    this.root = element(
      "div",
      { className: "learned-chain" },
      element("h4", { textContent: say("learned.chain.title") }),
      element("p", { textContent: say("learned.chain.lead") }),
      element(
        "div",
        { className: "learned-controls" },
        makeField(say("learned.chain.weights"), this.layer.root),
        makeField(say("learned.chain.from"), this.from),
        makeField(say("learned.chain.to"), this.unit),
        element("div", { className: "learned-buttons" }, steepest),
      ),
      this.product,
      this.ways,
      this.check.root,
    );
    for (const control of [this.layer.root, this.from, this.unit]) control.addEventListener("change", () => this.read());
  }

  /** Show the stages of a step; the chosen weight stays, where there is one. */
  show(stages: Stages, names: string[], classNames: string[]): void {
    const dense = findDense(stages.network);
    const known = this.place && names.join() === this.names.join();
    [this.stages, this.names, this.classNames] = [stages, names, classNames];
    this.root.hidden = dense.length === 0;
    if (this.root.hidden) return;
    this.layer.fill(dense.map(({ operation, kernel }) => ({ value: String(operation), text: this.nameLayer(kernel) })));
    if (known) this.render();
    else this.choose(null);
  }

  /** A weight's name with its place: "outputs/kernel[3, 7]". */
  nameWeight({ network }: Stages, names: string[], { weight, index }: { weight: number; index: number }): string {
    const name = names[variableOf(network, weight)] ?? "";
    const found = findDense(network).find(({ kernel }) => kernel === weight);
    if (!found) return `${name}[${index}]`;
    const units = unitsOf(network, found.operation);
    return `${name}[${Math.floor(index / units)}, ${index % units}]`;
  }

  private nameLayer(kernel: number): string {
    return (this.names[variableOf(this.stages!.network, kernel)] ?? "").split("/")[0];
  }

  /** Choose a weight; null for the steepest of all dense kernels. */
  private choose(place: Place | null): void {
    this.place = place ?? findSteepest(this.stages!.network);
    this.layer.root.value = String(this.place.operation);
    this.from.value = String(this.place.from);
    this.unit.value = String(this.place.unit);
    this.render();
  }

  private read(): void {
    const { network } = this.stages!;
    const operation = Number(this.layer.value);
    const { kernel } = findDense(network).find((one) => one.operation === operation)!;
    const units = unitsOf(network, operation);
    const inputs = network.weights[kernel].length / units;
    const within = (control: HTMLInputElement, count: number): number => {
      control.max = String(count - 1);
      return Math.max(0, Math.min(count - 1, Math.floor(Number(control.value)) || 0));
    };
    this.choose({ operation, kernel, from: within(this.from, inputs), unit: within(this.unit, units) });
  }

  private render(): void {
    const { place, stages } = this;
    if (!place || !stages) return;
    const { network, targets, x } = stages;
    const chain = traceWeight(network, place.operation, place.from, place.unit);
    this.showProduct(chain);
    const index = place.from * unitsOf(network, place.operation) + place.unit;
    this.check.show(checkSlope(network, x, targets, 1, { weight: place.kernel, index }, this.check.step));
  }

  private showProduct(chain: Chain): void {
    const activation = chain.activation === "linear"
      ? say("learned.chain.linear")
      : say("learned.chain.activation", { activation: chain.activation, sum: writeNumber(chain.sum) });
    const onward = say(chain.ways.length ? "learned.chain.onward" : "learned.chain.error");
    const factors = [
      [chain.input, say("learned.chain.input"), "×"],
      [chain.activationSlope, activation, "×"],
      [chain.onward, onward, "="],
      [chain.slope, say("learned.chain.slope"), ""],
    ] as const;
    this.product.replaceChildren(
      ...factors.map(([value, name, sign]) => {
        const number = element("strong", { textContent: writeNumber(value) });
        const item = element("li", {}, element("span", {}, number, element("small", { textContent: name })));
        if (sign) item.append(element("span", { className: "learned-sign", textContent: sign }));
        return item;
      }),
    );
    this.ways.textContent = this.describeWays(chain);
  }

  private describeWays({ ways }: Chain): string {
    if (!ways.length) return "";
    const largest = [...ways].sort((a, b) => Math.abs(b.weight * b.slope) - Math.abs(a.weight * a.slope));
    const terms = largest.slice(0, MOST_WAYS).map(({ slope, unit, weight }) => {
      const name = ways.length === this.classNames.length ? this.classNames[unit] : unit;
      return `${writeNumber(weight)} × ${writeNumber(slope)} (${name})`;
    });
    const shown = terms.join(" + ");
    const rest = ways.length - terms.length;
    const text = rest > 0 ? say("learned.chain.more", { ways: shown, count: rest }) : shown;
    return say("learned.chain.ways", { count: ways.length, ways: text });
  }
}

/** The place of a weight among all variables, which hold moving averages too. */
function variableOf(network: Network, weight: number): number {
  const wanted = network.weights[weight];
  return network.variables.indexOf(wanted);
}

function findSteepest(network: Network): Place {
  let best: Place = { operation: 0, kernel: 0, from: 0, unit: 0 };
  let largest = -1;
  for (const { operation, kernel } of findDense(network)) {
    const units = unitsOf(network, operation);
    network.gradients[kernel].forEach((slope: number, index: number) => {
      if (Math.abs(slope) <= largest) return;
      largest = Math.abs(slope);
      best = { operation, kernel, from: Math.floor(index / units), unit: index % units };
    });
  }
  return best;
}
