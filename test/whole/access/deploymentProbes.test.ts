/**
 * The five questions that Azure's own extension for VS Code asks before a deployment, answered in the way that it answers
 * them: by the permissions that Azure lists for the caller, and by the kubelet's role assignments one by one.
 * Source of the questions: https://github.com/Azure/vscode-aks-tools, its command "Check AKS deployment permissions"
 */
import { describe, expect, it } from 'vitest';
import { accessOf } from '../../../src/domain/access/accessCheck.ts';
import { accessSign } from '../../../src/domain/whoCanAct/accessRows.ts';
import type { Ability } from '../../../src/domain/whoCanAct/abilities.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createDirectory } from '../../../src/azure/directory/directory.ts';
import { createFactReader } from '../../../src/app/facts/readFacts.ts';
import { gatherFacts } from '../../../src/app/facts/gatherFacts.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { fc } from '../../support/property.ts';
import { accessWorld, clusterId, givenRole, principals, randomAccess } from './accessWorld.ts';

const [ana = ''] = principals;
const kubelet = '22222222-0000-4000-8000-000000000008';
const group = clusterId.replace(/\/providers\/.*/, '');
const subscription = group.replace(/\/resourceGroups\/.*/, '');
const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/acrshop`;
const userCredential = 'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action';
const deployments = 'Microsoft.ContainerService/managedClusters/apps/deployments/write';
const ofRegistry = 'Microsoft.ContainerRegistry/registries';

interface Permission {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

const matches = (pattern: string, action: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  ).test(action);
const anyOf = (patterns: readonly string[] = [], action: string): boolean =>
  patterns.some((pattern) => matches(pattern, action));

/** Either kind counts, because Azure has moved actions from one to the other. */
const grants = (permissions: readonly Permission[], action: string): boolean =>
  permissions.some(
    ({ actions, notActions, dataActions, notDataActions }) =>
      (anyOf(actions, action) && !anyOf(notActions, action)) ||
      (anyOf(dataActions, action) && !anyOf(notDataActions, action)),
  );

async function listed(bench: Bench, path: string): Promise<readonly Record<string, unknown>[]> {
  const { status, body } = await bench.arm('GET', path);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body['value'] as readonly Record<string, unknown>[];
}

/** What the caller's permissions at a resource say. */
async function probeOfCaller(bench: Bench, scope: string, action: string): Promise<boolean> {
  const path = `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
  return grants(await listed(bench, path), action);
}

/** What the kubelet's role assignments that reach the registry say. */
async function probeOfKubelet(bench: Bench): Promise<boolean> {
  const filter = encodeURIComponent(`principalId eq '${kubelet}'`);
  const path = `${registry}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=${filter}`;
  for (const { properties } of await listed(bench, path)) {
    const { roleDefinitionId } = properties as { roleDefinitionId: string };
    const { body } = await bench.arm('GET', `${roleDefinitionId}?api-version=2022-04-01`);
    const { permissions } = body['properties'] as { permissions: readonly Permission[] };
    if (grants(permissions, `${ofRegistry}/pull/read`)) return true;
  }
  return false;
}

/** Our answer at the registry, by role assignments. */
async function ours(bench: Bench, principalId: string, action: string): Promise<string> {
  const read = createFactReader(createDirectory(bench.connection), {});
  const now = (): Date => new Date(bench.emulator.clock.now());
  return gatherFacts((facts) => accessOf({ principalId, scope: registry, actions: [action] }, facts).kind, {
    read,
    now,
  });
}

/** Writing is more here than deployments alone. */
async function mayCreateDeployments(bench: Bench): Promise<boolean> {
  const request = { verb: 'create', group: 'apps', resource: 'deployments' };
  const { body } = await bench.arm('POST', '/_emulator/authorize', {
    cluster: clusterId,
    principalId: ana,
    ...request,
  });
  return body['decision'] === 'allowed';
}

const randomGiven = fc.array(
  fc.record({
    principalId: fc.constantFrom(ana, kubelet),
    scope: fc.constantFrom(subscription, group, registry),
    roleName: fc.constantFrom('AcrPull', 'AcrPush', 'Builds', 'Contributor', 'Owner', 'Reader'),
  }),
  { maxLength: 4 },
);

function worldWith(
  random: Parameters<typeof accessWorld>[0],
  more: readonly ReturnType<typeof givenRole>[],
): WorldFile {
  // The other one looks neither at conditions nor at deny assignments nor at Fleets.
  const given = random.given.map((each) => ({ ...each, condition: null }));
  // For it a data action such as `*` is every action, too.
  const isNarrow = (pattern: string): boolean => !matches(pattern, userCredential);
  const ownRoles = random.ownRoles.map(({ dataActions, notDataActions }) => ({
    dataActions: dataActions.filter(isNarrow),
    notDataActions,
  }));
  const made = accessWorld({ ...random, isInFleet: false, ownRoles, given: [...given, ...more], denied: [] });
  return {
    ...made,
    caller: { objectId: ana, displayName: 'Ana', roles: [] },
    resources: [
      ...made.resources,
      { id: registry, name: 'acrshop', type: ofRegistry, location: 'westeurope', properties: {} },
    ],
    roleDefinitions: [
      ...(made.roleDefinitions ?? []),
      {
        name: '44444444-0000-4000-8000-000000000008',
        roleName: 'Builds',
        assignableScopes: ['/'],
        permissions: [{ actions: [`${ofRegistry}/read`, `${ofRegistry}/tasks/write`] }],
      },
    ],
  };
}

describe('the questions that are asked before a deployment', () => {
  it('have the answers here that the extension of Azure finds, in random worlds (H-55)', async () => {
    const passed = new Map<string, number>();
    const note = (name: string, theirs: boolean): void =>
      void passed.set(name, (passed.get(name) ?? 0) + Number(theirs));
    await fc.assert(
      fc.asyncProperty(randomAccess, randomGiven, async (random, more) => {
        const reads = givenRole(ana, subscription, 'Reader');
        const bench = createBench(worldWith(random, [reads, ...more.map((each) => ({ ...each, condition: null }))]));
        const { own, posture } = await bench.service.whoCanAct(clusterId);
        const holds = (ability: Ability): boolean =>
          own.cells.some(
            (cell) => cell.ability === ability && cell.namespace === undefined && accessSign(cell) === 'yes',
          );
        const credential = await probeOfCaller(bench, clusterId, userCredential);
        expect(['user credential', holds('userCredential')]).toEqual(['user credential', credential]);
        note('credential', credential);
        const writes = await probeOfCaller(bench, clusterId, deployments);
        // Actions count there, too: whoever may do everything in Azure writes nothing in Kubernetes by that.
        const isOnlyAction = own.cells.some(({ ability }) => ability === 'changeCluster');
        if (posture.mode === 'azure' && !isOnlyAction) {
          const deploys = holds('write') && (await mayCreateDeployments(bench));
          expect(['writes', deploys]).toEqual(['writes', writes]);
        }
        note('writes', writes);
        for (const action of [`${ofRegistry}/push/write`, `${ofRegistry}/tasks/write`]) {
          const theirs = await probeOfCaller(bench, registry, action);
          expect([action, (await ours(bench, ana, action)) === 'granted']).toEqual([action, theirs]);
          note(action, theirs);
        }
        const pulls = await probeOfKubelet(bench);
        expect(['pull', (await ours(bench, kubelet, `${ofRegistry}/pull/read`)) === 'granted']).toEqual([
          'pull',
          pulls,
        ]);
        note('pull', pulls);
      }),
      { numRuns: 60 },
    );
    for (const [name, count] of passed) expect([name, count > 5 && count < 60]).toEqual([name, true]);
    expect(passed.size).toBe(5);
  });
});
