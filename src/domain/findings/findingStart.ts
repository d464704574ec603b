/** The forms that lead away from findings which no single change fixes by itself. */
import type { Cluster } from '../cluster/model.ts';
import { podManagedIdentities } from '../workloads/podIdentities.ts';
import type { Finding } from './finding.ts';

/** A form that leads away from a finding. */
export type StartedForm = 'leavePodIdentity' | 'unusedRoles' | 'setControlPlane' | 'setKubelet' | 'prepareGateway';

const starts: Readonly<Partial<Record<Finding['code'], StartedForm>>> = {
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
export function startFor({ code, accepted }: Finding, cluster: Cluster): { readonly start?: StartedForm } {
  const start = accepted ? undefined : starts[code];
  if (start === undefined) return {};
  return start === 'leavePodIdentity' && podManagedIdentities(cluster).length === 0 ? {} : { start };
}
