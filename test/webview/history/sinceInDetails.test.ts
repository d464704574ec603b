import { describe, expect, it } from 'vitest';
import { findingOf } from '../../../src/domain/findings/finding.ts';
import { evidence, grantEvidence, type Evidence } from '../../../src/domain/findings/rule/evidence.ts';
import { say } from '../../../src/sentences/words.ts';
import { withSince } from '../../../src/webview/history/sinceInDetails.ts';
import { assigned, clusterId, guid } from '../../support/domain/worldFacts.ts';

const assignment = { ...assigned('Reader', clusterId, guid(12)), createdOn: '2026-03-02T09:14:00Z', createdBy: 'ann' };
const shown = (seen: Evidence) => {
  const { scope, principalId, createdOn } = assignment;
  const grant = { role: 'Reader', scope, principalId, where: 'shop-weu', createdOn };
  const finding = findingOf('leftoverGrant', { text: say`It is unused.`, evidence: seen, grant });
  const view = { title: '', tone: 'info', text: '', evidence: 'Assigned on Mar 2, 2026 by ann.', source: '' } as const;
  const known = { findings: [finding], roleAssignments: [{ ...assignment, roleName: 'Reader' } as never] };
  return withSince([view], known)[0];
};

describe('since when a role is there', () => {
  it('is said once: as evidence only where that has more', () => {
    expect(shown(grantEvidence(assignment, evidence`${{ assignment: '/a' }}`))).toMatchObject({
      since: expect.stringMatching(/^Assigned on Mar 2, 2026.* by ann\.$/) as string,
      evidence: '',
      fullEvidence: 'Assigned on Mar 2, 2026 by ann.',
    });
    expect(shown(evidence`It gives ${{ action: '*/read' }}.`)).toMatchObject({
      evidence: 'Assigned on Mar 2, 2026 by ann.',
    });
  });
});
