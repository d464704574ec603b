/** The cells of a finding in the tables that people read. */
import { acceptanceText } from '../../findings/rule/weight.ts';
import { topicOf, type Finding } from '../../findings/finding.ts';
import type { NotJudged } from '../../needs/notJudged.ts';
import type { SubscriptionNames } from '../../arm/scopeWords.ts';
import { joinWords } from '../../../sentences/words.ts';
import { textOf } from '../../../sentences/textOf.ts';
import { briefEvidence, evidenceSeen } from './briefEvidence.ts';
import { controlsText } from '../controls.ts';
import { severityTitles } from '../overview.ts';

/** The heads of the cells; after them comes the page that states the rule. */
export const findingHeads = ['Severity', 'Finding', 'Details', 'Evidence', 'Controls'];

/** Returns the cells of a finding, as `findingHeads` names them. */
export function findingCells(finding: Finding, names?: SubscriptionNames): readonly string[] {
  return [
    finding.accepted ? '\u2298 Accepted' : severityTitles[finding.severity][0],
    textOf(topicOf(finding).title),
    textOf(joinWords([finding.text, acceptanceText(finding)])),
    briefEvidence(evidenceSeen(finding), names),
    controlsText(finding),
  ];
}

/** Returns the cells of a need that may or may not be met. */
export function unjudgedCells(unjudged: NotJudged, names?: SubscriptionNames): readonly string[] {
  const { severity, title, text } = unjudged;
  return [severityTitles[severity][0], textOf(title), textOf(text), briefEvidence(unjudged, names), ''];
}
