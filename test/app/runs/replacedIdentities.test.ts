import { describe, expect, it } from 'vitest';
import { timeOfStep, replacedIdentities } from '../../../src/app/runs/replacedIdentities.ts';
import type { RunRecord } from '../../../src/app/runs/runRecord.ts';

const former = { principalId: 'p', name: 'id-old', as: 'controlPlane', clusterId: '/c' };
const update = { id: 'put', kind: 'putCluster', edit: { controlPlane: { kind: 'systemAssigned' } } };

function entry(record: object, edit: object = update.edit): RunRecord {
  const plan = { title: 'Change control plane identity of shop', former: [former], steps: [{ ...update, edit }] };
  return { plan, status: 'failed', steps: [{ id: 'put', ...record }] } as unknown as RunRecord;
}
const endedAt = '2026-05-04T08:00:00.000Z';

describe('the identities that the journal knows to be replaced', () => {
  it('an identity is replaced once the update is done, however the run ended', () => {
    expect(replacedIdentities([entry({ status: 'done', endedAt })])).toEqual([
      { ...former, at: new Date(endedAt), by: 'Change control plane identity of shop' },
    ]);
  });

  it('an identity is replaced where the answer to the update was lost and a later look found it done', () => {
    expect(replacedIdentities([entry({ status: 'alreadyDone', sentAt: endedAt, endedAt })])).toHaveLength(1);
  });

  it('an identity is not replaced by an update that failed, that was never sent, or that was so before', () => {
    const failed = { status: 'failed', sentAt: endedAt, endedAt };
    for (const record of [failed, { status: 'pending' }, { status: 'alreadyDone', endedAt }]) {
      expect(replacedIdentities([entry(record)])).toEqual([]);
    }
  });

  it('an identity is not replaced by an update of something else', () => {
    expect(replacedIdentities([entry({ status: 'done', endedAt }, { kubeletIdentityId: '/k' })])).toEqual([]);
  });

  it('an identity of nodes is replaced by an update of the nodes', () => {
    const nodes = { ...former, as: 'kubelet' };
    const run = entry({ status: 'done', endedAt }, { kubeletIdentityId: '/k' });
    const withNodes = { ...run, plan: { ...run.plan, former: [nodes] } } as unknown as RunRecord;
    expect(replacedIdentities([withNodes])).toHaveLength(1);
    const control = entry({ status: 'done', endedAt });
    expect(
      replacedIdentities([{ ...control, plan: { ...control.plan, former: [nodes] } } as unknown as RunRecord]),
    ).toEqual([]);
  });

  it('an identity is replaced at the latest of several updates, and by no other step', () => {
    const later = '2026-05-04T09:00:00.000Z';
    const steps = [update, { ...update, id: 'again' }, { ...update, id: 'other', kind: 'createCluster' }];
    const records = steps.map(({ id }, index) => ({
      id,
      status: 'done',
      endedAt: [endedAt, later, '2026-05-05T09:00:00.000Z'][index],
    }));
    const run = {
      plan: { title: 'Change', former: [former], steps },
      status: 'failed',
      steps: records,
    } as unknown as RunRecord;
    expect(replacedIdentities([run]).map(({ at }) => at)).toEqual([new Date(later)]);
    const both = { ...update, edit: { ...update.edit, kubeletIdentityId: '/k' } };
    const nobody = { ...run, plan: { title: 'Change', steps: [both] } } as unknown as RunRecord;
    expect(replacedIdentities([nobody])).toEqual([]);
  });

  it('an identity is replaced when the step ended, else when it was sent; without a time that is unknown', () => {
    const sentAt = '2026-05-04T07:00:00.000Z';
    const timeOf = (record: object): number | undefined => timeOfStep(entry(record), { id: 'put' } as never);
    expect(timeOf({ status: 'done', sentAt, endedAt })).toBe(Date.parse(endedAt));
    expect(timeOf({ status: 'done', sentAt })).toBe(Date.parse(sentAt));
    expect(timeOf({ status: 'done' })).toBeUndefined();
    expect(timeOf({ status: 'done', endedAt: 'yesterday' })).toBeUndefined();
    expect(timeOfStep(entry({ status: 'done', endedAt }), { id: 'unknown' } as never)).toBeUndefined();
  });
});
