import { describe, expect, it } from 'vitest';
import { notesOnEntries, notesOnStaleEntries } from '../../../src/cli/commands/decisionNotes.ts';
import type { Acceptance, Decisions } from '../../../src/domain/decisions/decisions.ts';
import { canBeFound } from '../../../src/domain/findings/catalogue.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import type { ReportRow } from '../../../src/domain/report/columns.ts';
import { say } from '../../../src/sentences/words.ts';
import { cluster } from '../../support/domain/clusterFixture.ts';
import { codes } from '../../support/domain/cases/findingCases.ts';

const now = new Date('2026-09-01T12:00:00Z');
const accepting = (finding: string, more: Partial<Acceptance> = {}): Acceptance => ({
  finding: finding as Acceptance['finding'],
  scope: '*',
  reason: 'r',
  by: 'b',
  expires: '2026-12-31',
  ...more,
});
const file = (decisions: Decisions) => ({ path: 'd.yaml', decisions, lineOf: () => 7 });
const entries = (...accept: readonly Acceptance[]) => file({ accept });

describe('an entry of decisions', () => {
  it('may have the code of any finding that there is', () => {
    expect(codes.map(([code]) => code).filter((code) => !canBeFound(code))).toEqual([]);
  });

  it.each([
    ['missingGrant:P-0', 'missingGrant:P-01'],
    ['missingGrant:', 'missingGrant'],
    ['retiredAddon:moon', 'retiredAddon'],
    ['identityDeleted:kubelt', 'identityDeleted:kubelet'],
  ])('with the code %s is said to do nothing, with the nearest one that can be', (code, near) => {
    const why = `does nothing: no finding can have this code. Did you mean ${near}?`;
    expect(notesOnEntries(entries(accepting('missingGrant:P-02'), accepting(code)), now)).toEqual([
      `d.yaml, line 7: entry 2 of accept (${code}) ${why}`,
    ]);
    expect(notesOnEntries(file({ severities: { [code]: 'off' } }), now)).toEqual([
      `d.yaml, line 7: the severity of ${code} ${why}`,
    ]);
  });

  it('is said to have ended on the day after its last, and not on that', () => {
    const last = accepting('clusterFailed', { expires: '2026-09-01' });
    const over = accepting('clusterFailed', { expires: '2026-08-31' });
    expect(notesOnEntries(entries(last, over), now)).toEqual([
      'd.yaml, line 7: entry 2 of accept (clusterFailed) ended on 2026-08-31.',
    ]);
  });
});

const own = cluster();
const finding: Finding = { code: 'clusterFailed', severity: 'error', text: say`t`, evidence: ['e'], source: 's' };
const row: ReportRow = { cluster: own, findings: [finding] };
const unknown = { cause: 'refused', subject: { what: 'x' }, reason: say`No.` } as const;
const partly: ReportRow = { ...row, unknownFindings: new Map([['servicePrincipal', unknown]]) };
const listed = [own.subscriptionId.toLowerCase()];
const here = `/subscriptions/${own.subscriptionId}`;

describe('an entry that matches nothing', () => {
  const stale = accepting('servicePrincipal');
  const note = 'd.yaml, line 7: entry 1 of accept (servicePrincipal) matches no finding of this report.';
  const elsewhere = '/subscriptions/00000000-0000-0000-0000-00000000ffff';
  it.each<[string, Acceptance, readonly ReportRow[], boolean, readonly string[]]>([
    ['is told', stale, [row], false, [note]],
    ['is told of the subscription that was asked for', { ...stale, scope: here }, [row], true, [note]],
    ['is told where its cluster is gone', { ...stale, scope: `${here}/resourceGroups/gone` }, [row], true, [note]],
    ['is not told where it may be about another subscription', stale, [row], true, []],
    ['is not told of a subscription that was not listed', { ...stale, scope: elsewhere }, [row], false, []],
    ['is not told where its cluster was not read as a whole', stale, [row, partly], false, []],
    ['is not told twice where it has ended', { ...stale, expires: '2026-08-31' }, [row], false, []],
    ['is not one that matches', accepting('clusterFailed'), [row], false, []],
  ])('%s', (_, entry, rows, isRestricted, notes) => {
    expect(notesOnStaleEntries(entries(entry), { rows, listed, isRestricted }, now)).toEqual(notes);
  });

  it('is told of expected grants where everything was read, and only there', () => {
    const grant = { role: 'Owner', scope: here, principalId: 'p', where: 'w' };
    const wide: ReportRow = { ...row, findings: [{ ...finding, code: 'tooWideGrant', grant }] };
    const expecting = (role: string) => file({ expectedGrants: [{ role, scope: here, reason: 'r' }] });
    const covered = { rows: [wide], listed, isRestricted: false };
    expect(notesOnStaleEntries(expecting('owner'), covered, now)).toEqual([]);
    expect(notesOnStaleEntries(expecting('Reader'), covered, now)).toEqual([
      'd.yaml, line 7: entry 1 of expectedGrants (Reader) matches no finding of this report.',
    ]);
    expect(notesOnStaleEntries(expecting('Reader'), { ...covered, isRestricted: true }, now)).toEqual([]);
    expect(notesOnStaleEntries(expecting('Reader'), { ...covered, rows: [wide, partly] }, now)).toEqual([]);
  });
});
