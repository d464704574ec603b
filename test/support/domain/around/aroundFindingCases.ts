/** For each finding about what stands around clusters a case that has it and one, as near as can be, that does not. */
import { role } from '../../../../src/domain/access/roles.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import {
  assignment,
  cluster,
  clusterId,
  group,
  nodeGroup,
  otherPrincipal,
  registryId,
  resource,
} from '../clusterFixture.ts';
import type { Entry } from '../factsOf.ts';
import type { Case, FindingRow } from '../cases/findingCases.ts';
import { below, every } from './aroundParts.ts';

const healthy = cluster();
const vaultId = `${group}/providers/Microsoft.DataProtection/backupVaults/bv-shop`;
const bindingId = `${clusterId}/trustedAccessRoleBindings/backup`;

/** A binding that lets a vault in. */
const trusted = (more: JsonObject = {}): Entry =>
  below(clusterId, 'trustedAccessRoleBindings', {
    id: bindingId,
    name: 'backup',
    properties: {
      sourceResourceId: vaultId,
      roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
      provisioningState: 'Succeeded',
      ...more,
    },
  });
const vault = resource(vaultId, {}, { identity: { type: 'SystemAssigned', principalId: 'vault-principal' } });
const bareVault = resource(vaultId, {}, { identity: { type: 'None' } });
const gone = (id: string, armCode = 'ResourceNotFound'): Entry => [
  { kind: 'resource', id: id as ArmId },
  { kind: 'missing', armCode },
];
const operator = (scope: string): RoleAssignment => ({
  ...assignment(role.contributor, scope, otherPrincipal),
  principalType: 'User',
});

const extensionId = `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/store`;
const ownIdentity = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ext-store`;

/** An extension of the cluster. */
const extension = (properties: JsonObject): Entry =>
  below(clusterId, 'providers/Microsoft.KubernetesConfiguration/extensions', {
    id: extensionId,
    name: 'store',
    properties: { provisioningState: 'Succeeded', ...properties },
  });
const store = extension({
  extensionType: 'microsoft.appconfiguration',
  aksAssignedIdentity: { resourceId: ownIdentity, objectId: 'ext-principal' },
});

/** Flux that reads as the kubelet. */
const flux = extension({
  extensionType: 'Microsoft.Flux',
  configurationSettings: { useKubeletIdentity: 'true' },
});
/** Where Flux reads. */
const fluxReads = (properties: JsonObject): Entry =>
  below(clusterId, 'providers/Microsoft.KubernetesConfiguration/fluxConfigurations', { name: 'apps', properties });
const fromRegistry = fluxReads({ ociRepository: { url: 'oci://acrshop.azurecr.io/apps/shop' } });
const registries = every('Microsoft.ContainerRegistry/registries', {
  id: registryId,
  name: 'acrshop',
  properties: { loginServer: 'acrshop.azurecr.io' },
});
const withFlux: Case = { cluster: healthy, entries: [flux, fromRegistry, registries] };

/** The rows, in the form of those of all findings. */
export const aroundFindings: readonly FindingRow[] = [
  [
    'trustedAccessSourceGone',
    'warning',
    { cluster: healthy, entries: [trusted(), gone(vaultId)] },
    { cluster: healthy, entries: [trusted(), vault] },
  ],
  [
    'trustedAccessSourceWithoutIdentity',
    'warning',
    { cluster: healthy, entries: [trusted(), bareVault] },
    { cluster: healthy, entries: [trusted(), vault] },
  ],
  [
    'trustedAccessReach',
    'info',
    { cluster: healthy, grants: [operator(vaultId)], entries: [trusted(), vault] },
    {
      cluster: healthy,
      grants: [{ ...assignment(role.contributor, group, otherPrincipal), principalType: 'User' }],
      entries: [trusted(), vault],
    },
  ],
  [
    'extensionIdentityGone',
    'error',
    { cluster: healthy, entries: [store, gone(ownIdentity)] },
    { cluster: healthy, entries: [store, resource(ownIdentity, { principalId: 'ext-principal' })] },
  ],
  [
    'extensionRoleMissing',
    'error',
    withFlux,
    { cluster: healthy, entries: [flux, fluxReads({ gitRepository: { url: 'https://github.com/contoso/apps' } })] },
  ],
];
