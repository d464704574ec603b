import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import type { AccessCell } from '../../../src/domain/whoCanAct/model.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { drawn, fc } from '../../support/property.ts';
import { accessWorld, clusterId, givenRole, principals, randomAccess } from './accessWorld.ts';

const [ana = '', ben = '', team = '', crew = '', pipeline = ''] = principals;
const subscription = clusterId.split('/').slice(0, 3).join('/');
const group = clusterId.replace(/\/providers\/.*/, '');

type Access = Parameters<typeof accessWorld>[0];

function company(given: Access['given'], more: Partial<Access> = {}): WorldFile {
  return accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given, denied: [], ...more });
}

/** The same world with more clusters in the group, each like the first. */
function withClusters(world: WorldFile, names: readonly string[], properties: object = {}): WorldFile {
  const first = world.resources.find(({ id }) => id === clusterId)!;
  const more = names.map((name) => ({
    ...first,
    id: `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`,
    name,
    properties: { ...(first['properties'] as object), nodeResourceGroup: `MC_${name}`, ...properties },
  }));
  return { ...world, resources: [...world.resources, ...more] };
}

const said = (cells: readonly AccessCell[]) =>
  cells.map(({ ability, namespace, verdict, hasNoEffect }) =>
    [ability, namespace, verdict.kind, verdict.kind === 'held' && verdict.by.id, hasNoEffect].join(' '),
  );

describe('what a principal can act on', () => {
  it('is what its row among those who can act on each cluster says, in random worlds (H-05)', async () => {
    let rows = 0;
    await fc.assert(
      fc.asyncProperty(randomAccess, async (access) => {
        // Where namespaces are denied, the row has managed namespaces at which nobody has a role, too.
        const denied = access.denied.filter(({ scope, isOnlyThere }) => !isOnlyThere && !/namespaces/i.test(scope));
        const bench = createBench(accessWorld({ ...access, denied }));
        const { cells, ways } = await bench.service.whoCanAct(clusterId);
        for (const id of principals) {
          const { clusters } = await bench.service.mayActOn(id);
          const own = cells.filter(({ principal }) => principal.id === id);
          const isListed = own.some(({ verdict }) => verdict.kind !== 'denied');
          expect(clusters.flatMap((acts) => said(acts.cells))).toEqual(isListed ? said(own) : []);
          expect(clusters.flatMap((acts) => acts.ways.map(({ ability }) => ability))).toEqual(
            isListed ? ways.filter(({ principal }) => principal.id === id).map(({ ability }) => ability) : [],
          );
          rows += own.length;
        }
      }),
      { numRuns: drawn(150) },
    );
    expect(rows).toBeGreaterThan(200);
  });

  it('comes through groups, which are named, and a group has no members here (H-05)', async () => {
    const writer = 'Azure Kubernetes Service RBAC Writer';
    const world = company([givenRole(team, `${clusterId}/namespaces/shop`, writer)]);
    const groups = [{ objectId: team, displayName: 'Team', members: [crew] }];
    const nested = { objectId: crew, displayName: 'Crew', members: [ben] };
    const bench = createBench({ ...world, groups: [...groups, nested] });
    const { clusters } = await bench.service.mayActOn(ben);
    const secrets = clusters[0]?.cells.find(({ ability }) => ability === 'secrets');
    expect([secrets?.principal.id, secrets?.namespace]).toEqual([ben, 'shop']);
    expect(secrets?.verdict).toMatchObject({ kind: 'held', by: { principalId: team } });
    expect((await bench.service.mayActOn(ana)).clusters).toEqual([]);
  });

  it('has the group that a cluster names as its administrators, where Microsoft Entra is on (H-05)', async () => {
    const aadProfile = { managed: true, enableAzureRBAC: false, adminGroupObjectIDs: [team.toUpperCase()] };
    const world = withClusters(company([]), ['inside'], { aadProfile });
    const { clusters } = await createBench(world).service.mayActOn(team);
    expect(clusters.map(({ cluster, standing, isAdminGroup }) => [cluster.name, standing, isAdminGroup])).toEqual([
      ['inside', 'admin', true],
    ]);
  });

  it('is worst first: administrators, those who can become one, writers, readers, and roles without effect (H-05)', async () => {
    const at = (name: string) => `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
    const given = [
      givenRole(ana, at('admin'), 'Azure Kubernetes Service RBAC Cluster Admin'),
      givenRole(ana, at('changes'), 'Azure Kubernetes Service Contributor Role'),
      givenRole(ana, at('writes'), 'Azure Kubernetes Service RBAC Writer'),
      givenRole(ana, at('perhaps'), 'Azure Kubernetes Service RBAC Writer', '@x StringEquals y'),
      givenRole(ana, at('sees'), 'Reader'),
      givenRole(ana, at('inside'), 'Azure Kubernetes Service RBAC Writer'),
    ];
    const asking = withClusters(company(given), ['writes', 'sees', 'perhaps', 'changes', 'admin']);
    const world = withClusters(asking, ['inside'], { aadProfile: { managed: true } });
    const { clusters, considered } = await createBench(world).service.mayActOn(ana);
    expect(clusters.map(({ cluster, standing }) => [cluster.name, standing])).toEqual([
      ['admin', 'admin'],
      ['changes', 'canBecomeAdmin'],
      ['writes', 'acts'],
      ['perhaps', 'perhaps'],
      ['sees', 'sees'],
      ['inside', 'noEffect'],
    ]);
    expect(considered).toBe(7);
  });

  it('costs no request more with ten clusters more (H-05)', async () => {
    const given = [givenRole(pipeline, subscription, 'Owner'), givenRole(pipeline, group, 'Contributor')];
    const costs = await Promise.all(
      [[], Array.from({ length: 10 }, (_, index) => `more-${index}`)].map(async (names) => {
        const bench = createBench(withClusters(company(given), names));
        const { clusters } = await bench.service.mayActOn(pipeline);
        return [clusters.length, (await bench.requests()).length] as const;
      }),
    );
    expect(costs.map(([clusters]) => clusters)).toEqual([1, 11]);
    expect(costs[1]![1]).toBe(costs[0]![1]);
    expect(costs[0]![1]).toBeLessThan(15);
  });

  it('is unknown for the clusters of a subscription that does not list its role assignments (H-05)', async () => {
    const bench = createBench(company([givenRole(ana, group, 'Owner')]));
    const list = { method: 'GET', pathContains: `${subscription}/providers/Microsoft.Authorization/roleAssignments` };
    await bench.fault({ match: list, status: 403, code: 'AuthorizationFailed', message: 'Not you.', times: 9 });
    const { clusters, unread, unknown } = await bench.service.mayActOn(ana);
    expect([clusters, unread.map(({ name }) => name)]).toEqual([[], ['shop']]);
    expect(unknown.map(({ cause }) => cause)).toContain('refused');
  });

  it('is only about the clusters of the subscriptions that are asked for (H-05)', async () => {
    const { service } = createBench(company([givenRole(ana, group, 'Owner')]));
    const other = '11111111-0000-4000-8000-000000000002';
    expect(await service.mayActOn(ana, { subscriptionIds: [other] })).toMatchObject({ clusters: [], considered: 0 });
    const own = await service.mayActOn(ana, { subscriptionIds: [subscription.slice(15).toUpperCase()] });
    expect(own.clusters).toHaveLength(1);
  });
});
