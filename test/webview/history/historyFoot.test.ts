import { expect, it } from 'vitest';
import type { History } from '../../../src/domain/history/model.ts';
import { unknownWith } from '../../../src/domain/arm/unknown.ts';
import { say } from '../../../src/sentences/words.ts';
import { historyTab, unreadHistory } from '../../../src/webview/history/historyView.ts';
import { shopView } from '../../support/domain/historyCases.ts';

const at = '2026-04-22T02:00:00.000Z';
const known: History = {
  subject: shopView.subject,
  since: at,
  until: '2026-05-05T00:00:00.000Z',
  entries: [
    {
      id: '1',
      at,
      kinds: ['other'],
      action: 'Microsoft.ContainerService/managedClusters/write',
      resourceId: shopView.subject.id,
      status: 'succeeded',
      by: { kind: 'unknown' },
      changes: [],
      otherChanges: 0,
      sources: ['activityLog'],
    },
  ],
  sources: [{ source: 'activityLog', from: at, oldest: at, mayLackSince: at, unknown: [] }],
  unknown: [],
  removedElsewhere: 0,
  unreadable: 0,
};

it('the foot of a history tells the time as its entries do, whatever the zone (H-21)', () => {
  const { entries = [], sources, unknown } = historyTab({ ...unreadHistory, known });
  const [when = ''] = entries.map((entry) => entry.when);
  const day = when.slice(0, when.lastIndexOf(','));
  expect(day).toMatch(/^Apr 2[12], 2026$/);
  expect(sources).toEqual([`The activity log: read back to ${when}. The oldest change shown is from ${day}.`]);
  expect(unknown).toEqual([`Changes after ${when} may not be in Azure's logs yet.`]);
});

it('a source that was not read is unknown, and so are the numbers it may add to (H-21)', () => {
  const [log] = known.sources;
  const refused = unknownWith('refused', 'resourceChanges', say`Ana may not read it`);
  const half = { ...known, sources: [{ source: 'resourceChanges' as const, unknown: [refused] }, log!] };
  const { kinds, sources, unknown } = historyTab({ ...unreadHistory, known: half });
  expect(sources).toHaveLength(1);
  expect(sources[0]).toMatch(/^The activity log: read back to/);
  expect(unknown[0]).toBe("Azure Resource Graph's changes: not read. Ana may not read it.");
  expect(unknown).toHaveLength(2);
  expect(kinds.map(({ kind, count }) => `${kind}: ${count}`)).toEqual([
    ...['identity: unknown', 'roles: unknown', 'access: unknown', 'credentials: unknown', 'other: 1 or more'],
  ]);
});
