/** The identities of a cluster's node machines, as far as the cluster's JSON shows them. */
import { valueAt, isOn } from '../../arm/json.ts';
import { lastSegment, resourceIdOf, resourceType, sameId, type ArmId } from '../../arm/resourceId.ts';
import { addonInfo, legacyMonitoring } from '../../cluster/addons.ts';
import type { Addon, Cluster } from '../../cluster/model.ts';
import { defined } from '../../../shape/defined.ts';

/** An identity on the nodes, and its purpose there. */
export interface NodeIdentity {
  readonly identityId: ArmId;
  /** Its purpose in a word or two: `kubelet`, the key of an add-on, `cost-analysis`, or the identity's own name. */
  readonly use: string;
  readonly clientId?: string;
}

/**
 * Returns the identities that AKS assigns to the nodes: the kubelet's, and that of each add-on that has one.
 * Source: https://learn.microsoft.com/azure/aks/managed-identity-overview
 */
export function nodeIdentitiesOf(cluster: Cluster): readonly NodeIdentity[] {
  const { kubelet, addons } = cluster;
  const kubeletOne = 'identityId' in kubelet ? [{ ...kubelet, use: 'kubelet' }] : [];
  const ofAddons = addons.flatMap((addon) => (addon.identityId === undefined ? [] : [{ ...addon, use: addon.name }]));
  const identities = [...kubeletOne, ...ofAddons].map(({ identityId, use, clientId }) => ({
    identityId: identityId as ArmId,
    use,
    ...defined({ clientId }),
  }));
  return [...identities, ...costAnalysisOf(cluster)];
}

/** Names the purpose of an identity on a machine of the cluster. */
export function nodeUseOf(cluster: Cluster, identityId: string): string {
  const nodeIdentity = nodeIdentitiesOf(cluster).find((candidate) => sameId(candidate.identityId, identityId));
  return nodeIdentity?.use ?? lastSegment(identityId);
}

/** Cost analysis has an identity that the cluster's JSON does not name. Source: https://learn.microsoft.com/azure/aks/cost-analysis */
function costAnalysisOf({ raw, subscriptionId, nodeResourceGroup }: Cluster): readonly NodeIdentity[] {
  if (nodeResourceGroup === undefined || !isOn(raw, 'properties.metricsProfile.costAnalysis.enabled')) return [];
  const identityId = resourceIdOf(subscriptionId, nodeResourceGroup, resourceType.identity, 'cost-analysis-identity');
  return [{ identityId, use: 'cost-analysis' }];
}

/** Returns the add-ons that get an identity on the nodes when a cluster stops using a service principal. */
export function addonsToGetIdentities(cluster: Cluster): readonly Addon[] {
  return cluster.addons.filter(({ name, enabled }) => enabled && getsIdentity(cluster, name));
}

function getsIdentity(cluster: Cluster, addon: string): boolean {
  const info = addonInfo(addon);
  if (info?.key === 'omsagent') return legacyMonitoring(cluster);
  return info !== undefined && info.hasNoIdentity !== true;
}

/** Returns whether pods can reach the metadata endpoint of their nodes; only preview versions show that setting. */
export function metadataEndpointOf({ raw }: Cluster): 'open' | 'closed' | 'notShown' {
  const access = valueAt(raw, 'properties.networkProfile.podLinkLocalAccess');
  if (typeof access !== 'string') return 'notShown';
  return access.toLowerCase() === 'none' ? 'closed' : 'open';
}
