/** Rules about whether the identities that a cluster or its extensions name still exist as the same principals. */
import { overviewPage, aksPage } from '../../arm/docs.ts';
import type { Answer } from '../../arm/answer.ts';
import { textAt, type JsonObject } from '../../arm/json.ts';
import { lastSegment, sameGuid, sameId, type ArmId } from '../../arm/resourceId.ts';
import { factsForTopics } from '../../cluster/watching.ts';
import { evidence } from '../rule/evidence.ts';
import type { DetailedRule, Rule, RuleInput } from '../rule/rule.ts';
import { say, verbatim, type Words } from '../../../sentences/words.ts';
import { extensionsOf, identitiesOfExtension } from '../../around/things/extensions.ts';

export const identityUnreadable: Rule = {
  title: say`Identity can't be read`,
  severity: 'unknown',
  source: overviewPage,
  meaning: say`An identity of the cluster can't be read, so it isn't known whether it is still the one that the cluster was given.`,
  leavesOpen: [],
  find: (input) =>
    livingIdentities(input).flatMap(({ place, whose, identityId, answer }) => {
      if (answer?.kind !== 'unreadable') return [];
      const text = say`The ${whose} can't be read, so it isn't known whether it was recreated.`;
      const answerEvidence = evidence`${{ identity: identityId }}: ${{ reason: answer.reason }}`;
      return [{ text, evidence: answerEvidence, subject: identityId, unknown: [answer], about: [place] }];
    }),
};

export const identityDeleted: DetailedRule = {
  title: say`Identity was deleted`,
  severity: 'error',
  source: overviewPage,
  detail: 'controlPlane or kubelet',
  meaning: say`An identity that the cluster uses was deleted. It breaks when the token expires, and an identity with the same name is a different principal.`,
  leavesOpen: [],
  find: (input) =>
    livingIdentities(input, 'identityDeleted')
      .filter(({ answer }) => answer?.kind === 'missing')
      .map(({ place, words, whose, identityId }) => ({
        detail: place,
        brief: verbatim(words),
        text: say`The ${whose} was deleted; the cluster breaks when that identity's token expires. An identity recreated under its name is a different principal, without any role.`,
        evidence: evidence`${{ identity: identityId }} was not found.`,
        subject: identityId,
      })),
};

export const identityRecreated: DetailedRule = {
  title: say`Identity was deleted and recreated`,
  severity: 'error',
  source: overviewPage,
  detail: 'controlPlane or kubelet',
  meaning: say`An identity that the cluster uses was deleted and recreated. It is a different principal now, without the roles of the old one.`,
  leavesOpen: [],
  find: (input) =>
    livingIdentities(input, 'identityRecreated').flatMap(({ place, words, whose, identityId, principalId, answer }) => {
      const live = answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
      if (!live || !principalId || sameGuid(live, principalId)) return [];
      return [
        {
          detail: place,
          brief: verbatim(words),
          text: say`The ${whose} was deleted and recreated: it is a different principal now, and the roles of the old one don't apply.`,
          evidence: evidence`The cluster names principal ${{ principal: principalId }}; the identity has ${{ principalNow: live }}.`,
          subject: principalId,
          places: [identityId],
        },
      ];
    }),
};

interface LivingIdentity {
  readonly place: 'controlPlane' | 'kubelet';
  /** What it is for. */
  readonly words: Words;
  /** What it is for, and its name. */
  readonly whose: Words;
  readonly identityId: ArmId;
  /** According to the cluster. */
  readonly principalId: string | undefined;
  readonly answer: Answer<JsonObject> | undefined;
}

/** Returns the identities that the cluster names, read themselves; if one can't be read, this kind of finding is unknown. */
function livingIdentities(
  { cluster: { controlPlane, kubelet }, facts }: RuleInput,
  kind?: 'identityDeleted' | 'identityRecreated',
): readonly LivingIdentity[] {
  const ownIdentities = [
    ...(controlPlane.kind === 'userAssigned'
      ? [{ place: 'controlPlane', words: say`control plane`, ...controlPlane } as const]
      : []),
    ...(kubelet.kind === 'default' || kubelet.kind === 'preCreated'
      ? [
          {
            place: 'kubelet',
            words: say`kubelet`,
            identityId: kubelet.identityId,
            principalId: kubelet.objectId,
          } as const,
        ]
      : []),
  ];
  return ownIdentities.map(({ place, words, identityId, principalId }) => {
    const topics = kind === undefined ? [] : [`${kind}:${place}`];
    const answer = factsForTopics(facts, ...topics).get({ kind: 'resource', id: identityId });
    return { place, words, whose: say`${words} identity ${lastSegment(identityId)}`, identityId, principalId, answer };
  });
}

export const kubeletSameAsControlPlane: Rule = {
  title: say`Kubelet uses the control plane identity`,
  severity: 'warning',
  source: overviewPage,
  meaning: say`Control plane and kubelet are the same identity, so pods that reach the nodes' metadata endpoint get the control plane's rights.`,
  controls: ['dedicatedAccounts', 'kubescapeDedicatedAccounts'],
  find({ cluster: { controlPlane, kubelet, name } }) {
    if (controlPlane.kind !== 'userAssigned' || !('identityId' in kubelet)) return [];
    if (!sameId(controlPlane.identityId, kubelet.identityId)) return [];
    return [
      {
        text: say`Control plane and kubelet of ${name} are the same identity: pods that reach the nodes' metadata endpoint get the control plane's rights.`,
        advice: say`Give the kubelet an identity of its own.`,
        brief: verbatim(lastSegment(kubelet.identityId)),
        evidence: evidence`Both are ${{ identity: kubelet.identityId }}.`,
        subject: kubelet.identityId,
        about: ['controlPlane', 'kubelet'],
      },
    ];
  },
};

/** A cluster with a managed identity can't be moved to another tenant. */
export const tenantMismatch: Rule = {
  title: say`Identity is in another directory`,
  severity: 'error',
  source: overviewPage,
  meaning: say`The identity belongs to a different directory from the subscription's, which AKS does not support.`,
  find({ cluster: { controlPlane, raw, subscriptionId }, facts }) {
    if (controlPlane.kind !== 'systemAssigned' && controlPlane.kind !== 'userAssigned') return [];
    const identity =
      controlPlane.kind === 'userAssigned' ? facts.get({ kind: 'resource', id: controlPlane.identityId }) : undefined;
    const tenant =
      textAt(raw, 'identity.tenantId') ??
      (identity?.kind === 'found' ? textAt(identity.value, 'properties.tenantId') : undefined);
    const subscription = facts.get({ kind: 'subscription', id: subscriptionId });
    if (!tenant || subscription?.kind !== 'found' || !subscription.value.tenantId) return [];
    const { tenantId } = subscription.value;
    if (sameGuid(tenantId, tenant)) return [];
    return [
      {
        text: say`The identity belongs to a different tenant from the subscription's. A managed identity cluster can't be moved to another tenant.`,
        evidence: evidence`Identity: tenant ${{ directoryOfIdentity: tenant }}; subscription: tenant ${{ directoryOfSubscription: tenantId }}.`,
        subject: tenant,
        about: ['controlPlane'],
      },
    ];
  },
};

/** An identity that was deleted, or recreated as another principal. */
export const extensionIdentityGone: Rule = {
  title: say`An extension's identity was deleted`,
  severity: 'error',
  source: aksPage('cluster-extensions'),
  meaning: say`The identity by which an extension of the cluster signs in was deleted, so the extension gets no access to Azure.`,
  controls: ['applicationIdentities'],
  find({ cluster, facts }) {
    return extensionsOf(cluster, facts).items.flatMap((extension) => {
      const id = textAt(extension, 'id') ?? '';
      const name = textAt(extension, 'name') ?? lastSegment(id);
      return identitiesOfExtension(extension, cluster).flatMap(({ resourceId, principalId }) => {
        const identityTold = textAt(extension, 'properties.aksAssignedIdentity.resourceId');
        if (resourceId === undefined || resourceId !== identityTold) return [];
        const answer = facts.get({ kind: 'resource', id: resourceId as ArmId });
        const isGone = answer?.kind === 'missing';
        const principalNow = answer?.kind === 'found' ? textAt(answer.value, 'properties.principalId') : undefined;
        const isOther = principalNow !== undefined && principalId !== undefined && !sameGuid(principalNow, principalId);
        if (!isGone && !isOther) return [];
        const named = lastSegment(resourceId);
        return [
          {
            text: isGone
              ? say`The identity ${named} of the extension ${name} was deleted.`
              : say`The identity ${named} of the extension ${name} was deleted and recreated, so it is a different principal now.`,
            advice: say`Remove the extension and add it again.`,
            brief: verbatim(name),
            evidence:
              principalId === undefined
                ? evidence`${{ extension: id }} names ${{ identity: resourceId }}.`
                : evidence`${{ extension: id }} names ${{ identity: resourceId }} with principal ${{ principal: principalId }}.`,
            subject: id,
          },
        ];
      });
    });
  },
};
