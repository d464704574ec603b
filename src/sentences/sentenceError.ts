import { textOf } from './textOf.ts';
import type { Phrase } from './words.ts';

/** An error whose message is a sentence for a person. */
export class SentenceError extends Error {
  constructor(message: Phrase, options?: ErrorOptions) {
    super(textOf(message), options);
  }
}
