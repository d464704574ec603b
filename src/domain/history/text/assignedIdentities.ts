/** What became of the identities that are assigned to a cluster. */
import { lastSegment } from '../../arm/resourceId.ts';
import { ownValue } from '../../../shape/ownValue.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';
import { assignedAt, isEmptied } from '../filledIn.ts';
import type { HistoryValue, PropertyChange } from '../model.ts';

const typeNames: Readonly<Record<string, Words>> = {
  systemassigned: say`system-assigned`,
  userassigned: say`user-assigned`,
  none: say`none`,
};

/**
 * Says what a change means for the identities that are assigned to a cluster; all changes of one switch say the same. Returns `undefined`
 * for a change of anything else.
 */
export function identityWords(change: PropertyChange, changes: readonly PropertyChange[]): Words | undefined {
  const type = changes.find(isType);
  if (change !== type && assignedAt(change.path) === undefined) return undefined;
  const [lost, gained] = [namesOf(changes, ({ before }) => before), namesOf(changes, ({ after }) => after)];
  const isKept = (name: string): boolean => lost.has(name) && gained.has(name);
  const [from, to] = [nameIn(type?.before, lost), nameIn(type?.after, gained)];
  if (![...lost].some(isKept) && to !== undefined && from?.key !== to.key) {
    if (type?.before.kind === 'nothing' && lost.size === 0) return say`control plane identity set to ${to.name}`;
    if (from !== undefined) return say`control plane identity from ${from.name} to ${to.name}`;
  }
  if (change === type) {
    const [was, is] = [type.before, type.after].map(typeName);
    if (is !== undefined && type.before.kind === 'nothing') return say`control plane identity set to ${is}`;
    return is && was && say`control plane identity from ${was} to ${is}`;
  }
  const name = nameAt(change.path);
  if (change.before.kind === 'nothing' && gained.has(name)) return say`identity ${name} assigned to it`;
  return lost.has(name) && !isKept(name) ? say`identity ${name} no longer assigned to it` : undefined;
}

/** Says whether a change is only another sign of one that is told: of an identity's assignment, or of the type of the control plane's. */
export function goesWithAssignment(
  { path, before, after }: PropertyChange,
  changes: readonly PropertyChange[],
): boolean {
  if (hasIds(path, changes)) return true;
  const type = changes.find(isType);
  // Only a system-assigned identity has its IDs there.
  return (
    type !== undefined &&
    /^identity\.(?:principalid|tenantid)$/i.test(path) &&
    before.kind !== after.kind &&
    (after.kind === 'text') === (lowerText(type.after) === 'systemassigned')
  );
}

/** Says whether a property is an identity's of which an ID changed, too: it is assigned as an empty object, until Azure fills them in. */
export function hasIds(path: string, changes: readonly PropertyChange[]): boolean {
  return changes.some((other) => other.path !== path && assignedAt(other.path) === path.toLowerCase());
}

function isType({ path }: PropertyChange): boolean {
  return path.toLowerCase() === 'identity.type';
}

/** The identities of which one side of the changes has something, and the other has not. */
function namesOf(
  changes: readonly PropertyChange[],
  sideOf: (change: PropertyChange) => HistoryValue,
): ReadonlySet<string> {
  const own = changes.filter(
    (change) =>
      assignedAt(change.path) !== undefined &&
      !(isEmptied(change) && hasIds(change.path, changes)) &&
      sideOf(change).kind === 'text' &&
      [change.before, change.after].some(({ kind }) => kind === 'nothing'),
  );
  return new Set(own.map(({ path }) => nameAt(path)));
}

function nameAt(path: string): string {
  return lastSegment(path.slice('identity.userAssignedIdentities.'.length, assignedAt(path)?.length));
}

/** Names the one identity on one side of a switch: without a type there, the only one that is assigned. `key` tells it from others. */
function nameIn(
  type: HistoryValue | undefined,
  names: ReadonlySet<string>,
): { readonly key: string; readonly name: Phrase } | undefined {
  const [name, ...others] = names;
  if (type === undefined || lowerText(type) === 'userassigned')
    return name === undefined || others.length > 0 ? undefined : { key: `identity ${name}`, name };
  const typed = name === undefined ? typeName(type) : undefined;
  return typed && { key: `type ${lowerText(type)}`, name: typed };
}

function typeName(type: HistoryValue): Words | undefined {
  return ownValue(typeNames, lowerText(type) ?? '');
}

function lowerText(side: HistoryValue): string | undefined {
  return side.kind === 'text' ? side.text.toLowerCase() : undefined;
}
