/** A button that copies a text; where the browser does not let it, the text is selected for a key to do so. */

import { makeSay } from "../../messages/say";
import { element } from "./element";
import { MESSAGES } from "./foot-messages";

const say = makeSay(MESSAGES);

/** A button, and the line that says what happened. `read` gives the text at the moment of the click. */
export function makeCopyButton(name: string, read: () => string): HTMLElement {
  const button = element("button", { type: "button", textContent: name });
  const status = element("span", { className: "hint" });
  status.setAttribute("role", "status");
  const field = element("textarea", { className: "copy-text", readOnly: true, hidden: true, ariaLabel: name });
  button.addEventListener("click", async () => {
    const text = read();
    try {
      await navigator.clipboard.writeText(text);
      field.hidden = true;
      status.textContent = say("foot.copied");
    } catch {
      field.value = text;
      field.hidden = false;
      field.select();
      status.textContent = say("foot.select");
    }
  });
  return element("div", { className: "copy" }, button, status, field);
}
