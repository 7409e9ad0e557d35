/** Which landscape, which optimizer, which batches; and the buttons that move the walk on. */

import { element } from "../../page/views/element";
import type { Lab } from "./lab";
import { OPTIMIZERS } from "./math/optimizer";
import { BATCH_SIZES, LANDSCAPES } from "./math/settings";
import { Player } from "./player";
import { say } from "./words";

function makeButton(text: string, press: () => void): HTMLButtonElement {
  const button = element("button", { type: "button", textContent: text });
  button.addEventListener("click", press);
  return button;
}

/** The choice of the landscape, and a sentence about it. */
export function makeChoice(lab: Lab, chosen: () => void): HTMLElement {
  const buttons = LANDSCAPES.map((landscape) =>
    makeButton(say(`landscape.${landscape}`), () => {
      chosen();
      lab.choose({ landscape });
    }),
  );
  const about = element("p", { className: "landscape-about" });
  lab.watch(() => {
    const { landscape } = lab.settings;
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(LANDSCAPES[i] === landscape)));
    about.textContent = say(`landscape.about.${landscape}`);
  });
  const group = element("div", { className: "landscape-choice" }, ...buttons);
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", say("landscape.which"));
  return element("div", { className: "landscape-head" }, group, about);
}

type Option = { value: string; text: string };

function makeSelect(label: string, options: Option[], choose: (value: string) => void): HTMLSelectElement {
  const select = element("select", {}, ...options.map(({ value, text }) => element("option", { value, textContent: text })));
  select.ariaLabel = label;
  select.addEventListener("change", () => choose(select.value));
  return select;
}

/** Optimizer, batch size and order. */
export function makeSettings(lab: Lab): HTMLElement {
  const optimizers = OPTIMIZERS.map((value) => ({ value, text: say(`landscape.optimizer.${value}`) }));
  const sizes = [...BATCH_SIZES].reverse().map((size) => ({
    value: String(size),
    text: size === 20 ? say("landscape.batch.all", { size }) : String(size),
  }));
  const optimizer = makeSelect(say("landscape.optimizer"), optimizers, (value) => {
    lab.choose({ optimizer: OPTIMIZERS.find((name) => name === value)! });
  });
  const batch = makeSelect(say("landscape.batch"), sizes, (value) => lab.choose({ batchSize: Number(value) }));
  const shuffle = element("input", { type: "checkbox" });
  shuffle.setAttribute("role", "switch");
  shuffle.addEventListener("change", () => lab.choose({ shuffle: shuffle.checked }));
  const batchField = element("label", { className: "field" }, element("span", { textContent: say("landscape.batch") }), batch);
  const order = element("label", { className: "switch" }, shuffle, element("span", { textContent: say("landscape.shuffle") }));
  lab.watch(() => {
    const { settings } = lab;
    optimizer.value = settings.optimizer;
    batch.value = String(settings.batchSize);
    shuffle.checked = settings.shuffle;
    // A formula has no samples to take batches from.
    batchField.hidden = order.hidden = settings.landscape === "valleys";
  });
  return element(
    "div",
    { className: "landscape-settings" },
    element("label", { className: "field" }, element("span", { textContent: say("landscape.optimizer") }), optimizer),
    batchField,
    order,
    element("p", { className: "hint", textContent: say("landscape.settings") }),
  );
}

/** The buttons below the map; `sync` shows whether it plays. */
export function makeButtons(lab: Lab, player: Player): { buttons: HTMLElement; sync: () => void } {
  const halt = (act: () => void) => (): void => {
    player.pause();
    act();
  };
  const play = makeButton(say("landscape.play"), () => {
    if (player.playing) player.pause();
    else player.play();
  });
  play.classList.add("landscape-play");
  play.hidden = !Player.allowed;
  const onward = [
    makeButton(say("landscape.stage"), halt(() => lab.showStage())),
    makeButton(say("landscape.step"), halt(() => lab.advance(1))),
    makeButton(say("landscape.hundred"), halt(() => lab.advance(100))),
  ];
  const reset = makeButton(say("landscape.reset"), halt(() => lab.reset()));
  const scatter = makeButton(say("landscape.scatter"), halt(() => lab.scatter()));
  lab.watch(() => {
    // aria-disabled, not disabled: a disabled button would lose the keyboard's focus.
    for (const button of [play, ...onward]) button.ariaDisabled = String(lab.isOver);
    reset.ariaDisabled = String(lab.walk.steps === 0);
  });
  return {
    buttons: element("div", { className: "landscape-buttons" }, play, ...onward, reset, scatter),
    sync: () => {
      play.textContent = say(player.playing ? "landscape.pause" : "landscape.play");
    },
  };
}
