/** Which eligible roles would give rights that are missing, and where each could be activated. */
import { Refusal } from '../arm/refusal.ts';
import { idKey, isAtOrBelow, parentId, sameGuid, subscriptionOf, subscriptionScope } from '../arm/resourceId.ts';
import type { Via } from '../arm/via.ts';
import type { Facts } from '../cluster/facts.ts';
import type { ActivationRules } from '../cluster/model.ts';
import { say, type Words } from '../../sentences/words.ts';
import { activationPage } from './activation.ts';
import { eligibleRolesFor } from './callerPermissions.ts';

/** A right at a scope. */
export interface RightAtScope {
  readonly action: string;
  readonly scope: string;
}

/** Writes a right as one text, for the values of a form. */
export function rightText({ action, scope }: RightAtScope): string {
  return `${action} ${scope}`;
}

/** Reads a right from such a text; an action has no blanks, a scope may have some. */
export function rightFrom(text: string): RightAtScope {
  const at = text.indexOf(' ');
  return { action: text.slice(0, Math.max(0, at)), scope: text.slice(at + 1) };
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

/** Returns the eligible roles that give all of the rights, those for less first. Throws a `Refusal` if they can't be read. */
export function activationChoices(
  rights: readonly RightAtScope[],
  via: Via,
  facts: Facts,
): readonly ActivationChoice[] {
  for (const { scope } of rights) {
    const answer = facts.get({ kind: 'eligibleRoles', scope: subscriptionScope(scope), ...via });
    if (answer?.kind === 'unreadable') throw new Refusal(unreadableWords(answer.reason), activationPage);
  }
  const [first, ...others] = rights.map((right) => eligibleRolesFor(right.action, right.scope, facts, via));
  const helpful = (first ?? []).filter((role) =>
    others.every((roles) =>
      roles.some(({ guid, scope }) => sameGuid(guid, role.guid) && idKey(scope) === idKey(role.scope)),
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

/** Says why it is not known for which roles the user is eligible. */
export function unreadableWords(reason: Words): Words {
  return say`The roles that you can activate can't be read: ${reason}`;
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
