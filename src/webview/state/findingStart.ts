/** The forms behind the buttons of findings that no single change fixes by itself. */
import type { Cluster } from '../../domain/cluster/model.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { podManagedIdentities } from '../../domain/workloads/podIdentities.ts';
import type { FindingStart } from '../protocol/limits.ts';

const starts: Readonly<Partial<Record<Finding['code'], FindingStart>>> = {
  podIdentityEnabled: 'leavePodIdentity',
  podIdentityExceptionMissing: 'leavePodIdentity',
  oldIdentityInUse: 'unusedRoles',
  'retiringAddon:webAppRouting': 'prepareGateway',
  gatewayNotReady: 'prepareGateway',
  gatewayOperatorOff: 'prepareGateway',
  'identityDeleted:controlPlane': 'setControlPlane',
  'identityDeleted:kubelet': 'setKubelet',
  'identityRecreated:controlPlane': 'setControlPlane',
  'identityRecreated:kubelet': 'setKubelet',
};

/** Returns the form that leads away from a finding of a cluster; an accepted finding needs none. */
export function startFor({ code, accepted }: Finding, cluster: Cluster): { readonly start?: FindingStart } {
  const start = accepted ? undefined : starts[code];
  if (start === undefined) return {};
  return start === 'leavePodIdentity' && podManagedIdentities(cluster).length === 0 ? {} : { start };
}
