/** page.js: wires the parts together and opens the first model. */

import { findEntry } from "../ahead/asked";
import { readAddress, writeAddress } from "./address";
import { isChoice } from "../model/engine";
import { makeFace } from "./face";
import type { IndexEntry } from "../model/metadata";
import { startLanguage } from "./language";
import { asProblem, Problem } from "../model/problem";
import { say } from "./messages";
import { keepOffline } from "./offline";
import { startReading } from "./reading";
import { SceneLoader } from "./scene-loader";
import { Session } from "./session";
import { Store } from "./state";
import { startBackendChoice } from "./views/backend-choice";
import { startBars } from "./views/bars";
import { startCard } from "./views/card";
import { startDrawing } from "./views/drawing";
import { find } from "./views/element";
import { startEngines } from "./views/engines";
import { startGreeting } from "./views/greeting";
import { startKeptDrawing } from "./views/kept-drawing";
import { startKeyboardPen } from "./views/keyboard-pen";
import { startLayout } from "./views/layout";
import { startModelView } from "./views/model-view";
import { startNumbers } from "./views/numbers";
import { startOtherModels } from "./views/other-models";
import { startParityBadge } from "./views/parity-badge";
import { startPicker } from "./views/picker";
import { startSamples } from "./views/samples";
import { startScenes } from "./views/scenes";
import { startTheme } from "./views/theme";
import { startTools } from "./views/tools";
import { startTourButton } from "./views/tour-button";
import { startUpload } from "./views/upload";
import { startUseModel } from "./views/use-model";

type Globals = { kerasdigitsIndex?: IndexEntry[]; kerasdigits?: unknown };

/** The model that the address asks for, or the first one. */
function chooseModel(store: Store, wanted: string | null): string {
  const entry = findEntry(store.state.entries, wanted);
  if (!entry) throw new Problem(say("page.none"), say("page.noneHelp"), "kerasdigits demo\nkerasdigits export RUN");
  if (wanted !== null && wanted !== entry.name) store.set({ notice: say("page.otherModel", { wanted, shown: entry.name }) });
  return entry.name;
}

/** Check, then move to wasm: in the background, once the page can answer. */
async function settle(store: Store, session: Session, backend: string | null): Promise<void> {
  if (!store.state.model) return;
  if (isChoice(backend)) {
    await session.choose(backend);
    return;
  }
  await session.settle();
}

async function openFirst(store: Store, session: Session, wanted: string | null): Promise<void> {
  try {
    await session.open(chooseModel(store, wanted));
  } catch (error) {
    store.set({ problem: asProblem(error, say("page.noStart")) });
  }
  if (store.state.problem) throw store.state.problem;
}

function startViews(store: Store, session: Session, empty: boolean): void {
  startTheme();
  startLayout(store);
  startDrawing(store);
  if (!empty) startGreeting(store);
  startKeyboardPen(store, find<HTMLCanvasElement>("pad"), find("pad-frame"));
  startTools(store);
  startUpload(store);
  startNumbers(store);
  startModelView(store);
  startBars(store);
  startSamples(store);
  startCard(store);
  startParityBadge(store);
  startBackendChoice(store, session);
  startEngines(store, session);
  startUseModel(store);
  const openModel = (name: string): void => {
    writeAddress({ model: name }, "new step");
    void session.open(name).then(() => settle(store, session, null));
  };
  startPicker(store, openModel);
  startOtherModels(store, session, openModel);
  startReading(store);
}

/** Back and Forward open the model of the address that they lead to. */
function followHistory(store: Store, session: Session): void {
  addEventListener("popstate", () => {
    if (store.state.entries.length === 0) return;
    const name = chooseModel(store, readAddress(location.search).model);
    if (name !== store.state.modelName) void session.open(name).then(() => settle(store, session, null));
  });
}

/** Let the browser do what waits: a script that arrived, a frame. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function main(): void {
  const globals = globalThis as unknown as Globals;
  const address = readAddress(location.search);
  startLanguage();
  const store = new Store();
  const session = new Session(store);
  store.set({ entries: globals.kerasdigitsIndex ?? [] });
  startKeptDrawing(store);
  if (address.backend !== null && !isChoice(address.backend)) {
    store.set({ notice: say("page.noBackend", { wanted: address.backend }) });
  }
  followHistory(store, session);
  const ready = openFirst(store, session, address.model);
  // A model that is here already answers before anything is shown of it; one that is not is waited for on the screen.
  const shown = nextTask().then(() => startViews(store, session, address.start === "empty"));
  // The page shows itself before it replays samples and starts WebAssembly.
  const settled = Promise.all([ready, shown])
    .then(nextTask)
    .then(() => settle(store, session, address.backend));
  // The problem is on the page already; these promises are for whoever asks.
  ready.catch(() => undefined);
  settled.catch(() => undefined);
  const scenes = new SceneLoader(store, session);
  globals.kerasdigits = makeFace(store, session, scenes, { ready, settled });
  void settled.catch(() => undefined).then(keepOffline);
  // The first answer comes before anything that lies below it.
  void Promise.allSettled([ready, shown]).then(() => {
    startScenes(scenes);
    startTourButton(store, scenes);
  });
}

main();
