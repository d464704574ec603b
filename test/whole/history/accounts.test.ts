/** Several accounts on one computer: who of them did what, also when one of them can't be asked any more. */
import { createHttpHeaders, type PipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it, vi } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createConnection, type Tenant } from '../../../src/azure/directory/connection.ts';
import { isWhole } from '../../../src/domain/history/historyUnknowns.ts';
import { momentInSentence, sourceTexts } from '../../../src/domain/history/text/footLines.ts';
import { clientText, whatText, whoText } from '../../../src/domain/history/text/historyLines.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { endpoint, httpClientOf, memoryStore, tokenOf } from '../../support/azure/azureBench.ts';
import { own, place } from '../../support/azure/smallWorld.ts';
import { worldBefore } from './past.ts';

const ids = { ana: '11111111-1111-4111-a111-111111111111', ops: '22222222-2222-4222-a222-222222222222' } as const;
type Name = keyof typeof ids;
const subscription = `/subscriptions/${place.subscriptionId}`;
const deed = 'upgraded the node image of pool nodepool1 of own-weu';

/** What is answered instead of Azure, if anything. */
type Fault = (name: Name | undefined, request: PipelineRequest) => { status: number; body: unknown } | undefined;

function setup() {
  const world = worldBefore();
  const emulator = createEmulator({
    world: {
      ...world,
      caller: { objectId: ids.ana, roles: [{ scope: subscription, roleName: 'Owner' }] },
      roleAssignments: [
        ...(world.roleAssignments ?? []),
        { scope: subscription, roleName: 'Owner', principalId: ids.ops, principalType: 'User' as const },
      ],
    },
  });
  const client = httpClientOf(emulator);
  const store = memoryStore();
  const state: { fault?: Fault; signedIn?: Name; hasNoToken?: Name; hangs?: boolean; stop?: AbortController } = {};
  const sleep = (milliseconds: number): Promise<void> => {
    emulator.clock.advance(milliseconds / 1000);
    return Promise.resolve();
  };
  const tenant = (name: Name): Tenant => ({
    tenantId: `t-${name}`,
    account: `${name}@contoso.com`,
    accountId: ids[name],
    credential: {
      getToken: () => {
        if (state.hangs) return new Promise(() => undefined);
        if (state.hasNoToken === name) return Promise.reject(new Error('Sign in again.'));
        const expiresOnTimestamp = Math.max(Date.now(), emulator.clock.now()) + 3_600_000;
        return Promise.resolve({ token: tokenOf(ids[state.signedIn ?? name]), expiresOnTimestamp });
      },
    },
  });
  const nameOf = ({ headers }: PipelineRequest): Name | undefined =>
    (Object.keys(ids) as Name[]).find((name) => headers.get('authorization') === `Bearer ${tokenOf(ids[name])}`);
  const service = (...names: readonly Name[]) =>
    createIdentityService({
      connection: createConnection({
        kind: 'emulator',
        name: 'accounts',
        endpoint,
        userAgent: 'test',
        tenants: names.map(tenant),
        httpClient: {
          sendRequest: async (request) => {
            if (state.stop !== undefined && isUpgrade(request)) {
              await client.sendRequest(request);
              state.stop.abort();
              throw Object.assign(new Error('Stopped.'), { name: 'AbortError' });
            }
            const fault = state.fault?.(nameOf(request), request);
            if (fault === undefined) return client.sendRequest(request);
            const headers = createHttpHeaders({
              'x-ms-correlation-request-id': '99999999-aaaa-4aaa-8aaa-99999999aaaa',
            });
            return { request, status: fault.status, headers, bodyAsText: JSON.stringify(fault.body) };
          },
        },
        sleep,
        now: () => emulator.clock.now(),
      }),
      journal: createJournal(store),
      sleep,
      now: () => new Date(emulator.clock.now()),
    });
  const told = async (...names: readonly Name[]) => {
    const since = new Date(emulator.clock.now() - 14 * 86_400_000);
    const history = await service(...names).history(own.id, since);
    const entries = history.entries.filter(({ action }) => action.includes('upgradeNodeImageVersion'));
    const lines = entries.map((entry) => `${whoText(entry)} | ${clientText(entry)} | ${whatText(entry)}`);
    const unknown = history.unknown.map(
      ({ title, reason }) => `${title === undefined ? '' : textOf(title)}: ${textOf(reason)}`,
    );
    const journal = history.sources.find(({ source }) => source === 'journal')!;
    return {
      lines,
      unknown,
      record: sourceTexts({ sources: [journal] }),
      since: history.since,
      isWhole: isWhole(history),
    };
  };
  return { emulator, store, state, service, told };
}

const refused = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'Not you.' } } };
const upgrade = [{ kind: 'upgradeNodeImages', clusterId: own.id, pools: ['nodepool1'] }] as const;
const isUpgrade = ({ method, url }: PipelineRequest): boolean =>
  method === 'POST' && url.includes('upgradeNodeImageVersion');
const isListOfSubscriptions = ({ url }: PipelineRequest): boolean => /^\/subscriptions\/?$/.test(new URL(url).pathname);

describe('what an account of this computer did', () => {
  it('is told once, of the account whose token left, though another one has signed in meanwhile (H-20)', async () => {
    const { emulator, state, service, told } = setup();
    const ana = service('ana');
    const plan = await ana.plan([...upgrade]);
    state.signedIn = 'ops';
    expect((await ana.apply(plan)).status).toBe('succeeded');
    emulator.clock.advance(900);
    state.signedIn = 'ana';
    expect((await told('ana')).lines).toEqual([`${ids.ana} (you) | AKS Identity | ${deed}`]);
    state.signedIn = 'ops';
    expect((await told('ana')).lines).toEqual([`${ids.ana} | AKS Identity | ${deed}`]);
  });

  it('is told once and of who sent it, though they stopped waiting for the answer, and another one reads (H-20)', async () => {
    const { emulator, state, service, told } = setup();
    const ana = service('ana');
    const plan = await ana.plan([...upgrade]);
    state.stop = new AbortController();
    expect((await ana.apply(plan, { signal: state.stop.signal })).status).toBe('stopped');
    delete state.stop;
    emulator.clock.advance(900);
    expect((await told('ops')).lines).toEqual([`${ids.ana} | probably AKS Identity | ${deed}`]);
    expect((await told('ana')).lines).toEqual([`${ids.ana} (you) | probably AKS Identity | ${deed}`]);
  });

  it('is done without another token, so that none can hold it up (H-20)', async () => {
    const { state, service } = setup();
    const ana = service('ana');
    const plan = await ana.plan([...upgrade]);
    state.hangs = true;
    expect((await ana.apply(plan)).status).toBe('succeeded');
  });

  it.each<[string, (state: ReturnType<typeof setup>['state']) => void, string, readonly string[]]>([
    ['both answer', () => undefined, ' (you)', []],
    [
      'her list of subscriptions is refused',
      (state) =>
        (state.fault = (name, request) => (name === 'ana' && isListOfSubscriptions(request) ? refused : undefined)),
      ' (you)',
      [],
    ],
    [
      'she sees no subscription any more',
      (state) =>
        (state.fault = (name, request) =>
          name === 'ana' && isListOfSubscriptions(request) ? { status: 200, body: { value: [] } } : undefined),
      ' (you)',
      [],
    ],
    [
      'she has to sign in again',
      (state) => (state.hasNoToken = 'ana'),
      ' (probably you)',
      ['Whether you did it with ana@contoso.com: Sign in again.'],
    ],
  ])('is told of ana, where ops reads, too, and %s (H-20)', async (_, given, you, unknown) => {
    const { emulator, state, service, told } = setup();
    await service('ana').apply([...upgrade]);
    emulator.clock.advance(900);
    given(state);
    expect(await told('ops', 'ana')).toMatchObject({ lines: [`${ids.ana}${you} | AKS Identity | ${deed}`], unknown });
  });

  it('is told without who that was, where a source of tokens no longer answers (H-20)', async () => {
    const { emulator, state, service } = setup();
    const ana = service('ana');
    await ana.apply([...upgrade]);
    emulator.clock.advance(900);
    const since = new Date(emulator.clock.now() - 86_400_000);
    await ana.history(own.id, since);
    state.hangs = true;
    const late = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
    const { entries, unknown } = await ana.history(own.id, since);
    late.mockRestore();
    expect(entries.map(whoText)).toContain(`${ids.ana} (probably you)`);
    expect(unknown.map(({ reason }) => textOf(reason))).toEqual(["It didn't say within 10 seconds who is signed in."]);
  });

  it.each<[string, (text: string) => string, string, boolean]>([
    ['whole', (text) => text, 'read back to the moment asked for.', true],
    [
      'of a newer version',
      (text) => text.replace('"version":1', '"version":2'),
      'not read. A newer version of AKS Identity keeps it.',
      false,
    ],
    [
      'damaged in part',
      (text) => text.replace('"status":"done"', '"status":"finished"'),
      'read back to the moment asked for, but not everything. 1 entry of it could not be read.',
      false,
    ],
    [
      'of an earlier version',
      (text) => text.replace(',"goneUntil":""', ''),
      'read back to a later moment, but not everything. Earlier changes may have been cleared, or have made room for later ones.',
      true,
    ],
  ])('is told with what the record on this computer can answer for: %s (H-21)', async (_, given, said, whole) => {
    const { emulator, store, service, told } = setup();
    await service('ana').apply([...upgrade]);
    emulator.clock.advance(900);
    store.text = given(store.text!);
    const { record, since, isWhole } = await told('ana');
    const [line] = record.map((text) =>
      text
        .replace(momentInSentence(since), 'the moment asked for')
        .replace(/back to \w+ \d+, \d+, [\d:]+ UTC/, 'back to a later moment'),
    );
    expect([line, isWhole]).toEqual([`The record of AKS Identity on this computer: ${said}`, whole]);
  });

  it("is told once, as Azure says that it ended, though its progress couldn't be seen (H-20)", async () => {
    const { emulator, state, service, told } = setup();
    const ana = service('ana');
    const plan = await ana.plan([...upgrade]);
    let isSent = false;
    state.fault = (_, request) => {
      const isPoll = isSent && request.method === 'GET';
      isSent ||= isUpgrade(request);
      return isPoll ? refused : undefined;
    };
    expect((await ana.apply(plan)).status).toBe('failed');
    delete state.fault;
    const before = (await told('ana')).lines;
    emulator.clock.advance(900);
    expect([before.length, (await told('ana')).lines]).toEqual([1, [`${ids.ana} (you) | AKS Identity | ${deed}`]]);
  });
});
