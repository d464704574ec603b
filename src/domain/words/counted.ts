/** Returns the noun as it stands behind a number: `identity` behind 1, `identities` behind any other. */
export function nounFor(count: number, noun: string): string {
  if (count === 1) return noun;
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** Counts in words: `1 cluster`, `4 identities`. */
export function counted(count: number, noun: string): string {
  return `${count} ${nounFor(count, noun)}`;
}
