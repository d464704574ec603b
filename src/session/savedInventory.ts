/** An inventory as text for the next session: it has what rows show, and no token, no secret, no cluster's JSON. */
import { groupOf, lastSegment, subscriptionOf } from '../domain/arm/resourceId.ts';
import type { ClusterSummary } from '../domain/cluster/clusterSummary.ts';
import type { ArmId } from '../domain/arm/resourceId.ts';
import type { ControlPlane } from '../domain/cluster/model.ts';
import { check, fitting, list, oneOf, open, optional, text, time, tuple, variants } from '../shape/shape.ts';
import type { Of, Shape } from '../shape/shape.ts';
import { everyCluster, addTo } from '../tree/loading/inventory.ts';
import type { SavedInventory } from '../tree/loading/inventoryLoader.ts';

/** Changes with the format: what an earlier version wrote is not read. */
const version = 2;
/** The longest text that is saved: more than 50,000 clusters. */
const longest = 16_000_000;

const subscription = open({ id: text, name: text, tenantId: text, directory: optional(text), account: optional(text) });
const controlPlane = variants(
  {
    servicePrincipal: { clientId: text, principalId: optional(text), identityId: optional(text) },
    systemAssigned: { clientId: optional(text), principalId: optional(text), identityId: optional(text) },
    userAssigned: { identityId: text, clientId: optional(text), principalId: optional(text) },
    none: { clientId: optional(text), principalId: optional(text), identityId: optional(text) },
  },
  { make: open },
) as Shape<unknown> as Shape<ControlPlane>;
const clusterId = check<string>(
  'the id of a cluster',
  (value) => typeof value === 'string' && /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\//i.test(value),
);
/** A cluster in its shortest form: id, location, provisioning state, control plane, and whether it is upgradable and stopped. */
const entry = tuple(clusterId, text, text, controlPlane, oneOf(0, 1), oneOf(0, 1));
type Entry = Of<typeof entry>;
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
