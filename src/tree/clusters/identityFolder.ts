/** The folder of a subscription's managed identities; the rows in it are made on first use. */
import type { Subscription, UserAssignedIdentity } from '../../domain/cluster/model.ts';
import type { ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { contextValue } from '../../manifest.ts';
import { sortedByName, tooltipLines, type Row } from '../row/row.ts';
import { t } from '../../sentences/language.ts';

/** Separates the user's own identities of a subscription from those that AKS created, which are shown at their clusters. */
export interface OwnIdentities {
  readonly own: readonly UserAssignedIdentity[];
  readonly made: number;
}

/** Selects the user's own identities of a subscription, by name, and counts those that AKS created. */
export function selectOwnIdentities(
  identities: readonly UserAssignedIdentity[],
  clusters: Iterable<ClusterSummary>,
): OwnIdentities {
  const nodeGroups = new Set<string>();
  for (const { subscriptionId, nodeResourceGroup = '' } of clusters)
    nodeGroups.add(groupKey(subscriptionId, nodeResourceGroup));
  const ownIdentities = identities.filter(
    (identity) => !nodeGroups.has(groupKey(identity.subscriptionId, identity.resourceGroup)),
  );
  return { own: sortedByName(ownIdentities), made: identities.length - ownIdentities.length };
}

/** Makes the folder of a subscription's identities. */
export function identitiesRow(place: Pick<Subscription, 'id' | 'name'>, { own, made }: OwnIdentities): Row {
  return {
    ...unreadIdentitiesRow(place),
    description: String(own.length),
    tooltip: tooltipLines({
      'Managed identities in': place.name,
      'Created by AKS':
        made > 0 ? t`${countWithNoun(made, 'more identity')}, shown with the clusters that use them` : undefined,
    }),
  };
}

/** Makes the folder of a subscription's identities before they have been read. */
export function unreadIdentitiesRow({ id, name }: Pick<Subscription, 'id' | 'name'>): Row {
  return {
    key: `identities:${id.toLowerCase()}`,
    kind: 'identities',
    label: t`Managed identities`,
    icon: { id: 'key' },
    tooltip: tooltipLines({ 'Managed identities in': name }),
    contextValue: contextValue('identities'),
    children: 'later',
    subscriptionId: id,
  };
}

function groupKey(subscriptionId: string, group: string): string {
  return `${subscriptionId}/${group}`.toLowerCase();
}
