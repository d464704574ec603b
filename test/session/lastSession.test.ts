import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lastSessionIn, type LastSession } from '../../src/session/lastSession.ts';
import type { Cluster } from '../../src/domain/cluster/model.ts';
import { clusterSummaryOf, type ClusterSummary } from '../../src/domain/cluster/clusterSummary.ts';
import { clusterOf } from '../../src/domain/cluster/fromArm.ts';
import { everyCluster, groupBySubscription } from '../../src/tree/loading/inventory.ts';
import { inventoryAsText, inventoryInText } from '../../src/session/savedInventory.ts';
import { inOneGo, itemsInStep } from '../../src/shape/steps.ts';
import type { SavedInventory } from '../../src/tree/loading/inventoryLoader.ts';
import type { SessionUser } from '../../src/session/signedInAccounts.ts';
import { sami, smallWorld, sp, uami } from '../support/azure/smallWorld.ts';
import { fc } from '../support/property.ts';

const connection = 'azure https://management.azure.com';
const { signal } = new AbortController();
const clusters: readonly ClusterSummary[] = smallWorld()
  .resources.filter(({ id }) => [sami.id, uami.id, sp.id].includes(id))
  .map((resource) => clusterSummaryOf(clusterOf(resource as Cluster['raw'])));

async function seen(more: Partial<SavedInventory> = {}): Promise<SavedInventory> {
  const subscriptions = [{ id: clusters[0]!.subscriptionId, name: 'Small', tenantId: 'contoso', account: 'Ada' }];
  const inventory = { subscriptions, clusters: await groupBySubscription(clusters, signal), failures: [] };
  return { connection, accounts: ['ada'], readAt: new Date('2026-05-04T08:00:00Z'), inventory, ...more };
}

describe('rows as text', () => {
  it('saved rows come back as they were, with what they show and nothing else of a cluster', async () => {
    const { text } = inOneGo(inventoryAsText(await seen()))!;
    const { inventory, ...rest } = inventoryInText(text)!;
    expect(rest).toEqual({ connection, accounts: ['ada'], readAt: new Date('2026-05-04T08:00:00Z') });
    expect([...everyCluster(inventory)]).toEqual(
      clusters.map((cluster): unknown =>
        expect.objectContaining({
          id: cluster.id,
          name: cluster.name,
          location: cluster.location,
          subscriptionId: cluster.subscriptionId,
          resourceGroup: cluster.resourceGroup,
          controlPlane: cluster.controlPlane,
        }),
      ),
    );
    for (const word of ['eTag', 'agentPoolProfiles', 'dnsServiceIP', 'token', 'future'])
      expect(text).not.toContain(word);
  });

  it('saved rows of another version, or cut short, are no rows', async () => {
    const { text } = inOneGo(inventoryAsText(await seen()))!;
    expect(inventoryInText(text.replace('"version":3', '"version":4'))).toBeUndefined();
    expect(inventoryInText(text.slice(0, -20))).toBeUndefined();
    expect(inventoryInText('')).toBeUndefined();
  });

  it('saved rows are no rows if any value in them is of another kind', async () => {
    const { text } = inOneGo(inventoryAsText(await seen()))!;
    const [first = '', rest = ''] = text.split(/\n(.*)/s);
    const whole = JSON.parse(first) as object;
    const places = pathsIn(whole);
    expect(places.length).toBeGreaterThan(12);
    for (const place of places) {
      for (const odd of [null, 7, true, {}, [], [[]]]) {
        const found = inventoryInText(`${JSON.stringify(replaced(whole, place, odd))}\n${rest}`);
        if (found === undefined) continue;
        // What may be left out, or is empty, is all that may differ.
        expect(place.at(-1), `${place.join('.')} as ${JSON.stringify(odd)}`).toMatch(/^(accounts|subscriptions)$/);
        expect(odd).toEqual([]);
      }
    }
  });

  it('saved rows are no rows if any character of the clusters is another one', async () => {
    const { text } = inOneGo(inventoryAsText(await seen()))!;
    for (let at = text.indexOf('\n') + 1; at < text.length; at += 7)
      expect(inventoryInText(`${text.slice(0, at)}~${text.slice(at + 1)}`)).toBeUndefined();
  });

  it('saved rows know how many clusters a subscription has, and find each, before and after they were read', async () => {
    const { clusters: there } = inventoryInText(inOneGo(inventoryAsText(await seen()))!.text)!.inventory;
    const [place] = there.values();
    expect([place!.size, place!.get(sami.id.toLowerCase())?.id]).toEqual([clusters.length, sami.id]);
    expect([...place!.keys()]).toEqual(clusters.map(({ id }) => id.toLowerCase()));
    expect([...place!.entries()]).toEqual([...place!]);
    const names: string[] = [];
    place!.forEach(({ name }, key) => names.push(`${name} ${String(place!.has(key))}`));
    expect(names).toEqual([...place!.values()].map(({ name }) => `${name} true`));
  });

  it('saved rows never cause an error, whatever is in the file', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(inventoryInText(text)).toBeUndefined();
      }),
    );
  });

  it('saved rows are written a few clusters at a time', async () => {
    let written = 0;
    const many = Array.from({ length: 4 * itemsInStep }, (_, index): ClusterSummary => ({
      ...clusters[0]!,
      id: `${clusters[0]!.id}-${index}` as ClusterSummary['id'],
      get location() {
        return (written++, 'westeurope');
      },
    }));
    const kept = await seen({
      inventory: { subscriptions: [], clusters: await groupBySubscription(many, signal), failures: [] },
    });
    const steps = inventoryAsText(kept);
    for (let step = steps.next(), before = 0; step.done !== true; before = written, step = steps.next())
      expect(written - before).toBeLessThanOrEqual(itemsInStep);
    expect(written).toBe(many.length);
  });

  it('rows of too many clusters are not saved', async () => {
    const [cluster] = clusters;
    const long = { ...cluster!, location: 'x'.repeat(16_000_000) };
    const kept = await seen({
      inventory: { subscriptions: [], clusters: await groupBySubscription([long], signal), failures: [] },
    });
    expect(inOneGo(inventoryAsText(kept))).toBeUndefined();
  });
});

describe('rows in files', () => {
  let folder: string;
  let user: SessionUser | undefined;
  let lines: string[];
  let rows: LastSession;
  const files = async (): Promise<readonly string[]> => (await readdir(folder).catch(() => [])).sort();
  const textIn = async (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    folder = join(await mkdtemp(join(tmpdir(), 'rows-')), 'rows');
    user = { connection, accounts: ['ada', 'grace'] };
    lines = [];
    rows = lastSessionIn({ folder, user: () => Promise.resolve(user), info: (text) => lines.push(text) });
  });
  afterEach(async () => {
    rows.dispose();
    vi.useRealTimers();
    await rm(join(folder, '..'), { recursive: true });
  });

  async function write(kept: SavedInventory): Promise<void> {
    rows.write(kept);
    vi.advanceTimersByTime(3000);
    await rows.read();
  }

  it('saved rows are written a little later, once for many readings, and read by the same user', async () => {
    for (let count = 0; count < 20; count += 1) rows.write(await seen());
    await rows.read();
    expect(await files()).toEqual([]);
    await write(await seen());
    expect(await files()).toHaveLength(1);
    expect(await rows.read()).toMatchObject({ connection, accounts: ['ada'] });
    expect(lines).toEqual([]);
  });

  it('saved rows are written again only if they have changed, or are old', async () => {
    await write(await seen());
    const [name] = await files();
    const before = await textIn(name!);
    await write(await seen({ readAt: new Date('2026-05-04T08:05:00Z') }));
    expect(await textIn(name!)).toBe(before);
    await write(await seen({ readAt: new Date('2026-05-04T08:06:00Z'), accounts: ['grace'] }));
    const changed = await textIn(name!);
    expect(changed).not.toBe(before);
    await write(await seen({ readAt: new Date('2026-05-04T08:30:00Z'), accounts: ['grace'] }));
    expect(await textIn(name!)).not.toBe(changed);
  });

  it.each([
    ['another account', { connection, accounts: ['eve'] }],
    ['nobody', { connection, accounts: [] }],
  ])('are dropped with a line in the log where %s is signed in', async (_, other) => {
    await write(await seen());
    user = other;
    expect(await rows.read()).toBeUndefined();
    expect(await files()).toEqual([]);
    expect(lines).toEqual(['The rows of the last session are dropped: they belong to another account.']);
  });

  it('saved rows that are damaged are dropped with a line in the log', async () => {
    await write(await seen());
    const [name] = await files();
    await writeFile(join(folder, name!), '{"version":0}');
    expect(await rows.read()).toBeUndefined();
    expect(await files()).toEqual([]);
    expect(lines).toEqual(["The rows of the last session are dropped: they can't be read."]);
  });

  it('saved rows are neither read nor written if it is not known who is signed in', async () => {
    await write(await seen());
    user = undefined;
    expect(await rows.read()).toBeUndefined();
    expect(await files()).toHaveLength(1);
    await rows.forget();
    await write(await seen());
    expect(await files()).toEqual([]);
  });

  it('saved rows are forgotten when their user leaves, also those that are not written yet', async () => {
    await write(await seen());
    rows.write(await seen({ accounts: [] }));
    await rows.forget();
    vi.advanceTimersByTime(3000);
    await rows.read();
    expect(await files()).toEqual([]);
  });

  it('saved rows are kept for the newest connections only, each by itself', async () => {
    for (let port = 1; port <= 6; port += 1) {
      user = { connection: `emulator http://127.0.0.1:${port}`, accounts: [] };
      await write(await seen({ connection: user.connection, accounts: [] }));
    }
    expect(await files()).toHaveLength(4);
    expect(await rows.read()).toMatchObject({ connection: 'emulator http://127.0.0.1:6' });
  });

  it("rows that can't be written are a line in the log, and no error", async () => {
    await writeFile(folder, 'a file in the place of the folder');
    rows.write(await seen());
    vi.advanceTimersByTime(3000);
    await rows.read();
    expect(lines.join('\n')).toMatch(/^Rows of the last session: .*ENOTDIR|EEXIST/);
    await rm(folder);
  });
});

/** Every path to a value below the head of the text. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length === 0 ? [] : [path]),
    ...Object.entries(value).flatMap(([key, each]) => pathsIn(each, [...path, key])),
  ];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (String(index) === key ? replaced(each, rest, by) : each));
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[key], rest, by) };
}
