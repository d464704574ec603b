/** What Flux needs to read its sources. */
import { unknownWith } from '../arm/unknown.ts';
import {
  extensionTypeOf,
  extensionsOf,
  fluxSourcesOf,
  usesKubeletIdentity,
  workloadClientOf,
  type FluxSource,
} from '../around/things/extensions.ts';
import { readItems } from '../around/things/thing.ts';
import { role } from '../access/roles.ts';
import { textAt } from '../arm/json.ts';
import { resourceType, sameText } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import { pullNeed } from './kubelet.ts';
import { openNeed, type Need, type NeedContext, type NeedHolder } from './need.ts';
import { needKind } from './needKinds.ts';
import { say, type Phrase } from '../../sentences/words.ts';

const page = 'https://learn.microsoft.com/azure/azure-arc/kubernetes/tutorial-use-gitops-flux2';

/**
 * Returns the needs of the identity with which Flux reads registries and storage accounts; none unless the resources
 * around the cluster are checked.
 */
export function fluxNeeds({ cluster, facts }: NeedContext): readonly Need[] {
  if (facts.looksAround !== true) return [];
  const flux = extensionsOf(cluster, facts).items.find((item) => extensionTypeOf(item) === 'microsoft.flux');
  const client = flux === undefined ? undefined : workloadClientOf(flux);
  const usesKubelet = flux !== undefined && usesKubeletIdentity(flux);
  if (!usesKubelet && client === undefined) return [];
  const fluxIdentity =
    client === undefined ? { identity: 'kubelet' } : { identity: 'flux', holder: holderOfClient(client, facts) };
  const { all, unknown } = fluxSourcesOf(cluster, facts);
  const unseen = unknown.map((unknownSource): Need => ({
    ...needAt(cluster.id, say`its sources`),
    ...fluxIdentity,
    ...openNeed([unknownSource]),
  }));
  return [...all.map((source): Need => ({ ...needOf(source, cluster.id, facts), ...fluxIdentity })), ...unseen];
}

/** The identity whose client id Flux is configured with. */
function holderOfClient(client: string, facts: Facts): NeedHolder {
  const answer = facts.get({ kind: 'identities' });
  const identities = answer?.kind === 'found' ? answer.value : [];
  const identity = identities.find(({ clientId }) => sameText(clientId, client));
  return {
    name: say`Flux extension`,
    ...(identity ? { principalId: identity.principalId, identityId: identity.id } : {}),
  };
}

function needOf({ name, kind, where }: FluxSource, clusterId: string, facts: Facts): Need {
  const isRegistry = kind === 'registry';
  const type = isRegistry ? resourceType.registry : 'Microsoft.Storage/storageAccounts';
  const sources = isRegistry ? say`Registries` : say`Storage accounts`;
  const { items, unknown } = readItems(sources, { kind: 'everyResource', type }, facts);
  const addressOf = (item: (typeof items)[number]): string | undefined =>
    isRegistry ? textAt(item, 'properties.loginServer') : textAt(item, 'name');
  const id = textAt(
    items.find((item) => sameText(addressOf(item), where)),
    'id',
  );
  const sentence = say`The Flux configuration ${name} reads from ${where}.`;
  if (id === undefined) {
    const reason = say`${where}, which the Flux configuration ${name} reads, is not among what you can see.`;
    const hidden = unknownWith('hidden', type, reason, where);
    return { ...needAt(clusterId, where, isRegistry), why: sentence, ...openNeed([hidden, ...unknown]) };
  }
  if (isRegistry) return { ...pullNeed(id, facts), ...needKind.pullFluxSource, why: sentence, source: page };
  return { ...needAt(id, where), why: sentence };
}

/** The need to read blobs, or to pull from a registry whose id is not known. */
function needAt(scope: string, source: Phrase, isRegistry = false): Need {
  const shared = { identity: 'kubelet', scope, why: say`Without it, Flux can't read from ${source}.`, source: page };
  if (isRegistry)
    return {
      ...shared,
      ...needKind.pullFluxSource,
      role: role.acrPull,
      actions: ['Microsoft.ContainerRegistry/registries/pull/read'],
    };
  return {
    ...shared,
    ...needKind.readFluxSource,
    role: role.blobDataReader,
    actions: [],
    dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
  };
}
