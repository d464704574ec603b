import { describe, expect, it } from 'vitest';
import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { createConnection, type Tenant } from '../../../src/azure/directory/connection.ts';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { endpoint, httpClientOf, memoryStore } from '../../support/azure/azureBench.ts';
import { idA, place, smallWorld, uami } from '../../support/azure/smallWorld.ts';

const otherSubscription = guidOf('subscription', 'other');
const otherCluster = uami.id.replace(place.subscriptionId, otherSubscription);
const platform = '/providers/Microsoft.Management/managementGroups/platform';
const above = ['/', platform];

type Name = 'first' | 'second';
type Answer = 'yes' | 'no' | 'forbidden';

/** Two directories behind one address; the token says to which one a request goes. Owner at the scope in the second. */
interface Two {
  readonly service: IdentityService;
  /** `first DELETE /providers/...`, since it was last emptied. */
  readonly sent: string[];
  /** Which directories have the management group; the emulator does not answer for these. */
  readonly groups: Record<Name, Answer>;
  readonly signedIn: Set<Name>;
  /** Writes that fail once. */
  readonly failing: { next?: boolean };
  holds(): Promise<boolean>;
  /** The same after a restart, perhaps with only some of the directories. */
  restarted(names: readonly Name[]): IdentityService;
}

function two(scope: string): Two {
  const world = JSON.parse(
    JSON.stringify(smallWorld()).replaceAll(place.subscriptionId, otherSubscription),
  ) as ReturnType<typeof smallWorld>;
  const owner = { scope, principalId: idA.principalId, principalType: 'ServicePrincipal' as const, roleName: 'Owner' };
  const roleAssignments = [...world.roleAssignments, owner];
  const groupOver = (subscriptionId: string) => ({
    managementGroups: [{ name: 'platform', subscriptions: [subscriptionId] }],
  });
  const clients: Readonly<Record<Name, HttpClient>> = {
    first: httpClientOf(createEmulator({ world: { ...smallWorld(), ...groupOver(place.subscriptionId) } })),
    second: httpClientOf(createEmulator({ world: { ...world, ...groupOver(otherSubscription), roleAssignments } })),
  };
  const sent: string[] = [];
  const groups: Record<Name, Answer> = { first: 'yes', second: 'yes' };
  const signedIn = new Set<Name>(['first', 'second']);
  const failing: { next?: boolean } = {};
  const store = memoryStore();
  const sendRequest = (request: PipelineRequest): ReturnType<HttpClient['sendRequest']> => {
    const name = request.headers.get('authorization') === 'Bearer first' ? 'first' : 'second';
    const { pathname } = new URL(request.url);
    sent.push(`${name} ${request.method} ${pathname}`);
    const answer = (status: number, body: object): ReturnType<HttpClient['sendRequest']> =>
      Promise.resolve({ request, status, headers: createHttpHeaders(), bodyAsText: JSON.stringify(body) });
    if (pathname === platform) {
      const [status, code] = { yes: [200, ''], no: [404, 'NotFound'], forbidden: [403, 'AuthorizationFailed'] }[
        groups[name]
      ] as [number, string];
      return answer(
        status,
        status === 200 ? { id: platform } : { error: { code, message: `Azure answered ${status}.` } },
      );
    }
    if (failing.next && request.method === 'DELETE') {
      failing.next = false;
      return answer(403, { error: { code: 'AuthorizationFailed', message: 'Not yet.' } });
    }
    return clients[name].sendRequest(request);
  };
  const tenant = (tenantId: Name): Tenant => ({
    tenantId,
    credential: {
      getToken: () =>
        signedIn.has(tenantId)
          ? Promise.resolve({ token: tenantId, expiresOnTimestamp: Date.now() + 3_600_000 })
          : Promise.reject(Object.assign(new Error('Sign in.'), { name: 'AuthenticationRequiredError' })),
    },
  });
  const restarted = (names: readonly Name[]): IdentityService =>
    createIdentityService({
      connection: createConnection({
        kind: 'emulator',
        name: 'two',
        endpoint,
        userAgent: 'test',
        tenants: names.map(tenant),
        httpClient: { sendRequest },
      }),
      journal: createJournal(store),
    });
  const service = restarted(['first', 'second']);
  const holds = async (): Promise<boolean> => (await wideRoles(service)).length > 0;
  const wideRoles = async (of: IdentityService) =>
    (await of.cluster(otherCluster)).roleAssignments.filter((each) => each.scope === scope);
  return { service, sent, groups, signedIn, failing, holds, restarted };
}

async function wideRole({ service }: Two, scope: string) {
  const { roleAssignments } = await service.cluster(otherCluster);
  const found = roleAssignments.find((each) => each.scope === scope);
  if (found === undefined) throw new Error('The role is not shown.');
  return found;
}

const writes = ({ sent }: Two): readonly string[] =>
  sent.filter((line) => /^\w+ (PUT|DELETE|POST|PATCH) /.test(line) && !/resourcegraph/i.test(line));

describe.each(above)('a role at %s', (scope) => {
  it('above all subscriptions carries the directory that it was read in, and is removed there', async () => {
    const bench = two(scope);
    const { id, tenantId } = await wideRole(bench, scope);
    expect(tenantId).toBe('second');
    bench.sent.length = 0;
    const outcome = await bench.service.apply([{ kind: 'removeRole', roleAssignmentId: id, tenantId: 'second' }]);
    expect(outcome).toMatchObject({ status: 'succeeded', steps: [{ status: 'done' }] });
    expect(bench.sent.filter((line) => line.startsWith('first') && line.includes(id))).toEqual([]);
    expect(writes(bench)).toEqual([`second DELETE ${id}`]);
    expect(await bench.holds()).toBe(false);
  });

  it('above all subscriptions is removed in the only directory that has it, if none is named', async () => {
    const bench = two(scope);
    const { id } = await wideRole(bench, scope);
    const plan = await bench.service.plan([{ kind: 'removeRole', roleAssignmentId: id }]);
    expect(plan.steps).toMatchObject([{ kind: 'removeRole', tenantId: 'second' }]);
    expect(await bench.service.apply(plan)).toMatchObject({ status: 'succeeded', steps: [{ status: 'done' }] });
    expect(writes(bench)).toEqual([`second DELETE ${id}`]);
    expect(await bench.holds()).toBe(false);
  });

  it('above all subscriptions is not called removed while a directory does not answer', async () => {
    const bench = two(scope);
    const { id } = await wideRole(bench, scope);
    bench.signedIn.delete('second');
    const change: Change = { kind: 'removeRole', roleAssignmentId: id };
    await expect(bench.service.plan([change])).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/directory second does not say: .*Sign in/) as string,
    });
    expect(writes(bench)).toEqual([]);
  });

  it('above all subscriptions that is in none of the directories is removed already', async () => {
    const bench = two(scope);
    const { id } = await wideRole(bench, scope);
    const gone = id.replace(/[^/]+$/, guidOf('gone'));
    const plan = await bench.service.plan([{ kind: 'removeRole', roleAssignmentId: gone }]);
    expect(plan.checks).toMatchObject([{ title: 'Already removed' }]);
    expect(await bench.service.apply(plan)).toMatchObject({ steps: [{ status: 'alreadyDone' }] });
  });

  it('above all subscriptions is removed by a resumed run in the same directory, and in no other', async () => {
    const bench = two(scope);
    const { id, tenantId } = await wideRole(bench, scope);
    bench.failing.next = true;
    const broken = await bench.service.apply([{ kind: 'removeRole', roleAssignmentId: id, tenantId: tenantId ?? '' }]);
    expect(broken.status).toBe('failed');
    bench.sent.length = 0;
    const alone = await bench
      .restarted(['first'])
      .resume(broken.activityId)
      .catch((error: unknown) => error);
    expect(alone).toSatisfy((end) => JSON.stringify(end).includes('signedOut'));
    expect(bench.sent).toEqual([]);
    const resumed = await bench.restarted(['first', 'second']).resume(broken.activityId);
    expect(resumed.status).toBe('succeeded');
    expect(writes(bench)).toEqual([`second DELETE ${id}`]);
  });
});

describe('a role that is assigned above all subscriptions', () => {
  const assign = (scope: string, more: { readonly tenantId?: string } = {}): Change => ({
    kind: 'assignRole',
    principalId: guidOf('principal', 'new'),
    role: { name: 'Reader' },
    scope,
    ...more,
  });

  it('is refused at the root while there are several directories', async () => {
    const bench = two('/');
    await expect(bench.service.apply([assign('/')])).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(
        'You are signed in to 2 directories, and the tenant root is in 2 of them.',
      ) as string,
    });
    expect(writes(bench)).toEqual([]);
  });

  const refusals: readonly (readonly [Answer, Answer, RegExp])[] = [
    ['yes', 'yes', /management group platform is in 2 of them/],
    ['no', 'no', /management group platform is in none of them/],
    ['forbidden', 'yes', /is not known, because the directory first does not say/],
    ['no', 'forbidden', /is not known, because the directory second does not say/],
  ];
  it.each(refusals)(
    'is refused at a management group where the directories answer %s and %s',
    async (a, b, message) => {
      const bench = two(platform);
      Object.assign(bench.groups, { first: a, second: b });
      await expect(bench.service.apply([assign(platform)])).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringMatching(message) as string,
      });
      expect(writes(bench)).toEqual([]);
    },
  );

  it.each(['first', 'second'] as const)('is assigned in the directory that alone has the group: %s', async (name) => {
    const bench = two(platform);
    Object.assign(bench.groups, { first: 'no', second: 'no', [name]: 'yes' });
    const plan = await bench.service.plan([assign(platform)]);
    expect(plan.steps).toMatchObject([{ tenantId: name }]);
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
    expect(writes(bench)).toEqual([expect.stringMatching(new RegExp(`^${name} PUT ${platform}`))]);
  });

  it.each(above.flatMap((scope) => (['first', 'second'] as const).map((name) => [scope, name] as const)))(
    'at %s is assigned in the directory that is named: %s',
    async (scope, name) => {
      const bench = two(scope);
      expect((await bench.service.apply([assign(scope, { tenantId: name })])).status).toBe('succeeded');
      const asked = bench.sent.filter((line) => !/\/subscriptions|resourcegraph/i.test(line));
      expect(asked.filter((line) => !line.startsWith(name))).toEqual([]);
      expect(writes(bench)).toHaveLength(1);
    },
  );

  it('is refused in a directory without a sign-in', async () => {
    const bench = two('/');
    await expect(bench.service.plan([assign('/', { tenantId: 'third' })])).rejects.toMatchObject({ code: 'signedOut' });
  });
});
