import type { Answer, Gap } from '../../../src/domain/arm/answer.ts';
import { unknownText, unknownTexts, type Cause, type Unknown } from '../../../src/domain/arm/unknown.ts';
import { verbatim } from '../../../src/sentences/words.ts';
import { isWords } from '../../../src/sentences/filling.ts';

/** Something unknown, by default because it was refused; the reason is also its subject. */
export function unknown(reason: string, more: Partial<Unknown> = {}): Unknown {
  return { cause: 'refused', subject: { what: 'anything', of: reason }, reason: verbatim(reason), ...more };
}

/** An answer that could not be read. */
export function unreadable(reason = 'AuthorizationFailed', cause: Cause = 'refused'): Answer<never> {
  return { kind: 'unreadable', ...unknown(reason, { cause }) };
}

/** A place that a list lacks. */
export function gap(name: string, reason: string, subscriptionId?: string): Gap {
  return { ...unknown(reason), place: { name, ...(subscriptionId === undefined ? {} : { subscriptionId }) } };
}

function isUnknown(value: unknown): value is Unknown {
  if (typeof value !== 'object' || value === null) return false;
  return 'cause' in value && 'subject' in value && 'reason' in value;
}

/** The same, with a sentence instead of each unknown, and only once if a reason or a detail says it too. */
export function inWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.every(isUnknown) ? unknownTexts(value) : value.map(inWords);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (isWords(value)) return value;
  if (isUnknown(value)) return unknownText(value);
  const { unknown: open, ...rest } = value as { readonly unknown?: object };
  const words = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, inWords(one)]));
  if (open === undefined || 'reason' in rest || 'detail' in rest) return words;
  const isVerdict = 'kind' in rest && isUnknown(open);
  return { ...words, [isVerdict ? 'reason' : 'unknown']: inWords(open) };
}
