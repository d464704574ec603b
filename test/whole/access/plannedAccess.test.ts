import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { isHarmless } from '../../../src/domain/whoCanAct/abilities.ts';
import { accessSign } from '../../../src/domain/whoCanAct/accessRows.ts';
import type { MayActOn } from '../../../src/domain/whoCanAct/model.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { fc } from '../../support/property.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { accessWorld, clusterId, givenRole, principals, randomAccess } from './accessWorld.ts';

const [ana = '', , team = ''] = principals;
const subscription = clusterId.split('/').slice(0, 3).join('/');
const group = clusterId.replace(/\/providers\/.*/, '');
const reader = 'Azure Kubernetes Service RBAC Reader';
const writer = 'Azure Kubernetes Service RBAC Writer';

type Access = Parameters<typeof accessWorld>[0];

function company(given: Access['given'], names: readonly string[] = []): WorldFile {
  const world = accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given, denied: [] });
  const first = world.resources.find(({ id }) => id === clusterId)!;
  const more = names.map((name) => ({
    ...first,
    id: `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`,
    name,
    properties: { ...(first['properties'] as object), nodeResourceGroup: `MC_${name}` },
  }));
  return { ...world, resources: [...world.resources, ...more] };
}

const ids = ['givesAccess', 'takesAccess', 'keepsInClusters'];
async function saidOf(bench: Bench, ...changes: readonly Change[]): Promise<readonly string[]> {
  const { warnings } = await bench.service.plan(changes);
  return warnings.filter(({ id = '' }) => ids.includes(id)).map(({ text }) => textOf(text));
}

async function assignmentOf(bench: Bench, index = 0): Promise<string> {
  const list = `${subscription}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`;
  const { body } = await bench.arm('GET', list);
  return (body['value'] as { id: string; name: string }[]).find(({ name }) => name.endsWith(`0${index}`))!.id;
}

/** What somebody can certainly do, each ability in the whole cluster or in a namespace. */
function certain({ clusters }: MayActOn): ReadonlySet<string> {
  const cells = clusters.flatMap((acts) => acts.cells.filter((cell) => accessSign(cell) === 'yes'));
  const said = cells.filter(({ ability }) => ability === 'other' || !isHarmless(ability));
  return new Set(said.map(({ ability, namespace = '' }) => `${ability} ${namespace}`));
}

describe('a plan that makes or removes a role assignment', () => {
  it('says how many clusters it gives what in, of an ordinary role at a resource group (H-05)', async () => {
    const bench = createBench(company([], ['shop-neu', 'shop-sea', 'shop-use', 'shop-wus']));
    const assign = { kind: 'assignRole', principalId: ana, principalType: 'User', scope: group } as const;
    expect(await saidOf(bench, { ...assign, role: { name: reader } })).toEqual([
      'On 5 clusters (shop, shop-neu, shop-sea and 2 more clusters), user 2222...01 can then see workloads.',
    ]);
    expect(await saidOf(bench, { ...assign, role: { name: 'Contributor' } })).toEqual([
      'On 5 clusters (shop, shop-neu, shop-sea and 2 more clusters), user 2222...01 can then change the cluster, get user credentials, get admin credentials, and run commands in the cluster through Azure.',
    ]);
    expect(await saidOf(bench, { ...assign, role: { name: 'Reader' } })).toEqual([]);
  });

  it('calls an identity by its name where it is deleted with its roles, too (H-05)', async () => {
    const bench = createBench(demoWorld());
    const { id } = (await bench.service.identities()).items.find(({ name }) => name === 'id-old')!;
    expect(await saidOf(bench, { kind: 'deleteIdentity', identityId: id, removeRoles: true })).toEqual([
      expect.stringMatching(/^On cluster shop-weu, id-old can then no longer change the cluster, .*, or run commands/),
    ]);
  });

  it('says what it takes, and what stays through a group (H-05)', async () => {
    const given = [givenRole(ana, group, writer), givenRole(team, clusterId, reader)];
    const world = company(given, ['shop-neu']);
    const groups = [{ objectId: team, displayName: 'Team', members: [ana] }];
    const bench = createBench({ ...world, groups });
    const roleAssignmentId = await assignmentOf(bench);
    expect(await saidOf(bench, { kind: 'removeRole', roleAssignmentId })).toEqual([
      'On 2 clusters (shop, shop-neu), user 2222...01 can then no longer create and change workloads, read Secrets, or run commands in pods.',
      'On cluster shop-neu, user 2222...01 can then no longer see workloads.',
      `On cluster shop, user 2222...01 can still see workloads, by a role on cluster shop, through group ${team}.`,
    ]);
  });

  it('says nothing of a role that somebody has already above, or of one that reaches no cluster (H-05)', async () => {
    const bench = createBench(company([givenRole(ana, subscription, writer)]));
    const assign = { kind: 'assignRole', principalId: ana, principalType: 'User' } as const;
    expect(await saidOf(bench, { ...assign, role: { name: reader }, scope: clusterId })).toEqual([]);
    const elsewhere = '/subscriptions/11111111-0000-4000-8000-000000000002';
    expect(await saidOf(bench, { ...assign, role: { name: 'Owner' }, scope: elsewhere })).toEqual([]);
  });

  it('leaves open what a role at a management group gives, and what a condition limits (H-05)', async () => {
    const bench = createBench(company([]));
    const scope = '/providers/Microsoft.Management/managementGroups/mg-apps';
    const assign = {
      kind: 'assignRole',
      principalId: ana,
      principalType: 'User',
      role: { name: writer },
      scope,
    } as const;
    const { checks } = await bench.service.plan([assign]);
    expect(checks.find(({ id }) => id === 'accessThen')).toMatchObject({ verdict: 'unknown' });
    expect(await saidOf(bench, assign)).toEqual([]);
  });

  it('takes exactly what is not there afterwards, in random worlds (H-05)', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(randomAccess, async (access) => {
        const first = access.given[0]!;
        const bench = createBench(accessWorld({ ...access, denied: [] }));
        const { body } = await bench.arm(
          'GET',
          `${first.scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
        );
        const all = (body['value'] ?? []) as { id: string; name: string }[];
        const roleAssignmentId = all.find(({ name }) => name.endsWith('000'))?.id;
        if (roleAssignmentId === undefined) return;
        const before = certain(await bench.service.mayActOn(first.principalId));
        const { warnings } = await bench.service.plan([{ kind: 'removeRole', roleAssignmentId }]);
        const said = warnings.filter(({ id }) => id === 'takesAccess').flatMap(({ values = [] }) => values.slice(1));
        await bench.arm('DELETE', `${roleAssignmentId}?api-version=2022-04-01`);
        const after = certain(await bench.restarted().service.mayActOn(first.principalId));
        const isLeft = (key: string): boolean => after.has(key) || after.has(`${key.split(' ')[0]} `);
        const lost = [...before].filter((key) => !isLeft(key)).map((key) => key.split(' ')[0]);
        expect(new Set(said)).toEqual(new Set(lost));
        taken += lost.length;
      }),
      { numRuns: 60 },
    );
    expect(taken).toBeGreaterThan(40);
  });
});
