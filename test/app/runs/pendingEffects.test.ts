import { describe, expect, it } from 'vitest';
import { timers } from '../../../src/app/runs/pendingEffects.ts';
import type { RunRecord, StepRecord } from '../../../src/app/runs/runRecord.ts';

const at = (time: string): string => `2026-09-01T${time}:00.000Z`;
const grant = { id: 'grant', kind: 'assignRole' };
const later = { id: 'later', kind: 'assignRole' };
const change = { id: 'change', kind: 'putCluster', edit: { controlPlane: { kind: 'systemAssigned' } } };
const nodes = { id: 'nodes', kind: 'putCluster', edit: { kubeletIdentityId: '/k' } };
const removal = { id: 'removal', kind: 'removeRole' };
const done = (id: string, time = '12:00'): StepRecord => ({ id, status: 'done', endedAt: at(time) });
const entry = (...steps: readonly StepRecord[]): RunRecord =>
  ({ plan: { steps: [grant, later, change, nodes, removal] }, steps }) as unknown as RunRecord;
const kindsAt = (time: string, ...steps: readonly StepRecord[]): readonly string[] =>
  timers(entry(...steps), new Date(at(time))).map(({ kind }) => kind);

describe('what takes effect only later', () => {
  it('a grant takes effect within 60 minutes of the last one', () => {
    const now = new Date(at('12:30'));
    expect(timers(entry(done('grant', '12:00'), done('later', '12:10')), now)).toEqual([
      {
        kind: 'propagation',
        text: 'New role assignments take effect, which can take up to 60 minutes',
        startedAt: new Date(at('12:10')),
        endsAt: new Date(at('13:10')),
      },
    ]);
  });

  it('a new control plane identity takes effect once the token of the old one has expired', () => {
    const now = new Date(at('12:30'));
    expect(timers(entry(done('change')), now, 3)).toEqual([
      {
        kind: 'tokenRefresh',
        text: 'The control plane keeps using its old identity until that token expires, which can take several hours',
        startedAt: new Date(at('12:00')),
        endsAt: new Date(at('15:00')),
      },
    ]);
    expect(timers(entry(done('change')), now).map(({ endsAt }) => endsAt)).toEqual([new Date(at('20:00'))]);
  });

  it('both take effect by and by, the grant first', () => {
    expect(kindsAt('12:30', done('grant'), done('change'))).toEqual(['propagation', 'tokenRefresh']);
    expect(kindsAt('12:59', done('grant'))).toEqual(['propagation']);
    expect(kindsAt('13:00', done('grant'), done('change'))).toEqual(['tokenRefresh']);
    expect(kindsAt('20:00', done('change'))).toEqual([]);
  });

  it('what was not done, was so before, or is something else takes no time', () => {
    const others: readonly StepRecord[] = [
      { id: 'grant', status: 'alreadyDone', endedAt: at('12:00') },
      { id: 'grant', status: 'failed', endedAt: at('12:00') },
      { id: 'grant', status: 'done' },
      { id: 'change', status: 'running' },
      done('nodes'),
      done('removal'),
    ];
    for (const step of others) expect(kindsAt('12:30', step)).toEqual([]);
    expect(kindsAt('12:30')).toEqual([]);
  });
});
