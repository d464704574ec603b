import type { Facts } from './facts.ts';
import type { DenyAssignment } from './model.ts';
import { allows, everybody, notReadYet, reaches } from './permissions.ts';

/** What the signed-in person may do, as far as ARM tells. */
export type CallerVerdict =
  | { readonly kind: 'granted' }
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Whether the signed-in person may do the action at the scope. ARM leaves deny assignments out of a caller's permissions,
 * so one that holds for everybody is looked up beside them.
 * Source: https://learn.microsoft.com/rest/api/authorization/permissions
 */
export function callerMay(action: string, scope: string, facts: Facts): CallerVerdict {
  const permissions = facts.get({ kind: 'callerPermissions', scope });
  const denials = facts.get({ kind: 'denyAssignments', scope });
  if (!permissions) return unknown(notReadYet);
  if (permissions.kind === 'missing') return unknown(`${scope} was not found.`);
  if (permissions.kind === 'unreadable') return unknown(`Your permissions there can't be read: ${permissions.reason}`);
  if (!allows(permissions.value, action)) return { kind: 'missing', reason: `You may not ${action} at ${scope}.` };
  if (!denials) return unknown(notReadYet);
  if (denials.kind === 'unreadable') return unknown(`Deny assignments can't be read: ${denials.reason}`);
  const denial = denials.kind === 'found' ? denials.value.find((each) => denies(each, action, scope)) : undefined;
  if (!denial) return { kind: 'granted' };
  return denial.excludePrincipals.length > 0
    ? unknown(`The deny assignment '${denial.name}' stops everybody but those it excludes.`)
    : { kind: 'missing', reason: `The deny assignment '${denial.name}' stops everybody.` };
}

function denies(denial: DenyAssignment, action: string, scope: string): boolean {
  return (
    denial.principals.some(({ id }) => id === everybody) &&
    reaches(denial.scope, scope, denial.doNotApplyToChildScopes) &&
    allows(denial.permissions, action)
  );
}

function unknown(reason: string): CallerVerdict {
  return { kind: 'unknown', reason };
}
