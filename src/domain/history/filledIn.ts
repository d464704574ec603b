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
  const filled = new Set(
    changes.flatMap(({ path, before: was, after }) =>
      was.kind === 'nothing' && after.kind === 'text' ? (ownerOfId(path) ?? []) : [],
    ),
  );
  const isFilled = (change: PropertyChange): boolean =>
    isEmptied(change)
      ? filled.has(change.path.toLowerCase())
      : change.before.kind === 'nothing' && filled.has(ownerOfId(change.path) ?? '');
  if (!changes.every(isFilled)) return undefined;
  const writes = new Set(
    [...filled].map((owner) =>
      before.findLast(
        (row) =>
          row.type !== 'Update' ||
          row.changes.some(({ path }) => path.toLowerCase() === owner || ownerOfId(path) === owner),
      ),
    ),
  );
  const [write] = writes;
  return writes.size === 1 && [...filled].every((owner) => write?.changes.some((change) => isAssigning(change, owner)))
    ? write
    : undefined;
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

function isAssigning({ path, before, after }: PropertyChange, owner: string): boolean {
  if (after.kind !== 'text') return false;
  if (path.toLowerCase() === 'identity.type')
    return owner === 'identity.type' && after.text.toLowerCase() === 'systemassigned';
  return before.kind === 'nothing' && assignedAt(path) === owner;
}
