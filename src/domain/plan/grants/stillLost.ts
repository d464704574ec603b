/** Judges the losses that a plan predicted again after its run, because a prediction is not a fact. */
import { lastSegment } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { principalOf } from '../../cluster/principals.ts';
import { isDenied, judgeNeed } from '../../needs/needs.ts';
import { sentenceList } from '../../words/describe.ts';
import type { LostNeed } from '../plan.ts';
import { say, type Words } from '../../../sentences/words.ts';

/** A need that a plan predicted to be lost, and that appears to be unmet now. */
export type StillLost = Pick<LostNeed, 'clusterId' | 'text' | 'need' | 'principalId'> &
  Partial<Pick<LostNeed, 'fix'>> & {
    /** Why it isn't known whether it is met. */
    readonly unknown?: Words;
  };

/** Returns which of the predicted losses have happened, and for which this is unknown; a role that was granted again is not lost. */
export function stillLost(foreseen: readonly LostNeed[], facts: Facts): readonly StillLost[] {
  return foreseen.flatMap((lost): StillLost[] => {
    const { clusterId, text, fix, need, principalId } = lost;
    const answer = facts.get({ kind: 'cluster', id: clusterId });
    const loss = { clusterId, text, need, principalId };
    if (answer === undefined || answer.kind === 'missing') return [];
    if (answer.kind === 'unreadable')
      return [{ ...loss, unknown: say`The cluster ${lastSegment(clusterId)} can't be read: ${answer.reason}` }];
    if (isReplaced(principalId, answer.value, facts)) return [];
    const { verdict, reason = say`` } = judgeNeed(need, principalId, facts);
    switch (verdict) {
      case 'granted':
        return [];
      case 'missing':
        return [{ ...loss, ...(isDenied(need, principalId, facts) ? {} : { fix }) }];
      case 'unknown':
        return [{ ...loss, unknown: reason }];
    }
  });
}

/** Says which roles are missing now, and for which this isn't known. */
export function stillLostWords(losses: readonly StillLost[]): readonly Words[] {
  const missing = losses.filter(({ unknown }) => unknown === undefined);
  const roles = sentenceList(missing.map(({ text }) => text));
  const missingWords =
    missing.length === 1
      ? say`1 role is missing now: ${roles}.`
      : say`${missing.length} roles are missing now: ${roles}.`;
  return [...(missing.length > 0 ? [missingWords] : []), ...losses.flatMap((loss) => unknownWords(loss) ?? [])];
}

/** Says why it isn't known whether a need is met, if so. */
export function unknownWords({ text, unknown }: StillLost): Words | undefined {
  return unknown === undefined ? undefined : say`It isn't known whether ${text} is missing: ${unknown}`;
}

/** Returns true if the cluster has other identities now, all of which are known. */
function isReplaced(principalId: string, cluster: Cluster, facts: Facts): boolean {
  const roles = ['controlPlane', 'kubelet', ...cluster.addons.map(({ name }) => name)];
  const principals = roles.map((identity) => principalOf(cluster, identity, facts)?.toLowerCase());
  return !principals.includes(undefined) && !principals.includes(principalId.toLowerCase());
}
