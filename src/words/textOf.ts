/** The way out of a sentence; only the edges may take it. */
import type { Words } from './words.ts';

/** Returns a sentence as a text to show. */
export function textOf(words: Words): string {
  return words as unknown as string;
}

/** Returns sentences as texts to show. */
export function textsOf(list: readonly Words[]): readonly string[] {
  return list as unknown as readonly string[];
}
