/** The part of a panel session that reads workloads after everything else, and checks the cluster with kubectl. */
import type { IdentityService } from '../../app/identityService.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Draft } from '../../domain/change/change.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { manifestOf, openAccount } from '../../domain/workloads/inClusterWork.ts';
import { sharedCredentialId } from '../../domain/workloads/workloadIds.ts';
import { errorWords } from '../../errors.ts';
import type { NamedWorkload } from '../../app/facts/clusterWorkloads.ts';
import type { AskerFilter } from '../protocol/workloads.ts';
import { checkCluster, judgeObjects, kubectlContextOf, kubectlFor, type Kubectl } from './checkCluster.ts';
import { fixOfAsker, yamlOfAsker } from './askersView.ts';
import { workloadIdOf } from './seenInCluster.ts';
import { fixOf, movesAmong } from './workloadFixes.ts';
import { hasManifest, type WorkloadsModel } from './workloadsView.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What the part needs. */
export interface WorkloadsDependencies {
  readonly service: () => Promise<IdentityService>;
  readonly kubectl: Kubectl;
  readonly now: () => Date;
  /** Aborted when the panel is closed. */
  readonly closing: AbortSignal;
  readonly cluster: () => Cluster | undefined;
  /** What is known to be wrong with the cluster. */
  readonly findings: () => readonly Finding[];
  readonly get: () => WorkloadsModel;
  readonly set: (model: WorkloadsModel) => void;
}

/** Reads workloads and checks the cluster with kubectl, each one at a time. */
export interface WorkloadsPart {
  /** Reads the workloads again, and drops the current reading. */
  readonly read: () => Promise<void>;
  /** Reads with kubectl who asks for tokens in the cluster, and judges them by what Azure says. */
  readonly check: () => Promise<void>;
  readonly stopCheck: () => void;
  /** Shows others of those that ask. */
  readonly filter: (filter: AskerFilter) => void;
  /** Returns the change that lets a workload in, or one of those that ask, if there still is one. */
  readonly fixOf: (workload: string) => Draft | undefined;
  /** Returns the YAML of a workload, or of a fix in the cluster; nothing if there is none. */
  readonly manifestOf: (workload: string) => string | undefined;
  /** Returns the change that removes a workload, if it still exists. */
  readonly removalOf: (workload: string) => Draft | undefined;
}

/** Creates the part; nothing is read yet. */
export function createWorkloadsPart(dependencies: WorkloadsDependencies): WorkloadsPart {
  const { get, set, closing } = dependencies;
  let reading = new AbortController();
  let checking: AbortController | undefined;

  async function read(): Promise<void> {
    const cluster = dependencies.cluster();
    reading.abort();
    reading = new AbortController();
    if (cluster === undefined || closing.aborted) return;
    const { signal: readingSignal } = reading;
    const signal = AbortSignal.any([readingSignal, closing]);
    set({ ...withoutMember(get(), 'problem'), isReading: true });
    try {
      const workloads = await (await dependencies.service()).workloads(cluster.id, signal);
      if (!signal.aborted) set({ ...get(), known: workloads, isReading: false });
    } catch (error) {
      if (!signal.aborted) set({ ...get(), isReading: false, problem: shownText(errorWords(error)) });
    }
    await findContext(cluster, signal);
    await judgeAgain(dependencies, cluster, signal);
  }

  const listedContexts = async (cluster: Cluster, signal: AbortSignal) =>
    kubectlFor(await dependencies.service(), cluster, dependencies.kubectl).listContexts(signal);

  /** If nothing can be found out about kubectl, the check is not offered. */
  async function findContext(cluster: Cluster, signal: AbortSignal): Promise<void> {
    const contexts = await listedContexts(cluster, signal).catch(() => undefined);
    if (signal.aborted) return;
    const context = kubectlContextOf(cluster, contexts ?? []);
    set({ ...withoutMember(get(), 'context'), ...defined({ context }) });
  }

  async function check(): Promise<void> {
    const { context } = get();
    const cluster = dependencies.cluster();
    if (context === undefined || cluster === undefined || checking !== undefined || closing.aborted) return;
    checking = new AbortController();
    const signal = AbortSignal.any([checking.signal, closing]);
    set({ ...get(), check: { isRunning: true } });
    try {
      const found = await checkCluster(dependencies, cluster, context, signal);
      set({ ...get(), check: { isRunning: false, at: dependencies.now(), found } });
    } catch (error) {
      if (closing.aborted) return;
      const failure = signal.aborted ? t`You stopped the check.` : shownText(errorWords(error));
      set({ ...get(), check: { isRunning: false, failure } });
    } finally {
      checking = undefined;
    }
  }

  const askers = () => get().check?.found?.askers ?? [];
  const workloadOf = (id: string) => get().known?.workloads.find((each) => sameId(workloadIdOf(each), id));

  return {
    read,
    check,
    stopCheck: () => checking?.abort(),
    filter: (filter) => set({ ...get(), filter }),
    fixOf(id) {
      const cluster = dependencies.cluster();
      const workload = workloadOf(id);
      if (workload !== undefined) return cluster && fixOf(workload, cluster, dependencies.findings());
      return fixOfAsker(askers(), id, movesAmong(cluster, get().known));
    },
    manifestOf(id) {
      const inCluster = yamlOfAsker(askers(), id);
      if (inCluster !== undefined) return inCluster;
      const found = workloadOf(id);
      if (found === undefined || !hasManifest(found)) return undefined;
      return yamlOf(found, get().known?.workloads ?? []);
    },
    removalOf: (id) => removalOf(workloadOf(id)),
  };
}

/** After Azure was read again, what kubectl read before is judged again; kubectl itself runs only when the person says so. */
async function judgeAgain(
  { service, get, set }: WorkloadsDependencies,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const before = get().check;
  if (before?.found === undefined || signal.aborted) return;
  const isCurrent = (): boolean => !signal.aborted && get().check === before;
  try {
    const found = await judgeObjects(await service(), cluster, before.found.objects, signal);
    if (isCurrent()) set({ ...get(), check: { ...before, found } });
  } catch (error) {
    if (isCurrent()) set({ ...get(), check: { ...before, failure: shownText(errorWords(error)) } });
  }
}

function removalOf(workload: NamedWorkload | undefined): Draft | undefined {
  if (workload === undefined) return undefined;
  const { bindingId, credentialId, identityId } = workload;
  if (bindingId !== undefined)
    return { kind: 'unbindIdentity', bindingId, credentialId: sharedCredentialId(identityId) };
  return credentialId === undefined ? undefined : { kind: 'deleteCredential', credentialId };
}

function withoutMember<K extends 'problem' | 'context'>(model: WorkloadsModel, name: K): Omit<WorkloadsModel, K> {
  const { [name]: _, ...rest } = model;
  return rest;
}

/** The YAML of a workload; that of a binding is for the accounts that have a credential of the identity already. */
function yamlOf(found: NamedWorkload, workloads: readonly NamedWorkload[]): string {
  const by = found.bindingId === undefined ? 'credential' : 'binding';
  const known = workloads.filter(
    ({ namespace, identityId, state }) =>
      namespace !== '*' && state !== 'broken' && sameId(identityId, found.identityId),
  );
  const [account = openAccount, ...others] = by === 'binding' ? known : [found];
  return manifestOf([{ by, account, others, identityId: found.identityId }], () => found);
}
