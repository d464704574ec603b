import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import type { ChangeList } from '../../../../src/manifest.ts';
import { defined } from '../../../../src/shape/defined.ts';
import { say } from '../../../../src/sentences/words.ts';
import { clustersOfSteps, saidOfList } from '../../../../src/webview/panel/view/clustersOfSteps.ts';

const role = (name: string): Change => ({ kind: 'assignRole', principalId: 'p', role: { name }, scope: '/s' });
const changes = ['Reader', 'AcrPull', 'Contributor'].map(role);
const finding = (fingerprint: string, clusterId: string) =>
  ({ fingerprint, clusterId, code: 'missingGrant', severity: 'error', text: 'Missing.', since: '2026-01-01' }) as const;
const list: ChangeList = {
  title: say`Fix 4 findings`,
  changes,
  fixes: {
    clusters: [
      { id: '/c/a', name: 'a' },
      { id: '/c/b', name: 'b' },
    ],
    before: [finding('1', '/c/a'), finding('2', '/C/B'), finding('3', '/c/a'), finding('4', '/c/b')],
    promised: [
      { fingerprint: '1', title: 'A role is missing (on acr v1. 2)', change: 0 },
      { fingerprint: '2', change: 1 },
      { fingerprint: '3', change: 2 },
      { fingerprint: '4', change: 2 },
    ],
  },
};
const stepsOf = [['s1'], ['s2'], ['s3']];

describe('the reasons of steps', () => {
  it('are those of the findings that each step fixes, each once, and not known where no finding says one', () => {
    const why = ['Nodes pull.', undefined, 'It joins a subnet.', 'It joins a subnet.'];
    const promised = list.fixes!.promised.map((promise, index) => ({ ...promise, ...defined({ why: why[index] }) }));
    const { reasons } = saidOfList({ changes, stepsOf }, { ...list, fixes: { ...list.fixes!, promised } });
    expect([...reasons!]).toEqual([
      ['s1', 'Nodes pull.'],
      ['s3', 'It joins a subnet.'],
    ]);
  });
});

describe('what a plan leaves out', () => {
  const leftOut = {
    findings: [{ clusterId: '/c/b', cluster: 'b', fingerprint: '9', title: 'Uses a service principal', reason: 'x' }],
    more: 1,
    beyond: 2,
    withoutFix: 3,
  };

  it('has the findings whose change somebody took out of it, each with its cluster', () => {
    const some = saidOfList({ changes: changes.slice(1), stepsOf: stepsOf.slice(1) }, { ...list, leftOut });
    expect(some.leftOut).toEqual({
      ...leftOut,
      findings: [
        {
          clusterId: '/c/a',
          cluster: 'a',
          fingerprint: '1',
          title: 'A role is missing (on acr v1. 2)',
          reason: 'you left it out',
        },
        ...leftOut.findings,
      ],
    });
    const both = saidOfList({ changes: changes.slice(0, 2), stepsOf }, list).leftOut!;
    // A list that an earlier version kept has no titles.
    expect(both.findings.map(({ fingerprint, title }) => [fingerprint, title])).toEqual([
      ['3', 'Missing.'],
      ['4', 'Missing.'],
    ]);
    expect(saidOfList({ changes, stepsOf }, { ...list, leftOut }).leftOut).toEqual(leftOut);
  });

  it('names no more than the page takes, and counts the rest', () => {
    const many = Array.from({ length: 100 }, () => leftOut.findings[0]!);
    const some = saidOfList({ changes: changes.slice(1) }, { ...list, leftOut: { ...leftOut, findings: many } });
    expect([some.leftOut!.findings.length, some.leftOut!.more]).toEqual([100, 2]);
  });
});

describe('the clusters of steps', () => {
  it('are those whose findings each step fixes', () => {
    const named = [...clustersOfSteps({ changes, stepsOf }, list)];
    expect(named).toEqual([
      ['s1', 'a'],
      ['s2', 'b'],
      ['s3', 'a and b'],
    ]);
  });

  it('follow the changes of the plan, which may be fewer than those of the list', () => {
    const some = { changes: changes.slice(1), stepsOf: stepsOf.slice(1) };
    expect([...clustersOfSteps(some, list).keys()]).toEqual(['s2', 's3']);
  });

  it('are not named if there is only one, or if that is not known', () => {
    const one = { ...list.fixes!, clusters: list.fixes!.clusters.slice(0, 1) };
    expect(clustersOfSteps({ changes, stepsOf }, { ...list, fixes: one }).size).toBe(0);
    expect(clustersOfSteps({ changes, stepsOf }, undefined).size).toBe(0);
    expect(clustersOfSteps({ changes }, list).size).toBe(0);
    expect(clustersOfSteps({ changes: changes.slice(0, 1), stepsOf: [['s1']] }, list).size).toBe(0);
  });
});
