/** The part of a panel session that reads workloads after everything else, and checks the cluster with kubectl. */
import { unknownTexts } from '../../domain/arm/unknown.ts';
import type { IdentityService } from '../../app/identityService.ts';
import { apiServersOf } from '../../domain/cluster/clusterSettings.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Draft } from '../../domain/change/change.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { compareInCluster, type InCluster } from '../../domain/workloads/inCluster.ts';
import { manifestOf, openAccount } from '../../domain/workloads/inClusterWork.ts';
import { describeFailure, failureOf } from '../../errors.ts';
import type { KubectlContext, SeenInCluster } from '../../host/kubectl.ts';
import type { NamedWorkload } from '../../app/facts/clusterWorkloads.ts';
import { hasManifest, workloadIdOf, type WorkloadsModel } from './workloadsView.ts';
import { textsOf } from '../../sentences/textOf.ts';
import { defined } from '../../shape/defined.ts';

/** The user's kubectl, which only reads. */
export interface Kubectl {
  readonly listContexts: (signal?: AbortSignal) => Promise<readonly KubectlContext[] | undefined>;
  readonly readCluster: (context: string, signal?: AbortSignal) => Promise<SeenInCluster>;
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
  /** Reads what is in the cluster with kubectl and compares it with what Azure says. */
  readonly check: () => Promise<void>;
  readonly stopCheck: () => void;
  /** Returns the YAML of a workload, or nothing if there is none. */
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
    const { signal: readingSignal } = reading;
    const signal = AbortSignal.any([readingSignal, closing]);
    set({ ...withoutMember(get(), 'problem'), isReading: true });
    try {
      const workloads = await (await world.service()).workloads(cluster.id, signal);
      if (!signal.aborted) set({ ...get(), known: workloads, isReading: false });
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
      const service = await world.service();
      const { notRead, ...seen } = await world.kubectl.readCluster(context, signal);
      // An index may, for some minutes, lack an identity or whom it trusts, and still have what is deleted.
      const [{ workloads, unknown }, { items, failures }] = await Promise.all([
        service.workloads(cluster.id, signal, { isNow: true }),
        service.identities({ signal, isNow: true }),
      ]);
      const identities = failures.length === 0 ? items : undefined;
      const inside = seen as Pick<InCluster, keyof typeof seen>;
      const findings = compareInCluster({ ...inside, workloads, unknown, identities, cluster });
      const open = [...textsOf(unknownTexts(unknown)), ...notRead];
      set({ ...get(), check: { isRunning: false, at: world.now(), findings, unknown: open } });
    } catch (error) {
      if (closing.aborted) return;
      const failure = signal.aborted ? 'You stopped the check.' : describeFailure(failureOf(error));
      set({ ...get(), check: { isRunning: false, failure } });
    } finally {
      checking = undefined;
    }
  }

  const workloadOf = (id: string) => get().known?.workloads.find((workload) => sameId(workloadIdOf(workload), id));

  return {
    read,
    check,
    stopCheck: () => checking?.abort(),
    manifestOf(id) {
      const workload = workloadOf(id);
      if (workload === undefined || !hasManifest(workload)) return undefined;
      const by = workload.bindingId === undefined ? 'credential' : 'binding';
      const account = workload.namespace === '*' ? openAccount : workload;
      return manifestOf([{ by, account, identityId: workload.identityId }], () => workload);
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
  const contextNames = contexts.filter(({ server }) => servers.includes(server)).map(({ name }) => name);
  return contextNames.find((name) => !name.endsWith('-admin')) ?? contextNames[0];
}
