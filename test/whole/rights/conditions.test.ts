import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createConnection } from '../../../src/azure/directory/connection.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldCaller, WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { builtInRoles } from '../../../src/emulator/roles/builtInRoles.ts';
import { visitor } from '../../../src/session/emulatorConnection.ts';
import {
  createBench,
  endpoint,
  httpClientOf,
  memoryStore,
  tokenOf,
  type Bench,
} from '../../support/azure/azureBench.ts';
import { idA, ids, idUnused, own, place, smallWorld } from '../../support/azure/smallWorld.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const subscription = `/subscriptions/${place.subscriptionId}`;
const objectId = '0b000000-0000-4000-8000-000000000001';
const guid = (name: string): string => builtInRoles.find((role) => role.name === name)!.guid;
/** What the portal writes for who may grant these roles only. */
const only = (...roleNames: string[]): string =>
  `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${roleNames.map(guid).join(', ')}}))`;
const delegate = 'Role Based Access Control Administrator';
type Roles = WorldCaller['roles'];
const role = (roleName: string, condition?: string): Roles[number] => ({
  scope: subscription,
  roleName,
  ...(condition === undefined ? {} : { condition, conditionVersion: '2.0' }),
});
const grant: Change = {
  kind: 'assignRole',
  principalId: idUnused.principalId,
  role: { name: 'Network Contributor' },
  scope: ids.subnet,
};
const benchFor = (...roles: Roles): Bench =>
  createBench(smallWorld({ caller: { objectId, roles } }), { token: tokenOf(objectId) });
const rightIn = async (bench: Pick<Bench, 'service'>, change: Change = grant) =>
  (await bench.service.plan([change])).checks.find(({ title }) =>
    /[Yy]ou can('t)? (assign|remove) roles/.test(textOf(title)),
  )!;

describe('a right to grant roles that the person has under a condition', () => {
  it('is named as possible with the condition, and a user who meets it can continue (T-15)', async () => {
    const condition = only('Network Contributor');
    const bench = benchFor(role('Reader'), role(delegate, condition));
    expect(await rightIn(bench)).toMatchObject({
      verdict: 'unknown',
      detail: `You have it only where this condition holds: ${condition}`,
    });
    expect((await bench.service.apply([grant])).status).toBe('succeeded');
  });

  it('is refused by Azure for what the condition leaves out, in words that name it', async () => {
    const bench = benchFor(role('Reader'), role(delegate, only('AcrPull')));
    expect((await rightIn(bench)).verdict).toBe('unknown');
    const outcome = await bench.service.apply([grant]);
    expect(outcome.status).toBe('failed');
    expect(JSON.stringify(outcome)).toContain('an ABAC condition not fulfilled');
  });

  it('is sure where another role gives it without one, and missing where none gives it', async () => {
    expect((await rightIn(benchFor(role(delegate, only('AcrPull')), role('Owner')))).verdict).toBe('pass');
    expect((await rightIn(benchFor(role('Reader', only('AcrPull')), role('Contributor')))).verdict).toBe('fail');
  });

  it('costs one request a scope where nothing that the person holds has a condition', async () => {
    const bench = benchFor(role('Owner'));
    const asked = async () => (await bench.requests()).filter(({ query }) => query['$filter']?.includes(objectId));
    expect((await rightIn(bench)).verdict).toBe('pass');
    expect(await asked()).toHaveLength(1);
  });

  it('leaves every other right of the same role as sure as it is (T-17)', async () => {
    const bench = benchFor(role('Owner', only('AcrPull')));
    const { checks } = await bench.service.plan([{ kind: 'upgradeNodeImages', clusterId: own.id }]);
    expect(checks.filter(({ title }) => textOf(title).startsWith('You can')).map(({ verdict }) => verdict)).toEqual([
      'pass',
    ]);
  });
});

/** The service on an emulator that has nothing at some addresses. */
function foreign(world: WorldFile, isAbsent: RegExp): Pick<Bench, 'service'> {
  const client = httpClientOf(createEmulator({ world }));
  const connection = createConnection({
    kind: 'emulator',
    name: 'foreign',
    endpoint,
    tenants: [{ tenantId: 'contoso', credential: visitor }],
    userAgent: 'aks-identity-test',
    httpClient: {
      sendRequest: async (request) =>
        isAbsent.test(new URL(request.url).pathname)
          ? { request, status: 404, headers: createHttpHeaders(), bodyAsText: '' }
          : client.sendRequest(request),
    },
  });
  return { service: createIdentityService({ connection, journal: createJournal(memoryStore()) }) };
}

describe('a token that does not say who the person is', () => {
  const callers: WorldFile = smallWorld({
    caller: { objectId, roles: [role('Contributor'), role(delegate, only('AcrPull'))] },
  });

  it('has the conditions of the caller that the emulator assumes, so that no right is certain that Azure refuses', async () => {
    const bench = createBench(callers, { token: 'aks-identity-visitor' });
    expect(await rightIn(bench)).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringContaining('condition') as string,
    });
    expect((await bench.service.apply([grant])).status).toBe('failed');
  });

  it.each([
    ['world', callers, 'unknown'],
    ['world, in which everybody owns everything', smallWorld(), 'pass'],
  ])('is explained by the %s where the emulator has no Microsoft Graph', async (_, world, verdict) => {
    expect((await rightIn(foreign(world, /^\/v1\.0\//))).verdict).toBe(verdict);
  });

  it('leaves open what depends on conditions if the person is unknown (T-16)', async () => {
    expect(await rightIn(foreign(smallWorld(), /^\/(v1\.0|_emulator)\//))).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringMatching(/doesn't show who you are/) as string,
    });
  });

  it('makes nothing unsure where everybody owns everything', async () => {
    const { checks } = await createBench(smallWorld()).service.plan([grant]);
    expect(new Set(checks.map((check) => check.verdict))).toEqual(new Set(['pass']));
  });
});

describe('the right to assign a kubelet identity', () => {
  const setKubelet: Change = { kind: 'setKubelet', clusterId: own.id, identityId: idUnused.id };
  const roles: Roles = [role('Reader'), role('Azure Kubernetes Service Contributor Role'), role(delegate)];
  const operatorOn = (scope: string) => ({ scope, roleName: 'Managed Identity Operator' });
  const checkIn = async (bench: Bench) =>
    (await bench.service.plan([setKubelet])).checks.find(({ title }) => textOf(title).includes('to the nodes'));

  it('is named as perhaps where the person lacks it, stops nothing, and is not mentioned where it is there (T-37)', async () => {
    const controlPlane = idA.id;
    const without = benchFor(...roles, operatorOn(controlPlane));
    expect(await checkIn(without)).toMatchObject({
      verdict: 'unknown',
      permission: { action: expect.stringContaining('assign/action') as unknown },
    });
    expect((await without.service.apply([setKubelet])).status).toBe('succeeded');
    expect(await checkIn(benchFor(...roles, operatorOn(subscription)))).toBeUndefined();
  });
});
