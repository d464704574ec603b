/** What Azure fills in by itself after a write: the IDs of the identity that the write has assigned. */
import type { ChangeRow } from './changeRows.ts';
import type { PropertyChange } from './model.ts';

/** The property of a cluster that has, or had, an assigned identity, in small letters; `undefined` for one that has none. */
export function assignedAt(path: string): string | undefined {
  return /^(identity\.userassignedidentities\.(?:.*\/)?[^/.]+)(?:\.(?:clientid|principalid))?$/.exec(
    path.toLowerCase(),
  )?.[1];
}

/**
 * Returns the write of a resource for which a change of Azure itself only fills in the IDs of what was assigned, if that is certain:
 * nothing else was written there since. The changes of the resource before it are in order.
 */
export function writeFilledIn({ by, type, changes }: ChangeRow, before: readonly ChangeRow[]): ChangeRow | undefined {
  if (by.kind !== 'system' || type !== 'Update') return undefined;
  const isNew = (change: PropertyChange): boolean => change.before.kind === 'nothing' && change.after.kind === 'text';
  const filled = new Set(changes.filter(isNew).map(({ path }) => ownerOfId(path)));
  const isFilled = (change: PropertyChange): boolean =>
    isNew(change) || (isEmptied(change) && filled.has(change.path.toLowerCase()));
  const last = before.findLast(
    (row) =>
      row.type !== 'Update' ||
      row.changes.some(({ path }) => filled.has(path.toLowerCase()) || filled.has(ownerOfId(path))),
  );
  const isAssigned = (owner: string | undefined): boolean =>
    last?.changes.some((change) =>
      owner === 'identity.type'
        ? change.path === owner && change.after.kind === 'text' && change.after.text === 'SystemAssigned'
        : owner !== undefined && isNew(change) && assignedAt(change.path) === owner,
    ) === true;
  return filled.size > 0 && changes.every(isFilled) && [...filled].every(isAssigned) ? last : undefined;
}

/** The property that something has an ID because of: an identity's own, or the type of a system-assigned one. */
function ownerOfId(path: string): string | undefined {
  if (/^identity\.(?:principalid|tenantid)$/i.test(path)) return 'identity.type';
  const owner = assignedAt(path);
  return owner === path.toLowerCase() ? undefined : owner;
}

/** Says whether an empty object is gone: as one an identity is assigned, which is no value of its own any more once it has IDs. */
export function isEmptied({ before, after }: PropertyChange): boolean {
  return before.kind === 'text' && before.text === '{}' && after.kind === 'nothing';
}
