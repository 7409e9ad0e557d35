/** What questions and links to lessons say, in English. */

export const MESSAGES = {
  "question.title": "Guess first",
  "question.right": "Right.",
  "question.wrong": "Not quite: {right}.",
  "lesson.more": "The lesson: {title}",
} as const;
