/** One table of all engines of the browser: parity and latency each, and a button to use the engine. */

import { makeSay } from "../../messages/say";
import { CHOICES, type Choice } from "../../model/engine";
import { formatExponent, formatMilliseconds } from "../../model/format";
import type { Metadata } from "../../model/metadata";
import { isRefuted, type Proof, proveEverywhere } from "../proof";
import type { Session } from "../session";
import type { ParityState, Store } from "../state";
import { element, find } from "./element";
import { MESSAGES } from "./foot-messages";

const say = makeSay(MESSAGES);

function describeParity(parity: ParityState, quantized: boolean): string {
  if (parity.status === "failed") return say("foot.fails", { reason: parity.message });
  if (parity.status === "taught") return say("foot.taught");
  if (parity.status !== "done") return say("foot.unchecked");
  const difference = formatExponent(parity.replay.maxAbsDifference);
  if (!parity.replay.passed) return say("foot.other", { difference });
  return say(quantized ? "foot.rounded" : "foot.same", { difference });
}

function describe(proof: Proof | undefined, quantized: boolean): [numbers: string, speed: string] {
  if (!proof) return [say("foot.waiting"), ""];
  if (proof.status === "unavailable") return [say("foot.unavailable", { reason: proof.reason }), ""];
  return [describeParity(proof.parity, quantized), proof.latency === null ? "" : formatMilliseconds(proof.latency)];
}

/** Wire the table to the store: another model has to be proved anew. */
export function startEngines(store: Store, session: Session): void {
  let proved: Metadata | null = null;
  const proofs = new Map<Choice, Proof>();
  const button = element("button", { type: "button", textContent: say("foot.prove") });
  const place = element("div", { className: "scroll" });

  const makeUse = (backend: Choice, proof: Proof | undefined): string | HTMLElement => {
    if (!proof || isRefuted(proof)) return "";
    if (backend === store.state.backend) return say("foot.used");
    const use = element("button", { type: "button", textContent: say("foot.use"), ariaLabel: `${say("foot.use")} ${backend}` });
    use.addEventListener("click", () => void session.choose(backend));
    return use;
  };
  const makeRow = (backend: Choice): HTMLElement => {
    const proof = proofs.get(backend);
    const [numbers, speed] = describe(proof, Boolean(store.state.model?.quantization));
    const name = element("th", { scope: "row", textContent: say(`foot.${backend}`) });
    const cells = [numbers, speed].map((textContent) => element("td", { textContent }));
    const row = element("tr", {}, name, ...cells, element("td", {}, makeUse(backend, proof)));
    row.dataset.backend = backend;
    row.classList.toggle("wrong", proof?.status === "done" && isRefuted(proof));
    return row;
  };
  const show = (): void => {
    const heads = [say("foot.engine"), say("foot.numbers"), say("foot.speed"), ""];
    const head = element("tr", {}, ...heads.map((textContent) => element(textContent ? "th" : "td", { textContent })));
    const body = element("tbody", {}, ...CHOICES.map(makeRow));
    place.replaceChildren(element("table", { className: "engines" }, element("thead", {}, head), body));
  };
  const prove = async (): Promise<void> => {
    if (!store.state.model || button.ariaDisabled === "true") return;
    const engine = await session.bringEngine();
    const { model } = store.state;
    if (!model) return;
    proofs.clear();
    proved = model.metadata;
    button.ariaDisabled = "true";
    button.textContent = say("foot.proving");
    show();
    await proveEverywhere(engine, model, () => session.loadCopy(), (backend, proof) => {
      if (store.state.model !== model) return;
      proofs.set(backend, proof);
      show();
    });
    button.ariaDisabled = "false";
    button.textContent = say("foot.proveAgain");
  };

  button.addEventListener("click", () => void prove());
  find("engines").append(button, place);
  store.watch(["model"], ({ model }) => {
    // The same model, answering from elsewhere.
    if (model && model.metadata === proved && !model.taught) return;
    proved = null;
    proofs.clear();
    place.replaceChildren();
    button.textContent = say("foot.prove");
  });
  store.watch(["backend"], () => proofs.size && show());
}
