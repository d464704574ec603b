/** Forms of messages whose own words explain them: nothing else is looked at, and the causes are possible ones. */
import { say, type Words } from '../../../sentences/words.ts';
import type { CauseCode } from '../situation/causes.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { open } from '../situation/judgement.ts';

/** Such a form: what it means is the answer. */
export interface ExplainedForm
  extends
    Omit<DocumentedForm, 'looksAt' | 'causes' | 'weight' | 'judge'>,
    Partial<Pick<DocumentedForm, 'looksAt' | 'weight'>> {
  /** What it can come from, if causes of this product fit. */
  readonly possible?: readonly CauseCode[];
  /** What to look at next. */
  readonly next: readonly Words[];
}

/** Returns the whole form; without a weight, any error of a sign-in in the message says more. */
export function explained({ possible = [], next, ...form }: ExplainedForm): DocumentedForm {
  return {
    weight: weightOf.symptom + 4,
    looksAt: say`The message alone.`,
    ...form,
    causes: possible.length === 0 ? ['UNKNOWN'] : possible,
    judge: () => open(possible, { text: form.means, next }),
  };
}
