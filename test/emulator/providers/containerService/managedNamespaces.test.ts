import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { clusterBody, clusterPath, codeOf, emulate, items, said, subscription, type Emulated } from '../../emulated.ts';

const path = (name: string): string => `${clusterPath}/managedNamespaces/${name}`;
const wanted = { location: 'westeurope', properties: { labels: { team: 'shop' }, deletePolicy: 'Delete' } };

async function withCluster(given: Parameters<typeof emulate>[0] = {}): Promise<Emulated> {
  const emulated = emulate(given);
  await emulated.done('PUT', clusterPath, clusterBody());
  return emulated;
}

describe('a managed namespace', () => {
  it('is made, changed and removed by an operation, with an eTag (H-44, E-261)', async () => {
    const { send, done, advance } = await withCluster();
    const made = await send('PUT', path('shop'), wanted);
    expect([made.status, made.body['properties']!['provisioningState']]).toEqual([201, 'Creating']);
    advance(5);
    expect((await send('GET', made.headers['Azure-AsyncOperation']!)).body['status']).toBe('Succeeded');
    const first = (await send('GET', path('shop'))).body;
    expect(first).toMatchObject({
      name: 'shop',
      type: 'Microsoft.ContainerService/managedClusters/managedNamespaces',
      location: 'westeurope',
      properties: { ...wanted.properties, adoptionPolicy: 'Never', provisioningState: 'Succeeded' },
    });
    expect((await send('PUT', path('shop'), wanted, { 'If-Match': '"other"' })).status).toBe(412);
    expect((await done('PUT', path('shop'), wanted, { 'If-Match': said(first['eTag']) })).status).toBe(200);
    const second = (await send('GET', path('shop'))).body;
    expect(second['eTag']).not.toBe(first['eTag']);
    expect(items((await send('GET', `${clusterPath}/managedNamespaces`)).body)).toEqual([second]);
    expect((await done('DELETE', path('shop'))).status).toBe(202);
    expect((await send('GET', path('shop'))).status).toBe(404);
    expect((await send('DELETE', path('shop'))).status).toBe(204);
  });

  it.each([
    ['of the system', 'kube-system', wanted],
    ['with capitals', 'Shop', wanted],
    ['with a longer name', 'a'.repeat(64), wanted],
    ['with an unknown policy', 'shop', { properties: { adoptionPolicy: 'Sometimes' } }],
  ])('is refused %s (H-44)', async (_, name, body) => {
    const { send } = await withCluster();
    expect((await send('PUT', path(name), body)).status).toBe(400);
    expect(items((await send('GET', `${clusterPath}/managedNamespaces`)).body)).toEqual([]);
  });

  it('is refused where there is no cluster (H-44)', async () => {
    expect((await emulate().send('PUT', path('shop'), wanted)).status).toBe(404);
  });

  it('has a kubeconfig that begins in it, for those with its own right (H-44)', async () => {
    const person = '44444444-4444-4444-a444-444444444444';
    const given = (roleName: string) => ({
      roleAssignments: [{ scope: path('shop'), principalId: person, roleName }],
      caller: { objectId: person, displayName: 'Kim', roles: [] },
      resources: [
        { id: clusterPath, name: 'shop', type: 'Microsoft.ContainerService/managedClusters', properties: {} },
        { id: path('shop'), name: 'shop', type: 'Microsoft.ContainerService/managedClusters/managedNamespaces' },
      ],
    });
    const post = async (roleName: string) => emulate(given(roleName)).send('POST', `${path('shop')}/listCredential`);
    const answer = await post('Azure Kubernetes Service Namespace User');
    const text = Buffer.from(said(answer.body['kubeconfigs']![0]!['value']), 'base64').toString('utf8');
    expect(text).toMatch(/namespace: shop\n {4}user: /);
    expect(codeOf((await post('Reader')).body)).toBe('AuthorizationFailed');
  });
});

it('the roles that reach a cluster beside its own can be assigned (H-44)', async () => {
  const { send } = emulate();
  const { body } = await send('GET', `${subscription}/providers/Microsoft.Authorization/roleDefinitions`);
  const names = items(body).map(({ properties }) => properties!['roleName']);
  expect(names).toEqual(
    expect.arrayContaining([
      'Azure Kubernetes Service Namespace User',
      'Azure Kubernetes Service Namespace Contributor',
      'Azure Kubernetes Fleet Manager RBAC Cluster Admin for Member Clusters',
      'Virtual Machine Administrator Login',
    ]),
  );
});
