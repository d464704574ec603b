import { describe, expect, it } from 'vitest';
import { accessSign } from '../../../src/domain/whoCanAct/accessRows.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { drawn, fc } from '../../support/property.ts';
import { accessWorld, clusterId, fleetId, givenRole, principals, randomAccess } from './accessWorld.ts';

const [ana = '', ben = '', team = '', , pipeline = ''] = principals;
const subscriptionOfFleet = fleetId.replace(/\/resourceGroups\/.*/, '');
const group = clusterId.replace(/\/providers\/.*/, '');

async function countsOf(bench: Bench) {
  const { rows } = await bench.service.survey({});
  return rows[0]?.access;
}

describe('how many can act, in a report', () => {
  it('is what the rows of who can act say, in random worlds (H-13)', async () => {
    let admins = 0;
    let others = 0;
    await fc.assert(
      fc.asyncProperty(randomAccess, async (access) => {
        const bench = createBench(accessWorld(access));
        const { cells, ways, posture } = await bench.service.whoCanAct(clusterId);
        const held = cells.filter((cell) => cell.ability === 'clusterAdmin' && accessSign(cell) === 'yes');
        const open = ways.filter(({ verdict }) => verdict.kind === 'held');
        const counts = await countsOf(bench);
        const distinct = (all: readonly { principal: { id: string } }[]): number =>
          new Set(all.map(({ principal }) => principal.id)).size;
        expect(counts?.administrators).toBe(posture.mode === 'azure' ? distinct(held) : undefined);
        expect(counts?.canBecomeAdmin).toBe(distinct(open));
        admins += distinct(held);
        others += distinct(open);
      }),
      { numRuns: drawn(300) },
    );
    expect(Math.min(admins, others)).toBeGreaterThan(20);
  });

  it('is what the tab Access lists as ways, without that as which AKS manages the nodes, in the demo (H-13)', async () => {
    const bench = createBench(demoWorld());
    const { rows } = await bench.service.survey({});
    const listed: Record<string, number> = {};
    // A service principal is inferred from roles by the tab alone, as that costs requests for each cluster.
    const managed = rows.filter(({ cluster }) => cluster.controlPlane.kind !== 'servicePrincipal');
    expect(managed.length).toBeGreaterThan(15);
    for (const { cluster } of managed) {
      const { ways } = await bench.service.whoCanAct(cluster.id);
      const open = ways.filter(({ verdict, isForAks }) => verdict.kind === 'held' && !isForAks);
      listed[cluster.name] = new Set(open.map(({ principal }) => principal.id)).size;
    }
    expect(Object.fromEntries(managed.map(({ cluster, access }) => [cluster.name, access?.canBecomeAdmin]))).toEqual(
      listed,
    );
  });

  it('counts groups that the cluster names, and namespaces with roles once (H-13)', async () => {
    const writer = 'Azure Kubernetes Service RBAC Writer';
    const world = accessWorld({
      asksAzure: true,
      isInFleet: false,
      ownRoles: [],
      given: [
        givenRole(ana, `${clusterId}/namespaces/shop`, writer),
        givenRole(ben, `${clusterId}/managedNamespaces/SHOP`, writer),
        givenRole(ben, `${clusterId}/namespaces/web`, writer),
        givenRole(pipeline, group, 'Contributor'),
      ],
      denied: [],
    });
    const resources = world.resources.map((each) => {
      const aadProfile = { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [team] };
      return each.id === clusterId ? { ...each, properties: { ...(each['properties'] as object), aadProfile } } : each;
    });
    expect(await countsOf(createBench({ ...world, resources }))).toEqual({
      administrators: 1,
      canBecomeAdmin: 1,
      who: {
        administrators: ['Group 22222222-0000-4000-8000-000000000003'],
        canBecomeAdmin: ['Application (object ID 22222222-0000-4000-8000-000000000005)'],
      },
      namespaces: 2,
      unknown: [],
    });
  });

  it('is unknown where a subscription does not list its role assignments (H-13)', async () => {
    const world = accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given: [], denied: [] });
    const bench = createBench(world);
    const list = { method: 'GET', pathContains: '/providers/Microsoft.Authorization/roleAssignments' };
    await bench.fault({ match: list, status: 403, code: 'AuthorizationFailed', message: 'Not you.', times: 99 });
    const counts = await countsOf(bench);
    expect(counts).toMatchObject({ unknown: [{ cause: 'refused' }] });
    expect([counts?.administrators, counts?.canBecomeAdmin, counts?.namespaces]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is unknown, not 0, where a deny assignment may take away what roles give and can not be read (H-13)', async () => {
    const admin = 'Azure Kubernetes Service RBAC Cluster Admin';
    const given = [givenRole(ana, clusterId, admin), givenRole(pipeline, group, 'Contributor')];
    const world = accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given, denied: [] });
    const bench = createBench(world);
    expect(await countsOf(bench)).toMatchObject({ administrators: 1, canBecomeAdmin: 1 });
    await bench.forget();
    const list = { method: 'GET', pathContains: '/denyAssignments' };
    await bench.fault({ match: list, status: 403, code: 'AuthorizationFailed', message: 'Not you.', times: 99 });
    const counts = await countsOf(bench);
    expect([counts?.administrators, counts?.canBecomeAdmin]).toEqual([undefined, undefined]);
    expect(counts?.unknown).not.toEqual([]);
  });

  it('counts roles at the Fleet of a member, and above it (H-13)', async () => {
    const given = [
      givenRole(ana, fleetId, 'Azure Kubernetes Fleet Manager RBAC Cluster Admin for Member Clusters'),
      givenRole(ben, subscriptionOfFleet, 'Azure Kubernetes Fleet Manager RBAC Cluster Admin for Member Clusters'),
      givenRole(team, fleetId, 'Reader'),
    ];
    const world = accessWorld({ asksAzure: true, isInFleet: true, ownRoles: [], given, denied: [] });
    expect(await countsOf(createBench(world))).toMatchObject({ administrators: 2, unknown: [] });
    const outside = accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given, denied: [] });
    expect(await countsOf(createBench(outside))).toMatchObject({ administrators: 0, unknown: [] });
  });

  it('of a member of a Fleet has no number of administrators where roles at the Fleet are not readable (H-13)', async () => {
    const world = accessWorld({ asksAzure: true, isInFleet: true, ownRoles: [], given: [], denied: [] });
    const bench = createBench(world);
    const list = {
      method: 'GET',
      pathContains: `${subscriptionOfFleet}/providers/Microsoft.Authorization/roleAssignments`,
    };
    await bench.fault({ match: list, status: 403, code: 'AuthorizationFailed', message: 'Not you.', times: 99 });
    const { administrators, canBecomeAdmin, unknown } = (await countsOf(bench))!;
    expect([administrators, canBecomeAdmin, unknown.map(({ cause }) => cause)]).toEqual([undefined, 0, ['refused']]);
  });
});
