/** index.html in German. */

import type { SHELL as ENGLISH } from "../page/shell-messages";

export const SHELL: Record<keyof typeof ENGLISH, string> = {
  "shell.title": "kerasdigits: zeichne eine Ziffer, ein Keras-Modell liest sie",
  "shell.skip": "Zum Modell springen",
  "shell.model": "Modell",
  "shell.language": "English",
  "shell.tour": "Tour",
  "shell.dark": "Dunkel",

  "shell.headline": "Zeichne eine Ziffer. Ein Keras-Modell liest sie.",
  "shell.lead":
    "Das Netz auf dieser Seite hat aus Beispielen gelernt, wurde aus Keras nach TensorFlow.js exportiert und antwortet sofort.",
  "shell.runs": "Es läuft in deinem Browser, und",
  "shell.private": "nichts verlässt deinen Rechner.",

  "shell.bench": "Das Modell bei der Arbeit",
  "shell.drawing": "Deine Zeichnung",
  "shell.pad": "Zeichenfeld",
  "shell.drawHere": "Zeichne hier",
  "shell.padHelp":
    "Zeichne mit Maus, Finger oder Stift. Mit der Tastatur: Die Pfeiltasten bewegen den Stift, die Leertaste setzt ihn auf und hebt ihn ab, Entf leert das Feld, Strg+Z nimmt den letzten Schritt zurück. Zwei Pfeiltasten zugleich oder Pos1, Ende, Bild auf und Bild ab bewegen ihn schräg. Du kannst auch eine Bilddatei wählen.",
  "shell.undo": "Zurück",
  "shell.clear": "Leeren",
  "shell.picture": "Bild …",
  "shell.numbers": "Deine Zahlen",
  "shell.seen": "Was das Modell sieht",
  "shell.input": "Die Eingabe des Modells",
  "shell.recipe": "Größe und Mitte wie bei MNIST",
  "shell.answers": "Was es antwortet",
  "shell.bars": "Wahrscheinlichkeit jeder Klasse",
  "shell.samples": "Oder probiere eine echte Ziffer aus den Testdaten",

  "shell.scenes": "Szenen",
  "shell.read": "Lesen",
  "shell.inside": "Hineinschauen",
  "shell.insideLead":
    "Was du dem Netz gibst, durchläuft nacheinander seine Schichten. Jede macht aus den Zahlen vor ihr neue, und die letzten Zahlen sind die Antwort. Hier sind sie alle, während du zeichnest.",
  "shell.learned": "Wie es gelernt hat",
  "shell.learnedLead":
    "Niemand hat die Gewichte hingeschrieben. Am Anfang waren sie zufällig, und nach jeder Handvoll Beispiele änderten sie sich ein wenig: immer dorthin, wo der Fehler kleiner wird.",
  "shell.landscape": "Die Landschaft",
  "shell.landscapeLead":
    "Bei zwei Gewichten ist der Fehler eine Landschaft, die man sich ansehen kann. Das Training steigt darin bergab, ohne Landkarte: Es spürt nur das Gefälle unter seinen Füßen.",
  "shell.failures": "Wo es sich irrt",
  "shell.failuresLead":
    "Kein Netz hat immer recht. Hier sind Beispiele, die es im Training nie gesehen hat: Schau, welche es verwechselt, und bring ihm dann deine Handschrift bei.",

  "shell.facts": "Über dieses Modell",
  "shell.parity": "Dieselben Zahlen wie Keras?",
  "shell.runsOn": "Rechnet mit",
  "shell.card": "Steckbrief des Modells",
  "shell.engines": "Auf jedem Rechenwerk dieses Browsers",
  "shell.use": "Dieses Modell benutzen",

  "shell.how": "Wie es funktioniert",
  "shell.howInk": "Vom Strich zum Pixel",
  "shell.howInkText":
    "Ein Netz liest ein kleines Gitter aus Zahlen, sonst nichts. Deine Zeichnung wird ausgeschnitten, verkleinert und in die Mitte gerückt, genau wie die Bilder, aus denen das Netz gelernt hat. Schalte das aus, und du siehst, wie viel davon abhängt: Zeichne etwas Kleines in eine Ecke.",
  "shell.howLayers": "Vom Pixel zur Antwort",
  "shell.howLayersText":
    "Jede Schicht multipliziert jede Zahl, die sie bekommt, mit einem Gewicht, zählt alles zusammen und behält, was über null liegt. Die Gewichte hat das Training gefunden.",
  "shell.howKeras": "Von Keras auf diese Seite",
  "shell.howKerasText":
    "Das Modell bringt Beispiele mit und die Antworten, die Keras selbst darauf gegeben hat. Sooft die Seite aufgeht, rechnet sie diese hier nach und zeigt die größte Abweichung. Was du siehst, ist also wirklich das, was trainiert wurde, nicht nur etwas Ähnliches.",

  "shell.made":
    "Gemacht mit kerasdigits, Keras 3 und TensorFlow.js. Die Seite fragt keinen anderen Server, setzt keine Cookies und läuft auch direkt von der Festplatte.",
  "shell.more": "Wie so ein Netz lernt:",
};
