import { distinctBy } from '../../shape/distinct.ts';
import { scopeName, scopeWithKind } from '../arm/scopeWords.ts';
import { subscriptionNames, type Facts } from '../cluster/facts.ts';
import { subjectKey, unknownWith, withTitle, unknownText, unknownToAll, type Unknown } from '../arm/unknown.ts';
import { recordUnknowns } from '../cluster/watching.ts';
import type { Answer } from '../arm/answer.ts';
import type { DenyAssignment, EligibleRole, Permission } from '../cluster/model.ts';
import { denialHoldsFor, lockReasonAt, possibleDenialWords, recordOnlyWords } from './denials.ts';
import { everybody, verdictOfAssignments, reachesScope, waitingUnknown } from './accessCheck.ts';
import { allowsAction, deniesAction, limitOn } from './permissions.ts';
import { conditionHolds } from './roleCondition.ts';
import { idKey, isAtOrBelow, subscriptionOf, sameText, subscriptionScope } from '../arm/resourceId.ts';
import { roleGuidOf } from './roles.ts';
import { type Via, directoryOf } from '../arm/via.ts';
import { toldToUser, type EligiblePlace, type RolesWithoutRight } from '../words/lack.ts';
import { say, type Words } from '../../sentences/words.ts';

/** What the signed-in user may do, as far as ARM reports it; the reason names a role that could be activated. */
export type CallerVerdict =
  | { readonly kind: 'granted'; readonly note?: Words }
  | {
      readonly kind: 'missing';
      readonly reason: Words;
      /** The right that the roles do not grant; left out if something else takes it away. */
      readonly missingRole?: RolesWithoutRight;
      /** A deny assignment takes it away, so no role would help. */
      readonly denied?: true;
      /** It is the deny assignment of a locked node resource group. */
      readonly isLocked?: true;
    }
  | {
      readonly kind: 'unknown';
      /** What is unknown: first what decides, which `reason` describes, then what else could not be read. */
      readonly unknown: readonly Unknown[];
      readonly reason: Words;
    };

/**
 * Returns whether the signed-in user, with the given account, may perform the action at the scope. ARM leaves deny
 * assignments out of a caller's permissions, so those that apply to everyone are looked up as well.
 * Source: https://learn.microsoft.com/rest/api/authorization/permissions
 */
export function callerMay(action: string, scope: string, facts: Facts, via: Via = {}): CallerVerdict {
  const recording = recordUnknowns(facts);
  const verdict = verdictOn(action, scope, recording.facts, via);
  return verdict.kind === 'unknown'
    ? { ...verdict, unknown: distinctBy([...verdict.unknown, ...recording.unknown()], subjectKey) }
    : verdict;
}

function verdictOn(action: string, scope: string, facts: Facts, via: Via): CallerVerdict {
  const permissions = facts.get({ kind: 'callerPermissions', scope, ...via });
  const denials = facts.get({ kind: 'denyAssignments', scope, ...via });
  if (!permissions) return unknownVerdict(waitingUnknown('callerPermissions', scope));
  if (permissions.kind === 'missing') {
    const reason = say`Not found: ${scopeWithKind(scope, subscriptionNames(facts))}.`;
    return unknownVerdict(unknownWith('hidden', 'callerPermissions', reason, scope));
  }
  if (permissions.kind === 'unreadable')
    return unknownVerdict(withTitle(say`Your permissions there can't be read`, permissions));
  if (!allowsAction(permissions.value, action)) {
    const missingRole: RolesWithoutRight = {
      place: scopeWithKind(scope, subscriptionNames(facts)),
      ...(via.account === undefined ? {} : { account: via.account.name }),
      eligible: eligibleRolesFor(action, scope, facts, via),
    };
    return { kind: 'missing', reason: toldToUser.missingRole(missingRole), missingRole };
  }
  if (!denials) return unknownVerdict(waitingUnknown('denyAssignments', scope));
  const lock = mayBeLocked(denials, action, scope) ? lockReasonAt(scope, facts) : undefined;
  if (lock !== undefined) return { kind: 'missing', reason: lock, denied: true, isLocked: true };
  if (denials.kind === 'unreadable') return unknownVerdict(withTitle(say`Deny assignments can't be read`, denials));
  const naming =
    denials.kind === 'found' ? denials.value.filter((denial) => deniesEveryone(denial, action, scope)) : [];
  const stopped = stopOf(
    naming.filter(({ audits }) => !audits),
    action,
  );
  if (stopped?.kind === 'missing') return stopped;
  // If nothing stops it, all that name it only record it.
  const [recording] = naming;
  return (
    doubtOf(permissions.value, { action, scope }, facts, via) ??
    stopped ?? { kind: 'granted', ...(recording ? { note: recordOnlyWords(recording) } : {}) }
  );
}

/** Whether the deny assignments may include the lock of a node resource group, as far as they are known. */
function mayBeLocked(denials: Answer<readonly DenyAssignment[]>, action: string, scope: string): boolean {
  if (!/\/(?:write|delete)$/i.test(action)) return false;
  if (denials.kind !== 'found') return denials.kind === 'unreadable';
  return denials.value.some((denial) => denial.audits !== true && deniesEveryone(denial, action, scope));
}

/** A deny assignment without exceptions counts first, because it certainly applies. */
function stopOf(denials: readonly DenyAssignment[], action: string): CallerVerdict | undefined {
  const certain = denials.find(
    (candidate) => candidate.excludePrincipals.length === 0 && denialHoldsFor(candidate, action),
  );
  if (certain) {
    return { kind: 'missing', reason: say`The deny assignment '${certain.name}' blocks everyone.`, denied: true };
  }
  const [denial] = denials;
  return (
    denial &&
    unknownVerdict(
      unknownToAll(
        'denyAssignment',
        denial.name,
        possibleDenialWords(denial) ??
          say`The deny assignment '${denial.name}' blocks everyone except those it excludes.`,
      ),
    )
  );
}

/** The actions on resources that a condition of a role assignment can limit. */
const limitable = ['Microsoft.Authorization/roleAssignments/write', 'Microsoft.Authorization/roleAssignments/delete'];

/**
 * Returns the doubt if the action depends on a condition. A caller's permissions show the conditions in role
 * definitions; those of role assignments are looked up in the user's assignments.
 * Sources: https://learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes and
 * https://github.com/Azure/bicep-types-az/blob/main/generated/authorization/microsoft.authorization/2022-05-01-preview/types.md
 */
function doubtOf(
  permissions: readonly Permission[],
  { action, scope }: { readonly action: string; readonly scope: string },
  facts: Facts,
  via: Via,
): CallerVerdict | undefined {
  const limit = limitOn(permissions, action);
  if (limit !== undefined) return conditionalVerdict(limit);
  if (!limitable.some((limitedAction) => sameText(limitedAction, action))) return undefined;
  const ownAnswer = facts.get({ kind: 'callerAssignments', scope, ...via });
  if (!ownAnswer) return unknownVerdict(waitingUnknown('callerAssignments', scope));
  if (ownAnswer.kind === 'missing')
    return unknownVerdict(
      unknownToAll(
        'callerAssignments',
        scope,
        say`It isn't known whether you have it only under a condition, because your sign-in doesn't show who you are.`,
      ),
    );
  if (ownAnswer.kind === 'unreadable')
    return unknownVerdict(withTitle(say`Whether you have it only under a condition can't be read`, ownAnswer));
  if (!ownAnswer.value.some(({ condition }) => condition && conditionHolds(condition, action) !== true))
    return undefined;
  const verdict = verdictOfAssignments(ownAnswer.value, { action, scope }, facts, via);
  if (verdict?.unknown !== undefined) return unknownVerdict(verdict.unknown);
  return verdict?.condition === undefined ? undefined : conditionalVerdict(verdict.condition);
}

function conditionalVerdict(condition: string): CallerVerdict {
  return unknownVerdict(
    unknownToAll('condition', condition, say`You have it only where this condition holds: ${condition}`),
  );
}

/** Returns the roles that the user could activate for an action at a scope, if ARM shows any. */
export function eligibleRolesFor(
  action: string,
  scope: string,
  facts: Facts,
  via: Via,
): readonly (EligiblePlace & { readonly guid: string })[] {
  const askedScope = subscriptionScope(scope);
  const answer = facts.get({ kind: 'eligibleRoles', scope: askedScope, ...via });
  const offered = answer?.kind === 'found' ? answer.value.filter((role) => helpsAt(scope, role)) : [];
  const helpful = offered.flatMap((eligible) => {
    const guid = roleGuidOf(eligible.roleDefinitionId);
    const role = facts.get({ kind: 'role', guid, scope: askedScope, ...via });
    return role?.kind === 'found' && allowsAction(role.value.permissions, action)
      ? [
          {
            role: role.value.name,
            scope: eligible.scope,
            place: scopeName(eligible.scope, subscriptionNames(facts)),
            guid,
          },
        ]
      : [];
  });
  return distinctBy(helpful, (each) => `${each.guid} ${idKey(each.scope)}`);
}

/** The list for a management group, or for everything, includes what is below, but does not say which groups are above. */
function helpsAt(scope: string, { scope: madeAt, inherited }: EligibleRole): boolean {
  if (subscriptionOf(scope) !== undefined) return reachesScope(madeAt, scope, 'asListed');
  return inherited === true || isAtOrBelow(scope, madeAt);
}

/** Whether it names the action at the scope for everyone. */
function deniesEveryone(denial: DenyAssignment, action: string, scope: string): boolean {
  return (
    denial.principals.some(({ id }) => id === everybody) &&
    reachesScope(denial.scope, scope, 'asListed', denial.doNotApplyToChildScopes) &&
    deniesAction(denial.permissions, action) &&
    denialHoldsFor(denial, action) !== false
  );
}

function unknownVerdict(unknown: Unknown): CallerVerdict {
  return { kind: 'unknown', unknown: [unknown], reason: unknownText(unknown) };
}

/** A right that a write requires from its account. */
export interface Right extends Via {
  readonly action: string;
  readonly scope: string;
}

/**
 * Returns the account for a write: the first with every right that it needs, otherwise the first that may do the write
 * itself, which is the first right, otherwise the first account. If there is no choice, only the directory is looked
 * up.
 */
export function writerFor(rights: readonly Right[], facts: Facts): Via {
  const [ownRight] = rights;
  if (!ownRight) return {};
  const answer = facts.get({ kind: 'accounts', scope: ownRight.scope, ...directoryOf(ownRight) });
  const [first, ...otherAccounts] = answer?.kind === 'found' ? answer.value : [];
  if (!first) return directoryOf(ownRight);
  if (otherAccounts.length === 0) return first;
  const judged = [first, ...otherAccounts].map((via) => ({
    via,
    verdicts: rights.map(({ action, scope }) => callerMay(action, scope, facts, via).kind),
  }));
  const chosen =
    judged.find(({ verdicts }) => verdicts.every((verdict) => verdict === 'granted')) ??
    judged.find(({ verdicts }) => verdicts[0] === 'granted') ??
    judged.find(({ verdicts }) => verdicts[0] === 'unknown');
  return chosen?.via ?? first;
}
