/** What is left to do in the cluster after a run, with the current ids of its identities. */
import type { IdentityService } from '../../app/identityService.ts';
import { distinctIds, idKey, lastSegment, type ArmId } from '../../domain/arm/resourceId.ts';
import type { Change } from '../../domain/change/change.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { inClusterWork, manifestOf, type InClusterWork } from '../../domain/workloads/inClusterWork.ts';
import type { PodIdentity } from '../../domain/workloads/manifests.ts';
import { stepsOffPodIdentity } from '../../domain/workloads/podIdentities.ts';
import { describeFailure, failureOf } from '../../errors.ts';

/** The YAML for the cluster, and notes about it. */
export interface Handover {
  readonly yaml: string;
  /** What in the YAML is not known, and why. */
  readonly notes: readonly string[];
  /** What else has to happen, in order. */
  readonly steps: readonly string[];
  /** What was connected. */
  readonly work: readonly InClusterWork[];
}

/** Reads the identities of what was connected; `undefined` if the changes leave nothing to do in a cluster. */
export async function handoverAfter(
  service: () => Promise<IdentityService>,
  changes: readonly Change[],
  cluster: Cluster | undefined,
): Promise<Handover | undefined> {
  const work = inClusterWork(changes);
  if (work.length === 0) return undefined;
  const ids = distinctIds(work.map(({ identityId }) => identityId));
  const read = await Promise.all(ids.map(async (id) => readIdentity(service, id)));
  const identitiesById = new Map(
    read.flatMap(({ identity }) => (identity ? [[idKey(identity.identityId), identity]] : [])),
  );
  return {
    yaml: manifestOf(work, (id) => identitiesById.get(idKey(id))),
    notes: [...placeholderNotes(work), ...read.flatMap(({ note }) => note ?? [])],
    steps: cluster === undefined ? [] : stepsOffPodIdentity(cluster, work),
    work,
  };
}

async function readIdentity(
  service: () => Promise<IdentityService>,
  identityId: ArmId,
): Promise<{ readonly identity?: PodIdentity; readonly note?: string }> {
  try {
    const { clientId, tenantId } = await (await service()).identityNow(identityId);
    return { identity: { identityId, clientId: clientId || undefined, tenantId: tenantId || undefined } };
  } catch (error) {
    const reason = describeFailure(failureOf(error));
    return { note: `The client ID of ${lastSegment(identityId)} could not be read; fill it in. ${reason}` };
  }
}

function placeholderNotes(work: readonly InClusterWork[]): readonly string[] {
  return work.some(({ by }) => by === 'binding')
    ? ['Fill in the namespace and the service account. Add one subject to the ClusterRoleBinding for each account.']
    : [];
}
