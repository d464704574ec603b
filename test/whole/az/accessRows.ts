/** Who can act on a cluster as the real az lists it and changes it: the same rows as ours, and the same end as our plans. */
import { reachesScope } from '../../../src/domain/access/accessCheck.ts';
import { roleGuidOf } from '../../../src/domain/access/roles.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { clusterAt } from '../../../src/domain/plan/lookUps.ts';
import { listedAccess } from '../../../src/domain/whoCanAct/listedAccess.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createDirectory } from '../../../src/azure/directory/directory.ts';
import { createFactReader } from '../../../src/app/facts/readFacts.ts';
import { gatherFacts } from '../../../src/app/facts/gatherFacts.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { fc } from '../../support/property.ts';
import { accessWorld, clusterId, givenRole, namespaces, principals, randomAccess } from '../access/accessWorld.ts';
import { problemOf } from './planScripts.ts';
import type { OpenSession } from './session.ts';
import { Tally } from './tally.ts';

const client = '66666666-aaaa-4bbb-8ccc-000000000006';
const worldCount = process.env['AKS_IDENTITY_LONG'] === '1' ? 30 : 12;
const scopes = [clusterId, ...namespaces.map((name) => `${clusterId}/namespaces/${name}`)];

/** What az lists at each scope and above it, as `principal role scope`. */
async function rowsOfAz(world: WorldFile, open: OpenSession): Promise<readonly (readonly string[])[]> {
  const session = await open(world, client);
  try {
    const lists: string[][] = [];
    for (const scope of scopes) {
      const args = ['role', 'assignment', 'list', '--scope', scope, '--include-inherited', '--output', 'json'];
      const { exitCode, stdout, stderr } = await session.az(...args, '--only-show-errors');
      if (exitCode !== 0) throw new Error(stderr);
      const rows = JSON.parse(stdout) as readonly Record<'principalId' | 'roleDefinitionId' | 'scope', string>[];
      lists.push(rows.map(rowOf).sort());
    }
    return lists;
  } finally {
    await session.stop();
  }
}

/** The role assignments on which our answer rests, at the same scopes. */
async function rowsOfOurs(world: WorldFile): Promise<readonly (readonly string[])[]> {
  const bench = createBench(world);
  const read = createFactReader(createDirectory(bench.connection), {});
  const assignments = await gatherFacts(
    (facts) => {
      const cluster = clusterAt(clusterId as ArmId, facts);
      return cluster === undefined ? [] : listedAccess(cluster, facts).assignments;
    },
    { read, now: () => new Date(bench.emulator.clock.now()) },
  );
  return scopes.map((scope) =>
    assignments
      .filter(({ scope: madeAt }) => reachesScope(madeAt, scope, 'asListed'))
      .map(rowOf)
      .sort(),
  );
}

function rowOf({ principalId, roleDefinitionId, scope }: Record<'principalId' | 'roleDefinitionId' | 'scope', string>) {
  return `${principalId} ${roleGuidOf(roleDefinitionId)} ${scope}`.toLowerCase();
}

/** The first row that only one of them has. */
function differenceOf(theirs: readonly (readonly string[])[], ours: readonly (readonly string[])[]) {
  const problems = scopes.flatMap((scope, index) => {
    const [az = [], own = []] = [theirs[index], ours[index]];
    const only = [...az.filter((row) => !own.includes(row)), ...own.filter((row) => !az.includes(row))];
    const isSame = az.length === own.length && only.length === 0;
    return isSame ? [] : [`${scope}: ${az.length} of az, ${own.length} of ours, ${only.join(', ')}`];
  });
  return problems[0];
}

const [ana = '', , team = ''] = principals;
const given = [
  givenRole(ana, `${clusterId}/namespaces/shop`, 'Azure Kubernetes Service RBAC Writer'),
  givenRole(team, clusterId, 'Azure Kubernetes Service RBAC Cluster Admin'),
];
const company = (): WorldFile => accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given, denied: [] });
const first = `${clusterId}/namespaces/shop/providers/Microsoft.Authorization/roleAssignments/55555555-0000-4000-8000-000000000000`;
const granting = { kind: 'grantClusterAccess', clusterId, principalId: team, principalType: 'Group' } as const;

const changes: readonly (readonly [name: string, change: Change])[] = [
  ['local accounts off', { kind: 'setLocalAccounts', clusterId, enabled: false }],
  ['a Kubernetes role at a namespace for a group', { ...granting, namespace: 'web', level: 'writer' }],
  ['a Kubernetes role at a managed namespace', { ...granting, namespace: 'web', isManaged: true, level: 'admin' }],
  [
    'a Kubernetes role at a cluster for a person',
    { ...granting, principalType: 'User', principalId: ana, level: 'reader' },
  ],
  ['the role of a person at a namespace removed', { kind: 'removeClusterAccess', clusterId, roleAssignmentId: first }],
];

/** Compares lists of random worlds, and the ends of plans. */
export async function compareAccess(open: OpenSession): Promise<Tally> {
  const tally = new Tally();
  const problems: string[] = [];
  for (const [index, access] of fc.sample(randomAccess, { seed: 50, numRuns: worldCount }).entries()) {
    const world = accessWorld(access);
    const [theirs, ours] = await Promise.all([rowsOfAz(world, open), rowsOfOurs(world)]);
    const problem = differenceOf(theirs, ours);
    if (problem !== undefined) problems.push(`world ${index}: ${problem}`);
  }
  tally.note('who is listed at a cluster and its namespaces, in random worlds (H-50)', problems[0]);
  for (const [name, change] of changes)
    tally.note(`the plan as az: ${name}`, await problemOf([change], { open, world: company() }));
  return tally;
}
