/** What is to know about the identities that a cluster's nodes carry, and about who gets at them. */
import { seeking } from '../cluster/watching.ts';
import { isOn, objectsAt, textAt } from '../arm/json.ts';
import type { JsonObject } from '../arm/json.ts';
import { idKey, resourceType, sameId } from '../arm/resourceId.ts';
import { addonName } from '../cluster/addons.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { isOutside } from '../cluster/placement.ts';
import { evidence } from '../findings/evidence.ts';
import { findingOf } from '../findings/finding.ts';
import type { Finding } from '../findings/finding.ts';
import { wideRolesOfKubelet } from '../findings/grants.ts';
import { dateAndTime } from '../words/dateTime.ts';
import { listed } from '../words/describe.ts';
import { extensionName, extensionTypeOf, extensionsOf } from './things/extensions.ts';
import { metadataEndpointOf } from './things/nodeIdentities.ts';
import { carriedBy, machinesOf, usesOn } from './things/nodes.ts';

/** Finds several identities on the nodes, an open endpoint where that is grave, and a closed one where something needs it. */
export function nodeFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  return [
    ...severalFindings(cluster, seeking(facts, 'nodesCarrySeveral')),
    ...endpointFindings(cluster, seeking(facts, 'metadataEndpointOpen', 'imdsRestrictionConflict')),
  ];
}

function severalFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  const machines = machinesOf(cluster, facts).items;
  const [most] = [...machines].sort((a, b) => carriedBy(b).length - carriedBy(a).length);
  const carried = most === undefined ? [] : carriedBy(most);
  if (most === undefined || carried.length < 2) return [];
  const uses = usesOn(most, cluster);
  const machine = textAt(most, 'id') ?? '';
  const who = metadataEndpointOf(cluster) === 'closed' ? 'a pod in the host network' : 'a pod';
  const since = sinceWhen(carried, cluster, facts);
  return [
    findingOf('nodesCarrySeveral', {
      text: `The nodes of ${cluster.name} carry ${carried.length} identities (${listed(uses)})${since}. ${outcomeFor(who, most)} ${wayOut(cluster)}`,
      evidence: evidence`${{ machine }} carries ${{ identities: carried }}.`,
      subject: machine,
      about: ['kubelet'],
    }),
  ];
}

/** A machine's own identity is what is meant where none is named. Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-faq */
function outcomeFor(who: string, machine: JsonObject): string {
  const hasOwn = /systemassigned/i.test(textAt(machine, 'identity.type') ?? '');
  return hasOwn
    ? `When ${who} asks the metadata endpoint for a token and names none, it gets that of the machine's own identity.`
    : `When ${who} asks the metadata endpoint for a token and names none, it is refused.`;
}

function wayOut({ kubelet }: Cluster): string {
  const clientId = 'clientId' in kubelet ? kubelet.clientId : undefined;
  return clientId === undefined
    ? "To get the kubelet's, it has to name its client ID."
    : `To get the kubelet's, it has to name its client ID, ${clientId}.`;
}

/** The second one that AKS made came at a time that Azure tells; when somebody attached another one, it does not. */
function sinceWhen(carried: readonly string[], cluster: Cluster, facts: Facts): string {
  const made = carried.filter((id) => !isOutside(cluster, id));
  if (made.length < 2) return '';
  const { subscriptionId } = cluster;
  const times = facts.get({ kind: 'creationTimes', subscriptionId, type: resourceType.identity });
  if (times?.kind !== 'found') return '';
  const known = made.flatMap((id) => times.value.get(idKey(id)) ?? []).sort();
  const second = known.length === made.length ? known[1] : undefined;
  return second === undefined ? '' : `, several since ${dateAndTime(new Date(second))} at the latest`;
}

function endpointFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  const endpoint = metadataEndpointOf(cluster);
  const against = againstRestriction(cluster, facts);
  if (endpoint === 'closed') return against.length === 0 ? [] : [conflictFinding(cluster, against)];
  const wide = wideRolesOfKubelet(cluster, facts);
  const { controlPlane, kubelet } = cluster;
  const isSame =
    controlPlane.kind === 'userAssigned' &&
    'identityId' in kubelet &&
    sameId(controlPlane.identityId, kubelet.identityId);
  if (!isSame && wide.length === 0) return [];
  const harm = isSame ? 'the rights of the control plane' : 'all that the kubelet may do';
  const unless =
    endpoint === 'open'
      ? ''
      : " That is so unless IMDS restriction (preview) is on, which this version of Azure's API does not show.";
  const what = against.length === 0 ? '' : ` It can't be restricted beside ${listed(against)}.`;
  return [
    findingOf('metadataEndpointOpen', {
      severity: endpoint === 'open' ? 'warning' : 'info',
      text: `Pods reach the metadata endpoint of the nodes, and with it ${harm}.${unless}${what}`,
      evidence: evidence`${{ cluster: cluster.id }}: to restrict it, run ${{ command: `az aks update --resource-group ${cluster.resourceGroup} --name ${cluster.name} --enable-imds-restriction` }} (preview), then upgrade the node images.`,
      subject: cluster.id,
      about: ['kubelet'],
    }),
  ];
}

function conflictFinding(cluster: Cluster, against: readonly string[]): Finding {
  return findingOf('imdsRestrictionConflict', {
    text: `Pods of ${cluster.name} are kept from the metadata endpoint, which ${listed(against)} ${against.length === 1 ? 'needs' : 'need'}: AKS supports neither beside the other.`,
    evidence: evidence`${{ cluster: cluster.id }}: ${{ access: 'None', from: 'networkProfile.podLinkLocalAccess' }}.`,
    subject: cluster.id,
    about: ['kubelet'],
  });
}

const addonsAgainst = [
  ...['ingressApplicationGateway', 'omsagent', 'aciConnectorLinux', 'azurepolicy', 'httpApplicationRouting'],
  'webAppRouting',
].map((name) => name.toLowerCase());

const extensionsAgainst = [
  ...['microsoft.flux', 'microsoft.dapr', 'microsoft.appconfiguration', 'microsoft.azureml.kubernetes'],
  ...['microsoft.azurecontainerstorage', 'microsoft.azurecontainerstoragev2', 'microsoft.dataprotection.kubernetes'],
];

/**
 * Returns what a cluster has on that does not go together with a closed metadata endpoint.
 * Source: https://learn.microsoft.com/azure/aks/imds-restriction
 */
function againstRestriction(cluster: Cluster, facts: Facts): readonly string[] {
  const { raw, addons } = cluster;
  const pools = objectsAt(raw, 'properties.agentPoolProfiles');
  return [
    ...addons
      .filter(({ name, enabled }) => enabled && addonsAgainst.includes(name.toLowerCase()))
      .map(({ name }) => addonName(name)),
    ...(isOn(raw, 'properties.metricsProfile.costAnalysis.enabled') ? ['cost analysis'] : []),
    ...(isOn(raw, 'properties.aiToolchainOperatorProfile.enabled') ? ['the AI toolchain operator'] : []),
    ...(pools.some((pool) => textAt(pool, 'osType')?.toLowerCase() === 'windows') ? ['Windows node pools'] : []),
    ...extensionsOf(cluster, facts)
      .items.filter((extension) => extensionsAgainst.includes(extensionTypeOf(extension)))
      .map(extensionName),
  ];
}
