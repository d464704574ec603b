/** Which eligible roles would give rights that are missing, and where each could be activated. */
import { idKey, isAtOrBelow, parentId, subscriptionOf } from '../arm/resourceId.ts';
import type { Via } from '../arm/via.ts';
import type { Facts } from '../cluster/facts.ts';
import type { ActivationRules } from '../cluster/model.ts';
import { eligibleRolesFor } from './callerPermissions.ts';

/** A right at a scope. */
export interface RightAtScope {
  readonly action: string;
  readonly scope: string;
}

/** An eligible role that gives all of the rights. */
export interface ActivationChoice {
  readonly role: string;
  readonly eligibleAt: string;
  /** Where it can be activated so that it gives them, the narrowest first. */
  readonly scopes: readonly string[];
  /** What is asked of those who activate it; left out if that could not be read. */
  readonly rules?: ActivationRules;
}

/** Returns the eligible roles that give all of the rights, those for less first. */
export function activationChoices(
  rights: readonly RightAtScope[],
  via: Via,
  facts: Facts,
): readonly ActivationChoice[] {
  const [first, ...others] = rights.map((right) => eligibleRolesFor(right.action, right.scope, facts, via));
  const helpful = (first ?? []).filter((role) =>
    others.every((roles) =>
      roles.some(({ role: name, scope }) => name === role.role && idKey(scope) === idKey(role.scope)),
    ),
  );
  return helpful
    .map(({ role, scope, guid }): ActivationChoice => {
      const answer = facts.get({ kind: 'activationRules', scope, guid, ...via });
      return {
        role,
        eligibleAt: scope,
        scopes: scopesFor(rights, scope),
        ...(answer?.kind === 'found' ? { rules: answer.value } : {}),
      };
    })
    .toSorted((a, b) => b.eligibleAt.length - a.eligibleAt.length);
}

/** Returns the scopes from the narrowest that has all of the rights up to the one at which somebody is eligible. */
export function scopesFor(rights: readonly { readonly scope: string }[], eligibleAt: string): readonly string[] {
  const [first = eligibleAt] = rights.map(({ scope }) => scope);
  const shared = scopesUp(first).filter((scope) => rights.every((right) => isAtOrBelow(right.scope, scope)));
  const below = shared.filter((scope) => isAtOrBelow(scope, eligibleAt) && idKey(scope) !== idKey(eligibleAt));
  // Which management groups are above, ids don't say; Azure lists the role, so this one is.
  const isAboveSubscriptions = subscriptionOf(eligibleAt) === undefined;
  return [...(isAboveSubscriptions ? shared : below), eligibleAt];
}

/** The scope, and what is above it up to its subscription. */
function scopesUp(scope: string): readonly string[] {
  const scopes = [scope];
  for (let current = scope; /^\/subscriptions\/[^/]+\/./i.test(current);) {
    const parent = parentId(current).replace(/\/providers\/[^/]+$/i, '');
    current = parent;
    scopes.push(current);
  }
  return scopes;
}
