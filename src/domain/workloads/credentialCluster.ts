import type { JudgedCredential } from './judgedUses.ts';

/** Names the cluster of a credential in a few words, or says what is known of it. */
export function clusterOfCredential({ cluster, isClusterGone }: JudgedCredential): string {
  return cluster ?? (isClusterGone ? 'cluster is gone' : 'no visible cluster');
}
