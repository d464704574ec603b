/** What no public source tells, asked of Azure itself. */
import type { Question } from './question.ts';
import { reading } from './readingQuestions.ts';
import { writing } from './writingQuestions.ts';

/** All questions, those that only read first. */
export const questions: readonly Question[] = [...reading, ...writing];

/** Why the run does not ask about rows without a public source, and about open questions, by their numbers. */
export const unasked: Readonly<Record<string, string>> = {
  'T-05': 'memberType is told only to somebody with roles to activate at two levels',
  'T-08': 'it is about a world of our own, not about Azure',
  'T-37': 'a cluster would have to be made by somebody without the right',
  'T-56': 'a binding needs a cluster, and a preview that would have to be registered',
  'T-57': 'a binding needs a cluster, and a preview that would have to be registered',
  'T-59': 'a binding needs a cluster, and a preview that would have to be registered',
  'T-61': 'a cluster and a vault would have to be made',
  'T-62': 'a vault would have to be made, whose name stays taken after it is deleted',
  'T-65': 'clusters would have to be made to which the identity is refused',
  'T-71': 'a fleet would have to be made',
  'T-78': 'clusters would have to be made in other clouds',
  'T-81': 'a policy would have to be assigned that changes resources',
  'Q-1': 'it needs Terraform, Bicep, and a cluster for them to change',
  'Q-4': 'a cluster of yours would have to be written back',
  'Q-5': 'a stopped cluster of yours would have to be changed',
};
