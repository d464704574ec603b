/** The checks of texts and lists in messages, which limit how much a page or a host can be made to hold. */
import * as shape from '../../shape/shape.ts';
import type { Shape } from '../../shape/shape.ts';

/** Accepts a text of at most this many characters. */
export function textUpTo(most: number): Shape<string> {
  return shape.defineShape(
    `a text of at most ${most} characters`,
    (value) => typeof value === 'string' && value.length <= most,
  );
}

/** Accepts a text of at most 200,000 characters. */
export const text = textUpTo(200_000);

/** Accepts one of many names that a page only shows and gives back; the host, which knows them all, checks what comes back. */
export function shownName<T extends string>(): Shape<T> {
  return shape.defineShape<T>('a name', (value) => typeof value === 'string' && value.length <= 100);
}

/** Accepts an address on the web that begins with https. */
export const href = shape.defineShape<string>(
  'an https address',
  (value) => typeof value === 'string' && /^https:\/\/[^\s"'<>]+$/.test(value),
);

/** Accepts a list of at most 20,000 matching items. */
export function cappedList<T>(item: Shape<T>): Shape<readonly T[]> {
  return shape.list(item, 20_000);
}

/** What identifies a finding of a cluster. */
export const namedFinding = { code: text, subject: shape.optional(text) };

/** The forms that lead away from findings which no single change fixes by itself. */
export const findingStart = shape.oneOf(
  'leavePodIdentity',
  'unusedRoles',
  'setControlPlane',
  'setKubelet',
  'prepareGateway',
);
/** A form that leads away from a finding. */
export type FindingStart = shape.Of<typeof findingStart>;

/** What a finding shows about decisions and controls. */
export const decidable = {
  /** Its code, for accepting it; left out if that is not possible. */
  code: shape.optional(text),
  /** The id of its subject. */
  subject: shape.optional(text),
  isAccepted: shape.optional(shape.flag),
  /** Why and until when it is accepted, or that this has ended. */
  decided: shape.optional(text),
  /** The controls of security frameworks that it concerns. */
  controls: shape.optional(text),
};
