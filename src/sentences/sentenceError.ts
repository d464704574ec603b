import { keyOfWords, type Phrase } from './words.ts';

/** An error whose message is a sentence for a person. */
export class SentenceError extends Error {
  readonly #said: Phrase;
  constructor(message: Phrase, options?: ErrorOptions) {
    super(keyOfWords(message), options);
    this.#said = message;
  }
  /** The message as it was made, so that it can be translated. */
  get said(): Phrase {
    return this.#said;
  }
}
