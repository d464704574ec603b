import type { HttpClient } from '@azure/core-rest-pipeline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createConnection } from '../../../src/azure/directory/connection.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { allTurns } from '../../support/allTurns.ts';
import { endpoint, httpClientOf, memoryStore } from '../../support/azure/azureBench.ts';
import { until } from '../../support/until.ts';

/** The network: what was sent, what waits for its answer, what was given up. */
interface Network {
  readonly client: HttpClient;
  readonly sent: string[];
  readonly ended: string[];
  /** Answers nothing from now on, until it is let go. */
  hold(): void;
  release(): void;
}

function network(client: HttpClient): Network {
  const sent: string[] = [];
  const ended: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  let open: () => void = () => undefined;
  return {
    sent,
    ended,
    client: {
      async sendRequest(request) {
        const { pathname } = new URL(request.url);
        sent.push(pathname);
        const aborted = new Promise<never>((_, reject) => {
          request.abortSignal?.addEventListener('abort', () => {
            ended.push(pathname);
            reject(Object.assign(new Error('Aborted'), { name: 'AbortError' }));
          });
        });
        await Promise.race([gate, aborted]);
        return client.sendRequest(request);
      },
    },
    hold() {
      ({ promise: gate, resolve: open } = Promise.withResolvers<void>());
    },
    release: () => open(),
  };
}

let net: Network;
let service: IdentityService;
let tree: ClustersTree;
let checks: boolean;
let draws: number;

beforeEach(() => {
  const emulator = createEmulator({ world: fleetWorld(40, 8) });
  net = network(httpClientOf(emulator));
  const token = { token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 };
  const connection = createConnection({
    kind: 'emulator',
    name: 'test',
    endpoint,
    tenants: [{ tenantId: 'contoso', credential: { getToken: () => Promise.resolve(token) } }],
    userAgent: 'test',
    httpClient: net.client,
  });
  service = createIdentityService({ connection, journal: createJournal(memoryStore()) });
  tree = new ClustersTree({
    service: () => Promise.resolve(service),
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => checks,
    onState: () => undefined,
    note: (error) => expect.fail(String(error)),
  });
  draws = 0;
  checks = true;
  tree.onDidChangeTreeData(() => (draws += 1));
});
afterEach(() => {
  tree.dispose();
  vi.useRealTimers();
});

const labels = async (): Promise<readonly string[]> => ((await tree.getChildren()) ?? []).map(({ label }) => label);

describe('reading for the view Clusters', () => {
  it('folded subscriptions cost one page for all, and no request about their clusters and identities', async () => {
    await labels();
    expect(net.sent).toEqual(['/subscriptions', '/providers/Microsoft.ResourceGraph/resources']);
  });

  it('the identities of one subscription among many are read once, when their folder is unfolded', async () => {
    checks = false;
    const [first] = await tree.getChildren();
    const folder = async (): Promise<Row | undefined> =>
      (await tree.getChildren(first))?.find(({ kind }) => kind === 'identities');
    expect(await folder()).toMatchObject({ label: 'Managed identities' });
    expect((await folder())?.description).toBeUndefined();
    expect(net.sent).toHaveLength(2);
    const identities = await tree.getChildren(await folder());
    expect(identities?.length).toBeGreaterThan(1);
    await tree.getChildren(await folder());
    const asked = (end: string): readonly string[] => net.sent.filter((path) => path.endsWith(end));
    await until(() => expect(asked('/federatedIdentityCredentials').length).toBeGreaterThan(1));
    const credentials = asked('/federatedIdentityCredentials');
    expect(new Set(credentials).size).toBe(credentials.length);
    // Clusters, identities, whether Resource Graph has credentials, and for these the identities once more.
    expect(asked('/Microsoft.ResourceGraph/resources')).toHaveLength(4);
    expect((await folder())?.description).toBe(String(identities?.length));
  });

  it('the clusters of an unfolded subscription are checked, and nothing more once the view is hidden', async () => {
    const [first] = await tree.getChildren();
    await tree.getChildren(first);
    const asked = net.sent.filter((path) => path.endsWith('/resources'));
    expect(asked.length).toBeGreaterThanOrEqual(1);
    tree.setVisible(false);
    await allTurns();
    const { length } = net.sent;
    await allTurns();
    expect(net.sent).toHaveLength(length);
  });

  it('a refresh ends the requests of the reading that it overtakes, and its own result is shown', async () => {
    await labels();
    net.hold();
    tree.refresh();
    await until(() => expect(net.sent).toHaveLength(3));
    tree.refresh();
    expect(net.ended).toEqual(['/subscriptions']);
    net.release();
    expect(await labels()).toHaveLength(8);
  });

  it('reading comes to an end however often a refresh is asked for', async () => {
    await labels();
    const { length } = net.sent;
    net.hold();
    for (let count = 0; count < 20; count += 1) {
      tree.refresh();
      await allTurns();
    }
    expect(net.ended.length).toBeLessThan(5);
    net.release();
    await until(() => expect(net.sent.at(-1)).toContain('ResourceGraph'));
    await allTurns();
    expect(net.sent.length - length).toBeLessThan(12);
  });

  it('changes that are reported during a reading lead to one more reading, not to one for each', async () => {
    await labels();
    net.hold();
    for (let count = 0; count < 30; count += 1) tree.refreshAfterwards();
    net.release();
    await until(() => expect(net.sent.filter((path) => path === '/subscriptions')).toHaveLength(3));
    await allTurns();
    expect(net.ended).toEqual([]);
    expect(net.sent.filter((path) => path === '/subscriptions')).toHaveLength(3);
  });
});

describe('the view Clusters, hidden', () => {
  it('a view that is hidden ends what it is reading, and reads it when it is visible again', async () => {
    net.hold();
    const rows = labels();
    await until(() => expect(net.sent).toEqual(['/subscriptions']));
    tree.setVisible(false);
    expect(net.ended).toEqual(['/subscriptions']);
    expect(await rows).toEqual([]);
    net.release();
    await allTurns();
    expect(net.sent).toHaveLength(1);
    tree.setVisible(true);
    expect(await labels()).toHaveLength(8);
  });

  it('a view that is hidden ends what it reads below a row, and draws it when it is visible again', async () => {
    const [first] = await tree.getChildren();
    const [cluster] = await tree.getChildren(first);
    net.hold();
    const below = tree.getChildren(cluster);
    await allTurns();
    tree.setVisible(false);
    expect(net.ended.length).toBeGreaterThan(0);
    expect(await below).toEqual([]);
    net.release();
    draws = 0;
    tree.setVisible(true);
    await until(() => expect(draws).toBe(1));
    expect((await tree.getChildren(cluster)).length).toBeGreaterThan(2);
  });

  it('a hidden view sends nothing, whatever asks for it, and reads once when it is visible', async () => {
    await labels();
    tree.setVisible(false);
    await allTurns();
    const { length } = net.sent;
    tree.refresh();
    tree.refreshAfterwards();
    await tree.redraw();
    await tree.followOperations();
    await allTurns();
    expect(net.sent).toHaveLength(length);
    expect(draws).toBe(0);
    tree.setVisible(true);
    await until(() => expect(net.sent.length).toBeGreaterThan(length + 1));
    expect(net.sent.slice(length).filter((path) => path === '/subscriptions')).toHaveLength(1);
  });

  it('a view reads again if it was hidden for long, and not if it was hidden briefly', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await labels();
    const { length } = net.sent;
    tree.setVisible(false);
    tree.setVisible(true);
    await allTurns();
    expect(net.sent).toHaveLength(length);
    tree.setVisible(false);
    vi.setSystemTime(Date.now() + 6 * 60_000);
    tree.setVisible(true);
    await until(() => expect(net.sent.length).toBeGreaterThan(length));
  });
});
