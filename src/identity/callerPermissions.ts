import { scopeName } from './describe.ts';
import type { Facts } from './facts.ts';
import type { DenyAssignment } from './model.ts';
import { allows, denies, everybody, notReadYet, reaches } from './permissions.ts';
import { subscriptionOf } from './resourceId.ts';
import { roleGuidOf } from './roles.ts';
import type { Via } from './via.ts';

/** What the signed-in person may do, as far as ARM tells; a role that could be activated is in the reason. */
export type CallerVerdict =
  | { readonly kind: 'granted' }
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Whether the signed-in person, as the account that is named, may do the action at the scope. ARM leaves deny assignments out of a caller's permissions,
 * so one that holds for everybody is looked up beside them.
 * Source: https://learn.microsoft.com/rest/api/authorization/permissions
 */
export function callerMay(action: string, scope: string, facts: Facts, via: Via = {}): CallerVerdict {
  const permissions = facts.get({ kind: 'callerPermissions', scope, ...via });
  const denials = facts.get({ kind: 'denyAssignments', scope, ...via });
  if (!permissions) return unknown(notReadYet);
  if (permissions.kind === 'missing') return unknown(`${scope} was not found.`);
  if (permissions.kind === 'unreadable') return unknown(`Your permissions there can't be read: ${permissions.reason}`);
  if (!allows(permissions.value, action)) {
    return {
      kind: 'missing',
      reason: `You may not ${action} at ${scope}${asWhom(via)}.${eligibleFor(action, scope, facts, via)}`,
    };
  }
  if (!denials) return unknown(notReadYet);
  if (denials.kind === 'unreadable') return unknown(`Deny assignments can't be read: ${denials.reason}`);
  const denial = denials.kind === 'found' ? denials.value.find((each) => stops(each, action, scope)) : undefined;
  if (!denial) return { kind: 'granted' };
  return denial.excludePrincipals.length > 0
    ? unknown(`The deny assignment '${denial.name}' stops everybody but those it excludes.`)
    : { kind: 'missing', reason: `The deny assignment '${denial.name}' stops everybody.` };
}

/** ` as owner@contoso.com`, where several accounts are signed in. */
export function asWhom({ account }: Via): string {
  return account === undefined ? '' : ` as ${account.name}`;
}

/** Which role the person could activate for it, where ARM shows that there is one. */
function eligibleFor(action: string, scope: string, facts: Facts, via: Via): string {
  const subscriptionId = subscriptionOf(scope) ?? '';
  const answer = facts.get({ kind: 'eligibleRoles', subscriptionId, ...via });
  const offered = answer?.kind === 'found' ? answer.value.filter((one) => reaches(one.scope, scope, 'asListed')) : [];
  const found = offered.flatMap((one) => {
    const guid = roleGuidOf(one.roleDefinitionId);
    const role = facts.get({ kind: 'role', guid, scope: `/subscriptions/${subscriptionId}`, ...via });
    return role?.kind === 'found' && allows(role.value.permissions, action)
      ? [`${role.value.name} on ${scopeName(one.scope)}`]
      : [];
  });
  if (found.length === 0) return '';
  const roles = new Intl.ListFormat('en', { type: 'disjunction' }).format([...new Set(found)]);
  return ` You are eligible for ${roles}: activate it in Privileged Identity Management, then make the plan again.`;
}

function stops(denial: DenyAssignment, action: string, scope: string): boolean {
  return (
    denial.principals.some(({ id }) => id === everybody) &&
    reaches(denial.scope, scope, 'asListed', denial.doNotApplyToChildScopes) &&
    denies(denial.permissions, action)
  );
}

function unknown(reason: string): CallerVerdict {
  return { kind: 'unknown', reason };
}
