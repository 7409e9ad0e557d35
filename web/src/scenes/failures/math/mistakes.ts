/** What a model's answers to labelled samples say: which are wrong, how sure it was, and what teaching changed. */

/** One sample and the answer to it. */
export interface Reading {
  /** The sample's place in the list of samples. */
  row: number;
  label: number;
  answer: number;
  /** The value of the answer's class. */
  sure: number;
  /** How much higher that is than the value of the true class; 0 where the answer is right. */
  excess: number;
}

/** The index of the largest number; the first one when several are equal. */
function largest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
}

/**
 * Read the answers to samples.
 *
 * @param values one value a class, for each sample
 * @param labels the true class of each sample
 */
export function readAnswers(values: readonly (readonly number[])[], labels: readonly number[]): Reading[] {
  return labels.map((label, row) => {
    const answer = largest(values[row]);
    const sure = values[row][answer];
    return { row, label, answer, sure, excess: answer === label ? 0 : sure - values[row][label] };
  });
}

/** The wrong answers, the surest of them first. */
export function sortMistakes(readings: readonly Reading[]): Reading[] {
  const wrong = readings.filter(({ answer, label }) => answer !== label);
  return wrong.sort((a, b) => b.excess - a.excess || a.row - b.row);
}

/** The samples of one cell of the confusion matrix: the surest answers first where it is a mistake, the least sure else. */
export function pickCell(readings: readonly Reading[], label: number, answer: number): Reading[] {
  const picked = readings.filter((reading) => reading.label === label && reading.answer === answer);
  return picked.sort((a, b) => (label === answer ? a.sure - b.sure : b.sure - a.sure) || a.row - b.row);
}

/** How many answers are right. */
export function countRight(readings: readonly Reading[]): number {
  return readings.filter(({ answer, label }) => answer === label).length;
}

/** What teaching changed: samples that were misread and are not any more, and the other way round. */
export interface Change {
  before: number;
  after: number;
  learned: Reading[];
  forgotten: Reading[];
}

/** Compare the answers to the same samples before and after. */
export function compareReadings(before: readonly Reading[], after: readonly Reading[]): Change {
  const isRight = ({ answer, label }: Reading): boolean => answer === label;
  return {
    before: countRight(before),
    after: countRight(after),
    learned: after.filter((reading, i) => isRight(reading) && !isRight(before[i])),
    forgotten: after.filter((reading, i) => !isRight(reading) && isRight(before[i])),
  };
}

/** The samples on the diagonal, and all of them. */
export function countConfusion(confusion: readonly (readonly number[])[]): { right: number; all: number } {
  const sum = (row: readonly number[]): number => row.reduce((total, count) => total + count, 0);
  return {
    right: confusion.reduce((total, row, label) => total + row[label], 0),
    all: confusion.reduce((total, row) => total + sum(row), 0),
  };
}

/** Of each true class, the share that is misread; 0 for a class without samples. */
export function missedShares(confusion: readonly (readonly number[])[]): number[] {
  return confusion.map((row, label) => {
    const all = row.reduce((total, count) => total + count, 0);
    return all === 0 ? 0 : 1 - row[label] / all;
  });
}

/**
 * Four classes to choose from, in their own order, the one with the largest share among them.
 *
 * @returns the classes, and the place of the right one; null where nothing or not everything can be told apart
 */
export function chooseChoices(shares: readonly number[]): { classes: number[]; right: number } | null {
  const order = shares.map((_, i) => i).sort((a, b) => shares[b] - shares[a] || a - b);
  const [first, second] = order;
  if (order.length < 2 || shares[first] === shares[second]) return null;
  const others = [order[1], order[Math.floor(order.length / 2)], order[order.length - 1]];
  const classes = [...new Set([first, ...others])].sort((a, b) => a - b);
  return { classes, right: classes.indexOf(first) };
}
