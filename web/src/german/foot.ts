/** The foot of the page and the table of all models in German. */

import type { MESSAGES as OTHERS_ENGLISH } from "../compare/messages";
import type { MESSAGES as FOOT_ENGLISH } from "../page/views/foot-messages";

export const FOOT: Record<keyof typeof FOOT_ENGLISH, string> = {
  "foot.prove": "Auf jedem Rechenwerk prüfen",
  "foot.proveAgain": "Noch einmal prüfen",
  "foot.proving": "Wird geprüft …",
  "foot.engine": "Rechenwerk",
  "foot.numbers": "Die Zahlen von Keras?",
  "foot.speed": "Eine Vorhersage",
  "foot.cpu": "cpu (JavaScript)",
  "foot.wasm": "wasm (WebAssembly)",
  "foot.webgl": "webgl (Grafikkarte)",
  "foot.webgpu": "webgpu (Grafikkarte)",
  "foot.use": "Nimm",
  "foot.used": "In Gebrauch",
  "foot.same": "Ja, bis auf {difference}",
  "foot.rounded": "Bis auf {difference}, wie quantisiert",
  "foot.other": "Nein: {difference} daneben, also nicht benutzt",
  "foot.fails": "Es kann dieses Modell nicht ausführen: {reason}",
  "foot.unchecked": "Nicht geprüft: keine Beispiele",
  "foot.taught": "Nicht geprüft: Du hast es unterrichtet",
  "foot.unavailable": "Hier nicht: {reason}",
  "foot.waiting": "…",
  "foot.useHint":
    "Diese Zeilen sind eine ganze Webseite. Lege sie neben eine Kopie des Ordners {folder} und neben tf.min.js, das im Paket @tensorflow/tfjs 4.22.0 unter dist/ liegt, und öffne sie über http.",
  "foot.yourNumbers": "hier deine Zahlen",
  "foot.useNone": "Dieses Modell nimmt mehrere Eingaben; docs/export.md sagt, wie man sie ihm gibt.",
  "foot.share": "Link auf diese Seite und Zeichnung kopieren",
  "foot.copy": "Diese Zeilen kopieren",
  "foot.copied": "Kopiert.",
  "foot.select": "Dein Browser lässt die Seite nicht kopieren. Der Text ist markiert: Drücke Strg+C.",
};

export const OTHERS: Record<keyof typeof OTHERS_ENGLISH, string> = {
  "others.model": "Modell",
  "others.card": "Steckbrief",
  "others.cardOf": "Steckbrief von {name}",
  "others.answer": "Antwort",
  "others.size": "Gewichte",
  "others.time": "Dauer",
  "others.parity": "Die Zahlen von Keras?",
  "others.same": "ja, bis auf {difference}",
  "others.different": "nein, {difference} daneben",
  "others.unknown": "nicht geprüft",
  "others.nothing": "–",
  "others.draw": "zeichne, um es zu fragen",
  "others.noPictures": "liest keine Zeichnungen",
  "others.choice": "{name}, {share}",
  "others.loading": "lädt …",
  "others.broken": "lädt nicht",
  "others.open": "{name} auf dieser Seite zeigen",
};
