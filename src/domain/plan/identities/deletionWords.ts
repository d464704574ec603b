/** Words for the deletion of an identity. */
import { aksPage, overviewPage } from '../../arm/docs.ts';
import { Refusal } from '../../arm/refusal.ts';
import type { Via } from '../../arm/via.ts';
import type { RoleAssignment } from '../../cluster/model.ts';
import type { IdentityUses } from '../../cluster/uses.ts';
import type { NextStep } from '../nextSteps.ts';
import type { Warning } from '../plan.ts';
import { type DraftCheck, unknownCheck } from '../planPart.ts';
import { nothingUses, unusedAfter, unusedCheck } from '../../uses/nothingUses.ts';
import { sentenceList } from '../../words/describe.ts';
import type { Unknown } from '../../arm/unknown.ts';
import { say, type Words, type Phrase, joinWords } from '../../../sentences/words.ts';

/** A role of the identity, with the directory if the scope is above all subscriptions. */
export interface HeldRole {
  readonly assignment: RoleAssignment;
  readonly roleName: Phrase;
  /** The scope in words, without and with its kind. */
  readonly where: Phrase;
  readonly place: Phrase;
  readonly via: Via;
}

/** The visible roles of an identity. */
export interface Roles {
  readonly held: readonly HeldRole[];
  /** Why there may be more, and which can't be removed. */
  readonly doubts: readonly Unknown[];
}

/** What is said if an identity is gone, and with it the name of its principal. */
export const rolesUnseen = say`Roles that it held may have stayed behind as "Identity not found". Whose they are is no longer known.`;
/** The page on roles of deleted principals. */
export const orphans = 'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting';

/** Returns a role in words. */
export function heldRoleText({ roleName, place }: HeldRole): Phrase {
  return say`${roleName} on ${place}`;
}

/** Returns clauses that say what a plan to delete an identity does. */
export function deletionClauses(
  name: string,
  { held, removed }: { readonly held: number; readonly removed: number },
): readonly Words[] {
  const deletes = say`Deletes the identity ${name}`;
  if (removed > 0) return [deletes, say`Removes its ${countOfAssignments(removed)} first`];
  return held > 0 ? [deletes, say`Leaves its ${countOfAssignments(held)} behind`] : [deletes];
}

/** Returns a number of role assignments in words. */
export function countOfAssignments(count: number): Phrase {
  return count === 1 ? say`role assignment` : say`${count} role assignments`;
}

/** Said about every deletion. */
export const deletionText = say`Clusters and services that you can't see may use it.`;

/** Returns the warning that roles stay behind. */
export function rolesLeftWarnings(roles: readonly Phrase[]): readonly Warning[] {
  if (roles.length === 0) return [];
  return [
    {
      id: 'rolesStayBehind',
      values: roles,
      severity: 'warning',
      text:
        roles.length === 1
          ? say`A role assignment stays behind as "Identity not found": ${sentenceList(roles)}.`
          : say`${roles.length} role assignments stay behind as "Identity not found": ${sentenceList(roles)}.`,
      source: orphans,
    },
  ];
}

/** Returns the warning that workloads sign in as the identity. */
export function credentialWarnings({ credentials }: IdentityUses): readonly Warning[] {
  if (credentials.length === 0) return [];
  return [
    {
      id: 'credentialsDeleted',
      values: credentials.map(({ name }) => name),
      severity: 'warning',
      text: say`Its federated credentials are deleted with it: ${sentenceList(credentials.map(({ name }) => name))}. Workloads that sign in through them fail afterwards.`,
      source: aksPage('workload-identity-overview'),
    },
  ];
}

/** Returns the next steps after a deletion. */
export function nextStepsAfterDeletion(
  { held, doubts }: Roles,
  { removed }: { readonly removed: number },
): readonly NextStep[] {
  if (removed < held.length) return [{ kind: 'rolesLeft' }];
  return doubts.length > 0 ? [{ kind: 'unseenRolesLeft' }] : [];
}

/** Returns the warning that something mentions the identity without being known to use it. */
export function hintWarnings({ hints }: IdentityUses): readonly Warning[] {
  if (hints.length === 0) return [];
  return [
    {
      id: 'mentioned',
      values: hints,
      severity: 'warning',
      text: say`It is mentioned where nothing is known to use it: ${sentenceList(hints)}. Check that before you delete it.`,
      source: overviewPage,
    },
  ];
}

/** Returns whether the identity is known to be unused. */
export function useCheck({ looked }: IdentityUses): DraftCheck {
  const passes = say`No cluster or other resource that you can see.`;
  return { id: 'unused', ...unusedCheck(nothingUses, unusedAfter(looked), passes) };
}

/** Returns whether all of its roles are known. */
export function rolesCheck({ held, doubts }: Roles): DraftCheck {
  const id = 'rolesKnown';
  if (doubts.length > 0) return unknownCheck({ id, title: say`Not all of its roles are known` }, doubts);
  const number = [say`none`, say`one`][held.length] ?? held.length;
  return {
    id,
    title: say`All of its roles are known`,
    verdict: 'pass',
    detail: say`It holds ${number} in the subscriptions that you can see. Azure's index of other subscriptions can be a few minutes behind.`,
  };
}

/** Returns the refusal while something uses the identity. */
export function inUseRefusal(name: Phrase, uses: readonly Phrase[]): Refusal {
  return new Refusal(
    say`${name} is in use: ${joinWords(uses, ', ')}. Deleting it would break what uses it.`,
    'https://github.com/Azure/AKS/issues/3833',
  );
}
