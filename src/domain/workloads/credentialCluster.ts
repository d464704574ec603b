import { say, type Phrase } from '../../sentences/words.ts';
import type { JudgedCredential } from './judgedUses.ts';

/** Names the cluster of a credential in a few words, or says what is known of it. */
export function clusterOfCredential({ cluster, isClusterGone }: JudgedCredential): Phrase {
  return cluster ?? (isClusterGone ? say`cluster is gone` : say`no visible cluster`);
}
