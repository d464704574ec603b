/** Identities that AKS made for itself: what may be planned with them, and what AKS would undo or suffer from. */
import { unknownWith } from '../../arm/unknown.ts';
import { gapsOf, unknownsOf, type Answer } from '../../arm/answer.ts';
import { overviewPage } from '../../arm/docs.ts';
import { Refusal } from '../../arm/refusal.ts';
import {
  groupOf,
  distinctIds,
  idKey,
  lastSegment,
  resourceType,
  sameId,
  subscriptionOf,
  type ArmId,
} from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import { clusterOf } from '../../cluster/fromArm.ts';
import type { Cluster } from '../../cluster/model.ts';
import { isInGroupNamedLikeNodes, nodeGroupOwner } from '../../uses/madeByAks.ts';
import { everyNamedUse } from '../../uses/namedUses.ts';
import { useChecks } from '../../uses/nothingUses.ts';
import { nameInGroup, sentenceList } from '../../words/describe.ts';
import type { Step } from '../plan.ts';
import { type DraftCheck, unknownCheck } from '../planPart.ts';
import { stepIdentityUses } from '../stepKinds.ts';
import { say, type Words, type Phrase, distinctWords } from '../../../sentences/words.ts';

/** What is done with an identity, and which cluster it is for if it is to be that cluster's own. */
interface Touch {
  readonly identityId: string;
  readonly of?: ArmId;
  readonly consequence: Words;
}

const consequences = {
  delete: say`AKS recreates it, or what it is for breaks.`,
  trust: say`AKS may remove it at any time, and with it whom it trusts. Use an identity of your own.`,
  distrust: say`What AKS runs with it may break.`,
  use: say`It is deleted with that cluster. Use an identity of your own.`,
} as const;

/**
 * Throws a `Refusal` if steps trust, bind or use an identity that AKS made for another purpose; returns a check if it
 * is unknown who made it.
 */
export function aksMadeChecks(steps: readonly Step[], facts: Facts): readonly DraftCheck[] {
  const uses = new Map(
    steps.flatMap(stepIdentityUses).map((identityUse) => [idKey(identityUse.identityId), identityUse]),
  );
  return [...uses.values()].flatMap(({ as, ...use }) => {
    const clusters = clustersBeside(use.identityId, facts);
    assertNotMadeByAks({ ...use, consequence: consequences[as] }, clusters);
    return madeByAksCheck(use.identityId, clusters);
  });
}

/** Returns which of the identities AKS made, with their names by `idKey`. */
export function aksMadeAmong(
  holders: readonly { readonly identityId: ArmId }[],
  facts: Facts,
): ReadonlyMap<string, string> {
  const identities = distinctIds(holders.map(({ identityId }) => identityId));
  return new Map(
    identities.flatMap((identityId) => {
      const isMade = makerAmong(identityId, clustersBeside(identityId, facts)) !== undefined;
      return isMade ? [[idKey(identityId), lastSegment(identityId)] as const] : [];
    }),
  );
}

function clustersBeside(identityId: string, facts: Facts): Answer<readonly Cluster[]> | undefined {
  const subscriptionId = subscriptionOf(identityId) ?? '';
  const answer = facts.get({ kind: 'resourcesOfType', subscriptionId, type: resourceType.cluster });
  return answer?.kind === 'found' ? { ...answer, value: answer.value.map(clusterOf) } : answer;
}

function makerAmong(identityId: string, clusters: Answer<readonly Cluster[]> | undefined): Cluster | undefined {
  return nodeGroupOwner(identityId, clusters?.kind === 'found' ? clusters.value : []);
}

/** Throws a `Refusal` if AKS made the identity that is to be deleted. */
export function assertNotAksOwn(identityId: string, clusters: Answer<readonly Cluster[]> | undefined): void {
  assertNotMadeByAks({ identityId, consequence: consequences.delete }, clusters);
}

function assertNotMadeByAks(
  { identityId, of, consequence }: Touch,
  clusters: Answer<readonly Cluster[]> | undefined,
): void {
  const maker = makerAmong(identityId, clusters);
  if (maker === undefined || sameId(maker.id, of)) return;
  const purpose = purposeOf(identityId, maker);
  const makerText = purpose === undefined ? maker.name : say`the ${purpose} of ${maker.name}`;
  throw new Refusal(
    say`${nameInGroup(identityId)} was made by AKS for ${makerText}, in its node resource group. ${consequence}`,
    overviewPage,
  );
}

/** Returns an unknown check if only the name of the group, or nothing at all, shows whether AKS made the identity. */
export function madeByAksCheck(
  identityId: string,
  clusters: Answer<readonly Cluster[]> | undefined,
): readonly DraftCheck[] {
  const subscriptionId = subscriptionOf(identityId)?.toLowerCase();
  const isGap = gapsOf(clusters).some(({ place }) => place.subscriptionId?.toLowerCase() === subscriptionId);
  const unknown = clusters?.kind === 'unreadable' || isGap ? unknownsOf(useChecks.clusters, clusters) : [];
  const hint =
    clusters !== undefined && isInGroupNamedLikeNodes(identityId)
      ? [
          unknownWith(
            'hidden',
            'nodeResourceGroup',
            say`Its resource group ${groupOf(identityId) ?? ''} is named like a node resource group of AKS, but no cluster that you can see has it.`,
            identityId,
          ),
        ]
      : [];
  const unknowns = [...hint, ...unknown];
  if (unknowns.length === 0) return [];
  const title = say`Whether AKS made ${lastSegment(identityId)}`;
  return [unknownCheck({ id: 'madeByAks', about: [identityId], title }, unknowns)];
}

/** What the cluster uses the identity for; identities that it doesn't name are recognised by AKS's names for them. */
function purposeOf(identityId: string, { raw }: Cluster): Phrase | undefined {
  const slots = everyNamedUse(raw).flatMap(({ text, as, isHint }) => (!isHint && sameId(text, identityId) ? [as] : []));
  if (slots.length > 0) return sentenceList(distinctWords(slots));
  const name = lastSegment(identityId).toLowerCase();
  return names.find(([pattern]) => pattern.test(name))?.[1];
}

/**
 * Sources: https://learn.microsoft.com/azure/aks/managed-identity-overview,
 * https://learn.microsoft.com/azure/aks/cost-analysis, https://learn.microsoft.com/azure/aks/ai-toolchain-operator
 */
const names: readonly (readonly [RegExp, Phrase])[] = [
  [/^cost-analysis-identity$/, say`cost analysis`],
  [/^ai-toolchain-operator-/, say`AI toolchain operator`],
  [/^applicationloadbalancer-/, 'Application Gateway for Containers'],
  [/-agentpool$/, 'kubelet'],
];
