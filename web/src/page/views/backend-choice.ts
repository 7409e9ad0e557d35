/** Which backend the page runs on, and how fast it answers. */

import { BACKENDS, isBackendName } from "../../model/engine";
import { formatMilliseconds, median } from "../../model/format";
import type { Session } from "../session";
import type { Store, WasmState } from "../state";
import { writeAddress } from "../address";
import { element, find } from "./element";

const TITLES = {
  cpu: "cpu (JavaScript)",
  wasm: "wasm (WebAssembly)",
  webgl: "webgl (graphics card)",
};

const WASM_TEXT: Record<WasmState, string> = {
  waiting: "",
  loading: " · WebAssembly is loading",
  ready: "",
  unavailable: " · WebAssembly is not available here",
};

/** Wire the choice and the latency to the store. */
export function startBackendChoice(store: Store, session: Session): void {
  const choice = find<HTMLSelectElement>("backend");
  choice.append(...BACKENDS.map((name) => element("option", { value: name, textContent: TITLES[name] })));
  choice.addEventListener("change", () => {
    if (!isBackendName(choice.value)) return;
    writeAddress({ backend: choice.value });
    void session.choose(choice.value);
  });
  store.watch(["backend", "wasm"], ({ backend, wasm }) => {
    // Before TensorFlow.js is there, neither.
    choice.value = backend === "plain" ? "" : backend;
    choice.options[1].disabled = wasm === "unavailable";
  });
  store.watch(["latencies", "backend", "wasm"], ({ latencies, wasm }) => {
    const typical = median(latencies);
    const speed = typical === null ? "No prediction yet" : `${formatMilliseconds(typical)} per prediction`;
    find("latency").textContent = speed + WASM_TEXT[wasm];
  });
}
