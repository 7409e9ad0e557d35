/** Which backend the page runs on, and how fast it answers. */

import { makeSay } from "../../messages/say";
import { CHOICES, isChoice } from "../../model/engine";
import { formatMilliseconds, median } from "../../model/format";
import { MESSAGES } from "../messages";
import type { Session } from "../session";
import type { PageState, Store, WasmState } from "../state";
import { writeAddress } from "../address";
import { element, find, write } from "./element";
import { MESSAGES as FOOT } from "./foot-messages";

const say = makeSay({ ...MESSAGES, ...FOOT });

const WASM_STATE: Partial<Record<WasmState, keyof typeof MESSAGES>> = {
  loading: "engine.loading",
  unavailable: "engine.unavailable",
};

/** The latency is told so often, in milliseconds: a new text in each frame could not be read, and takes a layout. */
const LATENCY_REST = 200;

/** Wire the choice and the latency to the store. */
export function startBackendChoice(store: Store, session: Session): void {
  const choice = find<HTMLSelectElement>("backend");
  choice.append(...CHOICES.map((name) => element("option", { value: name, textContent: say(`foot.${name}`) })));
  choice.addEventListener("change", () => {
    if (!isChoice(choice.value)) return;
    writeAddress({ backend: choice.value });
    void session.choose(choice.value);
  });
  store.watch(["backend", "wasm"], ({ backend, wasm }) => {
    // Before TensorFlow.js is there, neither.
    choice.value = backend === "plain" ? "" : backend;
    choice.options[1].disabled = wasm === "unavailable";
  });
  const showLatency = ({ latencies, wasm }: Readonly<PageState>): void => {
    const typical = median(latencies);
    const speed = typical === null ? say("engine.noPrediction") : say("engine.speed", { time: formatMilliseconds(typical) });
    const state = WASM_STATE[wasm];
    write(find("latency"), state ? `${speed} · ${say(state)}` : speed);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.watch(["latencies", "backend", "wasm"], () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      showLatency(store.state);
    }, LATENCY_REST);
  });
}
