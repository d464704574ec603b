import type { Unknown } from '../arm/unknown.ts';
import { overviewPage } from '../arm/docs.ts';
import { scopeName, type SubscriptionNames } from '../arm/scopeWords.ts';
import type { Requirement } from './need.ts';
import { sentenceList } from '../words/describe.ts';
import { joinWords, distinctWords, say, type Words } from '../../sentences/words.ts';

/** The roles of a cluster that could not be checked, in the form of a finding. */
export interface NotJudged {
  readonly title: Words;
  readonly severity: 'unknown';
  readonly text: Words;
  readonly evidence: Words;
  readonly unknown: readonly Unknown[];
  readonly source: string;
}

/** The title of a finding about a need that could not be judged. */
export const notJudgedTitle = say`Some roles could not be checked`;

/** Reports what could not be judged, so that the absence of findings is not taken for a clean result. */
export function unjudgedRequirements(
  requirements: readonly Requirement[],
  names?: SubscriptionNames,
): readonly NotJudged[] {
  const open = requirements.filter(({ verdict }) => verdict === 'unknown');
  if (open.length === 0) return [];
  const needs = distinctWords(open.map(({ role, scope }) => say`${role.name} on ${scopeName(scope, names)}`));
  const unknown = open.flatMap(({ unknown: [first] = [] }) => first ?? []);
  return [
    {
      title: notJudgedTitle,
      severity: 'unknown',
      text: say`It isn't known whether the cluster's identities have the roles they need: ${sentenceList(needs)}.`,
      evidence: joinWords(distinctWords(open.flatMap(({ reason }) => reason ?? [])), '\n'),
      unknown,
      source: overviewPage,
    },
  ];
}
