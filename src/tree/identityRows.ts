import type { NamedAssignment } from '../app/clusterDetails.ts';
import type { Cluster, Subscription, UserAssignedIdentity } from '../identity/model.ts';
import { idKey } from '../identity/resourceId.ts';
import type { IdentityUses } from '../identity/uses.ts';
import { describeUses, usesOf } from '../identity/uses.ts';
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

/** What uses an identity, and its roles in its subscription. */
export function identityChildren(
  identityId: string,
  assignments: readonly NamedAssignment[],
  uses: IdentityUses,
): readonly Row[] {
  const place = `identity:${idKey(identityId)}`;
  const roles = assignments.map((assignment) => roleRow(assignment, place, { identityId }));
  return [
    ...describeUses(uses).map((words) => useRow(place, words)),
    ...uses.credentials
      .filter(({ cluster }) => cluster === undefined)
      .map(({ name, issuer, subject }) =>
        useRow(place, `federated credential ${name}`, { Subject: subject, Issuer: issuer, Cluster: 'none in sight' }),
      ),
    ...uses.unknown.map((reason) => useRow(place, `Not known: ${reason}`)),
    ...(roles.length > 0 ? roles : [noteRow(place, 'No role assignments in this subscription')]),
  ];
}

function useRow(place: string, words: string, more: Readonly<Record<string, string>> = {}): Row {
  const label = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return {
    ...noteRow(`${place}:${words}`, label),
    icon: { id: 'link' },
    tooltip: facts({ 'Used as': words, ...more }),
  };
}

function identityRow(identity: UserAssignedIdentity, clusters: readonly Cluster[]): Row {
  const uses = clusters
    .flatMap((cluster) => usesOf(identity.id, cluster))
    .map(({ as, cluster }) => `${as} of ${cluster}`);
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

function groupKey(subscriptionId: string, group: string): string {
  return `${subscriptionId}/${group}`.toLowerCase();
}
