/** Turns untrusted JSON (a panel message, an API argument, a command's target) into a change; unknown members are refused. */
import { isRecord, Mismatch, object, optional, type Fields } from '../../shape/shape.ts';
import { noWayBack, Refusal } from '../arm/refusal.ts';
import { changeKind, changeShape, givenKinds, type Change, type ChangeKind, type Draft } from './change.ts';
import { kinds } from './kinds.ts';
import type { Kind } from './kind.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Returns the value as a change; throws a `Refusal` that names the wrong field. A field that is `undefined` counts as absent. */
export function parseChange(value: unknown): Change {
  const kind = kindIn(value);
  return withMismatchAsRefusal(() => changeShape.read(value, kind));
}

/** Returns a change that is still being put together: like `parseChange`, but fields may be missing. */
export function parseDraft(value: unknown): Draft {
  const kind = kindIn(value);
  const { fields }: Kind = kinds[kind];
  const optionalFields: Fields = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, optional(field)]),
  );
  return withMismatchAsRefusal(() => object({ kind: changeKind, ...optionalFields }).read(value, kind));
}

function kindIn(value: unknown): ChangeKind {
  const { kind, controlPlane } = isRecord(value) ? value : {};
  if (typeof kind !== 'string') throw new Refusal(say`A change must be an object with a "kind".`);
  if (!isChangeKind(kind)) {
    throw new Refusal(say`"${kind}" is not a kind of change. Known are ${givenKinds.join(', ')}.`);
  }
  if (!givenKinds.includes(kind))
    throw new Refusal(say`Only a person can ask for "${kind}", in the panel: start the change that needs it there.`);
  if (isRecord(controlPlane) && controlPlane['kind'] === 'servicePrincipal') {
    throw new Refusal(noWayBack.text, noWayBack.source);
  }
  return kind;
}

function isChangeKind(kind: string): kind is ChangeKind {
  return Object.hasOwn(kinds, kind);
}

function withMismatchAsRefusal<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Mismatch) throw new Refusal(mismatchText(error));
    throw error;
  }
}

function mismatchText({ path, problem, wanted, given }: Mismatch): Words {
  switch (problem) {
    case 'missing':
      return say`${path} is missing.`;
    case 'wrong':
      return say`${path} must be ${wanted}.`;
    case 'unknown':
      return say`${path} has no field "${String(given)}".`;
  }
}
