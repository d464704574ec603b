/** The changes that a panel offers to start, and why some of them can't be made now. */
import { conditionsFor, starts, type ChangeKind } from '../../../domain/change/change.ts';
import type { ClusterCondition } from '../../../domain/change/kind.ts';
import { kinds } from '../../../domain/change/kinds.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { isSettled, isStopped } from '../../../domain/cluster/provisioningState.ts';
import { migrateTitle } from '../../../domain/plan/clusterEdit.ts';
import { podManagedIdentities } from '../../../domain/workloads/podIdentities.ts';
import { leavePodIdentityTitle } from '../../forms/workloads/leavePodIdentity.ts';
import type { Start } from '../../protocol/panel.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** Returns what a kind of change is called on a cluster. */
export function titleOfKind(kind: ChangeKind, cluster: Cluster | undefined): string {
  const leaves = kind === 'setControlPlane' && cluster?.controlPlane.kind === 'servicePrincipal';
  return shownText(leaves ? migrateTitle : kinds[kind].title);
}

/** Returns the changes that the panel of a cluster offers. */
export function startsOf(cluster: Cluster): readonly Start[] {
  const disabledOf = (kind: ChangeKind): Pick<Start, 'disabled'> => {
    const disabled = whyNotIn(cluster)(kind);
    return disabled === undefined ? {} : { disabled };
  };
  return [
    ...starts.map(([kind, description]) => ({
      kind,
      label: titleOfKind(kind, cluster),
      description: shownText(description),
      ...disabledOf(kind),
    })),
    ...(podManagedIdentities(cluster).length === 0
      ? []
      : [
          {
            kind: 'leavePodIdentity' as const,
            label: shownText(leavePodIdentityTitle),
            description: t`Federated credentials for the identities that pods use, and what to do in the cluster.`,
            ...disabledOf('setWorkloadIdentity'),
          },
        ]),
  ];
}

/** Says why a kind of change can't be made to a cluster now. */
export function whyNotIn(cluster: Cluster): (kind: ChangeKind) => string | undefined {
  return (kind) => conditionsFor(kind).flatMap((condition) => whyNot[condition](cluster) ?? [])[0];
}

/** Why a cluster does not meet a condition, in a sentence. */
const whyNot: Readonly<Record<ClusterCondition, (cluster: Cluster) => string | undefined>> = {
  hasManagedIdentity: ({ controlPlane }) =>
    controlPlane.kind === 'servicePrincipal'
      ? t`The cluster uses a service principal; change its control plane identity first.`
      : undefined,
  hasKubeletIdentity: ({ kubelet }) =>
    'identityId' in kubelet ? undefined : t`The cluster has no kubelet identity yet.`,
  isSettled: ({ provisioningState }) =>
    isSettled(provisioningState) ? undefined : t`Another operation is running: ${provisioningState}.`,
  isRunning: (cluster) => (isStopped(cluster) ? t`The cluster is stopped; start it first.` : undefined),
};
