import { describe, expect, it } from 'vitest';
import type { HistoryActor, HistoryEntry } from '../../../src/domain/history/model.ts';
import { unexpectedWriters } from '../../../src/domain/history/unexpectedWriters.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { shopView } from '../../support/domain/historyCases.ts';

const pipeline = 'aaaaaaaa-0000-4000-8000-000000000001';
const anaId = 'aaaaaaaa-0000-4000-8000-000000000002';
const appId = 'aaaaaaaa-0000-4000-8000-000000000003';
const ana: HistoryActor = { kind: 'person', name: 'ana@contoso.com', objectId: anaId };
const app: HistoryActor = { kind: 'application', objectId: pipeline, applicationId: appId };

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

function found(expected: readonly string[], ...entries: readonly HistoryEntry[]) {
  const { writers, unknown } = unexpectedWriters({ subject: shopView.subject, entries }, expected);
  return {
    writers: writers.map(({ who, id, count }) => [textOf(who), id, count]),
    unknown: unknown === undefined ? undefined : textOf(unknown.reason),
  };
}

const nobody = 'aaaaaaaa-0000-4000-8000-000000000009';

describe('unexpected writers', () => {
  it('are all but those who are expected by object ID or application ID, with their times (H-24)', () => {
    const entries = [
      entry(ana),
      entry(app),
      entry(ana, { at: '2026-11-01T09:00:00.000Z', kinds: ['identity', 'other'] }),
    ];
    expect(found([appId.toUpperCase()], ...entries)).toEqual({
      writers: [['ana@contoso.com', anaId, 2]],
      unknown: undefined,
    });
    const { writers } = unexpectedWriters({ subject: shopView.subject, entries }, [pipeline]);
    expect(writers).toMatchObject([{ firstAt: '2026-11-01T09:00:00.000Z', lastAt: '2026-11-05T09:00:00.000Z' }]);
    expect(found([anaId.toUpperCase(), pipeline], ...entries).writers).toEqual([]);
  });

  it('are one person or application, whether the log tells of it or the table of changes (H-24)', () => {
    const changed = { sources: ['resourceChanges'] } as const;
    const byTable = entry({ kind: 'application', applicationId: appId.toUpperCase() }, changed);
    expect(found([nobody], entry(app), byTable)).toEqual({
      writers: [[`Application ${appId}`, pipeline, 2]],
      unknown: undefined,
    });
    const anaByTable = entry({ kind: 'person', name: 'Ana@contoso.com' }, changed);
    expect(found([nobody], anaByTable, entry(ana))).toMatchObject({ writers: [['Ana@contoso.com', anaId, 2]] });
    expect(found([anaId, pipeline], anaByTable, entry(ana), entry(app), byTable)).toEqual({
      writers: [],
      unknown: undefined,
    });
  });

  it.each<[string, HistoryActor]>([
    ['a mail address', { kind: 'person', name: 'ana@contoso.com' }],
    ['an application ID', { kind: 'application', applicationId: appId }],
    ['the object ID of an application', { kind: 'application', objectId: pipeline }],
    ['nothing at all', { kind: 'unknown' }],
    ['that it is a person', { kind: 'person' }],
  ])('are never those of whom Azure tells only %s: that is unknown (H-24)', (_, by) => {
    // The file has object IDs or application IDs, without saying which.
    expect(found([nobody], entry(by), entry(by))).toEqual({
      writers: [],
      unknown:
        "Whether an expected writer made 2 changes of roles or identities of shop is not known: Azure's logs do not have the object ID of who did.",
    });
  });

  it.each<[string, HistoryActor, Partial<HistoryEntry>]>([
    ['Azure itself', { kind: 'system', name: 'System' }, {}],
    ['whoever only fetched a credential', ana, { kinds: ['credentials'] }],
    ['whoever scaled a pool', ana, { kinds: ['other'] }],
    ['whom Azure refused', ana, { status: 'failed' }],
    ['who deleted what was not there', ana, { foundNothing: true }],
  ])('do not include %s (H-24)', (_, by, more) => {
    expect(found([pipeline], entry(by, more))).toEqual({ writers: [], unknown: undefined });
  });
});
