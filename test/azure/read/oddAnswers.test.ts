import { describe, expect, it } from 'vitest';
import { createArm, type Arm } from '../../../src/azure/arm/arm.ts';
import { versionOf } from '../../../src/azure/arm/apiVersions.ts';
import { getAssignment } from '../../../src/azure/arm/roleAssignment.ts';
import { getSubscription, listAllSubscriptions } from '../../../src/azure/directory/subscriptions.ts';
import { findCluster } from '../../../src/azure/write/sendClusterPut.ts';
import { listBelow } from '../../../src/azure/read/around/aroundClusters.ts';
import { getBinding, getFeatureState } from '../../../src/azure/read/bindings.ts';
import { getCluster, getUpgradeProfile } from '../../../src/azure/read/clusters.ts';
import { listFederatedCredentials, queryCredentials } from '../../../src/azure/read/credentials.ts';
import { getIdentity, identityList } from '../../../src/azure/read/identities.ts';
import { listDenyAssignments, listDenyAssignmentsIn } from '../../../src/azure/read/permissions.ts';
import { listAssignments, listAssignmentsOf } from '../../../src/azure/read/roleAssignments.ts';
import { getRole, listRoles } from '../../../src/azure/read/roleDefinitions.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';
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
  ])('fails where the answer %s, instead of being empty', async (_, answer) => {
    await expect(list(armAnswering([answer]).arm)).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('fails where its pages lead in a circle, instead of being read for ever', async () => {
    const page = { value: [], nextLink: `https://management.azure.com${group}/again?page=2` };
    const { arm, sent } = armAnswering([{ body: page }]);
    await expect(list(arm)).rejects.toMatchObject({ code: 'unexpected' });
    expect(sent()).toBe(2);
  });

  it('fails as the answer says where that is an error', async () => {
    const answer = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'No.' } } };
    await expect(list(armAnswering([answer]).arm)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is empty where the answer says so', async () => {
    await expect(list(armAnswering([{ body: { value: [] } }]).arm)).resolves.toEqual([]);
  });
});

describe('what two pages of a list show, or one shows twice,', () => {
  const principalId = '11111111-1111-4111-8111-1111111111aa';
  const credential = { id: `${identityId}/federatedIdentityCredentials/a`, name: 'a', properties: { issuer: 'i' } };
  const role = `${group}/providers/Microsoft.Authorization/roleDefinitions/r`;
  const properties = { scope: group, principalId, roleDefinitionId: role };
  const assigned = { id: `${group}/providers/Microsoft.Authorization/roleAssignments/a`, name: 'a', properties };
  const nextLink = 'https://management.azure.com/next?page=2';
  const pagesWith = (item: { readonly id: string }): Arm =>
    armAnswering([
      { body: { value: [item, item], nextLink } },
      { body: { value: [{ ...item, id: item.id.toUpperCase() }] } },
    ]).arm;

  it('is there once, from ARM, from the SDK and from Resource Graph', async () => {
    expect(await listFederatedCredentials(pagesWith(credential), identityId)).toHaveLength(1);
    expect(await listAssignmentsOf(pagesWith(assigned), subscriptionId, principalId)).toHaveLength(1);
    const { arm } = armAnswering([{ body: JSON.stringify({ totalRecords: 2, data: [credential, credential] }) }]);
    expect(await queryCredentials(arm, [subscriptionId])).toHaveLength(1);
  });
});

it.each([[null], ['a'], [[]], [{ something: 'else' }]])('a list is none where %j is in it', async (item) => {
  const { arm } = armAnswering([{ body: { value: [{ id: clusterId }, item] } }]);
  const list = arm.list(`${group}/providers/Some.Thing/things`, '2020-01-01');
  await expect(list).rejects.toMatchObject({ code: 'unexpected' });
});

it.each([undefined, {}, { roles: ['a'] }, { sourceResourceId: 'a' }])(
  'a binding of Trusted Access is none without who may do what: %j',
  async (properties) => {
    const complete = { sourceResourceId: clusterId, roles: ['a'] };
    const answer = [complete, properties].map((content, index) => ({
      id: `${clusterId}/x/${index}`,
      properties: content,
    }));
    const list = listBelow(armAnswering([{ body: { value: answer } }]).arm, {
      id: clusterId,
      list: 'trustedAccessRoleBindings',
    });
    await expect(list).rejects.toMatchObject({ code: 'unexpected' });
  },
);

/** Every way in which one thing is read. */
const things: readonly (readonly [string, (arm: Arm) => Promise<unknown>])[] = [
  ['a role', (arm) => getRole(arm, clusterId, subscriptionId)],
  [
    'a role assignment',
    (arm) => getAssignment(arm, `${clusterId}/providers/Microsoft.Authorization/roleAssignments/a`),
  ],
  ['an identity', (arm) => getIdentity(arm, identityId)],
  ['the newest image of a node pool', (arm) => getUpgradeProfile(arm, `${clusterId}/agentPools/a` as ArmId)],
  ['an identity binding', (arm) => getBinding(arm, `${clusterId}/identityBindings/a` as ArmId)],
  ['a feature', (arm) => getFeatureState(arm, { subscriptionId, name: 'a' })],
  ['a subscription', (arm) => getSubscription(arm, subscriptionId)],
  ['what lies below a management group', (arm) => listAllSubscriptions(arm, 'corp')],
  ['the versions of an unknown type', (arm) => versionOf(arm, `${group}/providers/Some.Thing/things/a`)],
];

describe.each(things)('%s', (_, read) => {
  it.each<readonly [string, Scripted]>([
    ['nothing', { body: {} }],
    ['a list', { body: [] }],
    ['null', { body: 'null', headers: { 'content-type': 'application/json' } }],
    ['no body at all', { status: 204, body: '' }],
    ['a sign-in page', { body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }],
    ['cut JSON', { body: '{"id": "/sub', headers: { 'content-type': 'application/json' } }],
  ])('one thing is not made of %s: what is not there and what was not read are two things', async (_, answer) => {
    await expect(read(armAnswering([answer]).arm)).rejects.toMatchObject({ code: 'unexpected' });
  });
});

it('an identity without a principal is none: a role could be granted to nobody', async () => {
  const { arm } = armAnswering([{ body: { id: identityId, location: 'westeurope', properties: { clientId: 'c' } } }]);
  await expect(getIdentity(arm, identityId)).rejects.toMatchObject({ code: 'unexpected' });
});

it.each([...lists, ...things])('a web page is called one where %s would be', async (_, read) => {
  for (const type of ['text/html', 'application/json', 'text/plain']) {
    const { arm } = armAnswering([{ body: '<!doctype html>Sign in', headers: { 'content-type': type } }]);
    await expect(read(arm)).rejects.toThrow('A web page came back instead of an answer from Azure.');
  }
});

describe('a cluster', () => {
  it.each<readonly [string, Scripted]>([
    ['nothing', { body: {} }],
    ['a list', { body: [] }],
    ['another cluster', { body: { id: `${clusterId}-2`, location: 'westeurope' } }],
    ['nothing but its name', { body: { id: clusterId, location: 'westeurope', properties: {} } }],
  ])('is not made of %s: nothing may be written from it', async (_, answer) => {
    await expect(getCluster(armAnswering([answer]).arm, clusterId)).rejects.toMatchObject({ code: 'unexpected' });
    await expect(findCluster(armAnswering([answer]).arm, clusterId)).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('is the same in whatever casing Azure writes its id', async () => {
    const answer = {
      body: { id: clusterId.toLowerCase(), location: 'westeurope', properties: { provisioningState: 'Succeeded' } },
    };
    await expect(getCluster(armAnswering([answer]).arm, clusterId)).resolves.toMatchObject({ location: 'westeurope' });
  });
});
