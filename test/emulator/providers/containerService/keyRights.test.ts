import { describe, expect, it } from 'vitest';
import type { WorldResource } from '../../../../src/emulator/arm/worldFile.ts';
import { assignRole } from '../../../../src/emulator/scenarios/parts/resources.ts';
import {
  clusterBody,
  clusterPath,
  emulate,
  group,
  identity,
  principal,
  said,
  tenantId,
  userAssigned,
} from '../../emulated.ts';

const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
const unversioned = 'https://kv.vault.azure.net/keys/etcd';
const legacy = { keyId: `${unversioned}/1`, keyVaultNetworkAccess: 'Public' };
const customerKeys = { keyId: unversioned, keyVaultNetworkAccess: 'Public' };
const user = 'Key Vault Crypto User';
const manager = 'Key Vault Contributor';

function vault(properties: { enableRbacAuthorization: boolean; keys?: string[] }): WorldResource {
  const { keys = [], enableRbacAuthorization } = properties;
  const accessPolicies = [
    { tenantId, objectId: principal('first'), permissions: { keys: ['all'] } },
    { tenantId, objectId: principal('next'), permissions: { keys } },
  ];
  return {
    id: vaultId,
    name: 'kv',
    type: 'Microsoft.KeyVault/vaults',
    location: 'westeurope',
    properties: { tenantId, enableRbacAuthorization, accessPolicies },
  };
}

/** The answer to a change of the control plane of a cluster that encrypts with a key. */
async function answered(
  kms: object,
  roles: readonly string[],
  {
    more = {},
    keyRights = 'checked',
    of = vault({ enableRbacAuthorization: true }),
  }: {
    more?: object;
    keyRights?: 'checked' | 'unchecked';
    of?: WorldResource;
  } = {},
): Promise<string> {
  const securityProfile = { azureKeyVaultKms: { enabled: true, ...kms }, ...more };
  const first = [user, manager].map((name) => assignRole(name, principal('first'), vaultId));
  const { done, send } = emulate(
    {
      resources: [identity('first'), identity('next'), of],
      roleAssignments: [...first, ...roles.map((name) => assignRole(name, principal('next'), vaultId))],
    },
    { keyRights },
  );
  const made = await done('PUT', clusterPath, clusterBody(userAssigned('first'), { securityProfile }));
  expect(made.status).toBe(201);
  const { status, body } = await send('PUT', clusterPath, clusterBody(userAssigned('next'), { securityProfile }));
  return status < 300 ? 'taken' : `${status} ${said(body['code'])}`;
}

const refused = '400 KeyVaultMissingPermissionError';
const dataEncryption = { kubernetesResourceObjectEncryptionProfile: { infrastructureEncryption: 'Enabled' } };

describe('an identity for the control plane', () => {
  it.each([
    ['a key with version', legacy, {}, [], refused],
    ['a key with version', legacy, {}, [user], 'taken'],
    ['a key with version', legacy, {}, [manager], refused],
    ['a key with version in a private vault', { ...legacy, keyVaultNetworkAccess: 'Private' }, {}, [user], refused],
    [
      'a key with version in a private vault',
      { ...legacy, keyVaultNetworkAccess: 'Private' },
      {},
      [user, manager],
      'taken',
    ],
    ['a key without version', customerKeys, {}, [user], refused],
    ['a key without version', customerKeys, {}, [user, manager], 'taken'],
    ['data encryption', legacy, dataEncryption, [user], refused],
    ['data encryption', legacy, dataEncryption, [user, manager], 'taken'],
  ])('of a cluster with %s is checked: row %# (R-22, T-61, E-093)', async (_, kms, more, roles, wanted) => {
    expect(await answered(kms, roles, { more })).toBe(wanted);
  });

  it('of a cluster whose vault has access policies is looked for there', async () => {
    const giving = (...keys: string[]): WorldResource => vault({ enableRbacAuthorization: false, keys });
    expect(await answered(legacy, [user], { of: giving('encrypt') })).toBe(refused);
    expect(await answered(legacy, [], { of: giving('Encrypt', 'Decrypt') })).toBe('taken');
  });

  it('is accepted without its roles if they are not to be checked', async () => {
    expect(await answered(customerKeys, [], { keyRights: 'unchecked' })).toBe('taken');
  });
});
