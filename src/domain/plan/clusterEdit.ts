/** What an edit of a cluster's identities means for the cluster: is it true already, what will be, before and after. */
import { bodyForPut } from './clusterPutBody.ts';
import { clusterOf } from '../cluster/fromArm.ts';
import type { ControlPlaneChoice } from '../change/change.ts';
import { describeChoice, describeControlPlane, describeKubelet } from '../words/describe.ts';
import { at, objectAt } from '../arm/json.ts';
import type { Cluster } from '../cluster/model.ts';
import type { Json, JsonObject } from '../arm/json.ts';
import type { ClusterEdit, Sketch } from './plan.ts';
import { lastSegment, sameId } from '../arm/resourceId.ts';

function holdsControlPlane({ controlPlane }: Cluster, choice: ControlPlaneChoice): boolean {
  if (choice.kind === 'systemAssigned') return controlPlane.kind === 'systemAssigned';
  return controlPlane.kind === 'userAssigned' && sameId(controlPlane.identityId, choice.identityId);
}

/** Returns the control plane identity that the edit chooses, if it differs from the present one. */
export function newControlPlane(cluster: Cluster, { controlPlane }: ClusterEdit): ControlPlaneChoice | undefined {
  return controlPlane && !holdsControlPlane(cluster, controlPlane) ? controlPlane : undefined;
}

/** Returns true if the edit names another kubelet identity than the cluster has. */
export function changesKubelet({ kubelet }: Cluster, { kubeletIdentityId }: ClusterEdit): boolean {
  return kubeletIdentityId !== undefined && !('identityId' in kubelet && sameId(kubelet.identityId, kubeletIdentityId));
}

/** Returns true if the cluster already is what the edit makes of it. */
export function isAlready(cluster: Cluster, edit: ClusterEdit): boolean {
  const values = Object.entries(edit.values ?? {});
  return (
    newControlPlane(cluster, edit) === undefined &&
    !changesKubelet(cluster, edit) &&
    values.every(([path, value]) => isSame(at(cluster.raw, path), value))
  );
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [all, wanted] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  const isAlike = Array.isArray(one) === Array.isArray(other) && all.size === wanted.size;
  return isAlike && [...wanted].every(([key, value]) => isSame(all.get(key), value as Json));
}

/**
 * Returns the cluster as it will be, so that its needs can be derived; it does not know the new identities' principals.
 */
export function clusterAfter(cluster: Cluster, edit: ClusterEdit): Cluster {
  const body = bodyForPut(cluster.raw, edit);
  const properties: JsonObject = {
    ...objectAt(body, 'properties'),
    nodeResourceGroup: cluster.nodeResourceGroup,
    servicePrincipalProfile: { clientId: 'msi' },
  };
  return clusterOf({ ...body, id: cluster.id, name: cluster.name, properties });
}

/** Returns the cluster's identities before and after the edit, ready to show side by side. */
export function sketchesOf(cluster: Cluster, edit: ClusterEdit): { readonly before: Sketch; readonly after: Sketch } {
  const { controlPlane, kubeletIdentityId } = edit;
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  const showsKubelet = kubeletIdentityId !== undefined || leaves;
  const kubelet = kubeletIdentityId
    ? `${lastSegment(kubeletIdentityId)} (your own)`
    : `${cluster.name}-agentpool (created by AKS), at once or with the next node image`;
  return {
    before: {
      controlPlane: describeControlPlane(cluster.controlPlane),
      ...(showsKubelet ? { kubelet: describeKubelet(cluster.kubelet) } : {}),
    },
    after: {
      controlPlane: controlPlane ? describeChoice(controlPlane) : describeControlPlane(cluster.controlPlane),
      ...(showsKubelet ? { kubelet } : {}),
    },
  };
}
