/** Returns the word that differs from the given one by the fewest letters, unless even that differs by many. */
export function nearestWord(typed: string, words: readonly string[]): string | undefined {
  const ranked = words.map((word) => ({ word, by: editDistance(typed, word) })).sort((a, b) => a.by - b.by);
  const [first] = ranked;
  return first !== undefined && first.by <= 2 && first.by < first.word.length - 1 ? first.word : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
