import { describe, expect, it } from 'vitest';
import { findingOf, type Finding } from '../../../src/domain/findings/finding.ts';
import { fateOfFindings } from '../../../src/webview/run/fateOfFindings.ts';
import { say } from '../../../src/sentences/words.ts';
import { cluster as clusterWith } from '../../support/domain/clusterFixture.ts';

const cluster = clusterWith();
const fix = { kind: 'moveCredentials', clusterId: cluster.id, fromIssuer: 'https://gone.example/' } as const;
const broken: Finding = findingOf('credentialOfGoneIssuer', { text: say`It is gone.`, evidence: [], fix });
const other: Finding = findingOf('clusterFailed', { text: say`It failed.`, evidence: [] });
const fate = (now: readonly Finding[], changes: Parameters<typeof fateOfFindings>[1] = [fix]) =>
  fateOfFindings([broken, other], changes, { cluster, findings: now, unknownReads: [] });

describe('the finding whose fix was applied', () => {
  it('is fixed once it is gone, whatever else is there', () => {
    expect(fate([other])).toEqual({ text: '1 problem fixed.', isNamed: true });
  });

  it('is said to be there still, also where a form has added to its fix', () => {
    expect(fate([broken], [{ ...fix, identityIds: ['/id'] }])).toEqual({
      text: '',
      remain: '1 problem still there.',
      isNamed: true,
    });
  });

  it('is not among the problems of a result where it is only informative', () => {
    expect(fate([{ ...broken, severity: 'info' }])).toMatchObject({ isNamed: false });
  });

  it('is not called fixed where it could not be checked', () => {
    expect(fate([{ ...broken, severity: 'unknown' }])).toEqual({
      text: "It isn't known whether 1 problem is fixed. shop: It is gone.",
      isNamed: true,
    });
  });

  it('is not spoken of after another change', () => {
    expect(fate([other], [{ kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: true }])).toBeUndefined();
  });
});
