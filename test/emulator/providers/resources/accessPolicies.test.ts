import { describe, expect, it } from 'vitest';
import { codeOf, emulate, group, tenantId, type Emulated } from '../../emulated.ts';
import type { Json, WorldFile, WorldResource } from '../../../../src/emulator/arm/worldFile.ts';

const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
const one = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';

function policy(objectId: string, permissions: Record<string, string[]>, more: Record<string, Json> = {}): Json {
  return { tenantId, objectId, ...more, permissions };
}

function vault(...accessPolicies: readonly Json[]): WorldResource {
  const properties = { tenantId, accessPolicies, enableRbacAuthorization: false, enableSoftDelete: true };
  return { id: vaultId, name: 'kv', type: 'Microsoft.KeyVault/vaults', location: 'westeurope', properties };
}

async function written(emulated: Emulated, operation: string, ...accessPolicies: readonly Json[]) {
  const path = `${vaultId}/accessPolicies/${operation}?api-version=2023-07-01`;
  return emulated.send('PUT', path, { properties: { accessPolicies } });
}

async function policiesIn(emulated: Emulated): Promise<unknown> {
  const { body } = await emulated.send('GET', `${vaultId}?api-version=2023-07-01`);
  return body['properties']!['accessPolicies'];
}

describe('access policies of a vault', () => {
  it('are added to what there is, for a principal that has one and for a new one (R-20, T-62, E-094)', async () => {
    const emulated = emulate({ resources: [vault(policy(one, { secrets: ['get'] }))] });
    const answer = await written(
      emulated,
      'add',
      policy(one.toUpperCase(), { secrets: ['Get', 'list'], keys: ['sign'] }),
      policy(other, { secrets: ['get'] }),
    );
    expect(answer.status).toBe(200);
    expect(await policiesIn(emulated)).toEqual([
      policy(one, { keys: ['sign'], secrets: ['get', 'list'] }),
      policy(other, { secrets: ['get'] }),
    ]);
  });

  it('are taken away by what they give, and are gone once nothing is left (R-20, T-62)', async () => {
    const emulated = emulate({
      resources: [vault(policy(one, { secrets: ['get', 'list'] }), policy(other, { secrets: ['get'] }))],
    });
    await written(emulated, 'remove', policy(one, { secrets: ['LIST'] }));
    expect(await policiesIn(emulated)).toEqual([
      policy(other, { secrets: ['get'] }),
      policy(one, { secrets: ['get'] }),
    ]);
    await written(emulated, 'remove', policy(one, { secrets: ['get', 'set'] }));
    expect(await policiesIn(emulated)).toEqual([policy(other, { secrets: ['get'] })]);
  });

  it('are replaced for the principals that are named only', async () => {
    const emulated = emulate({
      resources: [vault(policy(one, { keys: ['get'] }), policy(other, { secrets: ['get'] }))],
    });
    await written(emulated, 'replace', policy(one, { secrets: ['list'] }));
    expect(await policiesIn(emulated)).toEqual([
      policy(other, { secrets: ['get'] }),
      policy(one, { secrets: ['list'] }),
    ]);
  });

  it('with an application are others than those of the principal alone', async () => {
    const emulated = emulate({ resources: [vault(policy(one, { secrets: ['get'] }))] });
    await written(emulated, 'add', policy(one, { keys: ['get'] }, { applicationId: other }));
    expect(await policiesIn(emulated)).toEqual([
      policy(one, { secrets: ['get'] }),
      policy(one, { keys: ['get'] }, { applicationId: other }),
    ]);
  });

  it('leave all else of it as it was', async () => {
    const emulated = emulate({ resources: [vault()] });
    const before = (await emulated.send('GET', `${vaultId}?api-version=2023-07-01`)).body;
    await written(emulated, 'add', policy(one, { secrets: ['get'] }));
    const after = (await emulated.send('GET', `${vaultId}?api-version=2023-07-01`)).body;
    expect({ ...after, properties: { ...after['properties'], accessPolicies: [] } }).toEqual(before);
  });

  it.each([
    ['another operation', 'set', { properties: { accessPolicies: [] } }, 400, 'BadRequest'],
    ['a body without policies', 'add', { properties: {} }, 400, 'BadRequest'],
    [
      'a policy without permissions',
      'add',
      { properties: { accessPolicies: [{ tenantId, objectId: one }] } },
      400,
      'BadRequest',
    ],
  ])('refuse %s', async (_, operation, body, status, code) => {
    const { send } = emulate({ resources: [vault()] });
    const answer = await send('PUT', `${vaultId}/accessPolicies/${operation}?api-version=2023-07-01`, body);
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });

  it('that is not there are refused', async () => {
    const answer = await written(emulate(), 'add', policy(one, { secrets: ['get'] }));
    expect([answer.status, codeOf(answer.body)]).toEqual([404, 'ResourceNotFound']);
  });

  it.each([
    ['Key Vault Contributor', 200],
    ['Reader', 403],
  ])('can be written by a %s: %i', async (roleName, status) => {
    const caller: WorldFile['caller'] = {
      objectId: other,
      displayName: 'Ada',
      roles: [{ roleName, scope: vaultId }],
    };
    expect((await written(emulate({ resources: [vault()], caller }), 'add', policy(one, {}))).status).toBe(status);
  });
});
