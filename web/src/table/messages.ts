/** What the fields of a table say, in English. */

export const MESSAGES = {
  "table.next": "Next row of the test set",
  "table.rating": "{who} would give {what} about {stars} of 5 stars.",
  "table.best": "What {who} would like best",
  "table.best.item": "{what}: {stars}",
  "table.class": "For somebody with these answers the model says “{class}”, and is {percent} sure.",
  "table.number": "For this row the model says {value}.",
} as const;
