import { describe, expect, it } from 'vitest';
import { exitCodeFor, failingFindings } from '../../../src/cli/commands/exitCode.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { comparisonOf } from '../../support/domain/comparisonOf.ts';
import type { EarlierFinding } from '../../../src/domain/report/promisedFixes.ts';
import { fingerprintsOf } from '../../../src/domain/report/fingerprint.ts';
import { cluster } from '../../support/domain/clusterFixture.ts';
import { say } from '../../../src/sentences/words.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const now = new Date('2026-09-01T12:00:00Z');
const finding: Finding = { code: 'clusterFailed', severity: 'error', text: say`t`, evidence: ['e'], source: 's' };
const warning: Finding = { ...finding, code: 'servicePrincipal', severity: 'warning' };
const info: Finding = { ...finding, code: 'operationInProgress', severity: 'info' };
const codesOf = (findings: readonly Finding[], failOn: 'error' | 'warning' | 'never'): readonly string[] =>
  failingFindings([{ cluster: cluster(), findings }], failOn, { now }).map(({ code }) => code);

/** The first finding of a row as an earlier report has it. */
function firstAsBefore(row: Parameters<typeof fingerprintsOf>[0]): EarlierFinding {
  const [fingerprint = ''] = fingerprintsOf(row);
  const since = '2026-01-01T00:00:00Z';
  return { ...finding, text: textOf(finding.text), fingerprint, clusterId: row.cluster.id, since };
}

describe('the tool', () => {
  it('fails by findings that are as severe as asked', () => {
    expect(codesOf([finding, warning, info], 'error')).toEqual(['clusterFailed']);
    expect(codesOf([finding, warning, info], 'warning')).toEqual(['clusterFailed', 'servicePrincipal']);
    expect(codesOf([finding, warning, info], 'never')).toEqual([]);
  });

  it('does not fail by what is accepted, and fails by what was', () => {
    expect(codesOf([{ ...finding, accepted: { reason: 'r' } }], 'error')).toEqual([]);
    expect(codesOf([{ ...finding, acceptedUntil: '2026-08-31' }], 'error')).toEqual(['clusterFailed']);
  });

  it('fails beside an earlier report only by what is new', () => {
    const row = { cluster: cluster(), findings: [finding, { ...warning, severity: 'error' as const }] };
    const known = firstAsBefore(row);
    const comparison = comparisonOf([row], {
      at: '2026-08-01T00:00:00Z',
      findings: new Map([[known.fingerprint, known]]),
    });
    expect(failingFindings([row], 'error', { now, comparison }).map(({ code }) => code)).toEqual(['servicePrincipal']);
  });

  it('fails beside an earlier report by what was accepted then and is not any more, and by what is more severe than it was', () => {
    const row = { cluster: cluster(), findings: [{ ...finding, acceptedUntil: '2026-08-31' }] };
    const known = firstAsBefore(row);
    const beside = (before: EarlierFinding, failOn: 'error' | 'warning' = 'error'): number => {
      const comparison = comparisonOf([row], {
        at: '2026-08-01T00:00:00Z',
        findings: new Map([[before.fingerprint, before]]),
      });
      return failingFindings([row], failOn, { now, comparison }).length;
    };
    expect(beside(known)).toBe(0);
    expect(beside({ ...known, isAccepted: true })).toBe(1);
    expect(beside({ ...known, severity: 'warning' })).toBe(1);
    expect(beside(known, 'warning')).toBe(0);
    expect(beside({ ...known, severity: 'warning' }, 'warning')).toBe(1);
  });

  it.each([
    [0, 0, false, 0],
    [1, 0, false, 2],
    [0, 1, false, 3],
    [1, 1, false, 3],
    [0, 1, true, 0],
    [1, 1, true, 2],
  ])(
    'with %i findings and %i things that were not read (allowed: %s) ends with %i',
    (count, notRead, allowPartial, code) => {
      expect(exitCodeFor({ failing: count, notRead }, { allowPartial })).toBe(code);
    },
  );

  it('is never a success where no cluster could be read, whatever is allowed (C-03)', () => {
    const blind = { failing: 0, notRead: 1, isBlind: true };
    expect([true, false].map((allowPartial) => exitCodeFor(blind, { allowPartial }))).toEqual([3, 3]);
  });
});
