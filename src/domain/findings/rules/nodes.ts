/** Rules about the identities of a cluster's nodes, and about who can use them. */
import { extensionName, extensionTypeOf, extensionsOf } from '../../around/things/extensions.ts';
import { metadataEndpointOf } from '../../around/things/nodeIdentities.ts';
import { identitiesOfMachine, machinesOf, usesOfMachine } from '../../around/things/nodes.ts';
import { aksPage } from '../../arm/docs.ts';
import { isOn, objectsAt, textAt, type JsonObject } from '../../arm/json.ts';
import { idKey, resourceType, sameId } from '../../arm/resourceId.ts';
import { clusterArguments } from '../../arm/shellText.ts';
import { addonName } from '../../cluster/addons.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { isOutside } from '../../cluster/placement.ts';
import { momentInSentence } from '../../words/dateTime.ts';
import { sentenceList } from '../../words/describe.ts';
import { evidence } from '../rule/evidence.ts';
import type { Rule } from '../rule/rule.ts';
import { wideRolesOfKubelet } from './wideGrants.ts';
import { joinWords, say, verbatim, type Words, type Phrase } from '../../../sentences/words.ts';

export const nodesCarrySeveral: Rule = {
  title: say`Nodes have several identities`,
  severity: 'info',
  source: 'https://github.com/Azure/azure-policy/issues/1273',
  meaning: say`The machines of the nodes have several identities, so a pod that asks their metadata endpoint for a token must name the identity it wants.`,
  find({ cluster, facts }) {
    const machines = machinesOf(cluster, facts).items;
    const [most] = [...machines].sort((a, b) => identitiesOfMachine(b).length - identitiesOfMachine(a).length);
    const carried = most === undefined ? [] : identitiesOfMachine(most);
    if (most === undefined || carried.length < 2) return [];
    const uses = usesOfMachine(most, cluster);
    const machine = textAt(most, 'id') ?? '';
    const podText = metadataEndpointOf(cluster) === 'closed' ? say`a pod in the host network` : say`a pod`;
    const since = sinceWhen(carried, cluster, facts);
    return [
      {
        text: joinWords([
          since === undefined
            ? say`The nodes of ${cluster.name} have ${carried.length} identities (${sentenceList(uses)}).`
            : say`The nodes of ${cluster.name} have ${carried.length} identities (${sentenceList(uses)}). They have had more than one since at least ${since}.`,
          outcomeFor(podText, most),
        ]),
        advice: wayOut(cluster),
        brief: say`${carried.length} identities`,
        evidence: evidence`${{ machine }} has ${{ identities: carried }}.`,
        subject: machine,
        about: ['kubelet'],
        places: carried,
      },
    ];
  },
};

/**
 * If a request names no identity, the machine's own is used.
 * Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-faq
 */
function outcomeFor(podText: Words, machine: JsonObject): Words {
  const hasOwn = /systemassigned/i.test(textAt(machine, 'identity.type') ?? '');
  return hasOwn
    ? say`When ${podText} asks the metadata endpoint for a token without naming an identity, it gets a token of the machine's own identity.`
    : say`When ${podText} asks the metadata endpoint for a token without naming an identity, it is refused.`;
}

function wayOut({ kubelet }: Cluster): Words {
  const clientId = 'clientId' in kubelet ? kubelet.clientId : undefined;
  return clientId === undefined
    ? say`To get a token of the kubelet identity, the pod must name its client ID.`
    : say`To get a token of the kubelet identity, the pod must name its client ID, ${clientId}.`;
}

/** Azure knows when AKS created the second identity, but not when someone attached one. */
function sinceWhen(carried: readonly string[], cluster: Cluster, facts: Facts): Words | undefined {
  const madeByAks = carried.filter((id) => !isOutside(cluster, id));
  if (madeByAks.length < 2) return undefined;
  const { subscriptionId } = cluster;
  const times = facts.get({ kind: 'creationTimes', subscriptionId, type: resourceType.identity });
  if (times?.kind !== 'found') return undefined;
  const creationTimes = madeByAks.flatMap((id) => times.value.get(idKey(id)) ?? []).sort();
  const second = creationTimes.length === madeByAks.length ? creationTimes[1] : undefined;
  return second === undefined ? undefined : momentInSentence(new Date(second));
}

export const metadataEndpointOpen: Rule = {
  title: say`Pods may get the kubelet's tokens`,
  severity: 'warning',
  otherwise: { severity: 'info', when: 'if Azure does not show whether pods reach the endpoint' },
  source: aksPage('imds-restriction'),
  meaning: say`Pods reach the nodes' metadata endpoint and so get tokens of the kubelet identity, which can do far more than pull images.`,
  controls: ['dedicatedAccounts', 'kubescapeDedicatedAccounts'],
  find({ cluster, facts }) {
    const endpoint = metadataEndpointOf(cluster);
    if (endpoint === 'closed') return [];
    const against = againstRestriction(cluster, facts);
    const { controlPlane, kubelet } = cluster;
    const isSame =
      controlPlane.kind === 'userAssigned' &&
      'identityId' in kubelet &&
      sameId(controlPlane.identityId, kubelet.identityId);
    if (!isSame && wideRolesOfKubelet(cluster, facts).length === 0) return [];
    const isPossible = against.length === 0;
    return [
      {
        severity: endpoint === 'open' ? 'warning' : 'info',
        text: joinWords([
          isSame
            ? say`Pods reach the metadata endpoint of the nodes, and with it the rights of the control plane.`
            : say`Pods reach the metadata endpoint of the nodes, and with it everything the kubelet may do.`,
          endpoint === 'open'
            ? undefined
            : say`This doesn't apply if IMDS restriction (preview) is on, which this version of Azure's API doesn't show.`,
          isPossible ? undefined : say`It can't be restricted together with ${sentenceList(against)}.`,
        ]),
        evidence: evidence`${{ cluster: cluster.id }}: IMDS restriction is ${{ restriction: endpoint === 'open' ? say`off` : say`not shown` }}.`,
        ...(isPossible
          ? {
              advice: say`To restrict it, run az aks update --enable-imds-restriction (preview, with the aks-preview extension of az), then upgrade the node images.`,
              command: `az aks update ${clusterArguments(cluster)} --enable-imds-restriction`,
            }
          : {}),
        subject: cluster.id,
        about: ['kubelet'],
      },
    ];
  },
};

export const imdsRestrictionConflict: Rule = {
  title: say`Metadata endpoint is closed but needed`,
  severity: 'warning',
  source: aksPage('imds-restriction'),
  meaning: say`Pods are kept from the metadata endpoint of their nodes, and something is on that needs it.`,
  find({ cluster, facts }) {
    const against = metadataEndpointOf(cluster) === 'closed' ? againstRestriction(cluster, facts) : [];
    if (against.length === 0) return [];
    return [
      {
        text:
          against.length === 1
            ? say`Pods of ${cluster.name} are kept from the metadata endpoint, which ${sentenceList(against)} needs: AKS doesn't support the combination.`
            : say`Pods of ${cluster.name} are kept from the metadata endpoint, which ${sentenceList(against)} need: AKS doesn't support the combination.`,
        brief: verbatim(sentenceList(against)),
        evidence: evidence`${{ cluster: cluster.id }}: ${{ access: 'None', from: 'networkProfile.podLinkLocalAccess' }}.`,
        subject: cluster.id,
        about: ['kubelet'],
      },
    ];
  },
};

const addonsAgainst = [
  'ingressApplicationGateway',
  'omsagent',
  'aciConnectorLinux',
  'azurepolicy',
  'httpApplicationRouting',
  'webAppRouting',
].map((name) => name.toLowerCase());

const extensionsAgainst = [
  'microsoft.flux',
  'microsoft.dapr',
  'microsoft.appconfiguration',
  'microsoft.azureml.kubernetes',
  'microsoft.azurecontainerstorage',
  'microsoft.azurecontainerstoragev2',
  'microsoft.dataprotection.kubernetes',
];

/**
 * Returns the features of a cluster that don't work with a restricted metadata endpoint.
 * Source: https://learn.microsoft.com/azure/aks/imds-restriction
 */
function againstRestriction(cluster: Cluster, facts: Facts): readonly Phrase[] {
  const { raw, addons } = cluster;
  const pools = objectsAt(raw, 'properties.agentPoolProfiles');
  return [
    ...addons
      .filter(({ name, enabled }) => enabled && addonsAgainst.includes(name.toLowerCase()))
      .map(({ name }) => addonName(name)),
    ...(isOn(raw, 'properties.metricsProfile.costAnalysis.enabled') ? [say`cost analysis`] : []),
    ...(isOn(raw, 'properties.aiToolchainOperatorProfile.enabled') ? [say`the AI toolchain operator`] : []),
    ...(pools.some((pool) => textAt(pool, 'osType')?.toLowerCase() === 'windows') ? [say`Windows node pools`] : []),
    ...extensionsOf(cluster, facts)
      .items.filter((extension) => extensionsAgainst.includes(extensionTypeOf(extension)))
      .map(extensionName),
  ];
}
