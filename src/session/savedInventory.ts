/** An inventory as text for the next session: it has what rows show, and no token, no secret, no cluster's JSON. */
import type { SeenSubscription } from '../app/identityService.ts';
import { groupOf, lastSegment, subscriptionOf } from '../domain/arm/resourceId.ts';
import type { ControlPlane } from '../domain/cluster/model.ts';
import type { ClusterSummary } from '../domain/cluster/clusterSummary.ts';
import { everyCluster } from '../tree/loading/inventory.ts';
import type { ArmId } from '../domain/arm/resourceId.ts';
import { addTo } from '../tree/loading/inventory.ts';
import type { SavedInventory } from '../tree/loading/inventoryLoader.ts';

/** Changes with the format: what an earlier version wrote is not read. */
const version = 1;
/** The longest text that is saved: more than 50,000 clusters. */
const longest = 16_000_000;

/** A cluster in its shortest form. */
type Entry = readonly [id: string, location: string, state: string, controlPlane: ControlPlane, isUpgradable: 0 | 1];

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
  for (const { id, location, provisioningState, controlPlane, isUpgradable } of everyCluster(inventory)) {
    clusters.push([id, location, provisioningState, controlPlane, isUpgradable ? 1 : 0]);
  }
  const { subscriptions } = inventory;
  const seen = JSON.stringify({ connection, accounts, subscriptions, clusters });
  const text = `{"version":${version},"readAt":"${readAt.toISOString()}","seen":${seen}}`;
  return text.length > longest ? undefined : { text, seen };
}

/** Reads an inventory from text; returns `undefined` if anything in it is damaged, or if another version wrote it. */
export function inventoryInText(text: string): SavedInventory | undefined {
  const all = parsed(text);
  if (!isRecord(all) || all['version'] !== version || !isRecord(all['seen'])) return undefined;
  const { connection, accounts, subscriptions, clusters } = all['seen'];
  const time = new Date(typeof all['readAt'] === 'string' ? all['readAt'] : NaN);
  if (typeof connection !== 'string' || Number.isNaN(time.getTime())) return undefined;
  if (!areTexts(accounts) || !Array.isArray(subscriptions) || !subscriptions.every(isSubscription)) return undefined;
  if (!Array.isArray(clusters) || !clusters.every(isEntry)) return undefined;
  const places = new Map<string, Map<string, ClusterSummary>>();
  for (const entry of clusters) addTo(places, summaryIn(entry));
  return { connection, accounts, readAt: time, inventory: { subscriptions, clusters: places, failures: [] } };
}

function summaryIn([id, location, provisioningState, controlPlane, isUpgradable]: Entry): ClusterSummary {
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || isText(value);
}

function isSubscription(value: unknown): value is SeenSubscription {
  if (!isRecord(value)) return false;
  const { id, name, tenantId, directory, account } = value;
  return [id, name, tenantId].every(isText) && [directory, account].every(isTextOrNone);
}

function isEntry(value: unknown): value is Entry {
  if (!Array.isArray(value) || value.length !== 5) return false;
  const [id, location, state, controlPlane, isUpgradable] = value as readonly unknown[];
  const isPlaced = isText(id) && /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\//i.test(id);
  return (
    isPlaced &&
    isText(location) &&
    isText(state) &&
    isControlPlane(controlPlane) &&
    (isUpgradable === 0 || isUpgradable === 1)
  );
}

function isControlPlane(value: unknown): value is ControlPlane {
  if (!isRecord(value)) return false;
  const { kind, clientId, principalId, identityId } = value;
  if (![clientId, principalId, identityId].every(isTextOrNone)) return false;
  switch (kind) {
    case 'servicePrincipal':
      return isText(clientId);
    case 'userAssigned':
      return isText(identityId);
    default:
      return kind === 'systemAssigned' || kind === 'none';
  }
}
