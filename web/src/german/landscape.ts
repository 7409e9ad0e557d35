/** The scene "The landscape" in German. */

import type { MESSAGES as ENGLISH } from "../scenes/landscape/messages";

export const LANDSCAPE: Record<keyof typeof ENGLISH, string> = {
  "landscape.which": "Landschaft",
  "landscape.mae": "Absoluter Fehler",
  "landscape.mse": "Quadratischer Fehler",
  "landscape.valleys": "Vier Täler",
  "landscape.about.mae":
    "Jeder Ort auf der Karte ist eine Gerade durch zwanzig Downloadzeiten; seine Höhe ist der mittlere Abstand zu den wahren Zeiten. Klicke auf einen Ort: Dort beginnt eine Wanderung.",
  "landscape.about.mse":
    "Dieselben Geraden, aber die Fehler werden quadriert: eine glatte Schüssel, deren Gefälle zum Boden hin nachlässt. Klicke auf einen Ort: Dort beginnt eine Wanderung.",
  "landscape.about.valleys":
    "Zwei Gewichte, jedes auf einer Kurve mit einem tiefen und einem flachen Tal. Wo eine Wanderung endet, hängt davon ab, wo sie beginnt: Klicke auf ein paar Orte.",

  "landscape.map.line":
    "Karte des Verlusts: Kernel von links nach rechts, Bias von unten nach oben. Die Wanderung begann bei Kernel {startX}, Bias {startY}; nach {steps} Schritten ist sie bei Kernel {x}, Bias {y}, mit einem Verlust von {loss}. Der kleinste Verlust ist {lowest}.",
  "landscape.map.valleys":
    "Karte der Höhe: erstes Gewicht von links nach rechts, zweites von unten nach oben. Die Wanderung begann bei {startX} und {startY}; nach {steps} Schritten ist sie bei {x} und {y}, auf der Höhe {loss}. Am tiefsten ist {lowest}.",
  "landscape.map.help":
    "Klicke, um eine Wanderung zu beginnen. Mit der Tastatur: Die Pfeiltasten bewegen das Kreuz, mit der Umschalttaste weiter; Enter beginnt dort eine Wanderung.",
  "landscape.map.cursor": "{x} und {y}: Verlust {loss}",
  "landscape.axis.kernel": "Kernel: Sekunden je Megabyte",
  "landscape.axis.bias": "Bias: Sekunden für die Verbindung",
  "landscape.axis.first": "erstes Gewicht",
  "landscape.axis.second": "zweites Gewicht",
  "landscape.axis.size": "Größe des Downloads, MB",
  "landscape.axis.time": "Zeit, s",
  "landscape.axis.weight": "Gewicht",
  "landscape.axis.height": "Höhe",
  "landscape.axis.step": "Schritt",
  "landscape.start": "Start",
  "landscape.lowest": "tiefster Punkt",

  "landscape.play": "Abspielen",
  "landscape.pause": "Pause",
  "landscape.stage": "Eine Etappe",
  "landscape.step": "Ein Schritt",
  "landscape.hundred": "100 Schritte",
  "landscape.reset": "Zurück zum Start",
  "landscape.scatter": "20 zufällig starten",

  "landscape.status.line": "Schritt {steps} (Epoche {epoch}): Verlust {loss}. Die beste Gerade hat {lowest}.",
  "landscape.status.valleys": "Schritt {steps}: Höhe {loss}. Das tiefste Tal liegt bei {lowest}.",
  "landscape.lost":
    "Sie divergiert. Nach {steps} Schritten liegt der Verlust über einer Million: Jeder Schritt schießt weiter über den Boden hinaus als der davor. Mach die Lernrate kleiner.",
  "landscape.swings": "Sie hat die Karte verlassen: Die Schritte sind zu lang für dieses Gefälle.",

  "landscape.rate": "Lernrate",
  "landscape.limit.mark": "Grenze {limit}",
  "landscape.limit.sgd":
    "In einer Richtung ist die Schüssel am steilsten: Dort ist ihre Krümmung λ = {curvature}. Oberhalb einer Rate von 2 / λ = {limit} landet jeder Schritt höher, als er begann. Kleinere Batches brechen früher aus.",
  "landscape.limit.momentum":
    "Mit einem Schwung (Momentum) von 0,9 ist die Grenze 2 (1 + 0,9) / λ = {limit}, fast doppelt so hoch wie bei einfachem SGD; λ = {curvature} ist die größte Krümmung.",
  "landscape.limit.adam":
    "Adam teilt durch die Größe der Steigung; ein Schritt ist also etwa so lang wie die Rate, wie steil es auch ist. Eine Grenze 2 / λ gibt es nicht.",
  "landscape.limit.mae":
    "Das Gefälle eines Abstands ist nahe am Boden so groß wie weit weg davon. Deshalb gibt es keine Grenze, aber auch keine Ruhe: Die Wanderung tanzt am Ende um den tiefsten Punkt, so weit ausholend, wie die Rate groß ist.",
  "landscape.optimizer": "Optimierer",
  "landscape.optimizer.sgd": "SGD",
  "landscape.optimizer.momentum": "SGD mit Momentum 0,9",
  "landscape.optimizer.adam": "Adam",
  "landscape.batch": "Batchgröße",
  "landscape.batch.all": "{size} (alle)",
  "landscape.shuffle": "Jede Epoche neu mischen",
  "landscape.settings": "Ändere etwas: Dieselbe Wanderung wird sofort neu gegangen.",

  "landscape.samples.title": "Die Gerade dort, wo die Wanderung ist",
  "landscape.samples.alt":
    "Zwanzig Downloads zum Lernen, zwanzig zum Testen, und die Gerade {kernel} mal Größe plus {bias}. Ihr mittlerer Abstand zu den Testzeiten ist {test} Sekunden.",
  "landscape.samples.note":
    "Punkte: zum Lernen. Kreuze: zum Testen, im Mittel {test} s daneben. Striche: die Fehler dieses Batches.",
  "landscape.curve.title": "Die Kurve, auf der beide Gewichte stehen",
  "landscape.curve.alt":
    "Eine Kurve mit einem tiefen Tal bei -1,47 und einem flachen bei 1,35. Das erste Gewicht steht bei {x}, das zweite bei {y}.",
  "landscape.loss.dotted": "Gepunktet: der niedrigste, der möglich ist.",
  "landscape.loss.title": "Der Verlust nach jedem Schritt",
  "landscape.loss.alt":
    "Der Verlust über {steps} Schritte: Er begann bei {first} und ist jetzt {loss}. Der kleinstmögliche ist {lowest}.",

  "landscape.stages.title": "Ein Schritt der Schleife",
  "landscape.stages.none": "Drücke „Eine Etappe“ und sieh dir die vier Etappen einzeln an.",
  "landscape.stage.predict": "Vorhersage",
  "landscape.stage.loss": "Verlust",
  "landscape.stage.gradient": "Gradient",
  "landscape.stage.update": "Schritt",
  "landscape.predict.one": "{kernel} × {size} MB + {bias} = {predicted} s; wahr sind {truth} s.",
  "landscape.predict.more":
    "{kernel} × {size} MB + {bias} = {predicted} s; wahr sind {truth} s. Genauso für {others} weitere.",
  "landscape.predict.valleys": "Hier gibt es nichts vorherzusagen: Das erste Gewicht ist {x}, das zweite {y}.",
  "landscape.loss.mae": "Diese Antworten liegen im Mittel {loss} s daneben.",
  "landscape.loss.mse": "Ihr mittlerer quadratischer Fehler ist {loss}.",
  "landscape.loss.valleys": "Beide Höhen zusammen ergeben {loss}.",
  "landscape.gradient.line": "Die Steigung des Verlusts ist {x} entlang des Kernels und {y} entlang des Bias.",
  "landscape.gradient.valleys": "Steigungen: {x} für das erste Gewicht, {y} für das zweite.",
  "landscape.update.sgd": "{name} {before} − {rate} × {gradient} = {after}",
  "landscape.update.other": "{name} {before} → {after}",
  "landscape.name.kernel": "Kernel",
  "landscape.name.bias": "Bias",
  "landscape.name.first": "erstes",
  "landscape.name.second": "zweites",

  "landscape.ends.line":
    "Von 20 Wanderungen von zufälligen Orten aus endeten {lowest} am Boden (auf 0,05 genau), {higher} höher und {away} außerhalb der Karte.",
  "landscape.ends.valleys":
    "Von 20 Wanderungen von zufälligen Orten aus fanden {lowest} das tiefste Tal, {higher} endeten in einem höheren, {away} verließen die Karte. Das Gefälle unter den Füßen verrät nicht, welches Tal das tiefste ist.",

  "landscape.question":
    "Lass diese Wanderung mit den Einstellungen oben noch 500 Schritte weitergehen. Was wird sie tun?",
  "landscape.question.rests": "Zur Ruhe kommen",
  "landscape.question.on-its-way": "Noch unterwegs sein",
  "landscape.question.to-and-fro": "Hin und her gehen",
  "landscape.question.diverges": "Divergieren",
  "landscape.question.because":
    "Nach {steps} Schritten ist der Verlust {loss}; der kleinstmögliche ist {lowest}. Wähle andere Einstellungen und rate noch einmal.",
  "landscape.question.lost": "Sie war nach {steps} Schritten verschwunden. Wähle eine kleinere Rate und rate noch einmal.",
  "landscape.lesson.line": "Lineare Regression in TensorFlow.js",
  "landscape.lesson.valleys": "Verlustlandschaften",

  "landscape.script.title": "Nimm sie mit nach Hause: diese Wanderung in Keras",
  "landscape.script.module": "Eine Gerade durch Downloadzeiten, gelernt wie auf der Seite.",
  "landscape.script.module.valleys": "Eine Wanderung durch eine Landschaft mit vier Tälern, wie auf der Seite.",
  "landscape.script.data": "Größen in Megabyte, Zeiten in Sekunden.",
  "landscape.script.start": "Beginne, wo die Wanderung auf der Seite begann.",
  "landscape.script.train": "Eine Epoche sieht alle zwanzig Downloads einmal.",
  "landscape.script.shuffled": "Keras mischt in eigener Reihenfolge: Die Zahlen sind also andere als auf der Seite, aber ähnliche.",
  "landscape.script.rest": "Die Wanderung hielt mitten in einer Epoche an.",
};
