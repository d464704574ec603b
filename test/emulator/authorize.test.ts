import { describe, expect, it } from 'vitest';
import { createBench } from '../support/azure/azureBench.ts';
import { accessWorld, clusterId, principals } from '../whole/access/accessWorld.ts';

const [ana = '', ben = '', writers = ''] = principals;
const writer = 'Azure Kubernetes Service RBAC Writer';

function bench(asksAzure = true) {
  return createBench(
    accessWorld({
      asksAzure,
      isInFleet: false,
      ownRoles: [],
      given: [{ principalId: writers, scope: `${clusterId}/namespaces/shop`, roleName: writer, condition: null }],
      denied: [],
    }),
  );
}

const ask = async (body: object, asksAzure = true) => bench(asksAzure).arm('POST', '/_emulator/authorize', body);
const create = { cluster: clusterId, verb: 'create', resource: 'pods' };

describe("the emulator's authorizer of Kubernetes", () => {
  it('allows what a role at the namespace gives to a group, and names the role (H-45)', async () => {
    const { body } = await ask({ ...create, principalId: ana, groups: [writers], namespace: 'shop' });
    expect(body).toEqual({
      decision: 'allowed',
      action: 'Microsoft.ContainerService/managedClusters/pods/write',
      scope: `${clusterId}/namespaces/shop`,
      roleName: writer,
      assignedAt: `${clusterId}/namespaces/shop`,
    });
  });

  it.each([
    ['to others', { principalId: ben, namespace: 'shop' }],
    ['in another namespace', { principalId: writers, namespace: 'web' }],
    ['in the whole cluster', { principalId: writers }],
  ])('denies %s what a group may do in a namespace (H-45)', async (_, request) => {
    expect((await ask({ ...create, ...request })).body).toEqual({ decision: 'denied' });
  });

  it('has no opinion if the cluster does not ask Azure (H-45)', async () => {
    expect((await ask({ ...create, principalId: ana }, false)).body).toEqual({ decision: 'noOpinion' });
  });

  it.each([
    ['without a cluster', { principalId: ana }, 400, 'InvalidAuthorizeRequest'],
    ['with an unknown verb', { ...create, principalId: ana, verb: 'fly' }, 400, 'InvalidAuthorizeRequest'],
    ['about no cluster', { ...create, cluster: `${clusterId}x`, principalId: ana }, 404, 'ResourceNotFound'],
  ])('refuses a question %s (H-45)', async (_, body, status, code) => {
    const answer = await ask(body);
    expect([answer.status, (answer.body['error'] as { code: string }).code]).toEqual([status, code]);
  });
});
