/** Light and dark: what the system says, until the person chooses; the choice is kept. */

import { find } from "./element";

const KEY = "kerasdigits-theme";
type Theme = "light" | "dark";

/** Storage may be forbidden (file://, private windows): then the choice lasts as long as the page. */
function recall(): Theme | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : null;
  } catch {
    return null;
  }
}

function keep(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // See recall.
  }
}

/** Apply the kept theme, and wire the button. */
export function startTheme(): void {
  const root = document.documentElement;
  const button = find<HTMLButtonElement>("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const current = (): Theme => (root.dataset.theme as Theme) ?? (system.matches ? "dark" : "light");
  const show = (): void => {
    button.ariaPressed = String(current() === "dark");
  };
  const kept = recall();
  if (kept) root.dataset.theme = kept;
  button.addEventListener("click", () => {
    root.dataset.theme = current() === "dark" ? "light" : "dark";
    keep(root.dataset.theme as Theme);
    show();
  });
  system.addEventListener("change", show);
  show();
}
