/**
 * What stands in index.html, in English, by the keys of its `data-say` and `data-say-label`. The page does not carry
 * it a second time: a test compares the two, and another language replaces them.
 */

export const SHELL = {
  "shell.title": "kerasdigits: draw a digit, a Keras model reads it",
  "shell.skip": "Skip to the model",
  "shell.model": "Model",
  "shell.language": "Deutsch",
  "shell.tour": "Tour",
  "shell.dark": "Dark theme",

  "shell.headline": "Draw a digit. A Keras model reads it.",
  "shell.lead": "The network on this page has learned from examples, was exported from Keras to TensorFlow.js, and answers at once.",
  "shell.runs": "It runs in your browser, and",
  "shell.private": "nothing leaves your machine.",

  "shell.bench": "The model at work",
  "shell.drawing": "Your drawing",
  "shell.pad": "Drawing pad",
  "shell.drawHere": "Draw here",
  "shell.padHelp":
    "Draw with a mouse, a finger or a pen. With the keyboard: the arrow keys move the pen, Space puts it down and lifts it, Delete clears the pad, Control Z undoes the last step. Two arrow keys at once, or Home, End, Page Up and Page Down, move it aslant. You can also choose a picture file.",
  "shell.undo": "Undo",
  "shell.clear": "Clear",
  "shell.picture": "Picture…",
  "shell.numbers": "Your numbers",
  "shell.seen": "What the model sees",
  "shell.input": "The model's input",
  "shell.recipe": "Size and centre like MNIST",
  "shell.answers": "What it answers",
  "shell.bars": "Probability of each class",
  "shell.samples": "Or try a real one from the test set",

  "shell.scenes": "Scenes",
  "shell.read": "Read",
  "shell.inside": "Look inside",
  "shell.insideLead":
    "What you give the network goes through its layers, one after the other. Each makes new numbers of those before it, and the last numbers are the answer. Here they all are, while you draw.",
  "shell.learned": "How it learned",
  "shell.learnedLead":
    "Nobody wrote the weights down. They began at random, and changed a little after each handful of examples, always in the direction that makes the error smaller.",
  "shell.landscape": "The landscape",
  "shell.landscapeLead":
    "With two weights the error is a landscape that one can look at. Training walks downhill in it, without a map, by the slope under its feet.",
  "shell.failures": "Where it fails",
  "shell.failuresLead":
    "No network is always right. Here are examples that it never saw in training: see which ones it confuses, and then teach it your own hand.",

  "shell.facts": "About this model",
  "shell.parity": "The same numbers as Keras?",
  "shell.runsOn": "Runs on",
  "shell.card": "Model card",
  "shell.engines": "On every engine of this browser",
  "shell.use": "Use this model",

  "shell.how": "How it works",
  "shell.howInk": "From ink to pixels",
  "shell.howInkText":
    "A network reads a small grid of numbers, nothing else. Your drawing is cut out, shrunk and moved to the middle, exactly as was done with the images that the network learned from. Turn the switch off to see how much depends on that: draw something small in a corner.",
  "shell.howLayers": "From pixels to an answer",
  "shell.howLayersText":
    "Each layer multiplies every number it gets by a weight, adds them up, and keeps what is above zero. The weights are what training found.",
  "shell.howKeras": "From Keras to this page",
  "shell.howKerasText":
    "The model comes with samples and the answers that Keras itself gave for them. Whenever the page opens, it runs them again, here, and shows the largest difference. So what you see is what was trained, not merely something similar.",

  "shell.made":
    "Made with kerasdigits, Keras 3 and TensorFlow.js. The page requests nothing from any other host, sets no cookies, and works from disk.",
  "shell.more": "How such a network learns:",
} as const;
