/** Questions, lessons, the tour and the fields of a table in German. */

import type { MESSAGES as TABLE_ENGLISH } from "../table/messages";
import type { MESSAGES as TEACHING_ENGLISH } from "../teaching/messages";
import type { MESSAGES as TOUR_ENGLISH } from "../tour/messages";

export const TEACHING: Record<keyof typeof TEACHING_ENGLISH, string> = {
  "question.title": "Rate zuerst",
  "question.right": "Richtig.",
  "question.wrong": "Nicht ganz: {right}.",
  "score.one": "Geraten: {right} von {answered} richtig.",
  "score.many": "Geraten: {right} von {answered} auf Anhieb richtig.",
  "script.copy": "Kopieren",
  "script.copied": "Kopiert.",
  "script.select": "Der Browser lässt die Seite nicht kopieren. Das Programm ist markiert: Kopiere es mit der Tastatur.",
  "script.keep": "{file} speichern",
  "script.note": "Ein vollständiges Programm: Es läuft überall, wo Keras installiert ist, mit python {file}.",
  "lesson.more": "Die Lektion: {title}",
  "lesson.write": "Den Code selbst schreiben:",
};

export const TABLE: Record<keyof typeof TABLE_ENGLISH, string> = {
  "table.next": "Nächste Zeile der Testdaten",
  "table.rating": "{who} würde {what} etwa {stars} von 5 Sternen geben.",
  "table.best": "Was {who} am besten gefiele",
  "table.best.item": "{what}: {stars}",
  "table.class": "Bei diesen Antworten sagt das Modell „{class}“ und ist sich zu {percent} sicher.",
  "table.number": "Für diese Zeile sagt das Modell {value}.",
};

export const TOUR: Record<keyof typeof TOUR_ENGLISH, string> = {
  "tour.label": "Rundgang",
  "tour.progress": "Schritt {step} von {steps}",
  "tour.back": "Zurück",
  "tour.next": "Weiter",
  "tour.done": "Fertig",
  "tour.close": "Rundgang verlassen",
  "tour.keys": "Die Pfeiltasten führen vor und zurück, Esc beendet den Rundgang.",

  "tour.draw.title": "Zeichne eine Ziffer",
  "tour.draw.text":
    "Hier ist eine 3, für dich gezeichnet. Zeichne darüber, oder leere das Feld und zeichne selbst: Deine Ziffer begleitet dich durch die ganze Seite.",
  "tour.answer.title": "Die Antwort",
  "tour.answer.text":
    "Zehn Balken, für jede Ziffer einer. Sie folgen jedem Strich. Der längste ist die Antwort, der nächste war knapp dran.",
  "tour.seen.title": "Was das Netz sieht",
  "tour.seen.text":
    "Nicht deine Striche, sondern ein kleines Gitter aus Zahlen. Die Ziffer wurde vorher ausgeschnitten, verkleinert und in die Mitte gerückt.",
  "tour.recipe.title": "Ohne diese Vorbereitung",
  "tour.recipe.text":
    "Jetzt ist der Schalter aus, und eine kleine 3 steht in der Ecke. So ein Bild hat das Netz nie gesehen: Vergleiche die Balken. Dann drücke den Schalter.",
  "tour.sample.title": "Echte Handschrift",
  "tour.sample.text":
    "Das sind Ziffern aus den Testdaten, aus denen das Netz nicht gelernt hat. Eine ist ausgewählt; probiere die anderen.",
  "tour.inside.title": "Hineinschauen",
  "tour.inside.text":
    "Jede Schicht macht aus den Zahlen vor ihr neue. Eine davon ist ausgewählt: Weiter unten steht, wie sie berechnet wurde. Zeige auf andere und klicke.",
  "tour.break.title": "Mach es kaputt",
  "tour.break.text":
    "Die Gewichte des Netzes wurden verrauscht. Wie viel hält es aus, bevor die Antwort umschlägt? Bewege die Regler.",
  "tour.learned.title": "Wie es gelernt hat",
  "tour.learned.text":
    "Dieselbe Zeichnung, gelesen vom Netz, wie es vor dem Training war. Schiebe den Regler bis zur letzten Epoche.",
  "tour.stages.title": "Ein Trainingsschritt",
  "tour.stages.text":
    "Vorhersagen, den Verlust messen, seine Steigung für jedes Gewicht finden, jedes Gewicht ein wenig bewegen: Ein Schritt ist getan, und hier sind seine Zahlen.",
  "tour.walk.title": "Bergab",
  "tour.walk.text":
    "Bei nur zwei Gewichten ist der Fehler eine Landschaft. Eine Wanderung hat begonnen: Bei jedem Schritt folgt sie dem Gefälle unter ihren Füßen.",
  "tour.limit.title": "Zu schnell",
  "tour.limit.text":
    "Die Lernrate liegt jetzt über der Grenze: Jeder Schritt schießt weiter über den Talboden hinaus als der davor. Schiebe den Regler unter die Marke.",
  "tour.valleys.title": "Mehr als ein Tal",
  "tour.valleys.text":
    "Zwanzig Wanderungen von zufälligen Orten aus. Nicht alle enden im tiefsten Tal: Welches das ist, verrät das Gefälle nicht.",
  "tour.script.title": "Nimm es mit nach Hause",
  "tour.script.text": "Was du hier getan hast, als kurzes Keras-Programm. Kopiere es, lass es laufen, ändere es.",
  "tour.failures.title": "Wo es sich irrt",
  "tour.failures.text":
    "Zeilen sind die wahren Ziffern, Spalten die Antworten. Eine Art von Fehler ist ausgewählt: Darunter stehen die Beispiele. Wähle andere.",
  "tour.teach.title": "Bring ihm etwas bei",
  "tour.teach.text":
    "Zeichne eigene Ziffern, sag, welche es sind, und trainiere das Netz damit. Dann schau, ob es andere vergessen hat.",
  "tour.proof.title": "Dieselben Zahlen wie Keras",
  "tour.proof.text":
    "Die Seite hat Beispiele mit den Antworten von Keras nachgerechnet und zeigt, wie weit beide auseinanderliegen. Was du siehst, ist also, was trainiert wurde.",
};
