/** Random numbers that repeat, so that a walk can be taken again, and what is drawn with them. */

/** Numbers from 0 to 1 from a whole number from 1 on, by the rule of S. Park and K. Miller, 1988 (48271 since 1993). */
export function makeRandom(seed: number): () => number {
  const prime = 2 ** 31 - 1;
  let state = seed % prime;
  return () => {
    state = (state * 48271) % prime;
    return state / prime;
  };
}

/** The numbers 0 to n - 1 in a random order. */
export function shuffle(n: number, random: () => number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let last = n - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
