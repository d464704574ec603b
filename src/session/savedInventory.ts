/** An inventory as text for the next session: it has what rows show, and no token, no secret, no cluster's JSON. */
import { groupOf, lastSegment, subscriptionOf } from '../domain/arm/resourceId.ts';
import type { ClusterSummary } from '../domain/cluster/clusterSummary.ts';
import type { ArmId } from '../domain/arm/resourceId.ts';
import type { ControlPlane } from '../domain/cluster/model.ts';
import { check, fitting, isRecord, list, oneOf, open, optional, text, time } from '../shape/shape.ts';
import { everyCluster, addTo } from '../tree/loading/inventory.ts';
import type { SavedInventory } from '../tree/loading/inventoryLoader.ts';

/** Changes with the format: what an earlier version wrote is not read. */
const version = 2;
/** The longest text that is saved: more than 50,000 clusters. */
const longest = 16_000_000;

const subscription = open({ id: text, name: text, tenantId: text, directory: optional(text), account: optional(text) });
const isIdOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';
/** What the identities of a kind always have. */
const always: Readonly<Record<ControlPlane['kind'], string | undefined>> = {
  ...{ servicePrincipal: 'clientId', userAssigned: 'identityId' },
  ...{ systemAssigned: undefined, none: undefined },
};
function isControlPlane(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { kind, clientId, principalId, identityId } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(always, kind)) return false;
  const wanted = always[kind as ControlPlane['kind']];
  return [clientId, principalId, identityId].every(isIdOrNone) && (!wanted || typeof value[wanted] === 'string');
}
const isClusterId = (value: unknown): boolean =>
  typeof value === 'string' && /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\//i.test(value);
const isBit = (value: unknown): boolean => value === 0 || value === 1;
/** A cluster in its shortest form: id, location, provisioning state, control plane, and whether it is upgradable and stopped. */
type Entry = readonly [string, string, string, ControlPlane, 0 | 1, 0 | 1];
/** In one piece, and without the place of what does not fit: there may be ten thousand, and rows are waited for. */
const entry = check<Entry>('a cluster', (value) => {
  if (!Array.isArray(value) || value.length !== 6) return false;
  const [id, location, state, plane, isUpgradable, isStopped] = value as readonly unknown[];
  const isText = typeof location === 'string' && typeof state === 'string';
  return isClusterId(id) && isText && isBit(isUpgradable) && isBit(isStopped) && isControlPlane(plane);
});
const saved = open({
  version: oneOf(version),
  readAt: time,
  seen: open({ connection: text, accounts: list(text), subscriptions: list(subscription), clusters: list(entry) }),
});

/** An inventory as text, and the part of it that stays the same while nothing changes. */
export interface InventoryText {
  readonly text: string;
  readonly seen: string;
}

/** Writes an inventory as text; returns `undefined` if it would be too long. */
export function inventoryAsText({
  connection,
  accounts,
  readAt,
  inventory,
}: SavedInventory): InventoryText | undefined {
  const clusters: Entry[] = [];
  for (const { id, location, provisioningState, controlPlane, isUpgradable, isStopped } of everyCluster(inventory)) {
    clusters.push([id, location, provisioningState, controlPlane, isUpgradable ? 1 : 0, isStopped ? 1 : 0]);
  }
  const { subscriptions } = inventory;
  const seen = JSON.stringify({ connection, accounts, subscriptions, clusters });
  const text = `{"version":${version},"readAt":"${readAt.toISOString()}","seen":${seen}}`;
  return text.length > longest ? undefined : { text, seen };
}

/** Reads an inventory from text; returns `undefined` if anything in it is damaged, or if another version wrote it. */
export function inventoryInText(text: string): SavedInventory | undefined {
  const all = fitting(saved, parsed(text));
  if (all === undefined) return undefined;
  const { connection, accounts, subscriptions, clusters } = all.seen;
  const places = new Map<string, Map<string, ClusterSummary>>();
  for (const one of clusters) addTo(places, summaryIn(one));
  const inventory = { subscriptions, clusters: places, failures: [] };
  return { connection, accounts, readAt: new Date(all.readAt), inventory };
}

function summaryIn([id, location, provisioningState, controlPlane, isUpgradable, isStopped]: Entry): ClusterSummary {
  return {
    id: id as ArmId,
    name: lastSegment(id),
    location,
    subscriptionId: subscriptionOf(id) ?? '',
    resourceGroup: groupOf(id) ?? '',
    provisioningState,
    controlPlane,
    kubelet: { kind: 'unknown' },
    addons: [],
    isUpgradable: isUpgradable === 1,
    isStopped: isStopped === 1,
    hasWorkloadIdentity: false,
    uses: [],
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
