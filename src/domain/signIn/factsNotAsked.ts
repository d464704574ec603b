/** Facts of someone who may not, or does not want to, ask Azure: every read is unknown. */
import type { Cause } from '../arm/unknown.ts';
import type { Facts, Read } from '../cluster/facts.ts';
import { subjectOfRead } from '../cluster/subjects.ts';
import type { Words } from '../../sentences/words.ts';

/** Facts that answer nothing, and whether anything was asked. */
export interface FactsNotAsked {
  readonly facts: Facts;
  readonly wasAsked: () => boolean;
}

/** Makes facts that are all unknown for this reason. */
export function factsNotAsked(now: Date, cause: Cause, reason: Words): FactsNotAsked {
  let asked = false;
  const get = (read: Read) => {
    asked = true;
    return { kind: 'unreadable' as const, subject: subjectOfRead(read), cause, reason };
  };
  return { facts: { now, get }, wasAsked: () => asked };
}
