import type { Json } from './worldFile.ts';
import type { JsonObject } from './json.ts';
import { defined } from '../../shape/defined.ts';

/** An answer: a status, headers besides the usual ones, and JSON. */
export interface ArmAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json | JsonObject;
  /** The body as JSON text, if it has already been written. */
  readonly text?: string;
}

/** A refusal is thrown where the problem is found; the router turns it into the answer. */
export class ArmRefusal extends Error {
  readonly answer: ArmAnswer;
  readonly code: string;
  /** The text of the answer. */
  readonly words: string;

  constructor(answer: ArmAnswer, code: string, words: string) {
    super(`${code}: ${words}`);
    this.answer = answer;
    this.code = code;
    this.words = words;
  }
}

/** Makes a refusal in ARM's own form: `{"error":{"code","message"}}`. */
export function armRefusal(
  status: number,
  code: string,
  message: string,
  extras: { readonly details?: Json; readonly headers?: Readonly<Record<string, string>> } = {},
): ArmRefusal {
  const error = { code, message, ...defined({ details: extras.details }) };
  const headers = extras.headers === undefined ? {} : { headers: extras.headers };
  return new ArmRefusal({ status, ...headers, body: { error } }, code, message);
}

/** Makes a refusal in the flat form that AKS uses when it does not accept the content of a request. */
export function refuseFlat(code: string, message: string, target?: string): ArmRefusal {
  const body = { code, details: null, message, subcode: '', ...defined({ target }) };
  return new ArmRefusal({ status: 400, body }, code, message);
}
