/** What roles allow, above all pulling images. */
import { allowsAction } from '../../access/permissions.ts';
import { roleGuidOf } from '../../access/roles.ts';
import { isRegistry, parseResourceId, resourceType, subscriptionOf } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import type { Need } from '../../needs/need.ts';

/** What lets nodes pull images: the actions from any registry without permissions by repository, the data actions from others. */
const pullActions: Pick<Need, 'actions' | 'dataActions'> = {
  actions: ['Microsoft.ContainerRegistry/registries/pull/read'],
  dataActions: ['Microsoft.ContainerRegistry/registries/repositories/content/read'],
};

/** Returns true if a role allows any of what is wanted, or may, because its permissions can't be read. */
export function mayAllow(
  { roleDefinitionId, scope }: RoleAssignment,
  { actions, dataActions = [] }: Pick<Need, 'actions' | 'dataActions'>,
  { subscriptionId }: Pick<Cluster, 'subscriptionId'>,
  facts: Facts,
): boolean {
  const place = `/subscriptions/${subscriptionOf(scope) ?? subscriptionId}`;
  const answer = facts.get({ kind: 'role', guid: roleGuidOf(roleDefinitionId), scope: place });
  if (answer?.kind !== 'found') return true;
  const { permissions } = answer.value;
  return (
    actions.some((action) => allowsAction(permissions, action)) ||
    dataActions.some((action) => allowsAction(permissions, action, 'dataAction'))
  );
}

/** Returns true if a role assignment may let nodes pull images from a registry at or below its scope. */
export function mayLetPull(
  assignment: RoleAssignment,
  cluster: Pick<Cluster, 'subscriptionId'>,
  facts: Facts,
): boolean {
  const { scope } = assignment;
  const type = parseResourceId(scope)?.type;
  const isWide = type === undefined || type === resourceType.group || type === resourceType.subscription;
  return (isWide || isRegistry(scope)) && mayAllow(assignment, pullActions, cluster, facts);
}
