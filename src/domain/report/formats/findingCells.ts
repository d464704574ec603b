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

/** A sign and a word for what is accepted. */
export const acceptedTitle = '\u2298 Accepted';

/** Returns the cells of a finding, as `findingHeads` names them; GUIDs without a name are shortened, unless it is said how they are written. */
export function findingCells(
  finding: Finding,
  names?: SubscriptionNames,
  guid?: (guid: string) => string,
): readonly string[] {
  return [
    finding.accepted ? acceptedTitle : severityTitles[finding.severity][0],
    textOf(topicOf(finding).title),
    textOf(joinWords([finding.text, acceptanceText(finding)])),
    briefEvidence(evidenceSeen(finding), names, guid),
    controlsText(finding),
  ];
}

/** Returns the cells of a need that may or may not be met. */
export function unjudgedCells(unjudged: NotJudged, names?: SubscriptionNames): readonly string[] {
  const { severity, title, text } = unjudged;
  return [severityTitles[severity][0], textOf(title), textOf(text), briefEvidence(unjudged, names), ''];
}
