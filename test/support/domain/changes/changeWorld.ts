/** What the plans of every kind of change are made for: clusters, identities and what is around them. */
import type { ChangeOf, CreateCluster } from '../../../../src/domain/change/change.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import { onSubnet, toUser } from '../plans/identityPlans.ts';
import {
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  identityId,
  sub,
  systemAssigned,
  tenant,
  userAssigned,
  assigned,
  registryId,
} from '../worldFacts.ts';
import { credential, goneIssuer, ready } from '../workloadFixture.ts';

export const location = 'westeurope';
export const elsewhere = '99999999-1111-4111-8111-999999999999';
export const zoneId = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
export const zone: JsonObject = { id: zoneId, name: 'privatelink.westeurope.azmk8s.io', properties: {} };

/** Every add-on that has an identity, and one that Azure may get some day. */
export const addons = {
  addonProfiles: Object.fromEntries(
    [
      'omsagent',
      'ingressApplicationGateway',
      'aciConnectorLinux',
      'azureKeyvaultSecretsProvider',
      'azurepolicy',
      'httpApplicationRouting',
      'someDay',
    ].map((name) => [name, { enabled: true, config: { useAADAuth: 'false' } }]),
  ),
  ingressProfile: { webAppRouting: { enabled: true, dnsZoneResourceIds: [zoneId] } },
};
export const leaving = cluster(undefined, { ...onSubnet, ...addons });
export const onIdentity = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
export const onSystem = cluster(systemAssigned, { ...onSubnet, identityProfile: defaultKubelet });
export const odd = { "it's ${x}": '%{y} "z" \\ [w]', 'zwei\nZeilen': '\t\u0001' };

export const create = (more: Partial<CreateCluster> = {}): CreateCluster => ({
  kind: 'createCluster',
  subscriptionId: sub,
  resourceGroup: 'rg-shop',
  name: 'new-weu',
  location: 'westeurope',
  controlPlane: toUser('id-shop'),
  ...more,
});
export const makeIdentity = (name: string, subscriptionId = sub): ChangeOf<'createIdentity'> => ({
  kind: 'createIdentity',
  subscriptionId,
  resourceGroup: 'rg-shop',
  name,
  location: 'West Europe',
  tags: odd,
});

export const connect = (name: string, serviceAccount: string): ChangeOf<'createCredential'> => ({
  kind: 'createCredential',
  identityId: identityId(name),
  namespace: 'shop',
  serviceAccount,
  clusterId,
});
export const issuingCluster = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, ...ready });
export const old = credential({ name: 'old', issuer: goneIssuer });

export const trusted = `${clusterId}/trustedAccessRoleBindings/backup`;
export const trustedBackup: JsonObject = {
  id: trusted,
  name: 'backup',
  properties: {
    sourceResourceId: `${group}/providers/Microsoft.DataProtection/backupVaults/vault`,
    roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
    provisioningState: 'Succeeded',
  },
};

const fleetId = `${group}/providers/Microsoft.ContainerService/fleets/fleet`;
export const fleet: readonly JsonObject[] = [
  { id: fleetId, name: 'fleet', properties: { provisioningState: 'Succeeded' } },
  {
    id: `${fleetId}/members/shop`,
    name: 'shop',
    eTag: 'etag-2',
    properties: { clusterResourceId: clusterId, group: 'weu', provisioningState: 'Succeeded' },
  },
];

export const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv-shop`;
export const vault: JsonObject = {
  id: vaultId,
  name: 'kv-shop',
  properties: {
    tenantId: tenant,
    accessPolicies: [{ tenantId: tenant, objectId: guid(12), permissions: { secrets: ['get'] } }],
  },
};

export const kubeletReadsSecrets = [
  { vaultId: vaultId as ArmId, tenantId: tenant, objectId: guid(60), permissions: { secrets: ['get'] } },
];

export const idShop = identityId('id-shop');
export const assignments = [
  assigned('Contributor', group, guid(10)),
  assigned('AcrPull', registryId, guid(60)),
  assigned('AcrPull', registryId, guid(11)),
];
