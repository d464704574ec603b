import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../../src/emulator/arm/worldFile.ts';
import { readWorld } from '../../../../src/emulator/files/readWorld.ts';
import {
  codeOf,
  emulate,
  items,
  principal,
  said,
  subscriptionId as one,
  tenantId,
  tokenOf,
  type Loose,
} from '../../emulated.ts';

const two = '33333333-3333-4333-a333-333333333333';
const lone = '44444444-4444-4444-a444-444444444444';
const groupAt = (name: string): string => `/providers/Microsoft.Management/managementGroups/${name}`;
const list = '/providers/Microsoft.Management/managementGroups';
const version = 'api-version=2020-05-01';
const grant = (name: string, scope: string) => ({ scope, principalId: principal(name), roleName: 'Reader' });

/** contoso > platform > one, contoso > shop > two, and a subscription directly in the root. */
const tree = {
  subscriptions: [one, two, lone].map((subscriptionId) => ({
    subscriptionId,
    displayName: subscriptionId.slice(0, 1),
  })),
  managementGroups: [
    { name: 'platform', displayName: 'Platform', parent: 'contoso', subscriptions: [one.toUpperCase()] },
    { name: 'shop', parent: 'CONTOSO', subscriptions: [two] },
    { name: 'contoso', displayName: 'Contoso' },
  ],
  roleAssignments: [
    grant('p', groupAt('platform')),
    grant('s', groupAt('SHOP')),
    grant('c', groupAt('contoso')),
    grant('r', groupAt(tenantId)),
  ],
} satisfies Partial<WorldFile>;

const scopesIn = (body: Loose): string[] =>
  items(body).map((each) => said(each['properties']!['scope']).split('/').at(-1)!.toLowerCase());

describe('management groups', () => {
  it('pass down what is assigned at them to what is below them, and to nothing else (E-209)', async () => {
    const { send } = emulate({
      ...tree,
      denyAssignments: tree.roleAssignments.map(({ scope }) => ({
        denyAssignmentName: scope,
        scope,
        permissions: [{ actions: ['*/delete'] }],
      })),
    });
    const listed = async (place: string, type: string, filter = '?$filter=atScope()') =>
      scopesIn((await send('GET', `${place}/providers/Microsoft.Authorization/${type}${filter}`)).body);
    for (const type of ['roleAssignments', 'denyAssignments']) {
      expect((await listed(`/subscriptions/${one}/resourceGroups/rg`, type)).sort()).toEqual(
        ['platform', 'contoso', tenantId].sort(),
      );
      expect((await listed(`/subscriptions/${two}`, type)).sort()).toEqual(['shop', 'contoso', tenantId].sort());
      expect(await listed(`/subscriptions/${lone}`, type)).toEqual([tenantId]);
      expect((await listed(groupAt('platform'), type)).sort()).toEqual(['platform', 'contoso', tenantId].sort());
      expect(await listed('', type)).toEqual([]);
      expect((await listed(groupAt('contoso'), type, '')).sort()).toEqual(
        ['platform', 'shop', 'contoso', tenantId].sort(),
      );
    }
  });

  it('are above every subscription only as the root, which is named like the tenant, where a world has none (E-210)', async () => {
    const { send } = emulate({
      managementGroups: [],
      roleAssignments: [grant('r', groupAt(tenantId)), grant('n', groupAt('nowhere'))],
    });
    const { body } = await send(
      'GET',
      `/subscriptions/${one}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`,
    );
    expect(scopesIn(body)).toEqual([tenantId]);
  });

  it('at which a world grants something are above every subscription where the world says nothing of them', async () => {
    const { send } = emulate({ roleAssignments: [grant('n', groupAt('named')), grant('o', groupAt('other'))] });
    const { body } = await send(
      'GET',
      `/subscriptions/${one}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`,
    );
    expect(scopesIn(body).sort()).toEqual(['named', 'other']);
  });

  it('let their readers see the subscriptions below them, and let no one do what is denied there', async () => {
    const { send } = emulate({
      ...tree,
      caller: { objectId: principal('caller'), roles: [{ scope: groupAt('shop'), roleName: 'Owner' }] },
      denyAssignments: [{ denyAssignmentName: 'no', scope: groupAt('shop'), permissions: [{ actions: ['*/write'] }] }],
    });
    expect(items((await send('GET', '/subscriptions')).body).map((each) => each['subscriptionId'])).toEqual([two]);
    const refused = await send('PUT', `/subscriptions/${two}/resourceGroups/new`, { location: 'westeurope' });
    expect(codeOf(refused.body)).toBe('DenyAssignmentAuthorizationFailed');
    const elsewhere = await send('GET', `/subscriptions/${one}/resourceGroups/rg`);
    expect(codeOf(elsewhere.body)).toBe('AuthorizationFailed');
  });

  it('are listed to those who may read them, and read with what is in them (E-212)', async () => {
    const { send } = emulate({ ...tree, caller: { objectId: principal('caller'), roles: [] } });
    const names = async (name: string) =>
      items((await send('GET', `${list}?${version}`, undefined, tokenOf(principal(name)))).body).map((each) =>
        said(each['name']),
      );
    expect(await names('c')).toEqual(['contoso', 'platform', 'shop']);
    expect(await names('s')).toEqual(['shop']);
    expect(await names('caller')).toEqual([]);
    const as = (name: string, path: string) => send('GET', path, undefined, tokenOf(principal(name)));
    expect((await as('r', `${groupAt('PLATFORM')}?${version}`)).body).toEqual({
      id: groupAt('platform'),
      type: 'Microsoft.Management/managementGroups',
      name: 'platform',
      properties: {
        tenantId,
        displayName: 'Platform',
        details: { version: 1, parent: { id: groupAt('contoso'), name: 'contoso', displayName: 'Contoso' } },
      },
    });
    const root = (await as('r', `${groupAt(tenantId)}?${version}&$expand=children`)).body;
    expect(root['properties']).toMatchObject({
      displayName: 'Tenant Root Group',
      details: { version: 1 },
      children: [{ name: 'contoso' }, { id: `/subscriptions/${lone}`, type: '/subscriptions', name: lone }],
    });
  });

  it('that do not exist differ from forbidden ones only for callers who may read at the root (T-03, E-213)', async () => {
    const { send } = emulate({
      ...tree,
      roleAssignments: [...tree.roleAssignments, grant('top', '/')],
      caller: { objectId: principal('caller'), roles: [] },
    });
    const read = async (name: string, path: string) => {
      const { status, body } = await send('GET', path, undefined, tokenOf(principal(name)));
      return [status, codeOf(body)];
    };
    expect(await read('s', `${groupAt('platform')}?${version}`)).toEqual([403, 'AuthorizationFailed']);
    expect(await read('r', `${groupAt('nowhere')}?${version}`)).toEqual([403, 'AuthorizationFailed']);
    expect(await read('top', `${groupAt('nowhere')}?${version}`)).toEqual([404, 'NotFound']);
    const assignments = `${groupAt('nowhere')}/providers/Microsoft.Authorization/roleAssignments`;
    expect(await read('top', assignments)).toEqual([404, 'NotFound']);
    expect(await read('s', `${list}?api-version=2018-03-01-preview`)).toEqual([400, 'NoRegisteredProviderFound']);
  });

  it('are listed by Resource Graph from the nearest to the root, above the subscriptions in the query (T-02, E-214)', async () => {
    const { send } = emulate(tree);
    const ask = async (query: string, scope: object): Promise<readonly Loose[]> => {
      const options = { authorizationScopeFilter: 'AtScopeAboveAndBelow' };
      const body = { query, options, ...scope };
      return items((await send('POST', '/providers/Microsoft.ResourceGraph/resources', body)).body, 'data');
    };
    const chain = (...names: readonly string[]): object => ({
      properties: { managementGroupAncestorsChain: names.map((name) => expect.objectContaining({ name }) as unknown) },
    });
    const subscriptions = "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project properties";
    expect(await ask(subscriptions, {})).toMatchObject([
      chain('platform', 'contoso', tenantId),
      chain('shop', 'contoso', tenantId),
      chain(tenantId),
    ]);
    const groups =
      "resourcecontainers | where type =~ 'microsoft.management/managementgroups' | project name, properties";
    expect(await ask(groups, { subscriptions: [two] })).toMatchObject([
      { name: tenantId },
      { name: 'contoso', properties: { displayName: 'Contoso' } },
      {
        name: 'shop',
        properties: {
          tenantId,
          details: {
            parent: { name: 'contoso' },
            managementGroupAncestorsChain: [{ name: 'contoso' }, { name: tenantId }],
          },
        },
      },
    ]);
    const made =
      "authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | project properties";
    expect(await ask(made, { subscriptions: [two] })).toHaveLength(3);
    expect(await ask(made, { subscriptions: [one, two] })).toHaveLength(4);
    expect(await ask(made, { subscriptions: [lone] })).toHaveLength(1);
    expect(await ask('resourcecontainers | project type', { managementGroups: ['platform'] })).toHaveLength(5);
  });

  it('pass down the roles that can be activated at them (E-215)', async () => {
    const eligibleRoles = ['platform', 'shop'].map((name) => ({ scope: groupAt(name), roleName: 'Owner' }));
    const { send } = emulate({ ...tree, caller: { objectId: 'me', roles: [], eligibleRoles } });
    const eligible = async (place: string) => {
      const path = `${place}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`;
      const { body } = await send('GET', `${path}?api-version=2020-10-01&$filter=asTarget()`);
      return items(body).map(
        ({ properties }) => `${said(properties!['memberType'])} ${said(properties!['scope']).split('/').at(-1)!}`,
      );
    };
    expect(await eligible('')).toEqual(['Direct platform', 'Direct shop']);
    expect(await eligible(groupAt('contoso'))).toEqual(['Direct platform', 'Direct shop']);
    expect(await eligible(`/subscriptions/${one}`)).toEqual(['Inherited platform']);
    expect(await eligible(`/subscriptions/${lone}`)).toEqual([]);
  });

  it('outlive a restart', () => {
    expect(emulate(tree).emulator.snapshot().managementGroups).toEqual(tree.managementGroups);
    expect(emulate().emulator.snapshot()).not.toHaveProperty('managementGroups');
  });

  it.each<readonly [string, unknown, string]>([
    ['no list', {}, 'managementGroups must be a list'],
    ['a name that is none', [{ name: 'a b' }], 'managementGroups[0].name is not the name of a management group: a b'],
    ['a name twice', [{ name: 'a' }, { name: 'A' }], 'managementGroups[1].name is there twice: A'],
    [
      'an unknown parent',
      [{ name: 'a', parent: 'b' }],
      'managementGroups[0].parent is a management group that is not in the world: b',
    ],
    [
      'a circle',
      [
        { name: 'a', parent: 'b' },
        { name: 'b', parent: 'a' },
      ],
      'managementGroups[0].parent makes a circle: a would be above itself',
    ],
    [
      'a group in itself',
      [{ name: 'a', parent: 'a' }],
      'managementGroups[0].parent makes a circle: a would be above itself',
    ],
    [
      'a root with a parent',
      [{ name: 'a' }, { name: tenantId, parent: 'a' }],
      'managementGroups[1].parent must be left out: the group that is called like the tenant is the root',
    ],
    [
      'an unknown subscription',
      [{ name: 'a', subscriptions: ['x'] }],
      'managementGroups[0].subscriptions names a subscription that is not in the world: x',
    ],
    [
      'a subscription twice',
      [
        { name: 'a', subscriptions: [one] },
        { name: 'b', subscriptions: [one] },
      ],
      `managementGroups[1].subscriptions names one that is in the management group a: ${one}`,
    ],
  ])('are refused in a world file with %s', (_, managementGroups, message) => {
    const world = { tenantId, subscriptions: tree.subscriptions, managementGroups };
    expect(() => readWorld(JSON.stringify(world))).toThrow(message);
  });

  it('at which a world file gives or denies something have to be in it', () => {
    const base = { tenantId, subscriptions: tree.subscriptions, managementGroups: tree.managementGroups };
    const scope = groupAt('nowhere');
    const message = 'scope is a management group that is not in the world: nowhere';
    const wrong = [
      { roleAssignments: [grant('a', scope)] },
      { denyAssignments: [{ denyAssignmentName: 'no', scope, permissions: [] }] },
      { caller: { objectId: 'me', roles: [{ scope, roleName: 'Owner' }] } },
      { caller: { objectId: 'me', roles: [], eligibleRoles: [{ scope, roleName: 'Owner' }] } },
    ];
    for (const each of wrong) expect(() => readWorld(JSON.stringify({ ...base, ...each }))).toThrow(message);
    expect(readWorld(JSON.stringify({ ...base, roleAssignments: tree.roleAssignments })).managementGroups).toHaveLength(
      3,
    );
  });
});
