import { describe, expect, it } from 'vitest';
import { findingOf, type Finding } from '../../../src/domain/findings/finding.ts';
import { fateOfFindings } from '../../../src/webview/run/fateOfFindings.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { assignRoleStepId } from '../../../src/domain/plan/steps.ts';
import { say } from '../../../src/sentences/words.ts';
import { cluster as clusterWith } from '../../support/domain/clusterFixture.ts';

const cluster = clusterWith();
const fix = { kind: 'moveCredentials', clusterId: cluster.id, fromIssuer: 'https://gone.example/' } as const;
const broken: Finding = findingOf('credentialOfGoneIssuer', { text: say`It is gone.`, evidence: [], fix });
const other: Finding = findingOf('clusterFailed', { text: say`It failed.`, evidence: [] });
const fate = (now: readonly Finding[], changes: readonly Change[] = [fix]) =>
  fateOfFindings([broken, other], { changes, steps: [] }, { cluster, findings: now, unknownReads: [] });

describe('the finding whose fix was applied', () => {
  it('is fixed once it is gone, whatever else is there', () => {
    expect(fate([other])).toEqual({ text: '1 finding fixed.', isNamed: true });
  });

  it('is said to be there still, also where a form has added to its fix', () => {
    expect(fate([broken], [{ ...fix, identityIds: ['/id'] }])).toEqual({
      text: '',
      remain: '1 finding still there.',
      isNamed: true,
    });
  });

  it('is not called still there where something else is left to do after its fix', () => {
    const binding = { kind: 'bindIdentity', clusterId: cluster.id, identityId: '/id' } as const;
    const limit = (more: Partial<Finding>): Finding =>
      findingOf('federatedCredentialLimit', { text: say`It has 19.`, evidence: [], subject: '/id', ...more });
    const judged = (now: Finding) =>
      fateOfFindings(
        [limit({ fix: binding })],
        { changes: [binding], steps: [] },
        { cluster, findings: [now], unknownReads: [] },
      );
    expect(judged(limit({}))).toBeUndefined();
    expect(judged(limit({ fix: binding }))).toMatchObject({ remain: '1 finding still there.' });
  });

  it('is not among the problems of a result where it is only informative', () => {
    expect(fate([{ ...broken, severity: 'info' }])).toMatchObject({ isNamed: false });
  });

  it('is not called fixed where it could not be checked', () => {
    expect(fate([{ ...broken, severity: 'unknown' }])).toEqual({
      text: "It isn't known whether 1 finding is fixed. shop: It is gone.",
      isNamed: true,
    });
  });

  it('counts every role that was missing and that a step of another change has assigned', () => {
    const grant = { principalId: 'p', role: { id: 'r', name: 'Reader' }, scope: '/subscriptions/s' };
    const missing = (scope: string): Finding =>
      findingOf('missingGrant:P-09', {
        text: say`It lacks ${scope}.`,
        evidence: [],
        subject: scope,
        missing: { ...grant, identity: 'controlPlane', scope },
      });
    const before = ['/subscriptions/a', '/subscriptions/b', '/subscriptions/c'].map(missing);
    const principal = { kind: 'principal', principalId: 'P' } as const;
    const steps = before
      .slice(0, 2)
      .map(({ missing: needed }) => ({ id: assignRoleStepId({ ...needed!, principal }) }));
    const changes: readonly Change[] = [{ kind: 'setKubelet', clusterId: cluster.id, identityId: '/id' }];
    const after = (findings: readonly Finding[]) =>
      fateOfFindings(before, { changes, steps }, { cluster, findings, unknownReads: [] });
    expect(after(before.slice(2))).toEqual({ text: '2 findings fixed.', isNamed: true });
    expect(after(before.slice(1))).toEqual({
      text: '1 finding fixed.',
      remain: '1 finding still there.',
      isNamed: true,
    });
  });

  it('is not spoken of after another change', () => {
    expect(fate([other], [{ kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: true }])).toBeUndefined();
  });
});
