import { describe, expect, it } from 'vitest';
import { partCheckedBefore } from '../../../src/app/runs/narrowed.ts';
import type { RunRecord } from '../../../src/app/runs/runRecord.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';

const step = (id: string, identity: string, kind = 'deleteCredential'): Step =>
  ({ id, kind, credentialId: `/${identity}/federatedIdentityCredentials/${id}` }) as unknown as Step;
const a1 = step('a1', 'id-a');
const a2 = step('a2', 'ID-A', 'createCredential');
const b1 = step('b1', 'id-b');
const other = { id: 'group', kind: 'createResourceGroup' } as unknown as Step;
const removal = (identity: string): Change => ({ kind: 'deleteCredential', credentialId: `/${identity}/x/y` });
const move = (...identityIds: readonly string[]): Change =>
  ({
    kind: 'moveCredentials',
    from: '/old',
    to: '/new',
    ...(identityIds.length > 0 ? { identityIds } : {}),
  }) as unknown as Change;

function entry(changes: readonly Change[], steps: readonly Step[] = [a1, a2, b1]): RunRecord {
  const records = steps.map(({ id }) => ({ id, status: 'pending' }));
  return { activityId: 'a', plan: { title: 'Move', changes, steps }, steps: records } as unknown as RunRecord;
}

describe('the look before a removal', () => {
  it('of a credential is about those of its identity only', () => {
    const narrowed = partCheckedBefore(entry([move()], [a1, a2, b1, other]), a1);
    expect(narrowed.plan.steps).toEqual([a1, a2]);
    expect(narrowed.steps.map(({ id }) => id)).toEqual(['a1', 'a2']);
    expect(narrowed).toMatchObject({ activityId: 'a', plan: { title: 'Move' } });
  });

  it.each([
    { name: 'a move of all', changes: [move()], kept: [move('/id-a')] },
    { name: 'a move of some, with it', changes: [move('/id-b', '/ID-A')], kept: [move('/id-a')] },
    { name: 'a move of some, without it', changes: [move('/id-b')], kept: [] },
    { name: 'removals', changes: [removal('ID-A'), removal('id-b')], kept: [removal('ID-A')] },
  ])('of a credential keeps of $name what is about it', ({ changes, kept }) => {
    expect(partCheckedBefore(entry(changes), a1).plan.changes).toEqual(kept);
  });

  it('before any other removal, or in a run of several kinds, is about the whole run', () => {
    const whole = entry([move()]);
    expect(partCheckedBefore(whole, a2)).toBe(whole);
    expect(partCheckedBefore(whole, other)).toBe(whole);
    const mixed = entry([move(), { kind: 'deleteIdentity', identityId: '/id-a' }]);
    expect(partCheckedBefore(mixed, a1)).toBe(mixed);
  });
});
