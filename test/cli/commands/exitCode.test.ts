import { describe, expect, it } from 'vitest';
import { exitCodeFor, failingFindings, failingText, whyExitCode } from '../../../src/cli/commands/exitCode.ts';
import type { CommandFound } from '../../../src/cli/commands/found.ts';
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
const unknown: Finding = { ...finding, code: 'identityUnreadable', severity: 'unknown' };
const codesOf = (findings: readonly Finding[], failOn: 'error' | 'warning' | 'info' | 'never'): readonly string[] =>
  failingFindings({ cluster: cluster(), findings }, failOn, { now }).map(({ code }) => code);

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

  it('never fails by what is unknown, not even where info is asked for', () => {
    expect(codesOf([unknown, info], 'info')).toEqual(['operationInProgress']);
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
    expect(failingFindings(row, 'error', { now, comparison }).map(({ code }) => code)).toEqual(['servicePrincipal']);
  });

  it('fails beside an earlier report by what was accepted then and is not any more, and by what is more severe than it was', () => {
    const row = { cluster: cluster(), findings: [{ ...finding, acceptedUntil: '2026-08-31' }] };
    const known = firstAsBefore(row);
    const beside = (before: EarlierFinding, failOn: 'error' | 'warning' = 'error'): number => {
      const comparison = comparisonOf([row], {
        at: '2026-08-01T00:00:00Z',
        findings: new Map([[before.fingerprint, before]]),
      });
      return failingFindings(row, failOn, { now, comparison }).length;
    };
    expect(beside(known)).toBe(0);
    expect(beside({ ...known, isAccepted: true })).toBe(1);
    expect(beside({ ...known, severity: 'warning' })).toBe(1);
    expect(beside(known, 'warning')).toBe(0);
    expect(beside({ ...known, severity: 'warning' }, 'warning')).toBe(1);
  });

  it.each([
    [{}, false, 0, undefined],
    [{ failing: '2 errors' }, false, 2, '2 errors.'],
    [{ notRead: ['a'] }, false, 3, 'not everything could be read, which --allow-partial lets pass.'],
    [
      { failing: '2 errors', notRead: ['a', 'b'] },
      false,
      3,
      'not everything could be read, which --allow-partial lets pass. Besides: 2 errors.',
    ],
    [{ notRead: ['a'] }, true, 0, undefined],
    [{ failing: '2 errors', notRead: ['a'] }, true, 2, '2 errors.'],
    [{ notRead: ['a'], isBlind: true }, true, 3, 'no cluster could be read.'],
    [{ notRead: ['a'], isBlind: true }, false, 3, 'no cluster could be read.'],
    [{ isOpen: true }, true, 3, 'the cause is not known.'],
  ])('with %j (allowed: %s) ends with %i and says why (C-03)', (found, allowPartial, code, why) => {
    const all: CommandFound = { text: '', notRead: [], ...found };
    expect(exitCodeFor(all, { allowPartial })).toBe(code);
    expect(whyExitCode(code, all)).toBe(why);
  });

  it.each([
    [[[finding], [finding, warning], []], false, '2 errors and 1 warning in 2 of 3 clusters'],
    [[[finding]], false, '1 error'],
    [[[warning], []], true, '1 warning in 1 of 2 clusters, new or more severe than in the earlier report'],
  ] as const)('counts what makes it fail: %#', (failing, isCompared, text) => {
    expect(failingText(failing, isCompared)).toBe(text);
  });
});
