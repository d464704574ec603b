import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { WorldFileError } from '../../../src/emulator/files/worldFileError.ts';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import {
  emulate,
  items,
  principal,
  resourceGroup,
  said,
  subscription,
  subscriptionId,
  tenantId,
  type Emulated,
} from '../emulated.ts';

const base = {
  tenantId,
  subscriptions: [{ subscriptionId, displayName: 'One' }],
  resources: [resourceGroup('rg')],
};
const guid = '55555555-5555-4555-a555-555555555555';
const caller = { objectId: principal('me'), roles: [{ scope: subscription, roleName: 'Owner' }] };
const permission = { actions: ['*'], notActions: null, condition: null, conditionVersion: null };
const zone = '/providers/Microsoft.Management/managementGroups/zone';
const read = (more: object): ReturnType<typeof readWorld> => readWorld(JSON.stringify({ ...base, ...more }));
const emulated = (more: object): Emulated => emulate(read(more));

/** A role, an assignment or a deny assignment among the resources. */
const among = (type: string, properties: object): object => ({
  resources: [
    ...base.resources,
    {
      id: `${subscription}/providers/Microsoft.Authorization/${type}/${guid}`,
      name: guid,
      type: `Microsoft.Authorization/${type}`,
      properties,
    },
  ],
});
const role = { roleName: 'Custom', description: null, assignableScopes: [subscription], permissions: [permission] };
const custom = { ...caller, roles: [{ scope: subscription, roleName: 'Custom' }] };
const denial = { denyAssignmentName: 'No', scope: subscription, permissions: [{ ...permission, actions: ['a/b'] }] };

describe('null in a world file', () => {
  it.each<readonly [string, object]>([
    ['the condition of the caller’s role', { caller: { ...caller, roles: [{ ...caller.roles[0], condition: null }] } }],
    ['the condition of a role definition', { caller: custom, roleDefinitions: [{ name: guid, ...role }] }],
    ['the condition of a role among the resources', { caller: custom, ...among('roleDefinitions', role) }],
    ['the condition of a deny assignment', { denyAssignments: [{ ...denial, condition: null, principals: null }] }],
    [
      'the condition of one among the resources',
      among('denyAssignments', { ...denial, condition: null, principals: null }),
    ],
    ['versions', { apiVersions: null }],
    ['the versions of a namespace', { apiVersions: { 'Microsoft.ContainerService': null } }],
    [
      'the subscriptions of a management group',
      { managementGroups: [{ name: 'zone', subscriptions: null, parent: null }] },
    ],
    ['the members of a group', { groups: [{ objectId: guid, displayName: 'G', members: null }] }],
    [
      'every list',
      { roleAssignments: null, groups: null, servicePrincipals: null, denyAssignments: null, caller: null },
    ],
  ])('as %s counts as absent', async (_, more) => {
    const { send } = emulated(more);
    expect((await send('GET', `${subscription}/resourceGroups`)).status).toBe(200);
    const path = `${subscription}/providers/Microsoft.ContainerService/managedClusters`;
    expect((await send('GET', path)).status).toBe(200);
  });

  it('as the management groups leaves those there at which something is granted', async () => {
    const grant = { scope: zone, principalId: principal('p'), roleName: 'Reader', condition: null };
    const { send } = emulated({ managementGroups: null, roleAssignments: [grant] });
    const path = `${subscription}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`;
    expect(items((await send('GET', path)).body).map((each) => said(each['properties']!['scope']))).toEqual([zone]);
  });

  it('in a resource is served as it is', async () => {
    const group = { ...resourceGroup('nulls'), tags: null, managedBy: null };
    const { send } = emulated({ resources: [group] });
    expect((await send('GET', group.id)).body).toMatchObject({ tags: null, managedBy: null });
  });
});

describe('a world file is refused', () => {
  it.each<readonly [string, object, string]>([
    [
      'a subscription given twice',
      { subscriptions: [...base.subscriptions, { subscriptionId: subscriptionId.toUpperCase(), displayName: 'Two' }] },
      `subscriptions[1].subscriptionId is there twice: ${subscriptionId.toUpperCase()}`,
    ],
    [
      'a parent without a name',
      { managementGroups: [{ name: 'zone', parent: '' }] },
      'managementGroups[0].parent must be a text',
    ],
    [
      'an effect that there is not',
      { denyAssignments: [{ ...denial, denyAssignmentEffect: 'maybe' }] },
      'denyAssignments[0].denyAssignmentEffect must be enforced or audit: maybe',
    ],
    [
      'an effect that there is not, among the resources',
      among('denyAssignments', { ...denial, denyAssignmentEffect: 'maybe' }),
      'resources[1].properties.denyAssignmentEffect must be enforced or audit: maybe',
    ],
    [
      'a version that is none',
      { apiVersions: { 'Microsoft.ContainerService': ['2025-10-01', 'newest'] } },
      'apiVersions.Microsoft.ContainerService[1] is no API version such as 2025-10-01 or 2025-09-02-preview: newest',
    ],
    [
      'a version of a month that there is not',
      { apiVersions: { A: ['2025-13-01'] } },
      'apiVersions.A[0] is no API version',
    ],
    [
      'no version',
      { apiVersions: { 'Microsoft.ContainerService': [] } },
      'apiVersions.Microsoft.ContainerService must name a version',
    ],
    [
      'a type',
      { apiVersions: { 'Microsoft.ContainerService/managedClusters': ['2025-10-01'] } },
      'apiVersions.Microsoft.ContainerService/managedClusters must be named by a namespace, without a type: Microsoft.ContainerService',
    ],
    [
      'a namespace given twice',
      { apiVersions: { 'A.B': ['2025-10-01'], 'a.b': ['2025-10-01'] } },
      'apiVersions.a.b is there twice',
    ],
    [
      'a misspelt list',
      { managementgroups: [] },
      'managementgroups is no member that is known there; known are: tenantId, subscriptions,',
    ],
    [
      'a misspelt member of a list',
      { managementGroups: [{ name: 'zone', parents: 'x' }] },
      'managementGroups[0].parents is no member that is known there; known are: name, displayName, parent, subscriptions',
    ],
    [
      'a misspelt member of the caller',
      { caller: { ...caller, role: [] } },
      'caller.role is no member that is known there',
    ],
    [
      'a misspelt member of the caller’s role',
      { caller: { ...caller, eligibleRoles: [{ ...caller.roles[0], conditions: 'x' }] } },
      'caller.eligibleRoles[0].conditions is no member that is known there',
    ],
    [
      'a feature without a provider',
      { features: [{ subscriptionId, name: 'IdentityBindingPreview' }] },
      'features[0].name must be namespace and feature, Microsoft.X/Y: IdentityBindingPreview',
    ],
    [
      'a feature of a subscription that there is not',
      { features: [{ subscriptionId: guid, name: 'A/B' }] },
      `features[0].subscriptionId is not in the world: ${guid}`,
    ],
    [
      'a feature given twice',
      { features: ['A/B', 'a/b'].map((name) => ({ subscriptionId, name })) },
      `features[1] is there twice: a/b in ${subscriptionId}`,
    ],
    [
      'a state of a feature that there is not',
      { features: [{ subscriptionId, name: 'A/B', state: 'On' }] },
      'features[0].state must be Registered, Registering,',
    ],
    [
      'another word for flexible credentials',
      { flexibleCredentials: 'gone' },
      'flexibleCredentials must be absent, null, hidden',
    ],
    ['another need of bindings', { bindingsNeed: ['luck'] }, 'bindingsNeed[0] must be feature, issuer'],
    ['a switch that is none', { graphHasCredentials: 'yes' }, 'graphHasCredentials must be true or false'],
  ])('with %s', (_, more, message) => {
    expect(() => read(more)).toThrow(WorldFileError);
    expect(() => read(more)).toThrow(message);
  });

  it('with nothing that ARM’s own JSON has, nor what it keeps itself', () => {
    const arm = { id: 'x', type: 'y', createdOn: '2026-01-01T00:00:00Z', updatedOn: '2026-01-01T00:00:00Z' };
    const { emulator } = emulated({
      graphHasCredentials: true,
      roleAssignments: [{ scope: subscription, principalId: guid, roleName: 'Reader', ...arm }],
      denyAssignments: [{ ...denial, isSystemProtected: true, denyAssignmentEffect: 'Audit' }],
    });
    const again = createEmulator({ world: readWorld(JSON.stringify(emulator.snapshot())) }).snapshot();
    expect(again.graphHasCredentials).toBe(true);
    expect(again.denyAssignments).toMatchObject([{ denyAssignmentEffect: 'Audit' }]);
  });
});
