import type { NamedAssignment } from '../../app/facts/clusterDetails.ts';
import { conditionOf } from '../../domain/access/limits.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { scopeName } from '../../domain/arm/scopeWords.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { contextValue, type Target } from '../../manifest.ts';
import { described, graveTexts, marksOf } from '../row/marks.ts';
import { tooltipLines, type Row } from '../row/row.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';

/**
 * Makes the row of a role with a short scope; the tooltip has the whole scope, and who granted it when. `place`
 * distinguishes equal rows.
 */
export function roleRow(
  assignment: NamedAssignment,
  place: string,
  target: Target,
  findings: readonly Finding[] = [],
): Row {
  const { id, roleName, scope, subscriptionName, createdOn, createdBy, principalId, tenantId } = assignment;
  const condition = conditionOf(assignment);
  const marks = marksOf(findings);
  const scopeText = shownText(scopeName(scope, () => subscriptionName));
  return {
    ...target,
    key: `role:${place}:${idKey(id)}`,
    kind: 'roleAssignment',
    label: roleName,
    ...described(marks, [scopeText, condition !== undefined && t`with a condition`]),
    icon: { id: 'shield' },
    tooltip: tooltipLines({
      Role: roleName,
      Scope: scope,
      Directory: tenantId,
      Condition: condition && shownText(condition),
      Findings: graveTexts(findings),
      'Principal ID': principalId,
      'Assigned on': createdOn && t`${dateAndTime(new Date(createdOn))}`,
      'Assigned by': createdBy,
    }),
    contextValue: contextValue('roleAssignment', { removable: true }),
    roleAssignmentId: id,
    resourceId: id,
    principalId,
    scope,
    ...defined({ tenantId }),
  };
}
