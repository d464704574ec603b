import type { NamedAssignment } from '../app/clusterDetails.ts';
import type { Cluster, Subscription, UserAssignedIdentity } from '../identity/model.ts';
import { idKey, sameId } from '../identity/resourceId.ts';
import { contextValue } from '../manifest.ts';
import { roleRow } from './roleRow.ts';
import type { Row } from './row.ts';
import { counted, facts, noteRow } from './row.ts';

/** The folder of a subscription's identities; those that AKS made are shown at their clusters and only counted here. */
export function identityRows(
  { id, name }: Subscription,
  identities: readonly UserAssignedIdentity[],
  clusters: readonly Cluster[],
): readonly Row[] {
  const nodeGroups = new Set(
    clusters.map((cluster) => groupKey(cluster.subscriptionId, cluster.nodeResourceGroup ?? '')),
  );
  const own = identities.filter(
    (identity) => !nodeGroups.has(groupKey(identity.subscriptionId, identity.resourceGroup)),
  );
  if (own.length === 0) return [];
  const made = identities.length - own.length;
  return [
    {
      key: `identities:${id.toLowerCase()}`,
      kind: 'identities',
      label: 'Managed identities',
      description: String(own.length),
      icon: { id: 'organization' },
      tooltip: facts({
        'Managed identities in': name,
        'Made by AKS': made > 0 ? `${counted(made, 'more identity')}, shown at the clusters that use them` : undefined,
      }),
      contextValue: contextValue('identities'),
      children: own.toSorted((a, b) => a.name.localeCompare(b.name)).map((identity) => identityRow(identity, clusters)),
      subscriptionId: id,
    },
  ];
}

/** The roles of an identity in its subscription. */
export function identityChildren(identityId: string, assignments: readonly NamedAssignment[]): readonly Row[] {
  const place = `identity:${idKey(identityId)}`;
  return assignments.length > 0
    ? assignments.map((assignment) => roleRow(assignment, place, { identityId }))
    : [noteRow(place, 'No role assignments in this subscription')];
}

function identityRow(identity: UserAssignedIdentity, clusters: readonly Cluster[]): Row {
  const uses = usesOf(identity, clusters);
  return {
    key: `identity:${idKey(identity.id)}`,
    kind: 'identity',
    label: identity.name,
    description: uses.length > 0 ? uses.join(', ') : 'used by no cluster',
    icon: { id: uses.length > 0 ? 'account' : 'circle-outline' },
    tooltip: facts({
      Identity: identity.name,
      'Used by': uses.join(', ') || undefined,
      'Resource group': identity.resourceGroup,
      Region: identity.location,
      'Principal ID': identity.principalId,
      'Client ID': identity.clientId,
      'Tenant ID': identity.tenantId,
      'Resource ID': identity.id,
    }),
    contextValue: contextValue('identity', {
      unused: uses.length === 0,
      principal: true,
      client: true,
      resource: true,
    }),
    children: 'later',
    subscriptionId: identity.subscriptionId,
    resourceGroup: identity.resourceGroup,
    identityId: identity.id,
    resourceId: identity.id,
    principalId: identity.principalId,
    clientId: identity.clientId,
  };
}

/** What the clusters use the identity for: `control plane of shop-weu`. */
function usesOf({ id }: Pick<UserAssignedIdentity, 'id'>, clusters: readonly Cluster[]): readonly string[] {
  return clusters.flatMap(({ name, controlPlane, kubelet, addons }) => [
    ...(controlPlane.kind === 'userAssigned' && sameId(controlPlane.identityId, id)
      ? [`control plane of ${name}`]
      : []),
    ...('identityId' in kubelet && sameId(kubelet.identityId, id) ? [`kubelet of ${name}`] : []),
    ...addons.filter(({ identityId }) => sameId(identityId, id)).map((addon) => `${addon.name} of ${name}`),
  ]);
}

function groupKey(subscriptionId: string, group: string): string {
  return `${subscriptionId}/${group}`.toLowerCase();
}
