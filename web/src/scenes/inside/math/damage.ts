/** How weights are broken: noise, and fewer bits. */

/** Numbers in [0, 1), always the same for a seed (Mulberry32, T. Ettinger 2017). */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers of a normal distribution with mean 0 and deviation 1 (Box and Muller). */
export function normalNumbers(count: number, seed: number): Float32Array {
  const random = makeRandom(seed);
  return Float32Array.from({ length: count }, () => {
    const [radius, angle] = [Math.sqrt(-2 * Math.log(1 - random())), 2 * Math.PI * random()];
    return radius * Math.cos(angle);
  });
}

/** The standard deviation. */
export function deviation(values: Float32Array): number {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length);
}

/** The weights with noise, whose size is `level` times their own spread; the same seed gives the same noise. */
export function addNoise(values: Float32Array, level: number, seed: number): Float32Array {
  if (level === 0) return values;
  const size = level * deviation(values);
  const noise = normalNumbers(values.length, seed);
  return values.map((value, i) => value + size * noise[i]);
}

/** Each weight rounded to the nearest of 2 ** bits numbers, evenly spaced from the smallest weight to the largest. */
export function roundToBits(values: Float32Array, bits: number): Float32Array {
  if (bits >= 32) return values;
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const step = (high - low) / (2 ** bits - 1);
  if (!(step > 0)) return values;
  return values.map((value) => low + Math.round((value - low) / step) * step);
}
