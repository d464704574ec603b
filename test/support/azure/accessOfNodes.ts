import type { WorldRoleAssignment } from '../../../src/emulator/arm/worldFile.ts';
import {
  assignRole,
  groupId,
  makeResource,
  tenantId,
  type Place,
  type WorldPart,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { keyVault, storageAccount } from '../../../src/emulator/scenarios/parts/services.ts';

/** A condition that limits only one kind of read, as the portal writes it. */
const condition = `((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'shop'))`;

/**
 * Makes what the nodes of a cluster may use without a trace in the cluster's JSON: a storage account for volumes, a
 * vault whose access policy covers the secrets of group managed service accounts, a DNS zone, a role with a condition,
 * and a role that lets its holder assign roles to others.
 */
export function makeAccessOfNodes(place: Place, principalId: string): WorldPart {
  const account = storageAccount(place, 'stshop');
  const zone = makeResource(place, 'Microsoft.Network/dnszones', 'shop.example', {
    location: 'global',
    properties: {},
  });
  const vault = keyVault(place, 'kv-gmsa', [{ tenantId, objectId: principalId, permissions: { secrets: ['get'] } }]);
  const limited: WorldRoleAssignment = {
    ...assignRole('Reader', principalId, account.id),
    condition,
    conditionVersion: '2.0',
  };
  return {
    resources: [account, zone, vault],
    roleAssignments: [
      assignRole('Contributor', principalId, account.id),
      assignRole('DNS Zone Contributor', principalId, zone.id),
      limited,
      assignRole('Virtual Machine Contributor', principalId, groupId(place)),
      assignRole('User Access Administrator', principalId, account.id),
    ],
  };
}
