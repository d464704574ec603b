/** The part of a panel session that reads workloads after everything else, and checks the cluster with kubectl. */
import type { IdentityService } from '../../app/identityService.ts';
import { askersIn } from '../../domain/askers/askers.ts';
import { judgeAskers } from '../../domain/askers/judge.ts';
import { kindsRead } from '../../domain/askers/kinds.ts';
import { clusterObjectsOf } from '../../domain/askers/objects.ts';
import { trustedNotThere } from '../../domain/askers/trustedNotThere.ts';
import { apiServersOf } from '../../domain/cluster/clusterSettings.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Draft } from '../../domain/change/change.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { manifestOf, openAccount } from '../../domain/workloads/inClusterWork.ts';
import { describeFailure, failureOf, refusedError } from '../../errors.ts';
import type { KubectlContext, SeenInCluster } from '../../host/kubectl.ts';
import type { NamedWorkload } from '../../app/facts/clusterWorkloads.ts';
import type { AskerFilter } from '../protocol/workloads.ts';
import { fixOfAsker, yamlOfAsker } from './askersView.ts';
import { hasManifest, workloadIdOf, type FoundInCluster, type WorkloadsModel } from './workloadsView.ts';
import { defined } from '../../shape/defined.ts';

/** The user's kubectl, which only reads. */
export interface Kubectl {
  readonly listContexts: (signal?: AbortSignal) => Promise<readonly KubectlContext[] | undefined>;
  readonly readCluster: (context: string, resources: readonly string[], signal?: AbortSignal) => Promise<SeenInCluster>;
}

/** What the part needs. */
export interface WorkloadsWorld {
  readonly service: () => Promise<IdentityService>;
  readonly kubectl: Kubectl;
  readonly now: () => Date;
  /** Aborted when the panel is closed. */
  readonly closing: AbortSignal;
  readonly cluster: () => Cluster | undefined;
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
  /** Returns the change that lets one of them in, if there still is one. */
  readonly fixOf: (asker: string) => Draft | undefined;
  /** Returns the YAML of a workload, or of a fix in the cluster; nothing if there is none. */
  readonly manifestOf: (workload: string) => string | undefined;
  /** Returns the change that removes a workload, if it still exists. */
  readonly removalOf: (workload: string) => Draft | undefined;
}

/** Creates the part; nothing is read yet. */
export function createWorkloadsPart(world: WorkloadsWorld): WorkloadsPart {
  const { get, set, closing } = world;
  let reading = new AbortController();
  let checking: AbortController | undefined;

  async function read(): Promise<void> {
    const cluster = world.cluster();
    reading.abort();
    reading = new AbortController();
    if (cluster === undefined || closing.aborted) return;
    const { signal: mine } = reading;
    const signal = AbortSignal.any([mine, closing]);
    set({ ...withoutMember(get(), 'problem'), isReading: true });
    try {
      const known = await (await world.service()).workloads(cluster.id, signal);
      if (!signal.aborted) set({ ...get(), known, isReading: false });
    } catch (error) {
      if (!signal.aborted) set({ ...get(), isReading: false, problem: describeFailure(failureOf(error)) });
    }
    await findContext(cluster, signal);
  }

  /** If nothing can be found out about kubectl, the check is not offered. */
  async function findContext(cluster: Cluster, signal: AbortSignal): Promise<void> {
    const contexts = await world.kubectl.listContexts(signal).catch(() => undefined);
    if (signal.aborted) return;
    const context = kubectlContextOf(cluster, contexts ?? []);
    set({ ...withoutMember(get(), 'context'), ...defined({ context }) });
  }

  async function check(): Promise<void> {
    const { context } = get();
    const cluster = world.cluster();
    if (context === undefined || cluster === undefined || checking !== undefined || closing.aborted) return;
    checking = new AbortController();
    const signal = AbortSignal.any([checking.signal, closing]);
    set({ ...get(), check: { isRunning: true } });
    try {
      const found = await findIn(cluster, context, signal);
      set({ ...get(), check: { isRunning: false, at: world.now(), found } });
    } catch (error) {
      if (closing.aborted) return;
      const failure = signal.aborted ? 'You stopped the check.' : describeFailure(failureOf(error));
      set({ ...get(), check: { isRunning: false, failure } });
    } finally {
      checking = undefined;
    }
  }

  async function findIn(cluster: Cluster, context: string, signal: AbortSignal): Promise<FoundInCluster> {
    // The kubeconfig may have changed since the context was found.
    const contexts = await world.kubectl.listContexts(signal);
    const isIts = contexts?.some((each) => each.name === context && kubectlContextOf(cluster, [each]) === context);
    if (isIts !== true)
      throw refusedError(
        `Context ${context} of your kubeconfig is no longer that of ${cluster.name}. Refresh, then check again.`,
      );
    const service = await world.service();
    const resources = kindsRead.map(({ resource }) => resource);
    const objects = clusterObjectsOf(await world.kubectl.readCluster(context, resources, signal));
    // An index may, for some minutes, lack an identity or whom it trusts, and still have what is deleted.
    const [{ workloads, unknown }, { items, failures }, nodes] = await Promise.all([
      service.workloads(cluster.id, signal, { isNow: true }),
      service.identities({ signal, isNow: true }),
      service.nodeMachines(cluster.id, signal),
    ]);
    const identities = failures.length === 0 ? items : undefined;
    const azure = { cluster, workloads, identities, unknown, nodes };
    return {
      askers: judgeAskers(askersIn(objects), objects, azure),
      gone: trustedNotThere(objects, azure),
      unknown: [...unknown, ...nodes.unknown, ...objects.unknown],
    };
  }

  const askers = () => get().check?.found?.askers ?? [];
  const workloadOf = (id: string) => get().known?.workloads.find((each) => sameId(workloadIdOf(each), id));

  return {
    read,
    check,
    stopCheck: () => checking?.abort(),
    filter: (filter) => set({ ...get(), filter }),
    fixOf: (asker) => fixOfAsker(askers(), asker),
    manifestOf(id) {
      const inCluster = yamlOfAsker(askers(), id);
      if (inCluster !== undefined) return inCluster;
      const found = workloadOf(id);
      if (found === undefined || !hasManifest(found)) return undefined;
      const by = found.bindingId === undefined ? 'credential' : 'binding';
      const account = found.namespace === '*' ? openAccount : found;
      return manifestOf([{ by, account, identityId: found.identityId }], () => found);
    },
    removalOf: (id) => removalOf(workloadOf(id)),
  };
}

function removalOf(workload: NamedWorkload | undefined): Draft | undefined {
  const { bindingId, credentialId } = workload ?? {};
  if (bindingId !== undefined) return { kind: 'unbindIdentity', bindingId };
  return credentialId === undefined ? undefined : { kind: 'deleteCredential', credentialId };
}

function withoutMember<K extends 'problem' | 'context'>(model: WorkloadsModel, name: K): Omit<WorkloadsModel, K> {
  const { [name]: _, ...rest } = model;
  return rest;
}

/** Returns the context with the cluster's API server; an administrator's only if there is no other. */
export function kubectlContextOf(
  cluster: Pick<Cluster, 'raw'>,
  contexts: readonly KubectlContext[],
): string | undefined {
  const servers = apiServersOf(cluster).map((name) => `${name.toLowerCase()}:443`);
  const found = contexts.filter(({ server }) => servers.includes(server)).map(({ name }) => name);
  return found.find((name) => !name.endsWith('-admin')) ?? found[0];
}
