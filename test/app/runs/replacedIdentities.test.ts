import { describe, expect, it } from 'vitest';
import { replacedIn } from '../../../src/app/runs/replacedIdentities.ts';
import type { RunRecord } from '../../../src/app/runs/runRecord.ts';

const former = { principalId: 'p', name: 'id-old', as: 'controlPlane', clusterId: '/c' };
const update = { id: 'put', kind: 'putCluster', edit: { controlPlane: { kind: 'systemAssigned' } } };

function entry(record: object, edit: object = update.edit): RunRecord {
  const plan = { title: 'Change control plane of shop', former: [former], steps: [{ ...update, edit }] };
  return { plan, status: 'failed', steps: [{ id: 'put', ...record }] } as unknown as RunRecord;
}
const endedAt = '2026-05-04T08:00:00.000Z';

describe('the identities that the journal knows to be replaced', () => {
  it('an identity is replaced once the update is done, however the run ended', () => {
    expect(replacedIn([entry({ status: 'done', endedAt })])).toEqual([
      { ...former, at: new Date(endedAt), by: 'Change control plane of shop' },
    ]);
  });

  it('an identity is replaced where the answer to the update was lost and a later look found it done', () => {
    expect(replacedIn([entry({ status: 'alreadyDone', sentAt: endedAt, endedAt })])).toHaveLength(1);
  });

  it('an identity is not replaced by an update that failed, that was never sent, or that was so before', () => {
    for (const record of [{ status: 'failed' }, { status: 'pending' }, { status: 'alreadyDone', endedAt }]) {
      expect(replacedIn([entry(record)])).toEqual([]);
    }
  });

  it('an identity is not replaced by an update of something else', () => {
    expect(replacedIn([entry({ status: 'done', endedAt }, { kubeletIdentityId: '/k' })])).toEqual([]);
  });
});
