import { describe, expect, it } from 'vitest';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import { emulate, items, principal, said, subscriptionId as one, tenantId, type Loose } from '../emulated.ts';

const two = '33333333-3333-4333-a333-333333333333';
const lone = '44444444-4444-4444-a444-444444444444';
const groupAt = (name: string): string => `/providers/Microsoft.Management/managementGroups/${name}`;
const list = '/providers/Microsoft.Management/managementGroups';
const version = 'api-version=2020-05-01';
const grant = (name: string, scope: string) => ({ scope, principalId: principal(name), roleName: 'Reader' });

const scopesIn = (body: Loose): string[] =>
  items(body).map((each) => said(each['properties']!['scope']).split('/').at(-1)!.toLowerCase());

describe('two directories', () => {
  const other = '66666666-6666-4666-a666-666666666666';
  const subscriptions = [
    { subscriptionId: one, displayName: 'One' },
    { subscriptionId: two, displayName: 'Two', tenantId: other },
    { subscriptionId: lone, displayName: 'Three', tenantId: other.toUpperCase() },
  ];
  const roleAssignments = [grant('r', groupAt(tenantId)), grant('o', groupAt(other)), grant('s', groupAt('shop'))];
  const world = { subscriptions, managementGroups: [{ name: 'shop', subscriptions: [two] }], roleAssignments };
  const listed = async ({ send }: ReturnType<typeof emulate>, id: string) =>
    scopesIn((await send('GET', `/subscriptions/${id}/providers/Microsoft.Authorization/roleAssignments`)).body).sort();

  it('have a tree and a root each, and pass nothing down to one another (E-211)', async () => {
    const emulated = emulate(world);
    expect(await listed(emulated, one)).toEqual([tenantId]);
    expect(await listed(emulated, two)).toEqual([other, 'shop']);
    expect(await listed(emulated, lone)).toEqual([other]);
    const { body } = await emulated.send('GET', `${list}?${version}`);
    expect(items(body).map((each) => [each['name'], each['properties']!['tenantId']])).toEqual([
      [tenantId, tenantId],
      [other, other],
      ['shop', other],
    ]);
    const { body: root } = await emulated.send('GET', `${groupAt(other)}?${version}&$expand=children`);
    expect(root['properties']).toMatchObject({ tenantId: other, children: [{ name: 'shop' }, { name: lone }] });
  });

  it('have their groups in the parent that names them, and implied ones above the world’s own only', async () => {
    const named = {
      ...world,
      managementGroups: [
        { name: 'shop', parent: other },
        { name: other, displayName: 'Root' },
      ],
    };
    expect(await listed(emulate(named), two)).toEqual([other]);
    expect(await listed(emulate({ subscriptions, roleAssignments }), two)).toEqual([other]);
    expect(await listed(emulate({ subscriptions, roleAssignments }), one)).toEqual([tenantId, 'shop'].sort());
  });

  it('are not mixed in one tree', () => {
    const base = { tenantId, resources: [], ...world };
    const mixed = [
      [{ name: 'shop', subscriptions: [one, two] }],
      [{ name: 'shop', parent: tenantId, subscriptions: [two] }],
      [
        { name: 'shop' },
        { name: 'a', parent: 'shop', subscriptions: [one] },
        { name: 'b', parent: 'a', subscriptions: [two] },
      ],
    ];
    for (const managementGroups of mixed)
      expect(() => readWorld(JSON.stringify({ ...base, managementGroups }))).toThrow(
        'subscriptions of two directories',
      );
    expect(readWorld(JSON.stringify(base)).managementGroups).toHaveLength(1);
  });
});
