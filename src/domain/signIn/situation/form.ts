/** A form of message: one record with its sign, its fields, what it looks at, and how it is judged. */
import type { Words } from '../../../sentences/words.ts';
import type { Hit, Sign } from '../message/readMessage.ts';
import type { CauseCode } from './causes.ts';
import type { Judgement } from './judgement.ts';
import type { Situation } from './situation.ts';

/** What the product does with one form of message. */
export interface MessageForm extends Sign {
  /** What the sign means. */
  readonly means: Words;
  /** Of several forms in a message, that with the highest decides: how far the sign-in came. */
  readonly weight: number;
  /** True if naming the cluster can change the answer. */
  readonly needsCluster?: true;
  /** True for what only someone hears who has signed in: what failed before it in the same program is over. */
  readonly provesSignIn?: true;
  judge(hit: Hit, situation: Situation): Judgement;
}

/** Everything about one form of message; the package is without what only the generated pages say. */
export interface DocumentedForm extends MessageForm {
  /** The sign as people see it. */
  readonly looksLike: string;
  /** What is looked at in Azure and in the cluster. */
  readonly looksAt: Words;
  /** The causes that it can name. */
  readonly causes: readonly CauseCode[];
  readonly source: string;
}

/**
 * Weights: an answer of a later hand says more than one of an earlier hand, and anything more than a mere symptom.
 * Programs log refusals of Kubernetes, such as those of a leader election, besides what they fail for.
 */
export const weightOf = {
  entra: 90,
  resource: 80,
  pod: 70,
  several: 60,
  metadata: 50,
  kubernetes: 45,
  symptom: 10,
} as const;
