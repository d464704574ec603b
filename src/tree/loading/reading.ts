import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import type { ClusterAround } from '../../app/facts/clusterAround.ts';
import type { NamedWorkloads } from '../../app/facts/clusterWorkloads.ts';
import type { AskingEach, IdentityService } from '../../app/identityService.ts';
import type { ClusterJudgement } from '../../app/judgements.ts';
import { idKey, sameText } from '../../domain/arm/resourceId.ts';
import { eachOnce, type Unknown } from '../../domain/arm/unknown.ts';
import type { ClusterCheckResult } from './checkResult.ts';
import { clusterSummaryOf, type ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import type { Cluster, ControlPlane } from '../../domain/cluster/model.ts';
import { runAt, type ClusterRuns } from './clusterRuns.ts';
import { clusterIn, unlistedKey, withCluster, groupBySubscription, type Inventory } from './inventory.ts';
import { listIdentitiesOnce, type IdentityLists, type ListedIdentities } from './listedIdentities.ts';
import { withLacksOnce } from '../../domain/cluster/notInFile.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { defined } from '../../shape/defined.ts';

/** What is below a row of a cluster, as it is being read and once it has been read. */
interface BelowRead<T> {
  readonly asked: Promise<T>;
  answer?: T;
}

/** Up to this number of subscriptions are unfolded from the start, and their identities are read with the clusters. */
export const fewSubscriptions = 4;

/** Without subscriptions there is nothing to list, and directories that don't answer are not asked again. */
const none = { items: [], failures: [] } as const;

/** Without Resource Graph, the clusters of a subscription with more than this are checked one by one as they are unfolded. */
const mostWithoutGraph = 30;

/** Lists subscriptions and clusters, of all subscriptions or of some. */
export async function readInventory(
  service: IdentityService,
  shownIds: readonly string[] | undefined,
  before: Reading | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<Reading> {
  const options = { ...defined({ subscriptionIds: shownIds }), signal };
  const listing = await service.subscriptions(signal);
  const isShown = ({ id }: { id: string }): boolean => shownIds?.some((shownId) => sameText(shownId, id)) ?? true;
  const subscriptions = listing.items.filter(isShown);
  const identities: IdentityLists = new Map();
  if (subscriptions.length <= fewSubscriptions) {
    for (const { id } of subscriptions) void listIdentitiesOnce(service, identities, id, signal);
  }
  const clusters = subscriptions.length === 0 ? none : await service.clusters(options);
  const inventory = {
    subscriptions,
    clusters: await groupBySubscription(clusters.items, signal),
    failures: distinctBy([...listing.failures, ...clusters.failures], unlistedKey),
  };
  const reading = new Reading(service, inventory, identities, before?.service === service ? before : undefined);
  reading.hasUnselected = !listing.items.every(isShown);
  return reading;
}

/** Everything that the view has read from one service. Clusters, details and findings are replaced in place. */
export class Reading {
  readonly service: IdentityService;
  inventory: Inventory;
  readonly readAt = new Date();
  /** True if some subscriptions were not read because others are selected. */
  hasUnselected = false;
  /** The checks by `idKey`; those of the previous reading are shown until the cluster has been checked again. */
  readonly checks: Map<string, ClusterCheckResult>;
  /** The control planes before the running changes, for "from > to". */
  readonly controlPlanesBefore: Map<string, ControlPlane>;
  /** Aborts all reads below unfolded rows; it is replaced if reading continues later. */
  abort = new AbortController();
  /** Listed with the clusters if there are few subscriptions, otherwise when a subscription is unfolded. */
  readonly #identities: IdentityLists;
  /** By `idKey`, like the following; each is read once, when its row is unfolded. */
  readonly #details = new Map<string, Promise<ClusterDetails>>();
  readonly #workloads = new Map<string, BelowRead<NamedWorkloads>>();
  readonly #around = new Map<string, BelowRead<ClusterAround>>();
  readonly #checked = new Map<string, Promise<void>>();
  readonly #learnt = new WeakSet<ClusterJudgement>();
  /** By subscription in lower case. */
  readonly #notAsked = new Map<string, readonly Unknown[]>();

  constructor(service: IdentityService, inventory: Inventory, identities: IdentityLists, previous?: Reading) {
    this.service = service;
    this.inventory = inventory;
    this.#identities = identities;
    this.checks = new Map(previous?.checks);
    this.controlPlanesBefore = new Map(previous?.controlPlanesBefore);
    this.learn(true);
  }

  /**
   * Takes over what reports have found since the last time, which counts as a check. What they found before this reading may be
   * outdated, says so, and never takes the place of a check.
   */
  learn(isOlder = false): void {
    for (const [key, judgement] of this.service.judgements()) {
      const earlier = this.checks.get(key);
      const isNews = !this.#learnt.has(judgement) && clusterIn(this.inventory, key) !== undefined;
      this.#learnt.add(judgement);
      if (!isNews || (isOlder && earlier !== undefined && earlier.judged === undefined)) continue;
      const { at, ...found } = judgement;
      this.#note(key, { ...found, judged: { at, isOlder } });
      this.#decide(key);
      if (!isOlder) this.#checked.set(key, Promise.resolve());
    }
  }

  /** Returns true if someone has asked for the identities of a subscription. */
  hasIdentities(subscriptionId: string): boolean {
    return this.#identities.has(subscriptionId.toLowerCase());
  }

  /** Reads the identities of a subscription, once. */
  identities(subscriptionId: string): Promise<ListedIdentities> {
    return listIdentitiesOnce(this.service, this.#identities, subscriptionId, this.abort.signal);
  }

  /** Returns true if someone has asked for the details of a cluster. */
  hasDetails(clusterId: string): boolean {
    return this.#details.has(idKey(clusterId));
  }

  /** Reads a cluster's details together with its findings, when it is unfolded. */
  async details(clusterId: string): Promise<ClusterDetails> {
    const key = idKey(clusterId);
    const details = this.#details.get(key) ?? this.service.cluster(clusterId, this.abort.signal);
    this.#details.set(key, details);
    try {
      const checked = this.check(clusterId);
      // Why the details could not be read says more than that they could not be checked either.
      const answer = await details;
      await checked;
      this.#renew(answer.cluster);
      return answer;
    } catch (error) {
      this.forget(clusterId);
      throw error;
    }
  }

  /** Reads the workloads of a cluster, when their row is unfolded. */
  workloads(clusterId: string): Promise<NamedWorkloads> {
    return this.#readBelow(clusterId, this.#workloads, () => this.service.workloads(clusterId, this.abort.signal));
  }

  /** Reads the resources around a cluster, when their row is unfolded. */
  around(clusterId: string): Promise<ClusterAround> {
    return this.#readBelow(clusterId, this.#around, () => this.service.around(clusterId, this.abort.signal));
  }

  /** Returns what has been read below the rows of a cluster. */
  knownBelow(clusterId: string): { readonly workloads?: NamedWorkloads; readonly around?: ClusterAround } {
    const key = idKey(clusterId);
    return defined({ workloads: this.#workloads.get(key)?.answer, around: this.#around.get(key)?.answer });
  }

  /** Returns true for a row of a cluster if everything below it has been read. */
  isReadBelow({ kind, clusterId = '' }: { readonly kind: string; readonly clusterId?: string }): boolean {
    return (kind === 'workloads' || kind === 'around') && this.knownBelow(clusterId)[kind] !== undefined;
  }

  /** Returns true if a cluster has been, or is being, checked by itself. */
  isChecked(clusterId: string): boolean {
    return this.#checked.has(idKey(clusterId));
  }

  /** Checks a cluster for findings, once. */
  check(clusterId: string): Promise<void> {
    const key = idKey(clusterId);
    const running = this.#checked.get(key);
    if (running) return running;
    const checked = this.service.check(clusterId, this.abort.signal).then(async (cluster) => {
      const { foundIn } = await import('../../app/judgements.ts');
      this.#note(key, foundIn(cluster));
    });
    this.#checked.set(key, checked);
    checked.catch(() => this.#checked.get(key) === checked && this.#checked.delete(key));
    return checked;
  }

  /** Returns what was left out of a subscription because it takes a request for each cluster or identity. */
  notAsked(subscriptionId: string): readonly Unknown[] {
    return this.#notAsked.get(subscriptionId.toLowerCase()) ?? [];
  }

  /**
   * Checks all clusters of a subscription for findings with few requests; clusters that were unfolded keep theirs. If
   * each is asked, nothing is left out and all are checked again. Returns what was not checked.
   */
  async checkSubscription(id: string, onFound: () => void, asking?: AskingEach): Promise<readonly Unknown[]> {
    const signal = asking ? AbortSignal.any([this.abort.signal, asking.signal]) : this.abort.signal;
    const { foundIn } = await import('../../app/judgements.ts');
    const { unknown } = await this.service.survey({
      subscriptionIds: [id],
      signal,
      ...(asking ? { asksEach: true, onAsking: asking.onAsking } : { mostWithoutGraph }),
      isPrivate: true,
      onFound: (row) => {
        const { cluster } = row;
        if ((asking === undefined && this.isChecked(cluster.id)) || signal.aborted) return;
        this.#note(idKey(cluster.id), foundIn(row));
        this.#checked.set(idKey(cluster.id), Promise.resolve());
        onFound();
      },
    });
    const notAsked = unknown.filter(({ cause }) => cause === 'notAsked');
    this.#notAsked.set(id.toLowerCase(), notAsked);
    return unknown;
  }

  /** Notes why these clusters could not be checked; findings of an earlier check stay. */
  noteUnchecked(clusterIds: readonly string[], unknown: Unknown): void {
    for (const id of clusterIds) {
      if (this.isChecked(id)) continue;
      const { findings = [], around = [] } = this.checks.get(idKey(id)) ?? {};
      this.checks.set(idKey(id), { findings, around, unjudged: [], why: unknown });
    }
  }

  /** Applies the current decisions to the findings of all checks. */
  decideAgain(): void {
    const { service } = this;
    for (const key of this.checks.keys()) this.#decide(key);
    for (const [key, read] of this.#around) {
      if (read.answer === undefined) continue;
      const kinds = read.answer.kinds.map((look) => ({ ...look, findings: service.decided(look.findings, key) }));
      read.answer = { ...read.answer, kinds };
    }
  }

  /** Reads only the cluster itself again; returns true if that changes what is shown. */
  async readAgain(before: ClusterSummary): Promise<boolean> {
    const cluster = await this.service.clusterNow(before.id, this.abort.signal);
    if (cluster.provisioningState === before.provisioningState && cluster.eTag === before.eTag) return false;
    this.forget(before.id);
    this.#renew(cluster);
    return true;
  }

  /** Forgets details, workloads and findings of a cluster, so that they are read again when they are next needed. */
  forget(clusterId: string): void {
    for (const cache of [this.#details, this.#workloads, this.#around, this.#checked]) cache.delete(idKey(clusterId));
  }

  /** Remembers the control planes of clusters whose changes have just begun, and forgets those whose changes have ended. */
  rememberControlPlanes(runs: ClusterRuns): void {
    const before = this.controlPlanesBefore;
    for (const key of before.keys()) if (!runAt(runs, key)) before.delete(key);
    for (const key of runs.keys()) {
      const cluster = before.has(key) || !runAt(runs, key) ? undefined : clusterIn(this.inventory, key);
      if (cluster && isSettled(cluster.provisioningState)) before.set(key, cluster.controlPlane);
    }
  }

  /** Reads what is below a row of a cluster once, and notes the problems that this reveals. */
  async #readBelow<T>(clusterId: string, cache: Map<string, BelowRead<T>>, ask: () => Promise<T>): Promise<T> {
    const key = idKey(clusterId);
    const read = cache.get(key) ?? { asked: ask() };
    cache.set(key, read);
    try {
      read.answer ??= await read.asked;
    } catch (error) {
      if (cache.get(key) === read) cache.delete(key);
      throw error;
    }
    const check = this.checks.get(key);
    const aroundAnswer = this.#around.get(key)?.answer;
    const around = aroundAnswer?.kinds.flatMap(({ findings }) => findings);
    if (check) this.#note(key, { ...check, ...defined({ around }) });
    return read.answer;
  }

  /** Notes the known problems of a cluster, and what of it, of its workloads and around it could not be checked. */
  #note(key: string, { allOtherUnknowns: _, ...check }: ClusterCheckResult): void {
    const around = this.#around.get(key)?.answer;
    const allOtherUnknowns = withLacksOnce(
      eachOnce([
        ...(check.otherUnknowns ?? []),
        ...(this.#workloads.get(key)?.answer?.unknown ?? []),
        ...(around ? [...around.kinds.flatMap(({ unknown }) => unknown), ...around.unknown] : []),
      ]),
    );
    this.checks.set(key, { ...check, ...(allOtherUnknowns.length === 0 ? {} : { allOtherUnknowns }) });
  }

  /** Applies the current decisions to the findings of a check. */
  #decide(key: string): void {
    const check = this.checks.get(key);
    if (check === undefined) return;
    const decided = (findings: ClusterCheckResult['findings']) => this.service.decided(findings, key);
    this.checks.set(key, { ...check, findings: decided(check.findings), around: decided(check.around) });
  }

  #renew(cluster: Cluster): void {
    this.inventory = withCluster(this.inventory, clusterSummaryOf(cluster));
  }
}
