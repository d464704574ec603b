/** What became of the identities that are assigned to a cluster. */
import { groupOf, lastSegment, sameText } from '../../arm/resourceId.ts';
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
  const own = assignedAt(change.path);
  if (change !== type && own === undefined) return undefined;
  const [lost, gained] = [assignedIn(changes, ({ before }) => before), assignedIn(changes, ({ after }) => after)];
  const isKept = (key: string): boolean => lost.has(key) && gained.has(key);
  const [from, to] = [identityIn(type?.before, lost), identityIn(type?.after, gained)];
  if (![...lost.keys()].some(isKept) && to !== undefined && from?.key !== to.key) {
    if (type?.before.kind === 'nothing' && lost.size === 0) return say`control plane identity set to ${to.name}`;
    if (from !== undefined) {
      const areNamesakes = sameText(lastSegment(from.id ?? ''), lastSegment(to.id ?? ''));
      const [was, is] = areNamesakes ? [withGroup(from), withGroup(to)] : [from.name, to.name];
      return say`control plane identity from ${was} to ${is}`;
    }
  }
  if (change === type) {
    const [was, is] = [type.before, type.after].map(typeName);
    if (is !== undefined && type.before.kind === 'nothing') return say`control plane identity set to ${is}`;
    return is && was && say`control plane identity from ${was} to ${is}`;
  }
  const key = own ?? '';
  const name = lastSegment(idAt(change.path));
  if (change.before.kind === 'nothing' && gained.has(key)) return say`identity ${name} assigned to it`;
  return lost.has(key) && !isKept(key) ? say`identity ${name} no longer assigned to it` : undefined;
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

/** An identity, or a kind of one, on one side of a switch; `key` tells it from others. */
interface IdentityOfSide {
  readonly key: string;
  readonly name: Phrase;
  /** Left out for a kind. */
  readonly id?: string;
}

/** The IDs of the identities, by their properties, of which one side of the changes has something, and the other has not. */
function assignedIn(
  changes: readonly PropertyChange[],
  sideOf: (change: PropertyChange) => HistoryValue,
): ReadonlyMap<string, string> {
  const own = changes.filter(
    (change) =>
      !(isEmptied(change) && hasIds(change.path, changes)) &&
      sideOf(change).kind === 'text' &&
      [change.before, change.after].some(({ kind }) => kind === 'nothing'),
  );
  return new Map(
    own.flatMap(({ path }) => {
      const key = assignedAt(path);
      return key === undefined ? [] : [[key, idAt(path)]];
    }),
  );
}

/** The ID of the assigned identity that a property belongs to. */
function idAt(path: string): string {
  return path.slice('identity.userAssignedIdentities.'.length, assignedAt(path)?.length);
}

/** The one identity on one side of a switch: without a type there, the only one that is assigned. */
function identityIn(type: HistoryValue | undefined, assigned: ReadonlyMap<string, string>): IdentityOfSide | undefined {
  const [first, ...others] = assigned;
  if (type === undefined || lowerText(type) === 'userassigned') {
    if (first === undefined || others.length > 0) return undefined;
    const [key, id] = first;
    return { key, name: lastSegment(id), id };
  }
  const name = first === undefined ? typeName(type) : undefined;
  return name && { key: `type ${lowerText(type)}`, name };
}

/** Tells an identity from another one of its name. */
function withGroup({ name, id = '' }: IdentityOfSide): Phrase {
  const group = groupOf(id);
  return group === undefined ? name : say`${name} in ${group}`;
}

function typeName(type: HistoryValue): Words | undefined {
  return ownValue(typeNames, lowerText(type) ?? '');
}

function lowerText(side: HistoryValue): string | undefined {
  return side.kind === 'text' ? side.text.toLowerCase() : undefined;
}
