/** The changes of Azure after which workloads work. */
import type { NamedWorkload, NamedWorkloads } from '../../app/facts/clusterWorkloads.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { JudgedAsker } from '../../domain/askers/model.ts';
import type { Draft } from '../../domain/change/change.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { sameIssuer } from '../../domain/cluster/uses.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { issuerOf } from '../../domain/workloads/issuer.ts';

/** Returns the change that moves the credentials of a workload's identity from another issuer, if that is what it takes. */
export function moveOf(workload: NamedWorkload, cluster: Cluster): Draft | undefined {
  const { state, bindingId, issuer: fromIssuer, identityId } = workload;
  const issuer = issuerOf(cluster);
  if (state !== 'broken' || bindingId !== undefined || issuer === undefined || sameIssuer(fromIssuer, issuer))
    return undefined;
  return { kind: 'moveCredentials', fromIssuer, clusterId: cluster.id, identityIds: [identityId] };
}

/** Returns the change after which a workload works, or nothing is left of its binding to an identity that is gone. */
export function fixOf(workload: NamedWorkload, cluster: Cluster, findings: readonly Finding[]): Draft | undefined {
  const { bindingId } = workload;
  const ofBinding = findings.find(({ fix }) => fix?.kind === 'unbindIdentity' && sameId(fix.bindingId, bindingId));
  return moveOf(workload, cluster) ?? ofBinding?.fix;
}

/** Returns what moves the credentials that something in the cluster would need, where these are known and name another issuer. */
export function movesAmong(
  cluster: Cluster | undefined,
  known: NamedWorkloads | undefined,
): (asker: JudgedAsker) => Draft | undefined {
  return ({ account, identityId }) => {
    const workload = known?.workloads.find(
      ({ state, namespace, serviceAccount, ...each }) =>
        state === 'broken' &&
        namespace === account?.namespace &&
        serviceAccount === account.serviceAccount &&
        sameId(each.identityId, identityId),
    );
    return workload && cluster && moveOf(workload, cluster);
  };
}
