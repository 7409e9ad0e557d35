/** A Keras script to take home: shown, copied, or kept as a file. A scene says how to write it. */

import { makeSay } from "../messages/say";
import { element } from "../page/views/element";
import { MESSAGES } from "./messages";

const say = makeSay(MESSAGES);

/** A script that follows what is on the screen. */
export interface TakeHome {
  title: string;
  /** The file's name when it is kept. */
  file: string;
  /** The script as it is now. */
  write: () => string;
}

function keepFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/x-python" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Copy; where the browser forbids it the text is selected, for the reader to copy. */
async function copy(shown: HTMLElement, text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(shown);
    return false;
  }
}

/** Make a folded script with its buttons. `refresh` writes it again, while it is open. */
export function makeTakeHome({ title, file, write }: TakeHome): { shown: HTMLElement; refresh: () => void } {
  const code = element("code");
  const place = element("pre", { tabIndex: 0 }, code);
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", title);
  const copied = element("p", { className: "hint" });
  copied.setAttribute("role", "status");
  const buttonOf = (text: string, press: () => void): HTMLButtonElement => {
    const button = element("button", { type: "button", textContent: text });
    button.addEventListener("click", press);
    return button;
  };
  const copyButton = buttonOf(say("script.copy"), () => {
    void copy(code, write()).then((done) => {
      copied.textContent = say(done ? "script.copied" : "script.select");
    });
  });
  const keepButton = buttonOf(say("script.keep", { file }), () => keepFile(file, write()));
  const note = element("p", { className: "hint", textContent: say("script.note", { file }) });
  const shown = element(
    "details",
    { className: "take-home" },
    element("summary", { textContent: title }),
    note,
    place,
    element("div", { className: "take-home-buttons" }, copyButton, keepButton),
    copied,
  );
  const refresh = (): void => {
    if (!shown.open) return;
    code.textContent = write();
    copied.textContent = "";
  };
  shown.addEventListener("toggle", refresh);
  return { shown, refresh };
}
