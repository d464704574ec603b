/** Checks whether the identities that a cluster names still exist and are still the same principals. */
import { seeking } from '../cluster/watching.ts';
import { objectAt, objectsAt, textAt } from '../arm/json.ts';
import {
  idKey,
  lastSegment,
  parseResourceId,
  resourceType,
  sameId,
  subscriptionOf,
  sameGuid,
} from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { evidence } from './evidence.ts';
import { findingOf } from './finding.ts';
import type { Finding } from './finding.ts';
import type { ArmId } from '../arm/resourceId.ts';

type Place = 'controlPlane' | 'kubelet';

/** Finds differences between the cluster's JSON and its identities themselves. */
export function identityFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  const { controlPlane, kubelet } = cluster;
  const isManaged = kubelet.kind === 'default' || kubelet.kind === 'preCreated';
  return [
    ...(controlPlane.kind === 'userAssigned'
      ? liveFindings('controlPlane', controlPlane.identityId, controlPlane.principalId, facts)
      : []),
    ...(isManaged ? liveFindings('kubelet', kubelet.identityId, kubelet.objectId, facts) : []),
    ...sameFindings(cluster),
    ...tenantFindings(cluster, seeking(facts, 'tenantMismatch')),
  ];
}

function liveFindings(place: Place, identityId: ArmId, principalId: string | undefined, facts: Facts): Finding[] {
  const topics = [`identityDeleted:${place}`, `identityRecreated:${place}`] as const;
  const answer = seeking(facts, ...topics).get({ kind: 'resource', id: identityId });
  if (!answer) return [];
  const name = lastSegment(identityId);
  const whose = place === 'controlPlane' ? 'control plane identity' : 'kubelet identity';
  if (answer.kind === 'unreadable') {
    return [
      findingOf('identityUnreadable', {
        text: `The ${whose} ${name} can't be read, so we can't tell whether it was recreated.`,
        evidence: evidence`${{ identity: identityId }}: ${{ reason: answer.reason }}`,
        subject: identityId,
        reason: answer.reason,
        about: [place],
      }),
    ];
  }
  if (answer.kind === 'missing') {
    return [
      findingOf(`identityDeleted:${place}`, {
        text:
          `The ${whose} ${name} was deleted; the cluster breaks when its token expires. ` +
          'An identity created again under its name is another principal, without any role.',
        evidence: evidence`${{ identity: identityId }} was not found.`,
        subject: identityId,
      }),
    ];
  }
  const live = textAt(answer.value, 'properties.principalId');
  if (!live || !principalId || sameGuid(live, principalId)) return [];
  return [
    findingOf(`identityRecreated:${place}`, {
      text: `The ${whose} ${name} was deleted and recreated: it is another principal now, and the roles of the old one don't apply.`,
      evidence: evidence`The cluster names principal ${{ principal: principalId }}; the identity has ${{ principalNow: live }}.`,
      subject: principalId,
    }),
  ];
}

/** Tells whether one of the cluster's identities no longer has this principal, because it was deleted or made again. */
export function isPrincipalGone({ controlPlane, kubelet }: Cluster, principalId: string, facts: Facts): boolean {
  const named: readonly (readonly [ArmId, string | undefined])[] = [
    ...(controlPlane.kind === 'userAssigned' ? [[controlPlane.identityId, controlPlane.principalId] as const] : []),
    ...('identityId' in kubelet ? [[kubelet.identityId, kubelet.objectId] as const] : []),
  ];
  return named.some(([identityId, known]) => {
    if (!sameGuid(known, principalId)) return false;
    const answer = facts.get({ kind: 'resource', id: identityId });
    if (answer?.kind !== 'found') return answer?.kind === 'missing';
    const live = textAt(answer.value, 'properties.principalId');
    return live !== undefined && !sameGuid(live, principalId);
  });
}

function sameFindings({ controlPlane, kubelet, name }: Cluster): Finding[] {
  if (controlPlane.kind !== 'userAssigned' || !('identityId' in kubelet)) return [];
  if (!sameId(controlPlane.identityId, kubelet.identityId)) return [];
  return [
    findingOf('kubeletSameAsControlPlane', {
      text: `Control plane and kubelet of ${name} are the same identity: pods that reach the nodes' metadata endpoint get the control plane's rights.`,
      evidence: evidence`Both are ${{ identity: kubelet.identityId }}.`,
      subject: kubelet.identityId,
      about: ['controlPlane', 'kubelet'],
    }),
  ];
}

/** A cluster with a managed identity can't be moved to another tenant. */
function tenantFindings(cluster: Cluster, facts: Facts): Finding[] {
  const { controlPlane, raw } = cluster;
  if (controlPlane.kind !== 'systemAssigned' && controlPlane.kind !== 'userAssigned') return [];
  const identity =
    controlPlane.kind === 'userAssigned' ? facts.get({ kind: 'resource', id: controlPlane.identityId }) : undefined;
  const tenant =
    textAt(raw, 'identity.tenantId') ??
    (identity?.kind === 'found' ? textAt(identity.value, 'properties.tenantId') : undefined);
  const subscription = facts.get({ kind: 'subscription', id: cluster.subscriptionId });
  if (!tenant || subscription?.kind !== 'found' || !subscription.value.tenantId) return [];
  if (sameGuid(subscription.value.tenantId, tenant)) return [];
  return [
    findingOf('tenantMismatch', {
      text: 'The identity belongs to another tenant than the subscription. A managed identity cluster cannot be moved to another tenant.',
      evidence: evidence`Identity: tenant ${{ directoryOfIdentity: tenant }}; subscription: tenant ${{ directoryOfSubscription: subscription.value.tenantId }}.`,
      subject: tenant,
      about: ['controlPlane'],
    }),
  ];
}

/** Returns each user-assigned identity that the cluster's JSON names, except those that AKS made. */
export function ownIdentities(cluster: Cluster): readonly string[] {
  const { controlPlane, kubelet, raw } = cluster;
  const pods = objectsAt(raw, 'properties.podIdentityProfile.userAssignedIdentities');
  const ids = [
    controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined,
    kubelet.kind === 'preCreated' ? kubelet.identityId : undefined,
    ...pods.map((pod) => textAt(objectAt(pod, 'identity'), 'resourceId')),
  ].filter((id): id is string => id !== undefined && isIdentity(id));
  return [...new Map(ids.map((id) => [idKey(id), id])).values()];
}

function isIdentity(id: string): boolean {
  const type = parseResourceId(id)?.type.toLowerCase();
  return type === resourceType.identity.toLowerCase() && subscriptionOf(id) !== undefined;
}
