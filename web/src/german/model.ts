/** What models say, in German. */

import type { ANSWERS, BACKEND, DAMAGES, FAULTS, UNITS } from "../model/messages";

type English = typeof ANSWERS & typeof BACKEND & typeof DAMAGES & typeof FAULTS & typeof UNITS;

export const MODEL: Record<keyof English, string> = {
  "unit.bytes": "{count} Byte",

  "answer.score": "Punktwert {score}",
  "answer.next": "dann {name} mit {value}",

  "backend.fails": "{backend} startet nicht",
  "backend.simd": "WebAssembly kann hier kein SIMD",
  "backend.noWebgl": "dieser Browser hat kein WebGL",
  "backend.float16": "sein WebGL schreibt keine float32-Zahlen, nur float16",
  "backend.noWebgpu": "dieser Browser hat kein WebGPU",
  "backend.webgpuFails": "sein WebGPU startet nicht",

  "model.unloadable": "Das Modell „{name}“ lässt sich nicht laden",
  "model.damaged": "Seine Datei model.js ist beschädigt: {why}. Exportiere das Modell noch einmal.",
  "model.unshowable": "Das Modell „{name}“ lässt sich nicht zeigen",
  "model.misdescribed":
    "Seine Datei model.json sagt etwas, das nicht zum Modell passt: {why}. Exportiere das Modell noch einmal und gib an, wie es gezeigt werden soll.",
  "model.later":
    "Ein späteres kerasdigits hat es exportiert: Seine Beschreibung hat die Version {version}, und diese Seite liest {newest}.",
  "model.notBase64": "die Gewichte sind kein base64-Text",
  "model.length": "sie enthält {held} Byte Gewichte, das Modell braucht {needed}",
  "model.unregistered": "sie meldet kein Modell dieses Namens an",
  "model.tensorflow": "TensorFlow.js sagt: {message}",
  "model.manifest": "in ihrer Liste der Gewichte ist eines ohne Namen und Form",
  "model.shape": "die Form seiner Eingabe ist keine",
  "model.dtype": "das Gewicht {weight} hat den unbekannten Typ {dtype}",

  "fault.recipe": "die Aufbereitung {recipe} kennt sie nicht",
  "fault.size": "die Aufbereitung {recipe} hat die Größe {size}",
  "fault.channels": "ein Bild hat {channels} Kanäle",
  "fault.range": "der Bereich der Eingabe ist {range}",
  "fault.dark": "dark_on_white ist weder true noch false",
  "fault.made": "die Aufbereitung macht {made} Zahlen, und das Modell nimmt {taken}",
  "fault.classes": "die Namen der Klassen sind keine Liste von Namen",
  "fault.classCount": "sie hat {names} Namen für {classes} Klassen",
  "fault.columns": "die Spalten sind keine Liste von Spalten mit Namen",
  "fault.columnCount": "sie hat {columns} Spalten, und das Modell nimmt {features} Zahlen",
  "fault.categories": "die Kategorien von {column} sind keine Liste von Namen",
  "fault.scale": "die Zahlen der Spalte {column} lassen sich nicht skalieren",
  "fault.title": "der Titel ist kein Text",
  "fault.metadata": "ihre Metadaten sind kein Objekt",
  "fault.parity": "die gespeicherten Beispiele sind keine Listen von Tensoren",

  "replay.numbers": "das Modell gibt {received} Zahlen für die Ausgabe {output}, Keras gab {expected}",
  "replay.outputs": "das Modell hat {received} Ausgaben, die Beispiele haben {expected}",

  "tests.damaged": "die Testbeispiele sind beschädigt: {why}",
  "tests.notBase64": "ihre Zahlen sind kein base64-Text",
  "tests.more": "es sind mehr Zahlen, als in ihre Form passen",
  "tests.count": "es sind {count} Zahlen, und ihre Form verlangt {asked}",
  "tests.classes": "das Modell hat {classes} Klassen, ihre Tabelle nicht",
  "tests.lists": "ihre Listen sind verschieden lang",
  "tests.label": "eine Beschriftung ist keine Klasse",
  "tests.width": "ein Beispiel hat {count} Zahlen, und das Modell nimmt {width}",
};
