/** One weight: the product that is its slope, or for a convolution the sum of products, and the check that it is right. */

import { makeSay } from "../../../messages/say";
import { element } from "../../../page/views/element";
import { type Chain, findTraceable, type SharedChain, traceShared, type Traceable, traceWeight } from "../math/chain-rule";
import { checkSlope } from "../math/gradient-check";
import type { Network } from "../../../training/math/network";
import type { Stages } from "../math/one-step";
import { MESSAGES } from "../messages";
import { writeNumber } from "../numbers";
import { CheckView } from "./check";
import { makeField, makeSelect } from "./controls";

const say = makeSay(MESSAGES);
const MOST_WAYS = 4;

/** So many places of a map are told one by one. */
const MOST_USES = 3;

/** A weight of a layer, by input (or place in the kernel) and unit (or filter). */
interface Place extends Traceable {
  from: number;
  unit: number;
}

/** The units of a dense layer, the filters of a convolution. */
function unitsOf(network: Network, operation: number): number {
  return network.operations[operation].outputShape.at(-1)!;
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
    const traceable = findTraceable(stages.network);
    const known = this.place && names.join() === this.names.join();
    [this.stages, this.names, this.classNames] = [stages, names, classNames];
    this.root.hidden = traceable.length === 0;
    if (this.root.hidden) return;
    this.layer.fill(traceable.map(({ operation, kernel }) => ({ value: String(operation), text: this.nameLayer(kernel) })));
    if (known) this.render();
    else this.choose(null);
  }

  /** A weight's name with its place: "outputs/kernel[3, 7]". */
  nameWeight({ network }: Stages, names: string[], { weight, index }: { weight: number; index: number }): string {
    const name = names[variableOf(network, weight)] ?? "";
    const found = findTraceable(network).find(({ kernel }) => kernel === weight);
    if (!found) return `${name}[${index}]`;
    const units = unitsOf(network, found.operation);
    return `${name}[${Math.floor(index / units)}, ${index % units}]`;
  }

  private nameLayer(kernel: number): string {
    return (this.names[variableOf(this.stages!.network, kernel)] ?? "").split("/")[0];
  }

  /** Choose a weight; null for the steepest of all kernels. */
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
    const layer = findTraceable(network).find((one) => one.operation === operation)!;
    const units = unitsOf(network, operation);
    const inputs = network.weights[layer.kernel].length / units;
    const within = (control: HTMLInputElement, count: number): number => {
      control.max = String(count - 1);
      return Math.max(0, Math.min(count - 1, Math.floor(Number(control.value)) || 0));
    };
    this.choose({ ...layer, from: within(this.from, inputs), unit: within(this.unit, units) });
  }

  private render(): void {
    const { place, stages } = this;
    if (!place || !stages) return;
    const { network, targets, x } = stages;
    if (place.kind === "convolution") this.showSum(traceShared(network, place.operation, place.from, place.unit));
    else this.showProduct(traceWeight(network, place.operation, place.from, place.unit));
    const index = place.from * unitsOf(network, place.operation) + place.unit;
    this.check.show(checkSlope(network, x, targets, 1, { weight: place.kernel, index }, this.check.step));
  }

  private showProduct(chain: Chain): void {
    const activation = chain.activation === "linear"
      ? say("learned.chain.linear")
      : say("learned.chain.activation", { activation: chain.activation, sum: writeNumber(chain.sum) });
    const onward = say(chain.isLast ? "learned.chain.error" : "learned.chain.onward");
    const factors = [
      [chain.input, say("learned.chain.input"), "×"],
      [chain.activationSlope, activation, "×"],
      [chain.onward, onward, "="],
      [chain.slope, say("learned.chain.slope"), ""],
    ] as const;
    this.showFactors(factors);
    this.ways.textContent = this.describeWays(chain);
  }

  /** The largest products one by one, the others together. */
  private showSum({ uses, kernel, slope }: SharedChain): void {
    const products = uses.map((use) => ({ ...use, product: use.input * use.slope }));
    const largest = products.filter(({ product }) => product !== 0).sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
    const [told, others] = [largest.slice(0, MOST_USES), largest.slice(MOST_USES)];
    const terms: [number, string, string][] = told.map(({ row, column, input, slope: there, product }, i) => {
      const values = { row: row + 1, column: column + 1, input: writeNumber(input), slope: writeNumber(there) };
      const isEnd = i === told.length - 1 && others.length === 0;
      return [product, say("learned.chain.use", values), isEnd ? "=" : "+"];
    });
    const rest = others.reduce((sum, { product }) => sum + product, 0);
    if (others.length) terms.push([rest, say("learned.chain.others", { count: others.length }), "="]);
    this.showFactors([...terms, [slope, say("learned.chain.slope"), ""]]);
    const place = { row: kernel.row + 1, column: kernel.column + 1, channel: kernel.channel + 1 };
    this.ways.textContent = say("learned.chain.shared", { ...place, count: uses.length, active: largest.length });
  }

  /** Numbers with what they are, and the signs between them. */
  private showFactors(factors: readonly (readonly [value: number, name: string, sign: string])[]): void {
    this.product.replaceChildren(
      ...factors.map(([value, name, sign]) => {
        const number = element("strong", { textContent: writeNumber(value) });
        const item = element("li", {}, element("span", {}, number, element("small", { textContent: name })));
        if (sign) item.append(element("span", { className: "learned-sign", textContent: sign }));
        return item;
      }),
    );
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
  let best: Place = { ...findTraceable(network)[0], from: 0, unit: 0 };
  let largest = -1;
  for (const layer of findTraceable(network)) {
    const units = unitsOf(network, layer.operation);
    network.gradients[layer.kernel].forEach((slope: number, index: number) => {
      if (Math.abs(slope) <= largest) return;
      largest = Math.abs(slope);
      best = { ...layer, from: Math.floor(index / units), unit: index % units };
    });
  }
  return best;
}
