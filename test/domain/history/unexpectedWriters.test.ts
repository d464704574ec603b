import { describe, expect, it } from 'vitest';
import type { HistoryActor, HistoryEntry } from '../../../src/domain/history/model.ts';
import { unexpectedWriters } from '../../../src/domain/history/unexpectedWriters.ts';

const pipeline = 'aaaaaaaa-0000-4000-8000-000000000001';
const anaId = 'aaaaaaaa-0000-4000-8000-000000000002';
const ana: HistoryActor = { kind: 'person', name: 'ana@contoso.com', objectId: anaId };

function entry(by: HistoryActor, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    id: 'e',
    at: '2026-11-05T09:00:00.000Z',
    kinds: ['roles'],
    action: 'Microsoft.Authorization/roleAssignments/write',
    resourceId: '/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/r',
    status: 'succeeded',
    by,
    changes: [],
    otherChanges: 0,
    sources: ['activityLog'],
    ...more,
  };
}

describe('unexpected writers', () => {
  it('are all but those who are expected by object ID or application ID, the last one first (H-24)', () => {
    const found = unexpectedWriters(
      [
        entry(ana),
        entry({ kind: 'application', applicationId: pipeline.toUpperCase() }),
        entry({ kind: 'unknown' }, { kinds: ['identity', 'other'] }),
        entry(
          { kind: 'person', name: 'Ana@contoso.com' },
          { at: '2026-11-01T09:00:00.000Z', sources: ['resourceChanges'] },
        ),
      ],
      [pipeline],
    );
    expect(found).toEqual([
      { name: 'ana@contoso.com', id: anaId, count: 2, lastAt: '2026-11-05T09:00:00.000Z' },
      { name: 'somebody unknown', count: 1, lastAt: '2026-11-05T09:00:00.000Z' },
    ]);
    expect(unexpectedWriters([entry(ana)], [anaId.toUpperCase()])).toEqual([]);
  });

  it('do not include who is expected where only their name is known, if another entry has their ID (H-24)', () => {
    const byName = entry({ kind: 'person', name: 'Ana@contoso.com' }, { sources: ['resourceChanges'] });
    expect(unexpectedWriters([entry(ana), byName], [anaId])).toEqual([]);
    expect(unexpectedWriters([byName], [anaId])).toMatchObject([{ name: 'Ana@contoso.com' }]);
  });

  it.each<[string, HistoryActor, Partial<HistoryEntry>]>([
    ['Azure itself', { kind: 'system', name: 'System' }, {}],
    ['whoever only fetched a credential', ana, { kinds: ['credentials'] }],
    ['whoever scaled a pool', ana, { kinds: ['other'] }],
    ['whom Azure refused', ana, { status: 'failed' }],
    ['who deleted what was not there', ana, { foundNothing: true }],
  ])('do not include %s (H-24)', (_, by, more) => {
    expect(unexpectedWriters([entry(by, more)], [pipeline])).toEqual([]);
  });
});
