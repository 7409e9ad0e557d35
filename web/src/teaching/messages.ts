/** What questions and links to lessons say, in English. */

export const MESSAGES = {
  "question.title": "Guess first",
  "question.right": "Right.",
  "question.wrong": "Not quite: {right}.",
  "score.one": "Your guesses: {right} of {answered} right.",
  "score.many": "Your guesses: {right} of {answered} right at the first try.",
  "script.copy": "Copy",
  "script.copied": "Copied.",
  "script.select": "The browser does not let the page copy. The script is selected: copy it with the keyboard.",
  "script.keep": "Save {file}",
  "script.note": "A complete program: it runs where Keras is installed, with python {file}.",
  "lesson.more": "The lesson: {title}",
  "lesson.write": "Write its code yourself:",
} as const;
