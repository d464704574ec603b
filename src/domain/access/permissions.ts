/** What the permissions of a role allow, and what those of a deny assignment deny. */
import { coversAction, coversAll, isAnyAction } from './actionPattern.ts';
import type { Permission } from '../cluster/model.ts';
import { conditionHolds } from './roleCondition.ts';
import { listAt, textAt, type JsonObject } from '../arm/json.ts';
import { sameText } from '../arm/resourceId.ts';

/** Whether an action is on a resource itself or on the data in it. */
export type ActionKind = 'action' | 'dataAction';

/**
 * Returns true if one role grants the action: a pattern covers it and none of the same role's exclusions does. A family
 * such as `Microsoft.Network/privateDnsZones/*` is granted as a whole or not at all.
 */
export function allowsAction(permissions: readonly Permission[], action: string, kind: ActionKind = 'action'): boolean {
  return permissions.some((permission) => {
    const { named, excluded } = actionLists(permission, kind);
    return (
      named.some((pattern) => (isFamily(action) ? coversAll(pattern, action) : coversAction(pattern, action))) &&
      !excluded.some((pattern) => (isFamily(action) ? isAnyAction([pattern, action]) : coversAction(pattern, action)))
    );
  });
}

/** Returns the only condition under which the permissions allow the action; `undefined` if one of them allows it without a condition. */
export function limitOn(
  permissions: readonly Permission[],
  action: string,
  kind: ActionKind = 'action',
): string | undefined {
  const giving = permissions.filter((permission) => allowsAction([permission], action, kind));
  return giving.every(({ condition }) => limitsAction(condition, action)) ? giving[0]?.condition : undefined;
}

/** Returns true if there is a condition, and it does not certainly let the action through. */
export function limitsAction(condition: string | undefined, action: string): boolean {
  return condition !== undefined && conditionHolds(condition, action) !== true;
}

/** Returns true if the permissions of a deny assignment deny the action, or any action of a family. */
export function deniesAction(permissions: readonly Permission[], action: string, kind: ActionKind = 'action'): boolean {
  if (!isFamily(action)) return allowsAction(permissions, action, kind);
  return permissions.some((permission) => {
    const { named, excluded } = actionLists(permission, kind);
    return named.some((pattern) => isAnyAction([pattern, action], excluded));
  });
}

/** Whether what is wanted is a family of actions. */
function isFamily(action: string): boolean {
  return action.includes('*');
}

function actionLists(
  permission: Permission,
  kind: ActionKind,
): { readonly named: readonly string[]; readonly excluded: readonly string[] } {
  return kind === 'action'
    ? { named: permission.actions, excluded: permission.notActions }
    : { named: permission.dataActions, excluded: permission.notDataActions };
}

/** Returns true if an access policy for the principal alone has the permission, such as `secrets get`. */
export function holdsPolicy(policies: readonly JsonObject[], objectId: string, permission: string): boolean {
  const [kind = '', verb = ''] = permission.toLowerCase().split(' ');
  return policies.some(
    (policy) =>
      sameText(textAt(policy, 'objectId'), objectId) &&
      textAt(policy, 'applicationId') === undefined &&
      listAt(policy, `permissions.${kind}`).some(
        (one) => typeof one === 'string' && ['all', verb].includes(one.toLowerCase()),
      ),
  );
}
