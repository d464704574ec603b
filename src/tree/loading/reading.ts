import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import type { ClusterAround } from '../../app/facts/clusterAround.ts';
import type { NamedWorkloads } from '../../app/facts/clusterWorkloads.ts';
import type { IdentityService } from '../../app/identityService.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { eachOnce, type Unknown } from '../../domain/arm/unknown.ts';
import { clusterSummaryOf, type ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import type { Cluster, ControlPlane, UserAssignedIdentity } from '../../domain/cluster/model.ts';
import type { Checked, Finding } from '../../domain/findings/finding.ts';
import { runAt, type ClusterRuns } from './clusterRuns.ts';
import { clusterIn, keyOf, withCluster, bySubscription, type Inventory, type Unlisted } from './inventory.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';
import { defined } from '../../shape/defined.ts';

/** Everything that was read for the view from one service. Clusters, details and findings are replaced in place. */
export interface Reading {
  readonly service: IdentityService;
  inventory: Inventory;
  /** There are subscriptions that were not checked, because others are selected. */
  readonly hasUnselected: boolean;
  readonly readAt: Date;
  /**
   * The identities by subscription in lower case, each listed once: with the clusters if there are few subscriptions,
   * otherwise when a subscription is unfolded.
   */
  readonly identities: Map<string, Promise<ListedIdentities>>;
  /** By `idKey`, each read once. */
  readonly details: Map<string, Promise<ClusterDetails>>;
  /** By `idKey`, each read once, when its row is unfolded. */
  readonly workloads: Map<string, BelowRead<NamedWorkloads>>;
  /** The resources around clusters, by `idKey`, each read once, when its row is unfolded. */
  readonly around: Map<string, BelowRead<ClusterAround>>;
  /** The checks by `idKey`; those of the previous reading are shown until the cluster has been checked again. */
  readonly checks: Map<string, ClusterCheckResult>;
  readonly checked: Map<string, Promise<void>>;
  /** The control planes as they were before the changes that are under way, for "from > to". */
  readonly controlPlanesBefore: Map<string, ControlPlane>;
  /** Aborts everything that is being read below unfolded rows; it is replaced if reading continues later. */
  abort: AbortController;
}

/** What is known of the problems of one cluster. */
export interface ClusterCheckResult extends Checked {
  /** Why the cluster could not be checked now. */
  readonly why?: Unknown;
  /** What else is unknown of it, and what of its workloads and around it could not be checked. */
  readonly otherUnknowns?: readonly Unknown[];
  /** Those among them that come from the check. */
  readonly unknownsOfCheck?: readonly Unknown[];
  /** What is wrong around it, once someone has looked. */
  readonly around?: readonly Finding[];
}

/** What is below a row of a cluster, as it is being read and once it has been read. */
interface BelowRead<T> {
  readonly asked: Promise<T>;
  answer?: T;
}

/** Identities of a subscription, and why they could not be listed. */
export interface ListedIdentities {
  readonly items: readonly UserAssignedIdentity[];
  readonly failures: readonly Unlisted[];
}

/** Up to so many subscriptions are unfolded from the start, and their identities are read with the clusters. */
export const fewSubscriptions = 4;

/** Without a subscription there is nothing to list, and directories that do not answer are not waited for a second time. */
const none = { items: [], failures: [] } as const;

/** Lists subscriptions and clusters, of all subscriptions or of some. */
export async function readInventory(
  service: IdentityService,
  shown: readonly string[] | undefined,
  before: Reading | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<Reading> {
  const options = { ...defined({ subscriptionIds: shown }), signal };
  const listed = await service.subscriptions(signal);
  const isShown = ({ id }: { id: string }): boolean =>
    shown?.some((one) => one.toLowerCase() === id.toLowerCase()) ?? true;
  const subscriptions = listed.items.filter(isShown);
  const identities: Reading['identities'] = new Map();
  if (subscriptions.length <= fewSubscriptions) {
    for (const { id } of subscriptions) void listOnce(service, identities, id, signal);
  }
  const clusters = subscriptions.length === 0 ? none : await service.clusters(options);
  const failures = [...listed.failures, ...clusters.failures];
  const previous = before?.service === service ? before : undefined;
  return {
    service,
    inventory: {
      subscriptions,
      clusters: await bySubscription(clusters.items, signal),
      failures: [...new Map(failures.map((one) => [keyOf(one), one])).values()],
    },
    hasUnselected: !listed.items.every(isShown),
    readAt: new Date(),
    identities,
    details: new Map(),
    workloads: new Map(),
    around: new Map(),
    checks: new Map(previous?.checks),
    checked: new Map(),
    controlPlanesBefore: new Map(previous?.controlPlanesBefore),
    abort: new AbortController(),
  };
}

/** Returns true if the identities of a subscription have been asked for. */
export function hasIdentities({ identities }: Reading, subscriptionId: string): boolean {
  return identities.has(subscriptionId.toLowerCase());
}

/** Reads the identities of a subscription, once. */
export function readIdentities(
  { service, identities, abort }: Reading,
  subscriptionId: string,
): Promise<ListedIdentities> {
  return listOnce(service, identities, subscriptionId, abort.signal);
}

function listOnce(
  service: IdentityService,
  identities: Reading['identities'],
  subscriptionId: string,
  signal: AbortSignal,
): Promise<ListedIdentities> {
  const key = subscriptionId.toLowerCase();
  const known = identities.get(key);
  if (known) return known;
  const listed = service.identities({ subscriptionIds: [subscriptionId], signal });
  identities.set(key, listed);
  listed.catch(() => identities.delete(key));
  return listed;
}

/** Reads a cluster's details together with its findings, when it is unfolded. */
export async function readRowDetails(reading: Reading, clusterId: string): Promise<ClusterDetails> {
  const key = idKey(clusterId);
  const details = reading.details.get(key) ?? reading.service.cluster(clusterId, reading.abort.signal);
  reading.details.set(key, details);
  try {
    const [answer] = await Promise.all([details, checkRow(reading, clusterId)]);
    renew(reading, answer.cluster);
    return answer;
  } catch (error) {
    forget(reading, clusterId);
    throw error;
  }
}

/** Reads the workloads of a cluster, when their row is unfolded. */
export function readWorkloads(reading: Reading, clusterId: string): Promise<NamedWorkloads> {
  const { service, workloads, abort } = reading;
  return readBelow(reading, clusterId, { known: workloads, ask: () => service.workloads(clusterId, abort.signal) });
}

/** Reads the resources around a cluster, when its row is unfolded. */
export function readAroundRow(reading: Reading, clusterId: string): Promise<ClusterAround> {
  const { service, around, abort } = reading;
  return readBelow(reading, clusterId, { known: around, ask: () => service.around(clusterId, abort.signal) });
}

/** Reads what is below a row of a cluster once, and notes what that says of its problems. */
async function readBelow<T>(
  reading: Reading,
  clusterId: string,
  { known, ask }: { readonly known: Map<string, BelowRead<T>>; readonly ask: () => Promise<T> },
): Promise<T> {
  const key = idKey(clusterId);
  const read = known.get(key) ?? { asked: ask() };
  known.set(key, read);
  try {
    read.answer ??= await read.asked;
  } catch (error) {
    if (known.get(key) === read) known.delete(key);
    throw error;
  }
  const check = reading.checks.get(key);
  if (check) note(reading, key, check);
  return read.answer;
}

/** Returns the workloads of a cluster if they have been read. */
export function knownWorkloads({ workloads }: Reading, clusterId: string): NamedWorkloads | undefined {
  return workloads.get(idKey(clusterId))?.answer;
}

/** Returns the resources around a cluster if they have been read. */
export function knownAround({ around }: Reading, clusterId: string): ClusterAround | undefined {
  return around.get(idKey(clusterId))?.answer;
}

/** Returns true for a row of a cluster below which everything has been read. */
export function isReadBelow(
  reading: Reading,
  { kind, clusterId = '' }: { readonly kind: string; readonly clusterId?: string },
): boolean {
  if (kind === 'workloads') return knownWorkloads(reading, clusterId) !== undefined;
  return kind === 'around' && knownAround(reading, clusterId) !== undefined;
}

/** Returns what has been read below the rows of a cluster. */
export function knownAbout(
  reading: Reading,
  clusterId: string,
): { readonly workloads?: NamedWorkloads; readonly around?: ClusterAround } {
  const [workloads, around] = [knownWorkloads(reading, clusterId), knownAround(reading, clusterId)];
  return defined({ workloads, around });
}

/** Notes what is known of a cluster's problems, with what is known of its workloads and around it. */
export function note({ checks, workloads, around }: Reading, key: string, check: ClusterCheckResult): void {
  const near = around.get(key)?.answer;
  const all = [
    ...(check.unknownsOfCheck ?? []),
    ...(workloads.get(key)?.answer?.unknown ?? []),
    ...(near === undefined ? [] : [...near.kinds.flatMap(({ unknown }) => unknown), ...near.unknown]),
  ];
  const otherUnknowns = eachOnce(all);
  const { otherUnknowns: _, around: __, ...rest } = check;
  checks.set(key, {
    ...rest,
    ...(otherUnknowns.length === 0 ? {} : { otherUnknowns }),
    ...(near === undefined ? {} : { around: near.kinds.flatMap(({ findings }) => findings) }),
  });
}

/** Checks a cluster for findings, once in a reading. */
export function checkRow(reading: Reading, clusterId: string): Promise<void> {
  const key = idKey(clusterId);
  const known = reading.checked.get(key);
  if (known) return known;
  const checked = reading.service.check(clusterId, reading.abort.signal, { isAlone: true }).then(async (found) => {
    const { otherUnknownsOf } = await import('../../domain/report/unknowns.ts');
    note(reading, key, { findings: found.findings, unknown: found.unknown, unknownsOfCheck: otherUnknownsOf(found) });
  });
  reading.checked.set(key, checked);
  checked.catch(() => reading.checked.get(key) === checked && reading.checked.delete(key));
  return checked;
}

/** Reads only the cluster itself again; returns true if that changes what is shown. */
export async function renewCluster(reading: Reading, before: ClusterSummary): Promise<boolean> {
  const cluster = await reading.service.clusterNow(before.id, reading.abort.signal);
  if (cluster.provisioningState === before.provisioningState && cluster.eTag === before.eTag) return false;
  forget(reading, before.id);
  renew(reading, cluster);
  return true;
}

/** Forgets details, workloads and findings of a cluster, so that they are read again when they are next needed. */
export function forget(reading: Reading, clusterId: string): void {
  reading.details.delete(idKey(clusterId));
  reading.workloads.delete(idKey(clusterId));
  reading.around.delete(idKey(clusterId));
  reading.checked.delete(idKey(clusterId));
}

/**
 * Remembers the control planes of clusters at which changes have just begun, and forgets those whose changes have
 * ended.
 */
export function rememberControlPlanes({ inventory, controlPlanesBefore }: Reading, runs: ClusterRuns): void {
  for (const key of controlPlanesBefore.keys()) if (!runAt(runs, key)) controlPlanesBefore.delete(key);
  for (const key of runs.keys()) {
    const cluster = controlPlanesBefore.has(key) || !runAt(runs, key) ? undefined : clusterIn(inventory, key);
    if (cluster && isSettled(cluster.provisioningState)) controlPlanesBefore.set(key, cluster.controlPlane);
  }
}

function renew(reading: Reading, cluster: Cluster): void {
  reading.inventory = withCluster(reading.inventory, clusterSummaryOf(cluster));
}
