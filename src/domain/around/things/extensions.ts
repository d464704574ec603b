/** Cluster extensions, such as Flux and backup. */
import { objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import { lastSegment, sameText } from '../../arm/resourceId.ts';
import { aksPage } from '../../arm/docs.ts';
import { extensionsList } from '../../uses/usedAround.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { kubeletPrincipal } from '../../cluster/principals.ts';
import type { Unknown } from '../../arm/unknown.ts';
import {
  itemsBelow,
  factLines,
  stateFromProvisioning,
  type AroundIdentity,
  type AroundThings,
  type AroundThing,
  type Listed,
} from './thing.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import { ownValue } from '../../../shape/ownValue.ts';

/** Returns the extensions of a cluster as Azure has them, and what could not be checked. */
export function extensionsOf({ id }: Pick<Cluster, 'id'>, facts: Facts): Listed {
  return itemsBelow(say`Extensions`, { id, list: extensionsList }, facts);
}

/** Looks at the extensions of a cluster. */
export function lookAtExtensions(cluster: Cluster, facts: Facts): AroundThings {
  const { items, ...lacking } = extensionsOf(cluster, facts);
  return { things: items.map((extension) => extensionThing(extension, cluster)), ...lacking };
}

/** Returns the type of an extension in lower case, because Azure accepts any case. */
export function extensionTypeOf(extension: JsonObject): string {
  return (textAt(extension, 'properties.extensionType') ?? '').toLowerCase();
}

/** Returns a setting of an extension; names of settings vary in case, too. */
export function settingOf(extension: JsonObject, name: string): string | undefined {
  const settings = objectAt(extension, 'properties.configurationSettings') ?? {};
  const setting = Object.entries(settings).find(([key]) => sameText(key, name))?.[1];
  if (typeof setting === 'boolean') return String(setting);
  return typeof setting === 'string' && setting !== '' ? setting : undefined;
}

/**
 * Returns true if Flux signs in with the nodes' identity.
 * Source: https://learn.microsoft.com/azure/azure-arc/kubernetes/tutorial-use-gitops-flux2
 */
export function usesKubeletIdentity(extension: JsonObject): boolean {
  return settingOf(extension, 'useKubeletIdentity')?.toLowerCase() === 'true';
}

/** Returns the client id of the workload identity that the extension's settings name. */
export function workloadClientOf(extension: JsonObject): string | undefined {
  return settingOf(extension, 'workloadIdentity.azureClientId');
}

/** Returns the name of an extension for people; for well-known types, that of the product. */
export function extensionName(extension: JsonObject): string {
  const type = extensionTypeOf(extension);
  return (
    ownValue(names, type) ?? textAt(extension, 'properties.extensionType') ?? textAt(extension, 'name') ?? 'extension'
  );
}

const names: Readonly<Record<string, string>> = {
  'microsoft.flux': 'Flux',
  'microsoft.dataprotection.kubernetes': 'Azure Backup',
  'microsoft.appconfiguration': 'App Configuration',
  'microsoft.azureml.kubernetes': 'Machine Learning',
  'microsoft.dapr': 'Dapr',
};

/** Returns the identities with which an extension signs in, as far as Azure shows them. */
export function identitiesOfExtension(extension: JsonObject, cluster: Cluster): readonly AroundIdentity[] {
  const itsIdentity = ownIdentity(extension);
  const client = workloadClientOf(extension);
  const { kubelet } = cluster;
  const principalId = kubeletPrincipal(kubelet);
  const resourceId = 'identityId' in kubelet ? kubelet.identityId : undefined;
  return [
    ...(itsIdentity === undefined ? [] : [itsIdentity]),
    ...(client === undefined ? [] : [{ name: say`workload identity ${client}`, clientId: client }]),
    ...(usesKubeletIdentity(extension)
      ? [
          {
            name: say`kubelet of ${cluster.name}`,
            ...defined({ principalId, resourceId }),
          },
        ]
      : []),
  ];
}

/** The identity that AKS made for the extension. */
function ownIdentity(extension: JsonObject): AroundIdentity | undefined {
  const assignedIdentity = objectAt(extension, 'properties.aksAssignedIdentity');
  const resourceId = textAt(assignedIdentity, 'resourceId');
  const principalId =
    textAt(assignedIdentity, 'objectId') ??
    textAt(assignedIdentity, 'principalId') ??
    textAt(extension, 'identity.principalId');
  const clientId = textAt(assignedIdentity, 'clientId');
  if (resourceId === undefined && principalId === undefined && clientId === undefined) return undefined;
  return {
    name: resourceId === undefined ? say`extension ${textAt(extension, 'name') ?? ''}` : lastSegment(resourceId),
    ...defined({ resourceId, principalId, clientId }),
  };
}

/** What Flux reads, if its configuration says that it signs in to Azure there. */
export interface FluxSource {
  /** The name of the configuration. */
  readonly name: string;
  readonly kind: 'registry' | 'account';
  /** `acrshop.azurecr.io`, or the name of the storage account. */
  readonly where: string;
}

const fluxConfigurations = 'providers/Microsoft.KubernetesConfiguration/fluxConfigurations';

/**
 * Returns the registries and storage accounts that Flux reads with an identity, and what could not be checked. Sources
 * with their own secret need no role.
 */
export function fluxSourcesOf(
  { id }: Pick<Cluster, 'id'>,
  facts: Facts,
): { readonly all: readonly FluxSource[]; readonly unknown: readonly Unknown[] } {
  const { items, unknown } = itemsBelow(say`Flux configurations`, { id, list: fluxConfigurations }, facts);
  return { all: items.flatMap(sourceOf), unknown };
}

function sourceOf(configuration: JsonObject): readonly FluxSource[] {
  const name = textAt(configuration, 'name') ?? '';
  const [blob, oci] = ['azureBlob', 'ociRepository'].map((key) => objectAt(configuration, `properties.${key}`));
  const account = /^https:\/\/([^./]+)\.blob\./i.exec(textAt(blob, 'url') ?? '')?.[1];
  if (account !== undefined && !hasOwnSecret(blob)) return [{ name, kind: 'account', where: account }];
  const registry = /^oci:\/\/([^/]+\.azurecr\.[a-z]+)\//i.exec(textAt(oci, 'url') ?? '')?.[1];
  return registry !== undefined && !hasOwnSecret(oci) ? [{ name, kind: 'registry', where: registry }] : [];
}

/** Also true for another identity, which the configuration itself names. */
function hasOwnSecret(source: JsonObject | undefined): boolean {
  return ['localAuthRef', 'servicePrincipal', 'accountKey', 'sasToken', 'managedIdentity', 'serviceAccountName'].some(
    (key) => source?.[key] !== undefined && source[key] !== null,
  );
}

function extensionThing(extension: JsonObject, cluster: Cluster): AroundThing {
  const name = textAt(extension, 'name') ?? '';
  const errorText = textAt(extension, 'properties.errorInfo.message');
  return {
    id: textAt(extension, 'id') ?? `${cluster.id}/${extensionsList}/${name}`,
    name,
    what: extensionName(extension),
    state: stateFromProvisioning(textAt(extension, 'properties.provisioningState'), errorText),
    identities: identitiesOfExtension(extension, cluster),
    noIdentity: say`Azure shows no identity of this extension.`,
    facts: factLines({
      Type: textAt(extension, 'properties.extensionType'),
      Version: textAt(extension, 'properties.currentVersion') ?? textAt(extension, 'properties.version'),
      'Managed by': textAt(extension, 'managedBy'),
    }),
    source: aksPage('cluster-extensions'),
  };
}
