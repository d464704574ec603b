import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { accessSign } from '../../../src/domain/whoCanAct/accessRows.ts';
import { unknownsOfAccess } from '../../../src/domain/whoCanAct/clusterAccess.ts';
import type { AccessCell, ClusterAccess } from '../../../src/domain/whoCanAct/model.ts';
import { notKnownTexts, trustedText } from '../../../src/domain/whoCanAct/text/accessLines.ts';
import { unknownText } from '../../../src/domain/arm/unknown.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { drawn, fc } from '../../support/property.ts';
import { accessWorld, clusterId, givenRole, principals, randomAccess } from './accessWorld.ts';

const [ana = '', ben = '', team = '', , pipeline = ''] = principals;
const group = clusterId.replace(/\/providers\/.*/, '');
const subscription = group.replace(/\/resourceGroups\/.*/, '');
const vault = `${group}/providers/Microsoft.DataProtection/backupVaults/vault`;
const reader = 'Azure Kubernetes Service RBAC Reader';
const writer = 'Azure Kubernetes Service RBAC Writer';

function world(more: Partial<WorldFile> = {}, given: readonly ReturnType<typeof givenRole>[] = []): WorldFile {
  const made = accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given: [...given], denied: [] });
  return { ...made, ...more, resources: [...made.resources, ...(more.resources ?? [])] };
}

const read = async (bench: Bench): Promise<ClusterAccess> => bench.service.whoCanAct(clusterId);
const said = (cells: readonly AccessCell[]): readonly string[] =>
  cells.map((cell) =>
    [cell.principal.id, cell.ability, cell.namespace ?? 'cluster', accessSign(cell)].join(' ').replaceAll(ana, 'ana'),
  );

function binding(name: string, sourceResourceId: string): WorldFile['resources'][number] {
  return {
    id: `${clusterId}/trustedAccessRoleBindings/${name}`,
    name,
    type: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
    properties: {
      sourceResourceId,
      roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
      provisioningState: 'Succeeded',
    },
  };
}

const backupVault = {
  id: vault,
  name: 'vault',
  type: 'Microsoft.DataProtection/backupVaults',
  location: 'westeurope',
  identity: { type: 'SystemAssigned', principalId: pipeline },
  properties: {},
};

describe('what may act through Trusted Access', () => {
  it('is each resource with its roles, and gone only if it was not found in a visible subscription (H-07)', async () => {
    const elsewhere = vault.replace(/\/subscriptions\/[^/]+/, '/subscriptions/99999999-0000-4000-8000-000000000009');
    const resources = [
      backupVault,
      binding('there', vault),
      binding('gone', `${vault}-2`),
      binding('hidden', elsewhere),
      binding('defender', `${subscription}/providers/Microsoft.Security/pricings/Containers`),
    ];
    const { trusted } = await read(createBench(world({ resources })));
    expect(trusted.sources.map(({ name, state }) => [name, state])).toEqual([
      ['there', 'there'],
      ['gone', 'gone'],
      ['hidden', 'unknown'],
      ['defender', 'notChecked'],
    ]);
    expect(trusted.sources.map(trustedText).slice(0, 2)).toEqual([
      'vault: may back up and restore everything (binding there)',
      'vault-2 (it no longer exists but still has a binding): may back up and restore everything (binding gone)',
    ]);
  });

  it('is unknown where the list is refused, and everybody else is still there (H-07)', async () => {
    const bench = createBench(world({ resources: [binding('there', vault)] }, [givenRole(ana, clusterId, reader)]));
    await bench.fault({
      match: { pathContains: 'trustedAccessRoleBindings' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'Not you.',
      times: 9,
    });
    const access = await read(bench);
    expect(access.trusted.sources).toEqual([]);
    expect(notKnownTexts(access).join(' ')).toMatch(/Trusted Access.*Not you\./);
    expect(said(access.cells)).toEqual(['ana read cluster yes']);
  });
});

describe('what can be activated', () => {
  const eligible: WorldFile['eligible'] = [
    { principalId: ana, principalType: 'User', scope: group, roleName: writer, endDateTime: '2027-01-01T00:00:00Z' },
    { principalId: team, principalType: 'Group', scope: subscription, roleName: 'Owner' },
  ];

  it('is shown beside what is held, and never counts as held (H-06)', async () => {
    const access = await read(createBench(world({ eligible }, [givenRole(ana, clusterId, reader)])));
    expect(said(access.cells)).toEqual(['ana read cluster yes']);
    expect(said(access.eligible.cells.filter(({ principal }) => principal.id === ana))).toEqual([
      'ana write cluster eligible',
      'ana secrets cluster eligible',
      'ana exec cluster eligible',
    ]);
    expect(
      access.eligible.cells.filter(({ principal }) => principal.id === team).map(({ ability }) => ability),
    ).toEqual(expect.arrayContaining(['changeCluster', 'adminCredential', 'grant', 'nodes']));
    expect(access.ways).toEqual([]);
    expect(access.eligible.unknown).toEqual([]);
  });

  it('gives nothing that a deny assignment takes (H-06)', async () => {
    const denied = [
      {
        denyAssignmentName: 'locked',
        scope: clusterId,
        permissions: [{ dataActions: ['Microsoft.ContainerService/managedClusters/*'] }],
      },
    ];
    const access = await read(createBench(world({ eligible: eligible.slice(0, 1), denyAssignments: denied })));
    expect(access.eligible.cells.map(({ ability, verdict }) => [ability, verdict.kind])).toEqual([
      ['other', 'unknown'],
    ]);
  });

  it('is unknown of others where their list is refused, and own roles still count (H-06)', async () => {
    const caller = {
      objectId: ben,
      displayName: 'Ben',
      roles: [],
      eligibleRoles: [{ scope: group, roleName: writer }],
    };
    const authorization = ['roleAssignments', 'roleDefinitions', 'denyAssignments'];
    const actions = [
      'Microsoft.ContainerService/*/read',
      'Microsoft.Resources/*/read',
      ...authorization.map((name) => `Microsoft.Authorization/${name}/read`),
    ];
    const roleDefinitions = [
      {
        name: '44444444-0000-4000-8000-000000000009',
        roleName: 'Looks',
        assignableScopes: ['/'],
        permissions: [{ actions }],
      },
    ];
    const given = [givenRole(ben, subscription, 'Looks'), givenRole(ana, clusterId, reader)];
    const access = await read(createBench(world({ eligible, caller, roleDefinitions }, given)));
    expect(new Set(access.eligible.cells.map(({ principal }) => principal.id))).toEqual(new Set([ben]));
    expect(access.eligible.unknown.map((each) => textOf(unknownText(each))).join(' ')).toContain(
      "Which roles others can activate can't be read",
    );
    expect(said(access.cells)).toContain('ana read cluster yes');
  });

  it('does not say who can become a member of a group (H-06)', async () => {
    expect(notKnownTexts(await read(createBench(world()))).join(' ')).toContain(
      "doesn't show who can activate a group membership",
    );
  });
});

describe('what the signed-in person may do', () => {
  it('is what the table says of them, wherever both can be read, in random worlds (H-09)', async () => {
    let compared = 0;
    let open = 0;
    await fc.assert(
      fc.asyncProperty(randomAccess, async (random) => {
        const given = [...random.given, givenRole(ana, `/subscriptions/${subscription.split('/')[2]}`, 'Reader')];
        const made = accessWorld({ ...random, given });
        const other = '/subscriptions/11111111-0000-4000-8000-000000000002';
        const caller = { objectId: ana, displayName: 'Ana', roles: [] };
        const roleAssignments = [
          ...made.roleAssignments,
          { principalId: ana, principalType: 'User' as const, scope: other, roleName: 'Reader' },
        ];
        const { cells, own } = await read(createBench({ ...made, caller, roleAssignments }));
        const table = cells.filter(({ principal }) => principal.id === ana);
        expect(said(own.cells.filter(({ isEligible }) => !isEligible)).toSorted()).toEqual(said(table).toSorted());
        compared += table.length;
        open += table.filter((cell) => accessSign(cell) === 'perhaps').length;
      }),
      { numRuns: drawn(300) },
    );
    expect(compared).toBeGreaterThan(150);
    expect(open).toBeGreaterThan(0);
  });

  it('is also what comes through groups, through which the table does not look (H-09)', async () => {
    const more = {
      caller: { objectId: ana, displayName: 'Ana', roles: [] },
      groups: [{ objectId: team, displayName: 'Team', members: [ana] }],
      eligible: [{ principalId: team, principalType: 'Group' as const, scope: group, roleName: writer }],
    };
    const given = [givenRole(team, clusterId, reader), givenRole(ana, subscription, 'Reader')];
    const { own, cells } = await read(createBench(world(more, given)));
    expect(said(cells.filter(({ principal }) => principal.id === ana))).toEqual(['ana readCluster cluster yes']);
    expect(said(own.cells)).toEqual([
      'ana readCluster cluster yes',
      'ana read cluster yes',
      'ana write cluster eligible',
      'ana secrets cluster eligible',
      'ana exec cluster eligible',
    ]);
  });

  it("is known by permissions alone where role assignments can't be read, but for conditions (H-09)", async () => {
    const caller = { objectId: ana, displayName: 'Ana', roles: [] };
    const given = [givenRole(ana, group, 'Owner'), givenRole(ana, `${clusterId}/namespaces/shop`, writer)];
    const bench = createBench(world({ caller }, given));
    await bench.fault({
      match: { method: 'GET', pathContains: 'Microsoft.Authorization/roleAssignments' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'Not you.',
      times: 99,
    });
    const access = await read(bench);
    expect(access.cells).toEqual([]);
    const inAzure = said(access.own.cells.filter(({ namespace }) => namespace === undefined));
    expect(inAzure).toContain('ana changeCluster cluster yes');
    expect(inAzure).toContain('ana grant cluster perhaps');
    expect(said(access.own.cells)).toContain('ana write shop yes');
    expect(unknownsOfAccess(access).length).toBeGreaterThan(0);
  });
});
