import { afterEach, describe, expect, it } from 'vitest';
import { IdentityError } from '../../../src/errors.ts';
import { pageOf } from '../../../src/domain/signIn/situation/causes.ts';
import { issuerOf } from '../../../src/domain/workloads/issuer.ts';
import { apiServersOf } from '../../../src/domain/cluster/clusterSettings.ts';
import type { Kubectl } from '../../../src/webview/workloads/checkCluster.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { WhyState } from '../../../src/webview/protocol/why.ts';
import { WhySession, type WhyHost, type WhyStart } from '../../../src/webview/why/session.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { noKubectl } from '../../support/noKubectl.ts';
import { secretTexts } from '../../support/domain/secretsInText.ts';

const bench = createBench(demoWorld());
let session: WhySession | undefined;
afterEach(() => session?.dispose());

interface Opened {
  readonly session: WhySession;
  readonly states: WhyState[];
  readonly copied: string[];
  readonly last: () => WhyState;
}

function open(target: WhyStart = {}, host: Partial<WhyHost> = {}): Opened {
  const states: WhyState[] = [];
  const copied: string[] = [];
  const made = new WhySession(target, {
    service: async () => bench.service,
    post: (state) => void states.push(state),
    copy: async (text) => void copied.push(text),
    openPanel: () => undefined,
    openPage: () => undefined,
    signIn: () => undefined,
    kubectl: noKubectl,
    now: () => new Date('2026-09-01T12:00:00Z'),
    ...host,
  });
  session = made;
  return { session: made, states, copied, last: () => states.at(-1)! };
}

const noTokenFile = 'no token file specified. Check pod configuration or set TokenFilePath in the options';
const signedOut = (): Promise<IdentityService> =>
  Promise.reject(new IdentityError({ code: 'signedOut', message: 'Sign in to Azure first.' }));

describe('the window for sign-in errors', () => {
  it('answers from the message alone where no one is signed in, and offers to sign in (Q-01)', async () => {
    const { last } = open({ text: noTokenFile }, { service: signedOut });
    await expect.poll(() => last().answer?.text).toBe("The cause can't be known from this.");
    expect(last().answer).not.toHaveProperty('certainty');
    expect(last()).toMatchObject({
      canSignIn: true,
      notice: expect.stringContaining('Only the message was read') as string,
    });
  });

  it('lets other work go on while it reads a long message (Q-02)', async () => {
    const lines = '2026-11-29T10:00:00Z INFO request served\n'.repeat(40_000);
    const { last } = open({ text: `${lines}${noTokenFile}` }, { service: signedOut });
    let turns = 0;
    while (last().answer === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
      turns++;
    }
    expect(last().answer?.text).toBe("The cause can't be known from this.");
    expect(turns).toBeGreaterThan(10);
  });

  it('answers the later of two messages, however long the earlier one is (Q-01)', async () => {
    const long = `${'2026-11-29T10:00:00Z INFO request served\n'.repeat(40_000)}AADSTS700016: Application with identifier 'x' was not found`;
    const { session: shown, states, last } = open({ text: long }, { service: signedOut });
    shown.receive({ kind: 'diagnose', text: noTokenFile });
    await expect.poll(() => last().answer?.text).toBe("The cause can't be known from this.");
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(states.filter(({ answer }) => answer !== undefined).map(({ text }) => text)).not.toContain(long);
  });

  it('shows no answer of a place that it has left, and opens none of its plans (Q-01)', async () => {
    const { items } = await bench.service.clusters();
    const [legacy, store] = ['legacy-neu', 'store-weu'].map((name) => items.find((each) => each.name === name)!.id);
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const openedPanels: unknown[] = [];
    const slow: Pick<IdentityService, 'why'> = {
      why: async (...asked) => {
        const answer = await bench.service.why(...asked);
        arrived.resolve();
        await released.promise;
        return answer;
      },
    };
    const { session: shown, last } = open(
      { clusterId: legacy!, text: noTokenFile },
      {
        service: async () => Object.assign(Object.create(bench.service) as IdentityService, slow),
        openPanel: (target) => void openedPanels.push(target),
      },
    );
    await arrived.promise;
    shown.show({ clusterId: store! });
    released.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    shown.receive({ kind: 'plan', index: 0 });
    expect([last().place, last().answer, last().working]).toEqual(['store-weu', undefined, undefined]);
    expect(openedPanels).toEqual([]);
  });

  it('asks Azure nothing where the message proves the cause (Q-05)', async () => {
    const { last } = open(
      { text: 'AADSTS700024: Client assertion is not within its valid time range.' },
      { service: () => Promise.reject(new Error('asked')) },
    );
    await expect.poll(() => last().answer?.page).toBe(pageOf('TOKEN_STALE'));
    expect(last().failure).toBeUndefined();
  });

  it('shows no secret besides what is in the field, and copies none (Q-13)', async () => {
    const text = `${noTokenFile} ${secretTexts.map(([, each]) => each).join('\n')}`;
    const { session: made, states, copied, last } = open({ text });
    await expect.poll(() => last().answer).toBeDefined();
    made.receive({ kind: 'copyAnswer', masked: true });
    await expect.poll(() => copied.length).toBe(1);
    const shown = JSON.stringify([copied, states.map(({ text: _, ...rest }) => rest)]);
    for (const [, , secret] of secretTexts) expect(shown).not.toContain(secret);
    expect(last().answer?.leaked).toContain('Treat it as leaked');
  });

  it('leaves nothing of the message in the journal, the store or the log (Q-13)', async () => {
    const word = 'zqwordthatnooneelsehas';
    const { last } = open({ text: `${word} ${noTokenFile} ${word}` });
    await expect.poll(() => last().answer).toBeDefined();
    expect(JSON.stringify([await bench.store.read(), bench.notes, last().answer])).not.toContain(word);
    const sent = JSON.stringify(await bench.requests());
    expect(sent).not.toContain(word);
  });

  it('forgets the message when it is closed (Q-13)', async () => {
    const { session: made, states, last } = open({ text: noTokenFile });
    await expect.poll(() => last().answer).toBeDefined();
    const before = states.length;
    made.dispose();
    made.receive({ kind: 'ready' });
    expect(states.length).toBe(before);
  });

  it('looks in the cluster with kubectl where its context is known, and answers again (Q-03)', async () => {
    const { items } = await bench.service.clusters();
    const store = await bench.service.clusterNow(items.find(({ name }) => name === 'store-weu')!.id);
    const server = `${apiServersOf(store)[0]!.toLowerCase()}:443`;
    const asked: (readonly string[])[] = [];
    const pod = {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { namespace: 'basket', name: 'api-1' },
      spec: { serviceAccountName: 'api', containers: [] },
    };
    const account = {
      kind: 'ServiceAccount',
      apiVersion: 'v1',
      metadata: { namespace: 'basket', name: 'api', annotations: { 'azure.workload.identity/client-id': 'x' } },
    };
    const kubectl: Kubectl = {
      listContexts: async () => [{ name: 'store', server }],
      readCluster: async (_, resources) => {
        asked.push(resources);
        return { items: [pod, account], listed: [], notRead: [], isWhole: true };
      },
    };
    const { session: made, last } = open({ text: noTokenFile, clusterId: store.id }, { kubectl });
    await expect.poll(() => last().canLookIn).toBe('store-weu');
    expect(last().answer?.tone).toBe('unknown');
    made.receive({ kind: 'lookInCluster' });
    await expect.poll(() => last().answer?.page).toBe(pageOf('POD_LABEL_MISSING'));
    await expect.poll(() => last().notice).toBe('Looked in store-weu: this answer takes what is there into account.');
    expect(asked.flat().filter((each) => /^secrets?(\.|$)/.test(each))).toEqual([]);
    expect(last().canLookIn).toBeUndefined();
  });

  it('says that what it found in the cluster changes nothing, and forgets that cluster for another message (Q-03)', async () => {
    const { items } = await bench.service.clusters();
    const store = await bench.service.clusterNow(items.find(({ name }) => name === 'store-weu')!.id);
    const kubectl: Kubectl = {
      listContexts: async () => [{ name: 'store', server: `${apiServersOf(store)[0]!.toLowerCase()}:443` }],
      readCluster: async () => ({ items: [], listed: [], notRead: [], isWhole: true }),
    };
    const text = `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuerOf(store)}'. Assertion Subject: 'system:serviceaccount:x:y'. Assertion Audience: 'api://AzureADTokenExchange'.`;
    const { session: made, last } = open({ text }, { kubectl });
    await expect.poll(() => last().canLookIn).toBe('store-weu');
    made.receive({ kind: 'lookInCluster' });
    await expect.poll(() => last().notice).toBe('Looked in store-weu: nothing there changes this answer.');
    expect(last().place).toBe('store-weu');
    made.receive({ kind: 'diagnose', text: noTokenFile });
    await expect.poll(() => last().clusters.length).toBeGreaterThan(1);
    expect(last().place).toBe('');
  });

  it('does not look in another cluster that has got the name of the context meanwhile (Q-06)', async () => {
    const { items } = await bench.service.clusters();
    const store = await bench.service.clusterNow(items.find(({ name }) => name === 'store-weu')!.id);
    let server = `${apiServersOf(store)[0]!.toLowerCase()}:443`;
    let reads = 0;
    const kubectl: Kubectl = {
      listContexts: async () => [{ name: 'store', server }],
      readCluster: async () => {
        reads++;
        return { items: [], listed: [], notRead: [], isWhole: true };
      },
    };
    const { session: made, last } = open({ text: noTokenFile, clusterId: store.id }, { kubectl });
    await expect.poll(() => last().canLookIn).toBe('store-weu');
    server = 'elsewhere.example:443';
    made.receive({ kind: 'lookInCluster' });
    await expect.poll(() => last().failure).toContain('no longer leads to store-weu');
    expect(reads).toBe(0);
    // Whoever mends the context looks again.
    expect(last().canLookIn).toBe('store-weu');
  });

  it('ignores what is no intent, and a fix that is not there', async () => {
    const { session: made, last, copied } = open({ text: noTokenFile });
    await expect.poll(() => last().answer).toBeDefined();
    for (const message of [
      undefined,
      'text',
      { kind: 'plan', index: 99 },
      { kind: 'copyYaml', index: 99 },
      { kind: 'pickCluster', id: '/none' },
    ])
      made.receive(message);
    expect(copied).toEqual([]);
  });

  it('says that it was stopped, and shows the same text for another place', async () => {
    const { session: made, last } = open({}, { service: () => new Promise<IdentityService>(() => undefined) });
    made.receive({ kind: 'diagnose', text: noTokenFile });
    expect(last().working).toBeDefined();
    made.receive({ kind: 'stop' });
    await expect.poll(() => last().working).toBeUndefined();
    made.show({ clusterId: '/subscriptions/x/resourceGroups/y/providers/z/w/shop' });
    expect([last().place, last().text]).toEqual(['shop', noTokenFile]);
  });
});
