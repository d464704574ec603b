/** Several measurements of the same thing. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** So often was it measured. */
  readonly runs: number;
}

/** The spread of some values; throws where there are none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const min = sorted[0];
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new Error('Nothing was measured.');
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? max;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? min) + upper) / 2;
  return { median: short(median), min: short(min), max: short(max), runs: values.length };
}

/** The same thing measured several times, one measurement after the other. */
export async function repeated<T>(times: number, measure: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let run = 0; run < times; run++) results.push(await measure());
  return results;
}

/** `12.3 (11.9 to 14)`: the median, and from the least to the most. */
export function inWords({ median, min, max }: Spread): string {
  return min === max ? readable(median) : `${readable(median)} (${readable(min)} to ${readable(max)})`;
}

function readable(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
}

function short(value: number): number {
  return Math.round(value * 100) / 100;
}
