import { subscriptionOf } from '../arm/resourceId.ts';
import type { Need } from './need.ts';
import type { JsonObject } from '../arm/json.ts';

/**
 * Returns a custom role with exactly the actions of the needs, in the format of `az role definition create
 * --role-definition`, or `undefined` if nothing is needed. It is assignable in the subscriptions of the scopes; assign
 * it at the scopes themselves.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/custom-roles
 */
export function customRoleOf(name: string, needs: readonly Need[]): JsonObject | undefined {
  const knownNeeds = needs.filter(({ whyUnknown: unseen }) => unseen === undefined);
  const actions = sortedOnce(knownNeeds.flatMap((need) => need.actions));
  const dataActions = sortedOnce(knownNeeds.flatMap((need) => need.dataActions ?? []));
  const subscriptions = sortedOnce(knownNeeds.flatMap(({ scope }) => subscriptionOf(scope) ?? []));
  if (actions.length + dataActions.length === 0 || subscriptions.length === 0) return undefined;
  const scopes = sortedOnce(knownNeeds.map(({ scope }) => scope));
  return {
    Name: name,
    IsCustom: true,
    Description: `What AKS needs at ${scopes.join(', ')}.`.slice(0, longestDescription),
    Actions: actions,
    NotActions: [],
    DataActions: dataActions,
    NotDataActions: [],
    AssignableScopes: subscriptions.map((id) => `/subscriptions/${id}`),
  };
}

const longestDescription = 2048;

/** Each once, ignoring case, in alphabetical order. */
function sortedOnce(texts: readonly string[]): readonly string[] {
  const distinct = new Map(texts.map((text) => [text.toLowerCase(), text]));
  return [...distinct.keys()].sort().map((key) => distinct.get(key) ?? key);
}
