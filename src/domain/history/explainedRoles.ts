/** What can explain that a role is missing. */
import { isAtOrBelow, sameGuid } from '../arm/resourceId.ts';
import { allowsAction } from '../access/permissions.ts';
import { roleById } from '../access/roles.ts';
import { assignmentDelete, assignmentWrite, isAction, isClusterWrite } from './actions.ts';
import { earlierThan, isFrom, type Explainable, type Explanation } from './explanation.ts';
import type { HistoryEntry, PropertyChange } from './model.ts';
import { isOfUnknownValues } from './unknownValues.ts';

type LackingRole = NonNullable<Explainable['missing']>;

/** Returns that the role was removed from the identity, or that the cluster has the identity only since then, which did not have the role. */
export function missingExplanations(missing: LackingRole, entries: readonly HistoryEntry[]): readonly Explanation[] {
  const removes = (entry: HistoryEntry): boolean => isAction(entry, assignmentDelete) && isOfNeed(entry, missing);
  const writes = (entry: HistoryEntry): boolean => isAction(entry, assignmentWrite) && isOfNeed(entry, missing);
  // Whether a condition lets through what is needed is not known.
  const gives = (entry: HistoryEntry): boolean => writes(entry) && entry.role?.condition === undefined;
  const bringsIn = (entry: HistoryEntry): boolean =>
    missing.principalId !== undefined &&
    isClusterWrite(entry) &&
    (entry.isCreation === true || entry.changes.some((change) => isInto(change, missing))) &&
    !hadRole(entry);
  const hadRole = (entry: HistoryEntry): boolean => {
    const last = earlierThan(entry, entries).find((earlier) => removes(earlier) || writes(earlier));
    return last !== undefined && writes(last);
  };
  const isNeededSince = (entry: HistoryEntry): boolean =>
    !entries
      .slice(0, entries.indexOf(entry))
      .some((later) => isClusterWrite(later) && (isOfUnknownValues(later) || later.changes.some(mayNeedRole)));
  return [
    {
      // What Azure itself completes, somebody else has begun.
      makes: (entry) => removes(entry) || (bringsIn(entry) && entry.by.kind !== 'system' && isNeededSince(entry)),
      mayMake: isClusterWrite,
      perhaps: (entry) =>
        (isAction(entry, assignmentDelete) && isMaybeOfNeed(entry, missing)) ||
        (isAction(entry, assignmentWrite) && isMaybeOfNeed(entry, missing) && entry.role?.condition !== undefined) ||
        bringsIn(entry),
      undoes: gives,
    },
    {
      makes: () => false,
      perhaps: (entry) => isAction(entry, roleWrite) && isAtOrBelow(missing.scope, scopeOfRole(entry)),
      undoes: gives,
    },
  ];
}

/** Another feature or another place may need a role that was not needed before; who gets in needs none. */
function mayNeedRole({ path, after }: PropertyChange): boolean {
  return after.kind !== 'nothing' && !/^properties\.(?:disablelocalaccounts|enablerbac|aadprofile)\b/i.test(path);
}

const roleWrite = 'microsoft.authorization/roledefinitions/write';

/** Returns true if the principal acts for the cluster since this change, where it needs the role. */
export function isInto({ path, before, after }: PropertyChange, { identity, principalId = '' }: LackingRole): boolean {
  const slot = /^identity\./i.test(path)
    ? 'controlPlane'
    : /^properties\.identityProfile\.kubeletidentity\./i.test(path)
      ? 'kubelet'
      : 'other';
  const ofIdentity = identity === 'controlPlane' || identity === 'kubelet' ? identity : 'other';
  return (identity === undefined || slot === ofIdentity) && isFrom({ path, before: after, after: before }, principalId);
}

/** The place of an own role, above which nobody has it. */
function scopeOfRole({ resourceId }: HistoryEntry): string {
  return resourceId.replace(/\/providers\/Microsoft\.Authorization\/roleDefinitions\/.*$/i, '') || '/';
}

/** It is about the role that is needed, at the scope where it is needed, or above it. */
function isOfNeed({ role: changed }: HistoryEntry, { principalId, role, scope }: LackingRole): boolean {
  return (
    changed !== undefined &&
    isAtOrBelow(scope, changed.scope) &&
    sameGuid(changed.principalId, principalId) &&
    givesAtLeast(changed.roleId, role.id)
  );
}

/** It is about a role there that may have given what is needed: nobody knows whose it was, or what it gave. */
function isMaybeOfNeed({ role: changed }: HistoryEntry, { principalId, role, scope }: LackingRole): boolean {
  return (
    changed !== undefined &&
    isAtOrBelow(scope, changed.scope) &&
    (changed.principalId === undefined || sameGuid(changed.principalId, principalId)) &&
    (changed.roleId === undefined || roleById(changed.roleId) === undefined || givesAtLeast(changed.roleId, role.id))
  );
}

/** Another role may have given what is needed, such as Contributor of the group. */
function givesAtLeast(roleId: string | undefined, neededId: string): boolean {
  if (roleId === undefined || sameGuid(roleId, neededId)) return roleId !== undefined;
  const [given, needed] = [roleById(roleId)?.permissions, roleById(neededId)?.permissions];
  return (
    given !== undefined &&
    needed?.every(
      ({ actions, dataActions }) =>
        actions.every((action) => allowsAction(given, action)) &&
        dataActions.every((action) => allowsAction(given, action, 'dataAction')),
    ) === true
  );
}
