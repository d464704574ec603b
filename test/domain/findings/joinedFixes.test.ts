import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { fixTitle, joinedFixes, mostJoined } from '../../../src/domain/findings/joinedFixes.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { say } from '../../../src/sentences/words.ts';

const cluster = (name: string) => ({ id: `/clusters/${name}`, name });
const finding = (fix?: Change): Finding => ({
  code: 'leftoverGrant',
  severity: 'error',
  text: say``,
  evidence: [],
  source: 'https://a',
  ...(fix ? { fix } : {}),
});
const grant = (scope: string): Change => ({ kind: 'assignRole', principalId: 'P', role: { id: 'r' }, scope });
const upgrade: Change = { kind: 'upgradeNodeImages', clusterId: '/clusters/b' };

describe('fixes that go together', () => {
  it('are each role once, however its ids are written, and name what they fix', () => {
    const joined = joinedFixes([
      { cluster: cluster('a'), findings: [finding(grant('/x')), finding(), finding(grant('/y'))] },
      { cluster: cluster('b'), findings: [finding(grant('/X'))] },
    ]);
    expect(joined.changes).toEqual([grant('/x'), grant('/y')]);
    expect(joined).toMatchObject({ leftOut: [], beyond: 0, withoutFix: 1 });
    expect(fixTitle(joined)).toMatchObject({
      title: 'Fix 3 findings on 2 clusters',
      done: 'Applied the plan for 3 findings on 2 clusters',
    });
    expect(fixTitle({ fixed: joined.fixed.slice(0, 1) }).title).toBe('Fix 1 finding on a');
  });

  it('are never those that interrupt something or take something away, which are named with the reason', () => {
    const removal: Change = { kind: 'removeRole', roleAssignmentId: '/r' };
    const { changes, leftOut } = joinedFixes([
      { cluster: cluster('b'), findings: [finding(grant('/x')), finding(upgrade), finding(removal)] },
    ]);
    expect(changes).toEqual([grant('/x')]);
    const unbound = { kind: 'unbindIdentity', clusterId: '/c', bindingId: '/b' } as Change;
    const credential = { kind: 'deleteCredential', credentialId: '/f' } as Change;
    const findings = [unbound, credential, grant('/x')].map(finding);
    expect(joinedFixes([{ cluster: cluster('b'), findings }]).changes).toEqual([grant('/x')]);
    expect(leftOut).toMatchObject([
      { cluster: cluster('b'), finding: { fix: upgrade }, reason: 'upgrading node images reimages nodes' },
      { finding: { fix: removal }, reason: 'first review whether an unused role is still needed' },
    ]);
  });

  it('never call the role of a workload unused, and say what to do before it is removed', () => {
    const removal: Change = { kind: 'removeRole', roleAssignmentId: '/r' };
    const tooWide: Finding = { ...finding(removal), code: 'workloadTooWide' };
    const { leftOut } = joinedFixes([
      { cluster: cluster('a'), findings: [finding(grant('/x')), finding(removal)] },
      { cluster: cluster('b'), findings: [finding(removal), tooWide] },
    ]);
    expect(leftOut.map(({ reason }) => reason)).toEqual([
      'first review whether an unused role is still needed',
      'first review whether an unused role is still needed',
      'a workload uses this role; assign a narrower one first',
    ]);
  });

  it('undo nothing that was done here on purpose, not even where it is the only fix', () => {
    const own: Finding = { ...finding(grant('/acr')), isOwnDoing: true };
    const joined = joinedFixes([{ cluster: cluster('a'), findings: [finding(grant('/x')), own] }]);
    expect(joined.changes).toEqual([grant('/x')]);
    expect(joined.leftOut).toMatchObject([
      { finding: own, reason: 'you did this here; fix it if you did not mean it, or else accept it' },
    ]);
    expect(joinedFixes([{ cluster: cluster('a'), findings: [own] }]).changes).toEqual([]);
  });

  it('are what interrupts something only where it was chosen alone', () => {
    const only = joinedFixes([{ cluster: cluster('b'), findings: [finding(upgrade)] }]);
    expect(only).toMatchObject({ changes: [upgrade], leftOut: [] });
  });

  it('are no more than a person can review', () => {
    const findings = Array.from({ length: mostJoined + 2 }, (_, index) => finding(grant(`/${index}`)));
    const { changes, beyond } = joinedFixes([{ cluster: cluster('a'), findings }]);
    expect(changes).toHaveLength(mostJoined);
    expect(beyond).toBe(2);
  });
});
