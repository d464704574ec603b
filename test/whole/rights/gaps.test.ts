import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { createConnection, type Tenant } from '../../../src/azure/directory/connection.ts';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Check } from '../../../src/domain/plan/plan.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { assignRole, guidOf, makeResourceGroup } from '../../../src/emulator/scenarios/parts/resources.ts';
import { makeRegistry } from '../../../src/emulator/scenarios/parts/services.ts';
import { createBench, endpoint, httpClientOf, memoryStore, type Bench } from '../../support/azure/azureBench.ts';
import {
  idA,
  idKubelet,
  ids,
  idUnused,
  legacyRegistry,
  own,
  place,
  smallWorld,
} from '../../support/azure/smallWorld.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const operator = assignRole('Managed Identity Operator', idA.principalId, idKubelet.id);
const idOf = ({ scope, name }: { scope: string; name?: string }): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name ?? ''}`;
const removal: Change = { kind: 'removeRole', roleAssignmentId: idOf(operator) };
const deletion: Change = { kind: 'deleteIdentity', identityId: idUnused.id, removeRoles: true };
const assignment: Change = {
  kind: 'assignRole',
  principalId: idUnused.principalId,
  role: { name: 'Reader' },
  scope: ids.group,
};
const checkOf = ({ checks }: { readonly checks: readonly Check[] }, title: string): Check | undefined =>
  checks.find((check) => textOf(check.title) === title);

/** Two directories with one subscription each; the second is `signedOut`, or answers `forbidden`. */
function twoDirectories(second: 'signedOut' | 'forbidden' | 'readable'): IdentityService {
  const other = guidOf('subscription', 'other');
  const otherWorld = JSON.parse(JSON.stringify(smallWorld()).replaceAll(place.subscriptionId, other)) as WorldFile;
  const first = httpClientOf(createEmulator({ world: smallWorld() }));
  const there = httpClientOf(createEmulator({ world: otherWorld }));
  const sendRequest = (request: PipelineRequest): ReturnType<HttpClient['sendRequest']> => {
    if (request.headers.get('authorization') === 'Bearer first') return first.sendRequest(request);
    if (second === 'readable') return there.sendRequest(request);
    const bodyAsText = JSON.stringify({ error: { code: 'AuthorizationFailed', message: 'Conditional access.' } });
    return Promise.resolve({ request, status: 403, headers: createHttpHeaders(), bodyAsText });
  };
  const tenant = (tenantId: string): Tenant => ({
    tenantId,
    credential: {
      getToken: () =>
        tenantId === 'second' && second === 'signedOut'
          ? Promise.reject(Object.assign(new Error('Sign in.'), { name: 'AuthenticationRequiredError' }))
          : Promise.resolve({ token: tenantId, expiresOnTimestamp: Date.now() + 3_600_000 }),
    },
  });
  return createIdentityService({
    connection: createConnection({
      kind: 'emulator',
      name: 'two',
      endpoint,
      userAgent: 'test',
      httpClient: { sendRequest },
      tenants: [tenant('first'), tenant('second')],
    }),
    journal: createJournal(memoryStore()),
  });
}

describe.each([
  ['signedOut', 'Sign in.'],
  ['forbidden', 'Conditional access.'],
] as const)('a directory that is %s', (state, reason) => {
  it('hides no cluster of another one from the removal of its role', async () => {
    const plan = await twoDirectories(state).plan([removal]);
    expect(plan).toMatchObject({
      title: 'Remove Managed Identity Operator from id-a on id-kubelet',
      confirmName: 'own-weu',
      lost: [{ clusterId: own.id }],
    });
    expect(checkOf(plan, 'Whether a cluster needs it')).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringContaining(`Clusters in directory second: ${reason}`) as string,
    });
  });

  it('is asked nothing about the registry that a cluster of another one gives up', async () => {
    const change: Change = { kind: 'detachRegistry', clusterId: own.id, registryId: legacyRegistry.id };
    expect(await twoDirectories(state).plan([change])).toMatchObject({ confirmName: 'own-weu' });
  });

  it('does not keep a role from being assigned in another one', async () => {
    const service = twoDirectories(state);
    expect(await service.apply([assignment])).toMatchObject({ status: 'succeeded' });
  });

  it('may have roles of a cluster of another one, which its details say', async () => {
    expect(inWords((await twoDirectories(state).cluster(own.id)).unknown)).toEqual([`Roles: ${reason}`]);
  });

  it('leaves open who is an old identity of a cluster of another one', async () => {
    expect(await twoDirectories(state).unusedRoles(own.id)).toMatchObject({ holders: [] });
  });
});

describe('an identity', () => {
  it('is not deleted while a directory is signed out in which something may use it', async () => {
    await expect(twoDirectories('signedOut').plan([deletion])).rejects.toMatchObject({
      code: 'signedOut',
      message: 'Whether anything in directory second uses id-unused in rg-shop is not known: Sign in.',
    });
  });

  it('is deleted with a doubt where a directory may not be read, and without one where both are', async () => {
    expect(checkOf(await twoDirectories('forbidden').plan([deletion]), 'Whether anything uses it')).toMatchObject({
      verdict: 'unknown',
      detail:
        'Clusters in directory second: Conditional access. Settings of clusters in newer API versions in directory second: Conditional access. Other resources in directory second: Conditional access. Fleets in directory second: Conditional access.',
    });
    expect(checkOf(await twoDirectories('readable').plan([deletion]), 'Nothing uses it')).toMatchObject({
      verdict: 'pass',
    });
  });
});

const hub = { subscriptionId: guidOf('subscription', 'hub'), group: 'rg-hub', location: 'westeurope' };
const third = guidOf('subscription', 'third');
const shared = makeRegistry(hub, 'acrhub', 'LegacyRegistryPermissions');

/** A world with two more subscriptions; the unused identity has a role in one of them. */
function wideWorld(): WorldFile {
  const world = smallWorld();
  return {
    ...world,
    subscriptions: [
      ...world.subscriptions,
      { subscriptionId: hub.subscriptionId, displayName: 'Hub' },
      { subscriptionId: third, displayName: 'Third' },
    ],
    resources: [...world.resources, makeResourceGroup(hub), shared],
    roleAssignments: [
      ...world.roleAssignments,
      assignRole('Reader', idUnused.principalId, ids.group),
      assignRole('AcrPull', idUnused.principalId, shared.id),
    ],
  };
}

const refuse = (bench: Bench, method: string, pathContains: string, message: string): Promise<void> =>
  bench.fault({ match: { method, pathContains }, status: 403, code: 'AuthorizationFailed', message, times: 99 });

describe("a subscription that can't be listed", () => {
  it('hides neither the clusters of the others nor the names of their identities', async () => {
    const bench = createBench(wideWorld());
    await refuse(bench, 'POST', 'resourcegraph', 'Graph no.');
    const hubs = `/subscriptions/${hub.subscriptionId}/providers/microsoft.`;
    await refuse(bench, 'GET', `${hubs}containerservice/managedclusters`, 'Hub no.');
    await refuse(bench, 'GET', `${hubs}managedidentity/userassignedidentities`, 'Hub no.');
    const plan = await bench.service.plan([removal]);
    expect(plan).toMatchObject({
      title: 'Remove Managed Identity Operator from id-a on id-kubelet',
      confirmName: 'own-weu',
    });
    expect(checkOf(plan, 'Whether a cluster needs it')).toMatchObject({
      verdict: 'unknown',
      detail: 'Clusters in subscription Hub: Hub no.',
    });
  });

  it('does not hide the roles of a deleted identity in the others', async () => {
    const bench = createBench(wideWorld());
    await refuse(bench, 'POST', 'resourcegraph', 'Graph no.');
    const path = `/subscriptions/${third}/providers/microsoft.authorization/roleassignments`;
    await refuse(bench, 'GET', path, 'Third no.');
    const plan = await bench.service.plan([deletion]);
    expect(plan.steps.map(({ title }) => title)).toEqual([
      'Remove AcrPull from id-unused on acrhub',
      'Remove Reader from id-unused on rg-shop',
      'Delete identity id-unused',
    ]);
    expect(checkOf(plan, 'Not all of its roles are known')).toMatchObject({
      verdict: 'unknown',
      detail: 'Roles in subscription Third: Third no.',
    });
  });
});
