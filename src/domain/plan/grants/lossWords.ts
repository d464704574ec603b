/** Words for the loss of a need, and for what is not lost or not known. */
import { isRegistry, sameId, sameText } from '../../arm/resourceId.ts';
import { scopeName, type SubscriptionNames } from '../../arm/scopeWords.ts';
import { addonName } from '../../cluster/addons.ts';
import type { Cluster } from '../../cluster/model.ts';
import { grantOf, type Need } from '../../needs/need.ts';
import { sentenceList } from '../../words/describe.ts';
import type { LostNeed, Warning } from '../plan.ts';
import { isAdvice, type JudgedLoss } from './lossJudgement.ts';
import { isPull } from './needsNow.ts';
import { isFor } from '../../needs/needKinds.ts';
import { countWithNoun } from '../../words/counts.ts';
import { asClause, capitaliseArticle, say, type Phrase, type Words } from '../../../sentences/words.ts';

/** Returns the names of clusters; clusters with the same name get their group or subscription as well. */
export function clusterNames(clusters: readonly Cluster[], names: SubscriptionNames): (cluster: Cluster) => Phrase {
  return (cluster) => {
    const { id, name, resourceGroup, subscriptionId } = cluster;
    const twins = clusters.filter((otherCluster) => otherCluster.name === name && !sameId(otherCluster.id, id));
    if (twins.length === 0) return name;
    const isOnly = twins.every((otherCluster) => !sameText(otherCluster.resourceGroup, resourceGroup));
    return isOnly
      ? say`${name} in ${resourceGroup}`
      : say`${name} in ${scopeName(`/subscriptions/${subscriptionId}`, names)}`;
  };
}

/** The words for clusters that lose a role. */
export interface LossWords {
  /** The warnings about one cluster's losses; lost pulls of its nodes are joined into one, by the principal that could pull. */
  readonly lost: (judged: readonly JudgedLoss[]) => readonly Warning[];
  /** A warning as well, so that no one removes what a cluster has started to use since the plan was confirmed. */
  readonly kept: (judged: JudgedLoss, isMade: boolean) => Warning;
  readonly open: (judged: JudgedLoss) => Words;
  readonly lostNeed: (judged: JudgedLoss) => LostNeed;
}

/** The most registries that one warning names. */
const mostNamed = 3;

/** Returns the words for losses of clusters with these names. */
export function lossWords(nameOf: (cluster: Cluster) => Phrase): LossWords {
  const whose = (cluster: Cluster, need: Need, isFirst = false): Phrase => {
    const words =
      typeof nameOf(cluster) === 'string'
        ? say`${cluster.name}'s ${identityWord(need)}`
        : say`the ${identityWord(need)} of ${nameOf(cluster)}`;
    return isFirst ? capitaliseArticle(words) : words;
  };

  function pullWarning([first, ...otherLosses]: readonly JudgedLoss[]): readonly Warning[] {
    if (first === undefined) return [];
    const losses = [first, ...otherLosses] as const;
    const { cluster, need } = first;
    const places = losses.map((loss) =>
      isRegistry(loss.need.scope) ? loss.place : say`the registries in ${loss.place}`,
    );
    const moreCount = places.length - mostNamed;
    const from = sentenceList([
      ...places.slice(0, mostNamed),
      ...(moreCount > 0 ? [countWithNoun(moreCount, 'more registry')] : []),
    ]);
    const text = say`New and restarted pods of ${nameOf(cluster)} can't pull images from ${from}: ${whose(cluster, need)} has no other role for it. Running containers keep running. Which images its pods use can't be seen.`;
    return [warning('lostPulls', 'disruption', say`${text}${assumed(first)}`, losses)];
  }

  function otherWarning(judged: JudgedLoss): Warning {
    const { cluster, need, place } = judged;
    const who = whose(cluster, need, true);
    const isOnlyAdvice = isAdvice(need);
    const lost = isOnlyAdvice
      ? say`${who} has ${need.role.name} on ${place}, and nothing else grants it.`
      : say`${who} needs ${need.role.name} on ${place}, and nothing else grants it.`;
    const text = say`${lost} ${stopsWithout(need)}${assumed(judged)}`;
    return warning('lostRole', isOnlyAdvice ? 'warning' : 'disruption', text, [judged]);
  }

  function assumed({ cluster, evidence }: JudgedLoss): Phrase {
    return evidence === undefined
      ? ''
      : say` Assumed to be the service principal of ${nameOf(cluster)}: ${asClause(evidence)}.`;
  }

  return {
    lost: (judged) => {
      const byHolder = Map.groupBy(
        judged.filter(({ need }) => isOfPods(need)),
        ({ principalId }) => principalId,
      );
      return [
        ...[...byHolder.values()].flatMap(pullWarning),
        ...judged.filter(({ need }) => !isOfPods(need)).map(otherWarning),
      ];
    },
    kept: (judged, isMade) => {
      const { cluster, need, place, after } = judged;
      const roleOnPlace = say`${need.role.name} on ${place}`;
      const holder = whose(cluster, need, true);
      const text = isMade
        ? say`${holder} has ${roleOnPlace} only through what this plan assigns, which can take up to 60 minutes to take effect. Until then it may be without it.`
        : after.reason === undefined
          ? say`${holder} keeps ${roleOnPlace} by another role.`
          : say`${holder} keeps ${roleOnPlace} by another role: ${after.reason}`;
      return warning('keptRole', 'warning', text, [judged]);
    },
    open: ({ cluster, need, place, reason }) =>
      say`Whether ${whose(cluster, need)} then lacks ${need.role.name} on ${place}: ${reason ?? say``}`,
    lostNeed: ({ cluster, need, place, principalId }) => ({
      clusterId: cluster.id,
      text: say`${need.role.name} of ${whose(cluster, need)} on ${place}`,
      fix: grantOf(need, principalId),
      need,
      principalId,
    }),
  };
}

function warning(
  id: string,
  severity: Warning['severity'],
  text: Words,
  [first, ...otherLosses]: readonly [JudgedLoss, ...JudgedLoss[]],
): Warning {
  const values = [first, ...otherLosses].flatMap(({ principalId, need }) => [principalId, need.role.id, need.scope]);
  return { id, values, severity, text, source: first.need.source, clusterId: first.cluster.id };
}

/** Returns true if it is about the images of pods, and not about what gating reads about them. */
function isOfPods(need: Need): boolean {
  return isPull(need) && !isFor(need, 'pullImagesForGating');
}

function identityWord({ identity, holder }: Need): Phrase {
  if (holder) return holder.name;
  switch (identity) {
    case 'controlPlane':
      return say`control plane`;
    case 'kubelet':
      return 'kubelet';
    case 'servicePrincipal':
      return say`service principal`;
    default:
      return addonName(identity);
  }
}

function stopsWithout(need: Need): Words {
  return need.grantedByAks
    ? say`Without it, AKS can't manage the cluster's nodes, load balancers and public IP addresses: scaling, upgrades and new services fail.`
    : need.why;
}
