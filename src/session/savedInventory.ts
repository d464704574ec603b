/** An inventory as text for the next session: what rows show, without tokens, secrets or the JSON of clusters. */
import { createHash } from 'node:crypto';
import { idKey, lastSegment, type ArmId } from '../domain/arm/resourceId.ts';
import type { ClusterSummary } from '../domain/cluster/clusterSummary.ts';
import type { ControlPlane } from '../domain/cluster/model.ts';
import { list, oneOf, open, optional, readOrUndefined, text, time } from '../shape/shape.ts';
import type { SavedInventory } from '../tree/loading/inventoryLoader.ts';
import { parseJson } from '../shape/json.ts';
import { eachInSteps, type Stepwise } from '../shape/steps.ts';

/** Changes with the format; what an earlier version wrote is not read. */
const version = 3;
/** The longest text that is saved: more than 50,000 clusters. */
const longest = 16_000_000;

const subscription = open({ id: text, name: text, tenantId: text, directory: optional(text), account: optional(text) });
/** A cluster in its shortest form: id, location, provisioning state, control plane, and whether it is upgradable and stopped. */
type Entry = readonly [string, string, string, ControlPlane, 0 | 1, 0 | 1];
const saved = open({
  version: oneOf(version),
  readAt: time,
  seen: open({ connection: text, accounts: list(text), subscriptions: list(subscription), digest: text }),
});

/** An inventory as text, and the part of it that stays the same while nothing changes. */
export interface InventoryText {
  readonly text: string;
  readonly seen: string;
}

/**
 * Writes an inventory as text, a few clusters at a time: a first line, the sizes of the subscriptions, and a line for the clusters of
 * each; returns `undefined` if it would be too long.
 */
export function* inventoryAsText({
  connection,
  accounts,
  readAt,
  inventory: { subscriptions, clusters },
}: SavedInventory): Stepwise<InventoryText | undefined> {
  const lines = [JSON.stringify([...clusters].map(([id, summaries]) => [id, summaries.size]))];
  for (const summaries of clusters.values()) {
    const entries = yield* eachInSteps([...summaries.values()], (cluster) => JSON.stringify(entryOf(cluster)));
    lines.push(`\n[${entries.join(',')}]`);
  }
  const hash = createHash('sha256');
  for (const line of lines) {
    hash.update(line);
    yield;
  }
  const sightKey = JSON.stringify({ connection, accounts, subscriptions, digest: hash.digest('hex') });
  const text = `{"version":${version},"readAt":"${readAt.toISOString()}","seen":${sightKey}}\n${lines.join('')}`;
  return text.length > longest ? undefined : { text, seen: sightKey };
}

function entryOf(cluster: ClusterSummary): Entry {
  const { id, location, provisioningState, controlPlane, isUpgradable, isStopped } = cluster;
  return [id, location, provisioningState, controlPlane, isUpgradable ? 1 : 0, isStopped ? 1 : 0];
}

/** Returns a text that differs for any difference in the input. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Reads an inventory from text; returns `undefined` if any of it is damaged, or if another version wrote it. */
export function inventoryInText(text: string): SavedInventory | undefined {
  const end = text.indexOf('\n');
  const first = text.slice(0, end);
  const clusterLines = text.slice(end + 1);
  const head = end < 0 ? undefined : readOrUndefined(saved, parseJson(first));
  // If the digest matches, this version wrote it, so it is not checked any further.
  if (head?.seen.digest !== digestOf(clusterLines)) return undefined;
  const { connection, accounts, subscriptions } = head.seen;
  const [sizes = '', ...lines] = clusterLines.split('\n');
  const clusters = new Map(
    (JSON.parse(sizes) as readonly (readonly [string, number])[]).map(([id, size], index) => [
      id,
      new LaterPlace(size, lines[index] ?? ''),
    ]),
  );
  return { connection, accounts, readAt: new Date(head.readAt), inventory: { subscriptions, clusters, failures: [] } };
}

/** The clusters of a subscription, parsed from their line only when someone looks, because the first rows show only their number. */
class LaterPlace implements ReadonlyMap<string, ClusterSummary> {
  readonly size: number;
  readonly #line: string;
  #clusters: ReadonlyMap<string, ClusterSummary> | undefined;

  constructor(size: number, line: string) {
    this.size = size;
    this.#line = line;
  }

  get #all(): ReadonlyMap<string, ClusterSummary> {
    this.#clusters ??= new Map(
      (JSON.parse(this.#line) as readonly Entry[]).map((entry) => [idKey(entry[0]), summaryIn(entry)]),
    );
    return this.#clusters;
  }

  get(key: string): ClusterSummary | undefined {
    return this.#all.get(key);
  }

  has(key: string): boolean {
    return this.#all.has(key);
  }

  keys(): MapIterator<string> {
    return this.#all.keys();
  }

  values(): MapIterator<ClusterSummary> {
    return this.#all.values();
  }

  entries(): MapIterator<[string, ClusterSummary]> {
    return this.#all.entries();
  }

  [Symbol.iterator](): MapIterator<[string, ClusterSummary]> {
    return this.entries();
  }

  forEach(work: (value: ClusterSummary, key: string, map: ReadonlyMap<string, ClusterSummary>) => void): void {
    for (const [key, value] of this) work(value, key, this);
  }
}

/** Shared by all of them, because there may be ten thousand. */
const unsaved = { kubelet: { kind: 'unknown' }, addons: [], hasWorkloadIdentity: false, uses: [] } as const;

function summaryIn([id, location, provisioningState, controlPlane, isUpgradable, isStopped]: Entry): ClusterSummary {
  const [, , subscriptionId = '', , resourceGroup = ''] = id.split('/', 5);
  return {
    ...unsaved,
    id: id as ArmId,
    name: lastSegment(id),
    location,
    subscriptionId,
    resourceGroup,
    provisioningState,
    controlPlane,
    isUpgradable: isUpgradable === 1,
    isStopped: isStopped === 1,
  };
}
