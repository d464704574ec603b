import type { ClusterDetails } from '../app/clusterDetails.ts';
import type { IdentityService } from '../app/identityService.ts';
import { clusterOf } from '../identity/clusterJson.ts';
import type { Finding } from '../identity/finding.ts';
import type { Cluster, ControlPlane } from '../identity/model.ts';
import { idKey } from '../identity/resourceId.ts';
import type { Inventory } from './nodes.ts';
import { keyOf } from './nodes.ts';

/** What has been read for the view from one service. Clusters, details and findings are renewed in place. */
export interface Reading {
  readonly service: IdentityService;
  inventory: Inventory;
  /** By `idKey`, each read once. */
  readonly details: Map<string, Promise<ClusterDetails>>;
  /** By `idKey`; those of the reading before are shown until they are checked again. */
  readonly findings: Map<string, readonly Finding[]>;
  readonly checked: Map<string, Promise<void>>;
  /** The control planes as they were when nothing was under way, for "from > to". */
  readonly before: Map<string, ControlPlane>;
  readonly abort: AbortController;
}

/** Lists subscriptions, clusters and identities, of all subscriptions or of some. */
export async function readInventory(
  service: IdentityService,
  shown: readonly string[] | undefined,
  before: Reading | undefined,
): Promise<Reading> {
  const abort = new AbortController();
  const options = { ...(shown === undefined ? {} : { subscriptionIds: shown }), signal: abort.signal };
  const subscriptions = await service.subscriptions(abort.signal);
  const [clusters, identities] = await Promise.all([service.clusters(options), service.identities(options)]);
  const failures = [...subscriptions.failures, ...clusters.failures, ...identities.failures];
  const isShown = ({ id }: { id: string }): boolean =>
    shown?.some((one) => one.toLowerCase() === id.toLowerCase()) ?? true;
  const inventory = {
    subscriptions: subscriptions.items.filter(isShown),
    clusters: clusters.items,
    identities: identities.items,
    failures: [...new Map(failures.map((one) => [keyOf(one), one])).values()],
  };
  const kept = before?.service === service ? before : undefined;
  return {
    service,
    inventory,
    details: new Map(),
    findings: new Map(kept?.findings),
    checked: new Map(),
    before: new Map(kept?.before),
    abort,
  };
}

/** A cluster's details, read together with its findings when it is unfolded. */
export async function readDetails(reading: Reading, clusterId: string): Promise<ClusterDetails> {
  const key = idKey(clusterId);
  const details = reading.details.get(key) ?? reading.service.cluster(clusterId, reading.abort.signal);
  reading.details.set(key, details);
  try {
    const [answer] = await Promise.all([details, check(reading, clusterId)]);
    renew(reading, answer.cluster);
    return answer;
  } catch (error) {
    forget(reading, clusterId);
    throw error;
  }
}

/** Looks for findings of a cluster, once a reading. */
export function check(reading: Reading, clusterId: string): Promise<void> {
  const key = idKey(clusterId);
  const known = reading.checked.get(key);
  if (known) return known;
  const checked = reading.service.diagnose(clusterId, reading.abort.signal).then((findings) => {
    reading.findings.set(key, findings);
  });
  reading.checked.set(key, checked);
  return checked;
}

/** Without Resource Graph a subscription with more clusters is checked cluster by cluster, as they are unfolded. */
const mostWithoutGraph = 30;

/** Looks for findings of all clusters of a subscription, with few requests; clusters that were unfolded keep their own. */
export async function checkTogether(reading: Reading, subscriptionId: string, onFound: () => void): Promise<void> {
  const { service, abort, findings, checked } = reading;
  await service.survey({
    subscriptionIds: [subscriptionId],
    signal: abort.signal,
    mostWithoutGraph,
    onFound: (row) => {
      const key = idKey(row.cluster.id);
      if (checked.has(key) || abort.signal.aborted) return;
      findings.set(key, row.findings);
      checked.set(key, Promise.resolve());
      onFound();
    },
  });
}

/** Reads only the cluster itself again; true if that changes what is shown. */
export async function renewCluster(reading: Reading, before: Cluster): Promise<boolean> {
  const cluster = clusterOf(await reading.service.json(before.id, reading.abort.signal));
  if (cluster.provisioningState === before.provisioningState && cluster.eTag === before.eTag) return false;
  forget(reading, before.id);
  renew(reading, cluster);
  return true;
}

/** Details and findings of a cluster are read again when they are next asked for. */
export function forget(reading: Reading, clusterId: string): void {
  reading.details.delete(idKey(clusterId));
  reading.checked.delete(idKey(clusterId));
}

function renew(reading: Reading, cluster: Cluster): void {
  const key = idKey(cluster.id);
  const clusters = reading.inventory.clusters.map((one) => (idKey(one.id) === key ? cluster : one));
  reading.inventory = { ...reading.inventory, clusters };
}
