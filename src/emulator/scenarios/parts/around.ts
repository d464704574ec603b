/** Resources around clusters: Fleets with members, extensions and bindings of Trusted Access. */
import type { Json, WorldResource } from '../../arm/worldFile.ts';
import { guidOf, makeResource, tenantId, type Place } from './resources.ts';

type Properties = Readonly<Record<string, Json>>;

/** Makes a Fleet with a system-assigned identity, unless `more` says otherwise; with `hub` it has its own cluster. */
export function makeFleet(
  place: Place,
  name: string,
  { hub = false, ...more }: { readonly hub?: boolean; readonly identity?: Json } = {},
): WorldResource {
  return makeResource(place, 'Microsoft.ContainerService/fleets', name, {
    identity: { type: 'SystemAssigned', principalId: guidOf('fleet', place.group, name), tenantId },
    ...more,
    properties: {
      provisioningState: 'Succeeded',
      ...(hub ? { hubProfile: { dnsPrefix: name, fqdn: `${name}.hcp.${place.location}.azmk8s.io` } } : {}),
    },
  });
}

/** Makes the membership of a cluster in a Fleet. */
export function makeFleetMember(
  fleetId: string,
  name: string,
  clusterId: string,
  properties: Properties = {},
): WorldResource {
  return {
    id: `${fleetId}/members/${name}`,
    name,
    type: 'Microsoft.ContainerService/fleets/members',
    properties: { clusterResourceId: clusterId, provisioningState: 'Succeeded', ...properties },
  };
}

/** Makes an extension of a cluster, with an identity that AKS made if one is given. */
export function makeExtension(
  clusterId: string,
  name: string,
  {
    type,
    settings = {},
    identity,
    more = {},
  }: {
    readonly type: string;
    readonly settings?: Properties;
    readonly identity?: Json;
    readonly more?: Properties;
  },
): WorldResource {
  return {
    id: `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/${name}`,
    name,
    type: 'Microsoft.KubernetesConfiguration/extensions',
    properties: {
      extensionType: type,
      autoUpgradeMinorVersion: true,
      releaseTrain: 'Stable',
      version: null,
      currentVersion: '1.0.0',
      scope: { cluster: { releaseNamespace: 'kube-system' } },
      statuses: [],
      configurationSettings: settings,
      aksAssignedIdentity: identity ?? null,
      provisioningState: 'Succeeded',
      isSystemExtension: false,
      ...more,
    },
  };
}

/** Makes a binding that gives an Azure service access to a cluster. */
export function trustedBinding(
  clusterId: string,
  name: string,
  sourceResourceId: string,
  roles: readonly string[],
): WorldResource {
  return {
    id: `${clusterId}/trustedAccessRoleBindings/${name}`,
    name,
    type: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
    properties: { sourceResourceId, roles, provisioningState: 'Succeeded' },
  };
}

/** The role of Trusted Access for backup vaults. */
export const backupOperator = 'Microsoft.DataProtection/backupVaults/backup-operator';

/** Makes a backup vault with a system-assigned identity, or without any. */
export function backupVault(place: Place, name: string, hasIdentity = true): WorldResource {
  return makeResource(place, 'Microsoft.DataProtection/backupVaults', name, {
    ...(hasIdentity ? { identity: { type: 'SystemAssigned', principalId: guidOf('vault', name), tenantId } } : {}),
    properties: { provisioningState: 'Succeeded' },
  });
}
