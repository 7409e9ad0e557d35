/** What the table of all models says, in English. */

export const MESSAGES = {
  "others.model": "Model",
  "others.card": "Card",
  "others.cardOf": "Card of {name}",
  "others.answer": "Answer",
  "others.size": "Weights",
  "others.time": "Time",
  "others.parity": "Keras's numbers?",
  "others.same": "yes, to {difference}",
  "others.different": "no, off by {difference}",
  "others.unknown": "not checked",
  "others.nothing": "–",
  "others.draw": "draw to ask it",
  "others.noPictures": "reads no drawings",
  "others.choice": "{name}, {share}",
  "others.loading": "loading…",
  "others.broken": "does not load",
  "others.open": "Show {name} on this page",
} as const;
