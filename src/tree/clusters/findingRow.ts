import { dayInSentence } from '../../domain/words/dateTime.ts';
import { roleById } from '../../domain/access/roles.ts';
import { idKey, lastSegment } from '../../domain/arm/resourceId.ts';
import { catalogue, kindOf } from '../../domain/findings/catalogue.ts';
import { acceptanceText } from '../../domain/findings/rule/weight.ts';
import { fingerprintOf } from '../../domain/report/fingerprint.ts';
import { evidenceText } from '../../domain/findings/rule/evidence.ts';
import { topicOf, type Finding } from '../../domain/findings/finding.ts';
import { scopeName } from '../../domain/arm/scopeWords.ts';
import { shortOf } from '../row/marks.ts';
import { contextValue, type Target } from '../../manifest.ts';
import { knownTexts, severityIcon, tooltipLines, type Row } from '../row/row.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';

/** Makes the rows of findings that stand together; several of one kind about the same thing are numbered. */
export function findingRows(clusterId: string, findings: readonly Finding[], target: Target): readonly Row[] {
  const countByKey = new Map<string, number>();
  return findings.map((finding) => {
    const row = findingRow(clusterId, finding, target);
    const before = countByKey.get(row.key) ?? 0;
    countByKey.set(row.key, before + 1);
    return before === 0 ? row : { ...row, key: `${row.key}:${before}` };
  });
}

/** Makes the row of a finding, below its identity or below the cluster itself; its key stays when the wording changes. */
export function findingRow(clusterId: string, finding: Finding, target: Target): Row {
  const isOpen = finding.accepted === undefined;
  const fingerprint = fingerprintOf(clusterId, finding);
  return {
    ...target,
    key: `finding:${idKey(clusterId)}:${fingerprint}`,
    kind: isOpen ? 'finding' : 'accepted',
    ...rowWords(finding),
    ...decidedWords(finding),
    finding: finding.code,
    ...knownTexts({ subject: finding.subject }),
    tooltip: tooltipLines({
      Finding: shownText(finding.text),
      Decided: shownText(acceptanceText(finding) ?? ''),
      Evidence: shownText(evidenceText(finding.evidence)),
      Source: finding.source,
    }),
    contextValue: isOpen
      ? contextValue('finding', {
          fixable: finding.fix !== undefined && !isGrant(finding) && !isRemoval(finding),
          grantable: isGrant(finding),
          removable: isRemoval(finding),
          customRole: finding.customRole !== undefined,
        })
      : contextValue('accepted'),
    click: 'aksIdentity.showPanel',
    opens: { kind: 'cluster', clusterId, tab: 'details', finding: fingerprint, isPreview: true },
    fingerprint,
    ...defined({ fix: finding.fix }),
    ...(finding.customRole === undefined ? {} : { customRole: JSON.stringify(finding.customRole, undefined, 2) }),
  };
}

/** An accepted finding has no grade; one whose acceptance has ended says so. */
function decidedWords(finding: Finding): Pick<Row, 'icon' | 'description'> {
  const { accepted, acceptedUntil, severity } = finding;
  const text = acceptanceText(finding);
  if (accepted && text !== undefined) return { icon: { id: 'circle-slash' }, description: shownText(text) };
  const { description } = rowWords(finding);
  const parts = [acceptedUntil && t`no longer accepted (until ${dayInSentence(acceptedUntil)})`, description].filter(
    Boolean,
  );
  return { icon: severityIcon(severity), ...(parts.length > 0 ? { description: parts.join(' \u00b7 ') } : {}) };
}

function isGrant({ fix }: Finding): boolean {
  return fix?.kind === 'assignRole';
}

/** The role of a workload is not left over, only wider than necessary, so this is no removal. */
function isRemoval({ code, fix }: Finding): boolean {
  return fix?.kind === 'removeRole' && kindOf(code) !== 'workloadTooWide';
}

/** A missing role is named by itself; anything else by its kind, and what distinguishes it from others of that kind. */
function rowWords(finding: Finding): { label: string; description?: string } {
  const { code, severity, brief, fix } = finding;
  if (fix?.kind === 'assignRole') {
    const role = 'name' in fix.role ? fix.role.name : (roleById(fix.role.id)?.name ?? lastSegment(fix.role.id));
    return { label: t`Missing: ${role}`, description: shownText(scopeName(fix.scope)) };
  }
  const label = shownText((finding.makesAdmin ? topicOf(finding) : catalogue[kindOf(code)]).title);
  if (severity === 'unknown') return { label, description: shortOf(finding) };
  return { label, ...defined({ description: brief && shownText(brief) }) };
}
