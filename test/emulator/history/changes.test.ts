import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  identity,
  identityId,
  items,
  said,
  subscriptionId,
  tokenOf,
  principal,
  userAssigned,
  type Emulated,
  type Loose,
} from '../emulated.ts';

async function changesOf(emulated: Emulated, more = ''): Promise<readonly Loose[]> {
  const query = `resourcechanges ${more}`;
  const path = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01';
  const { body } = await emulated.send('POST', path, { subscriptions: [subscriptionId], query });
  return items(body, 'data');
}

const cli = { 'user-agent': 'python/3.12 AZURECLI/2.74.0' };

describe('changes of resources', () => {
  it('have the differing values by path as texts, with who changed them (H-42, E-285)', async () => {
    const emulated = emulate({ resources: [identity('one')] });
    await emulated.done('PUT', clusterPath, clusterBody());
    const before = (await changesOf(emulated)).length;
    await emulated.send('PUT', clusterPath, clusterBody(userAssigned('one')), cli);
    const row = (await changesOf(emulated))
      .slice(before)
      .find((entry) => said(entry['properties']!['changeType']) === 'Update');
    expect(row).toMatchObject({
      type: 'microsoft.resources/changes',
      subscriptionId,
      resourceGroup: 'rg',
      properties: {
        targetResourceType: 'microsoft.containerservice/managedclusters',
        changeAttributes: {
          timestamp: '2026-09-01T08:01:00.000Z',
          changedBy: 'owner@emulator.local',
          changedByType: 'User',
          clientType: 'Azure CLI',
          operation: 'microsoft.containerservice/managedclusters/write',
        },
        changes: {
          'identity.type': { previousValue: 'SystemAssigned', newValue: 'UserAssigned' },
          'properties.agentPoolProfiles[0].provisioningState': { previousValue: 'Succeeded', newValue: 'Updating' },
        },
      },
    });
    const count = Object.keys(row!['properties']!['changes']!).length;
    expect(row!['properties']!['changeAttributes']!['changesCount']).toBe(count);
  });

  it('at the end of an operation are by the system, and of no request (H-42, E-286)', async () => {
    const emulated = emulate();
    await emulated.send('PUT', clusterPath, clusterBody(), { 'x-ms-correlation-request-id': 'c-1' });
    emulated.advance(60);
    const rows = await changesOf(emulated);
    const ofCluster = rows.filter((row) => said(row['id']).includes('/managedclusters/shop/'));
    const byNobody = {
      changedBy: 'System',
      changedByType: 'System',
      clientType: 'Unspecified',
      operation: 'Unspecified',
      correlationId: '00000000-0000-0000-0000-000000000000',
    };
    expect(ofCluster.map((row) => row['properties']!)).toMatchObject([
      {
        changeType: 'Create',
        changeAttributes: { changesCount: 0, changedBy: 'owner@emulator.local', correlationId: 'c-1' },
      },
      { changeType: 'Update', changeAttributes: byNobody },
    ]);
  });

  it('by somebody whom the table does not know have the request, and nothing else of it (H-42, E-288)', async () => {
    const id = identityId('one');
    const caller = { objectId: 'o', displayName: 'ana@contoso.com', type: 'Unspecified' } as const;
    const write = { time: 'P1D', method: 'PUT', id, caller, correlationId: 'c-1', after: {} } as const;
    const [row] = await changesOf(emulate({ resources: [identity('one')], history: [write] }));
    expect(row!['properties']!['changeAttributes']).toMatchObject({
      changedBy: 'Unspecified',
      changedByType: 'Unspecified',
      clientType: 'Unspecified',
      operation: 'Unspecified',
      correlationId: 'c-1',
    });
  });

  it('end after 14 days, and appear when Resource Graph has caught up (H-42)', async () => {
    const emulated = emulate({}, { indexSeconds: 300 });
    await emulated.send('PUT', identityId('one-a'), { location: 'westeurope' });
    expect(await changesOf(emulated)).toEqual([]);
    emulated.advance(300);
    expect(await changesOf(emulated)).toHaveLength(1);
    emulated.advance(14 * 24 * 3600 - 300);
    expect(await changesOf(emulated)).toEqual([]);
  });

  it('are none of children and of role assignments, and a deletion has no values (H-42)', async () => {
    const emulated = emulate({ resources: [identity('one')] });
    const credential = `${identityId('one')}/federatedIdentityCredentials/a`;
    const properties = { issuer: 'https://a', subject: 's', audiences: ['api://AzureADTokenExchange'] };
    await emulated.send('PUT', credential, { properties });
    await emulated.send('DELETE', identityId('one'));
    expect((await changesOf(emulated)).map((row) => row['properties']!)).toMatchObject([
      { changeType: 'Delete', targetResourceId: identityId('one') },
    ]);
  });

  it('of one resource are answered by themselves, one by one too, for a deleted resource as well (H-42)', async () => {
    const emulated = emulate();
    await emulated.send('PUT', identityId('one-a'), { location: 'westeurope' }, tokenOf(principal('me')));
    await emulated.send('PUT', identityId('one-b'), { location: 'westeurope' });
    await emulated.send('DELETE', identityId('one-a'));
    const path = `${identityId('one-a')}/providers/Microsoft.Resources/changes`;
    const list = items((await emulated.send('GET', `${path}?api-version=2022-05-01`)).body);
    expect(list.map((row) => said(row['properties']!['changeType']))).toEqual(['Delete', 'Create']);
    const one = await emulated.send('GET', `${path}/${said(list[1]!['name'])}?api-version=2022-05-01`);
    expect(one.body).toEqual(list[1]);
    expect((await emulated.send('GET', `${path}/none?api-version=2022-05-01`)).status).toBe(404);
  });

  it('name the right that was used: that of an action, too (H-42)', async () => {
    const emulated = emulate();
    await emulated.done('PUT', clusterPath, clusterBody());
    await emulated.done('POST', `${clusterPath}/stop`);
    const rights = (await changesOf(emulated)).map((row) => {
      const { changeAttributes } = row['properties'] as Loose;
      return [said(changeAttributes!['changedBy']), said(changeAttributes!['operation']).split('/').slice(2).join('/')];
    });
    expect(rights.slice(-2)).toEqual([
      ['owner@emulator.local', 'stop/action'],
      ['System', ''],
    ]);
  });
});
