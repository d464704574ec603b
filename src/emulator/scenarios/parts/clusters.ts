import type { Json, WorldResource, WorldRoleAssignment } from '../../arm/worldFile.ts';
import { needsNoIdentity } from '../../providers/containerService/cluster/addonIdentities.ts';
import { agentPool, upgradeProfile, type PoolSpec } from './agentPools.ts';
import { clusterNetwork, outboundAddress, privateAccess } from './clusterNetwork.ts';
import { bindingIssuer, identityReference, userAssignedIdentity, type Identity } from './identities.ts';
import { assignRole, guidOf, makeResourceGroup, tenantId, type Place, type WorldPart } from './resources.ts';

type Properties = Readonly<Record<string, Json>>;

/** The identity of the control plane. */
export type ControlPlaneSpec =
  | { readonly kind: 'systemAssigned' }
  | { readonly kind: 'userAssigned'; readonly identity: Identity }
  | { readonly kind: 'servicePrincipal'; readonly appId: string; readonly objectId: string };

/** A cluster to make; anything left out is AKS's default. */
export interface ClusterSpec {
  readonly place: Place;
  readonly name: string;
  readonly controlPlane: ControlPlaneSpec;
  /** The user's own; without it, AKS made `{cluster}-agentpool`. */
  readonly kubelet?: Identity;
  readonly pools: readonly PoolSpec[];
  readonly kubernetesVersion?: string;
  /** Replaces AKS's defaults; `null` leaves a property out. */
  readonly network?: Properties;
  /** Add-on name to its `config`. */
  readonly addons?: Readonly<Record<string, Json>>;
  /** The DNS zones of application routing, which is on if this is given. */
  readonly appRoutingZones?: readonly string[];
  /** Its Istio serves Gateways in place of NGINX. */
  readonly servesGateways?: true;
  readonly workloadIdentity?: boolean;
  /** The issuer of its tokens, if it has an older form than today's. */
  readonly issuer?: string;
  /** Another number makes a recreated cluster of the same name: same id, another issuer. */
  readonly generation?: number;
  /** The DNS zone of its API server, which is private if this is given. */
  readonly privateDnsZone?: string;
  readonly properties?: Properties;
  readonly tags?: Readonly<Record<string, string>>;
  readonly tier?: 'Free' | 'Standard';
  /** When it left its service principal, which is when AKS made its kubelet identity; without it, that is as old as the cluster. */
  readonly migratedOn?: string;
}

/** A cluster as AKS creates it, with its node resource group and the identities in it. */
export interface ClusterPart extends WorldPart {
  readonly id: string;
  /** The principal for role assignments of the control plane. */
  readonly principalId: string;
  /** Absent on clusters with a service principal. */
  readonly kubelet: Identity | undefined;
  readonly addonIdentity: (name: string) => Identity;
  readonly issuer: string;
}

/** Makes everything that exists after AKS has created the cluster, with ids in AKS's case. */
export function makeCluster(spec: ClusterSpec): ClusterPart {
  const { place, name, controlPlane } = spec;
  const id = clusterId(place, name);
  const nodes = nodePlace(place, name);
  const managed = controlPlane.kind !== 'servicePrincipal';
  const kubelet = managed ? (spec.kubelet ?? userAssignedIdentity(nodes, `${name}-agentpool`)) : undefined;
  const addonIdentity = (addon: string): Identity => userAssignedIdentity(nodes, `${addon.toLowerCase()}-${name}`);
  const principalId = principalOf(controlPlane, id);
  const address = outboundAddress(nodes, id, spec.network ?? {});
  const issuer = spec.issuer ?? issuerOf(place, name, spec.generation);

  const resource: WorldResource = {
    id,
    location: place.location,
    name,
    type: 'Microsoft.ContainerService/ManagedClusters',
    tags: spec.tags ?? {},
    eTag: guidOf('etag', id),
    kind: 'Base',
    properties: {
      ...baseProperties(spec, nodes.group, address),
      ...(spec.privateDnsZone !== undefined && privateAccess(id, spec.privateDnsZone)),
      ...identityProperties(controlPlane, kubelet),
      ...addonProperties(spec, managed ? addonIdentity : undefined),
      ...(spec.workloadIdentity === true && {
        oidcIssuerProfile: { enabled: true, issuerURL: issuer },
        securityProfile: { workloadIdentity: { enabled: true } },
      }),
      ...spec.properties,
    },
    ...controlPlaneMember(controlPlane, principalId),
    createdTime: '2025-03-10T09:00:00.0000000Z',
    sku: { name: 'Base', tier: spec.tier ?? 'Standard' },
  };

  const addonNames = Object.keys(spec.addons ?? {}).concat(spec.appRoutingZones ? ['webapprouting'] : []);
  const nodeIdentities = [
    ...(kubelet !== undefined && spec.kubelet === undefined ? [kubelet] : []),
    ...(managed ? addonNames.filter((addon) => !needsNoIdentity(addon, spec.addons?.[addon])).map(addonIdentity) : []),
  ];
  const nodesSince = spec.migratedOn ?? '2025-03-10T09:06:00.0000000Z';
  return {
    id,
    principalId,
    kubelet,
    addonIdentity,
    issuer,
    resources: [
      resource,
      makeResourceGroup(nodes, { managedBy: id }),
      ...(address === undefined ? [] : [address]),
      ...nodeIdentities.map(({ resource: identity }) => ({ ...identity, createdTime: nodesSince })),
      ...spec.pools.flatMap((pool) => upgradeProfile(id, pool)),
    ],
    roleAssignments: [nodeGroupGrant(nodes, principalId)],
  };
}

/** Returns the issuer of a cluster's tokens, which changes when the cluster is recreated. */
export function issuerOf(place: Place, name: string, generation = 1): string {
  const id = clusterId(place, name);
  const unique = generation === 1 ? guidOf('issuer', id) : guidOf('issuer', id, String(generation));
  return `https://${place.location}.oic.prod-aks.azure.com/${tenantId}/${unique}/`;
}

/** Returns the issuer of a cluster that turned it on in 2022; clusters keep theirs. */
export function issuerOf2022(place: Place, name: string): string {
  return `https://oidc.prod-aks.azure.com/${guidOf('issuer', clusterId(place, name))}/`;
}

/** Makes an identity binding of the cluster; the issuer belongs to the identity. */
export function identityBinding(place: Place, clusterName: string, name: string, identity: Identity): WorldResource {
  return {
    id: `${clusterId(place, clusterName)}/identityBindings/${name}`,
    name,
    type: 'Microsoft.ContainerService/managedClusters/identityBindings',
    properties: {
      managedIdentity: { ...identityReference(identity), tenantId },
      oidcIssuer: { oidcIssuerUrl: bindingIssuer(identity) },
      provisioningState: 'Succeeded',
    },
  };
}

/** Returns the node resource group that AKS makes for a cluster, as a place. */
export function nodePlace(place: Place, name: string): Place {
  return { ...place, group: `MC_${place.group}_${name}_${place.location}` };
}

/** Returns the id of a cluster in AKS's casing. */
export function clusterId(place: Place, name: string): string {
  return `/subscriptions/${place.subscriptionId}/resourcegroups/${place.group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

/** The role that AKS gives the control plane on the node resource group. */
function nodeGroupGrant(nodes: Place, principalId: string): WorldRoleAssignment {
  return assignRole('Contributor', principalId, `/subscriptions/${nodes.subscriptionId}/resourceGroups/${nodes.group}`);
}

function principalOf(controlPlane: ControlPlaneSpec, id: string): string {
  if (controlPlane.kind === 'systemAssigned') return guidOf('system assigned', id);
  return controlPlane.kind === 'userAssigned' ? controlPlane.identity.principalId : controlPlane.objectId;
}

function controlPlaneMember(controlPlane: ControlPlaneSpec, principalId: string): { identity?: Json } {
  if (controlPlane.kind === 'servicePrincipal') return {};
  if (controlPlane.kind === 'systemAssigned') return { identity: { type: 'SystemAssigned', principalId, tenantId } };
  const { id, clientId } = controlPlane.identity;
  return { identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: { clientId, principalId } } } };
}

function identityProperties(controlPlane: ControlPlaneSpec, kubelet: Identity | undefined): Properties {
  const clientId = controlPlane.kind === 'servicePrincipal' ? controlPlane.appId : 'msi';
  const profile = kubelet && { identityProfile: { kubeletidentity: identityReference(kubelet) } };
  return { servicePrincipalProfile: { clientId }, ...profile };
}

function addonProperties(spec: ClusterSpec, identity: ((name: string) => Identity) | undefined): Properties {
  const addonProfiles: Record<string, Json> = {};
  for (const [name, config] of Object.entries(spec.addons ?? {})) {
    const identityMade = needsNoIdentity(name, config) ? undefined : identity?.(name);
    addonProfiles[name] = {
      enabled: true,
      config,
      ...(identityMade ? { identity: identityReference(identityMade) } : {}),
    };
  }
  const profiles = Object.keys(addonProfiles).length > 0 ? { addonProfiles } : {};
  if (spec.appRoutingZones === undefined || identity === undefined) return profiles;
  const webAppRouting = {
    enabled: true,
    dnsZoneResourceIds: spec.appRoutingZones,
    nginx: { defaultIngressControllerType: spec.servesGateways === true ? 'None' : 'AnnotationControlled' },
    gatewayAPIImplementations: { appRoutingIstio: { mode: spec.servesGateways === true ? 'Enabled' : 'Disabled' } },
    identity: identityReference(identity('webapprouting')),
  };
  if (spec.servesGateways !== true) return { ...profiles, ingressProfile: { webAppRouting } };
  const ingressProfile = { webAppRouting, gatewayAPI: { installation: 'Standard' } };
  return { ...profiles, ingressProfile, serviceMeshProfile: { mode: 'Disabled' } };
}

function baseProperties(spec: ClusterSpec, nodeResourceGroup: string, address: WorldResource | undefined): Properties {
  const { place, name } = spec;
  const version = spec.kubernetesVersion ?? '1.33.5';
  const dnsPrefix = `${name.slice(0, 10)}-${place.group.slice(0, 16)}-${place.subscriptionId.slice(0, 6)}`;
  const fqdn = `${dnsPrefix}-${guidOf('fqdn', name).slice(0, 8)}.hcp.${place.location}.azmk8s.io`;
  return {
    provisioningState: 'Succeeded',
    powerState: { code: 'Running' },
    kubernetesVersion: version.split('.').slice(0, 2).join('.'),
    currentKubernetesVersion: version,
    dnsPrefix,
    fqdn,
    azurePortalFQDN: fqdn.replace('.hcp.', '.portal.hcp.'),
    agentPoolProfiles: spec.pools.map((pool) => agentPool(clusterId(place, name), version, pool)),
    nodeResourceGroup,
    enableRBAC: true,
    supportPlan: 'KubernetesOfficial',
    networkProfile: clusterNetwork(spec.network ?? {}, address),
    maxAgentPools: 100,
    aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: null, tenantID: tenantId },
    disableLocalAccounts: true,
    autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage' },
    storageProfile: {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
    },
    resourceUID: guidOf('uid', clusterId(place, name)).replaceAll('-', '').slice(0, 24),
    workloadAutoScalerProfile: {},
  };
}
