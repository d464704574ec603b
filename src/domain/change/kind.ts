/** The members of the record of a kind of change. */
import type { Fields, ObjectOf } from '../../shape/shape.ts';
import type { PlannedTenses, Tenses } from './tenses.ts';
import type { Words } from '../../sentences/words.ts';

/** What a cluster must be like for a change to be made to it. */
export type ClusterCondition = 'hasManagedIdentity' | 'hasKubeletIdentity' | 'isSettled' | 'isRunning';

/** Everything about one kind of change. */
export interface Kind<F extends Fields = Fields> {
  readonly fields: F;
  /** Optional fields without which the plan is not shown yet, because the form asks for them. */
  readonly asked?: readonly string[];
  /** The title of its form while nothing is chosen yet. */
  readonly title: Words;
  /** The text next to the button that starts it in the panel of a cluster; left out if the panel does not offer it. */
  readonly start?: Words;
  /** Only a person may ask for it, in a form: no program, agent or command line. */
  readonly isPersonal?: true;
  /** What the cluster must be like for it. */
  readonly conditions?: readonly ClusterCondition[];
  /** What one change of the kind does, in each tense. */
  says(change: ObjectOf<F>): Tenses;
  /** The text of the button that applies it. */
  verb(change: ObjectOf<F>): Words;
  /** What it does, after the name of its cluster; left out if the text of the button says it. */
  atCluster?(change: ObjectOf<F>): Words;
  /** What several at once do, which is also the text of the button; left out if the kind never comes in numbers. */
  many?(count: number): PlannedTenses;
  /** What is true once it is done; left out if the title says it. */
  doneText?(change: ObjectOf<F>): Words;
}

/** Returns one record of `kinds` unchanged; its fields keep their types. */
export function defineKind<const F extends Fields>(definition: Kind<F>): Kind<F> {
  return definition;
}
