import { principalIsAllowed } from '../../../access/rbac.ts';
import { refuseFlat } from '../../../arm/error.ts';
import { asList, asObject, asText, valueAt, type JsonObject } from '../../../arm/json.ts';
import { lastSegment } from '../../../arm/path.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import type { World } from '../../../world/world.ts';

/** A control plane identity that a request sets, and the key that it is to use. */
export interface KeyUser {
  readonly world: World;
  /** What the cluster's properties would be. */
  readonly properties: JsonObject;
  readonly principalId: string | undefined;
  readonly now: number;
}

/**
 * Throws if the identity may not use the key that encrypts a cluster's secrets: it checks the documented roles; the
 * code and the text of the refusal are our own.
 * Sources: https://learn.microsoft.com/azure/aks/kms-data-encryption,
 * https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
 */
export function checkKeyRights({ world, properties, principalId, now }: KeyUser): void {
  const security = asObject(properties['securityProfile']);
  const kms = asObject(security['azureKeyVaultKms']);
  const keyId = asText(kms['keyId']);
  if (kms['enabled'] !== true || keyId === undefined || principalId === undefined) return;
  const vault = vaultOfKey(world, asText(kms['keyVaultResourceId']), keyId);
  if (vault === undefined) return;
  const infrastructure = asText(
    valueAt(security, 'kubernetesResourceObjectEncryptionProfile', 'infrastructureEncryption'),
  );
  const isDataEncryption = infrastructure?.toLowerCase() === 'enabled' || !/\/keys\/[^/]+\/[^/]+/i.test(keyId);
  const isPrivate = asText(kms['keyVaultNetworkAccess'])?.toLowerCase() === 'private';
  const isAllowed = (action: string, plane: 'actions' | 'dataActions'): boolean =>
    principalIsAllowed(world, principalId, action, vault.id, now, plane) === 'allowed';
  const usesKeys = ['encrypt', 'decrypt'].every((verb) =>
    valueAt(vault['properties'], 'enableRbacAuthorization') === true
      ? isAllowed(`Microsoft.KeyVault/vaults/keys/${verb}/action`, 'dataActions')
      : policyGives(vault, principalId, verb),
  );
  if (!usesKeys) throw missingKeyRole('Key Vault Crypto User', vault);
  const managing = isDataEncryption
    ? 'Microsoft.KeyVault/vaults/write'
    : 'Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action';
  if ((isDataEncryption || isPrivate) && !isAllowed(managing, 'actions'))
    throw missingKeyRole('Key Vault Contributor', vault);
}

function vaultOfKey(world: World, id: string | undefined, keyId: string): WorldResource | undefined {
  if (id !== undefined) return world.resources.get(id);
  const name = /^https:\/\/([^./]+)\./i.exec(keyId)?.[1] ?? '';
  return world.resources
    .ofType('microsoft.keyvault/vaults')
    .find((vault) => lastSegment(vault.id).toLowerCase() === name.toLowerCase());
}

function policyGives(vault: WorldResource, principalId: string, verb: string): boolean {
  return asList(valueAt(vault['properties'], 'accessPolicies')).some((policy: Json) => {
    const isOurs = asText(valueAt(policy, 'objectId'))?.toLowerCase() === principalId.toLowerCase();
    const keys = asList(valueAt(policy, 'permissions', 'keys')).map((permission) => asText(permission)?.toLowerCase());
    return isOurs && (keys.includes(verb) || keys.includes('all'));
  });
}

function missingKeyRole(role: string, vault: WorldResource): Error {
  return refuseFlat(
    'KeyVaultMissingPermissionError',
    `The identity of the control plane must have '${role}' on the key vault '${lastSegment(vault.id)}', by which the secrets of the cluster are encrypted.`,
    'securityProfile.azureKeyVaultKms',
  );
}
