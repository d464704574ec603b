/** Finds the cluster that has an issuer, and says when this is uncertain. */
import { unknownsOf, type Answer } from '../arm/answer.ts';
import { unknownWith, unknownText, withReason, type Unknown } from '../arm/unknown.ts';
import { keptText } from '../../memory/kept.ts';
import { lastSegment, type ArmId } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { isOutOfSight } from '../cluster/outOfSight.ts';
import { clustersNow, issuerKey, sameIssuer } from '../cluster/uses.ts';
import { clusterIssuerParts, issuerOf } from './issuer.ts';
import { say, type Words } from '../../sentences/words.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** The cluster of an issuer; if there is none, why it may still exist. */
export interface IssuerOwner {
  readonly cluster?: Cluster;
  /** Left out if it is certain that no cluster has the issuer. */
  readonly doubt?: Unknown;
}

/** Returns the clusters that have an issuer, by `issuerKey`. */
export const clustersByIssuer = oncePer(
  (clusters: readonly Cluster[]): ReadonlyMap<string, Cluster> =>
    new Map(
      clusters.flatMap((cluster) => {
        const issuer = issuerOf(cluster);
        return issuer === undefined ? [] : [[keptText(issuerKey(issuer)), cluster] as const];
      }),
    ),
);

/**
 * Finds the cluster of an issuer among those that ARM lists now, because an index may, for some minutes, lack a cluster
 * or its issuer, or still have a deleted one. A cluster that only the index has is read by itself. If ARM can't be asked,
 * that is a doubt.
 */
export function issuerOwner(issuer: string, facts: Facts): IssuerOwner {
  const { answer, late } = clustersNow(facts);
  const ownerListed = clusterOfIssuer(issuer, answer);
  if (ownerListed !== undefined && late.length === 0) return { cluster: ownerListed };
  const candidate = ownerListed ?? clusterOfIssuer(issuer, facts.get({ kind: 'clusters' }));
  const owner = candidate && ownerNow(candidate.id, issuer, facts);
  if (owner !== undefined) return owner;
  const [unknown] = [...late, ...unknownsOf(say`Clusters`, answer)];
  const doubt = unknown === undefined ? whyHidden(issuer, facts) : withReason(ownerNotRead(unknown), unknown);
  return doubt === undefined ? {} : { doubt };
}

function clusterOfIssuer(issuer: string, answer: Answer<readonly Cluster[]> | undefined): Cluster | undefined {
  return answer?.kind === 'found' ? clustersByIssuer(answer.value).get(issuerKey(issuer)) : undefined;
}

/** Returns the cluster as it is now if it has the issuer, or why that is unknown; `undefined` if it is deleted or has another. */
export function ownerNow(id: ArmId, issuer: string, facts: Facts): IssuerOwner | undefined {
  const clusterAnswer = facts.get({ kind: 'cluster', id });
  if (clusterAnswer?.kind === 'unreadable')
    return {
      doubt: withReason(
        say`The issuer may belong to ${lastSegment(id)}, which can't be read now: ${clusterAnswer.reason}`,
        clusterAnswer,
      ),
    };
  const cluster = clusterAnswer?.kind === 'found' ? clusterAnswer.value : undefined;
  return cluster && sameIssuer(issuerOf(cluster) ?? '', issuer) ? { cluster } : undefined;
}

function ownerNotRead(unknown: Unknown): Words {
  return say`The issuer may belong to a cluster that could not be read. ${unknownText(unknown)}`;
}

function whyHidden(issuer: string, facts: Facts): Unknown | undefined {
  const parts = clusterIssuerParts(issuer);
  const inAddress = /\.azure\.\w+\/([0-9a-f-]{36})\//i.exec(issuer)?.[1]?.toLowerCase() ?? '';
  const directory = parts === undefined ? inAddress : (parts.tenantId ?? '');
  const hidden = facts.get({ kind: 'hiddenSubscriptions', directory });
  if (hidden?.kind === 'found' && hidden.value.length === 0) return undefined;
  const is = (reason: Words): Unknown => unknownWith('hidden', 'hiddenSubscriptions', reason, directory);
  if (hidden?.kind === 'found')
    return is(
      hidden.value.length === 1
        ? say`The issuer may belong to a cluster in a subscription that you can't see.`
        : say`The issuer may belong to a cluster in one of ${hidden.value.length} subscriptions that you can't see.`,
    );
  const isUnread = hidden?.kind === 'unreadable';
  const reason = say`The issuer may belong to a cluster that you can't see: which subscriptions the directory has isn't known. ${isUnread ? hidden.reason : say`You can't see the directory.`}`;
  return isUnread && !isOutOfSight(hidden) ? withReason(reason, hidden) : is(reason);
}
