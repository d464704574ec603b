/** One form for each kind of change: its initial values, and how it looks with its current ones. */
import { neededFields, type Change, type ChangeKind, type Draft } from '../../domain/change/change.ts';
import { activateRole } from './activateRole.ts';
import { removeAccessPolicy } from './accessPolicies.ts';
import { assignRole, removeRole } from './access.ts';
import type { FlowKind } from '../protocol/flow.ts';
import { drawChanges } from './changes.ts';
import { createCluster } from './createCluster/createCluster.ts';
import { setControlPlane, setKubelet, upgradeNodeImages } from './identities.ts';
import type { ChangeForm, DrawnForm, FormContext, Values } from './parts/parts.ts';
import { attachRegistry, detachRegistry } from './registries.ts';
import { createIdentity, createResourceGroup, deleteIdentity } from './resources.ts';
import { drawUnusedRoles } from './unusedRoles.ts';
import { bindIdentity, unbindIdentity } from './workloads/bindings.ts';
import { createCredential } from './workloads/connectWorkload.ts';
import { grantClusterAccess, removeClusterAccess, setLocalAccounts } from './clusterAccess.ts';
import { removeTrustedAccess } from './trustedAccess.ts';
import { drawLeavePodIdentity } from './workloads/leavePodIdentity.ts';
import { moveCredentials } from './workloads/moveCredentials.ts';
import { deleteCredential } from './workloads/removeCredential.ts';
import { prepareGateway } from './workloads/prepareGateway.ts';
import { setNginxRouting } from './workloads/setNginxRouting.ts';
import { setWorkloadIdentity } from './workloads/setWorkloadIdentity.ts';

const forms: { readonly [K in ChangeKind]: ChangeForm<K> } = {
  createResourceGroup,
  createIdentity,
  deleteIdentity,
  createCluster,
  setControlPlane,
  setKubelet,
  upgradeNodeImages,
  attachRegistry,
  detachRegistry,
  assignRole,
  removeRole,
  removeAccessPolicy,
  setWorkloadIdentity,
  createCredential,
  deleteCredential,
  moveCredentials,
  bindIdentity,
  unbindIdentity,
  removeTrustedAccess,
  setLocalAccounts,
  grantClusterAccess,
  removeClusterAccess,
  activateRole,
  prepareGateway,
  setNginxRouting,
};

/** Draws the form for a kind with its current values. If it needs a cluster, it has no fields until the cluster has been read. */
export function drawChangeForm(kind: FlowKind, context: FormContext): DrawnForm {
  if (kind === 'changes') return drawChanges(context);
  if (kind === 'leavePodIdentity') return drawLeavePodIdentity(context);
  return kind === 'unusedRoles' ? drawUnusedRoles(context) : forms[kind].draw(context);
}

/** Returns the values in a draft, without the cluster itself. */
export function valuesOf(draft: Draft): Values {
  const form: ChangeForm = forms[draft.kind];
  const values = Object.entries(form.valuesOf(draft));
  return Object.fromEntries(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** Returns true if the draft leaves nothing to choose, so that the plan can be shown at once. */
export function isComplete(draft: Draft): draft is Draft & Change {
  const values: Readonly<Record<string, unknown>> = { ...draft };
  return neededFields(draft.kind).every((name) => values[name] !== undefined);
}
