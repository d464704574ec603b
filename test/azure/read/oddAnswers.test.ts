import { describe, expect, it } from 'vitest';
import type { Arm } from '../../../src/azure/arm/arm.ts';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { findCluster } from '../../../src/azure/write/clusterPut.ts';
import { getCluster } from '../../../src/azure/read/clusters.ts';
import { listFederatedCredentials } from '../../../src/azure/read/credentials.ts';
import { identityList } from '../../../src/azure/read/identities.ts';
import { listDenyAssignments, listDenyAssignmentsIn } from '../../../src/azure/read/permissions.ts';
import { listAssignments, listAssignmentsOf } from '../../../src/azure/read/roleAssignments.ts';
import { listRoles } from '../../../src/azure/read/roleDefinitions.ts';
import { armOptions, httpDouble } from '../../support/httpDouble.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/aks` as ArmId;
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a` as ArmId;

/** Every way in which lists are read. */
const lists: readonly (readonly [string, (arm: Arm) => Promise<readonly unknown[]>])[] = [
  ['resources', (arm) => arm.list(`${group}/providers/Some.Thing/things`, '2020-01-01')],
  ['identities', (arm) => identityList.inSubscription(arm, subscriptionId)],
  ['federated credentials', (arm) => listFederatedCredentials(arm, identityId)],
  ['role assignments at a scope', (arm) => listAssignments(arm, clusterId, 'p')],
  ['role assignments in a subscription', (arm) => listAssignmentsOf(arm, subscriptionId, 'p')],
  ['roles', (arm) => listRoles(arm, clusterId)],
  ['deny assignments at a scope', (arm) => listDenyAssignments(arm, clusterId)],
  ['deny assignments in a subscription', (arm) => listDenyAssignmentsIn(arm, subscriptionId)],
];

function armAnswering(script: Parameters<typeof httpDouble>[0]): { readonly arm: Arm; readonly sent: () => number } {
  const double = httpDouble(script);
  return { arm: createArm(armOptions(double)), sent: () => double.sent.length };
}

describe.each(lists)('a list of %s', (_, list) => {
  it.each<readonly [string, Scripted]>([
    ['has no list in it', { body: {} }],
    ['is another kind of JSON', { body: ['a'] }],
    ['is a sign-in page', { body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }],
  ])('a list fails where the answer %s, instead of being empty', async (_, answer) => {
    await expect(list(armAnswering([answer]).arm)).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('a list fails where its pages lead in a circle, instead of being read for ever', async () => {
    const page = { value: [], nextLink: `https://management.azure.com${group}/again?page=2` };
    const { arm, sent } = armAnswering([{ body: page }]);
    await expect(list(arm)).rejects.toMatchObject({ code: 'unexpected' });
    expect(sent()).toBe(2);
  });

  it('a list fails as the answer says where that is an error', async () => {
    const answer = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'No.' } } };
    await expect(list(armAnswering([answer]).arm)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('a list is empty where the answer says so', async () => {
    await expect(list(armAnswering([{ body: { value: [] } }]).arm)).resolves.toEqual([]);
  });
});

it('a list leaves out of a list of resources what is none', async () => {
  const { arm } = armAnswering([{ body: { value: [null, 'a', { id: clusterId }, []] } }]);
  await expect(arm.list(`${group}/providers/Some.Thing/things`, '2020-01-01')).resolves.toEqual([{ id: clusterId }]);
});

describe('a cluster', () => {
  it.each<readonly [string, Scripted]>([
    ['nothing', { body: {} }],
    ['a list', { body: [] }],
    ['another cluster', { body: { id: `${clusterId}-2`, location: 'westeurope' } }],
  ])('a cluster is not made of %s: nothing may be written from it', async (_, answer) => {
    await expect(getCluster(armAnswering([answer]).arm, clusterId)).rejects.toMatchObject({ code: 'unexpected' });
    await expect(findCluster(armAnswering([answer]).arm, clusterId)).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('a cluster is the same in whatever casing Azure writes its id', async () => {
    const answer = { body: { id: clusterId.toLowerCase(), location: 'westeurope' } };
    await expect(getCluster(armAnswering([answer]).arm, clusterId)).resolves.toMatchObject({ location: 'westeurope' });
  });
});
