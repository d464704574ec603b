import type { Answer, Gap } from '../../../src/domain/arm/answer.ts';
import type { Cause, Unknown } from '../../../src/domain/arm/unknown.ts';

/** Something that is not known, by default because it was refused; the reason stands for the subject. */
export function unknown(reason: string, more: Partial<Unknown> = {}): Unknown {
  return { cause: 'refused', subject: { what: 'anything', of: reason }, reason, ...more };
}

/** An answer that could not be read. */
export function unreadable(reason = 'AuthorizationFailed', cause: Cause = 'refused'): Answer<never> {
  return { kind: 'unreadable', ...unknown(reason, { cause }) };
}

/** A place that a list lacks. */
export function gap(name: string, reason: string, subscriptionId?: string): Gap {
  return { ...unknown(reason), place: { name, ...(subscriptionId === undefined ? {} : { subscriptionId }) } };
}
