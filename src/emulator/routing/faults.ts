import { armRefusal } from '../arm/error.ts';
import { asText, valueAt, isObject, type JsonObject } from '../arm/json.ts';
import type { Json } from '../arm/worldFile.ts';
import { defined } from '../../shape/defined.ts';

/** What happens to the requests that match. */
export interface Fault {
  readonly method?: string;
  /** In lower case. */
  readonly pathContains?: string;
  readonly effect:
    | {
        readonly kind: 'answer';
        readonly status: number;
        readonly code: string;
        readonly message: string;
        readonly retryAfter?: number;
      }
    | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
    | { readonly kind: 'operationError'; readonly error: { readonly code: string; readonly message: string } };
  readonly times: number;
}

/** Faults apply in the order in which they were given; a request uses up one count of the first that matches. */
export class Faults {
  #faults: readonly Fault[] = [];

  add(fault: Fault): void {
    this.#faults = [...this.#faults, fault];
  }

  clear(): void {
    this.#faults = [];
  }

  /** Returns the effect for this request, and how to count it; an operation can't fail because of a request that only reads. */
  match(method: string, path: string): { readonly effect: Fault['effect']; readonly count: () => void } | undefined {
    const isRead = ['GET', 'HEAD'].includes(method);
    const hit = this.#faults.find(
      (fault) =>
        (fault.method === undefined || fault.method === method.toUpperCase()) &&
        (fault.pathContains === undefined || path.toLowerCase().includes(fault.pathContains)) &&
        !(isRead && fault.effect.kind === 'operationError'),
    );
    return (
      hit && {
        effect: hit.effect,
        count: () => {
          this.#count(hit);
        },
      }
    );
  }

  #count(hit: Fault): void {
    this.#faults = this.#faults.flatMap((fault) => {
      if (fault !== hit) return [fault];
      return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
    });
  }
}

const matchMembers = ['method', 'pathContains'];
const members = ['match', 'status', 'code', 'message', 'retryAfter', 'times', 'drop', 'operationError'];

/** A fault whose condition is misspelt would apply to every request. */
function requireKnown(given: JsonObject, known: readonly string[]): void {
  const other = Object.keys(given).find((name) => !known.includes(name));
  if (other !== undefined) throw invalidFault(`${other} is not one of its members (${known.join(', ')})`);
}

/** Reads the fault in a control request; throws a 400 that says what is wrong. */
export function readFault(body: Json | undefined): Fault {
  if (!isObject(body)) throw invalidFault('the body must be an object');
  // Beside a condition, other members do no harm.
  if (body['match'] === undefined) requireKnown(body, members);
  const match = body['match'] ?? {};
  if (!isObject(match)) throw invalidFault('match must be an object');
  requireKnown(match, matchMembers);
  const method = readText(match, 'method')?.toUpperCase();
  const pathContains = readText(match, 'pathContains')?.toLowerCase();
  const times = body['times'] ?? 1;
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1)
    throw invalidFault('times must be a positive integer');
  return {
    ...defined({ method, pathContains }),
    effect: readEffect(body),
    times,
  };
}

function readText(match: JsonObject, name: string): string | undefined {
  const value = match[name];
  if (value === undefined || typeof value === 'string') return asText(value);
  throw invalidFault(`match.${name} must be a text`);
}

function readEffect(body: JsonObject): Fault['effect'] {
  const drop = body['drop'];
  if (drop !== undefined) {
    if (drop !== 'before' && drop !== 'after') throw invalidFault('drop must be "before" or "after"');
    return { kind: 'drop', when: drop };
  }
  if (body['operationError'] !== undefined) {
    const code = asText(valueAt(body['operationError'], 'code'));
    if (code === undefined) throw invalidFault('operationError needs a code');
    return {
      kind: 'operationError',
      error: { code, message: asText(valueAt(body['operationError'], 'message')) ?? code },
    };
  }
  const { status, retryAfter } = body;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    throw invalidFault('status must be a whole number from 200 to 599');
  if (retryAfter !== undefined && (typeof retryAfter !== 'number' || !(retryAfter >= 0)))
    throw invalidFault('retryAfter must be a number of seconds that is not negative');
  const code = asText(body['code']) ?? 'InternalServerError';
  const message = asText(body['message']) ?? code;
  return { kind: 'answer', status, code, message, ...defined({ retryAfter }) };
}

function invalidFault(problem: string): Error {
  return armRefusal(400, 'InvalidFault', `This is not a fault: ${problem}.`);
}
