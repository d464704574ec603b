/** Returns the noun as it follows a number: `identity` after 1, `identities` after any other. */
export function nounFor(count: number, noun: string): string {
  if (count === 1) return noun;
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** Returns the count with its noun: `1 cluster`, `4 identities`. */
export function countWithNoun(count: number, noun: string): string {
  return `${count} ${nounFor(count, noun)}`;
}

/** Returns the count with its noun, for counts that may be large: `1 cluster`, `1,000 clusters`. */
export function largeCount(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${nounFor(count, noun)}`;
}
