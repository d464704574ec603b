/** The way out of a sentence; only the edges may take it. */
import type { Phrase } from './words.ts';

/** Returns a sentence as a text to show; a name stays as it is. */
export function textOf(words: Phrase): string {
  return words as unknown as string;
}

/** Returns sentences as texts to show. */
export function textsOf(list: readonly Phrase[]): readonly string[] {
  return list.map(textOf);
}
