import { expect, it } from 'vitest';
import { unknownWith } from '../../../src/domain/arm/unknown.ts';
import { withEarlier } from '../../../src/domain/history/keptEntries.ts';
import type { History, HistoryEntry } from '../../../src/domain/history/model.ts';
import { say } from '../../../src/sentences/words.ts';
import { shop, shopView } from '../../support/domain/historyCases.ts';

function entry(at: string, source: HistoryEntry['sources'][number] = 'activityLog'): HistoryEntry {
  return {
    id: `${source} ${at}`,
    at,
    kinds: ['roles'],
    action: 'Microsoft.Authorization/roleAssignments/write',
    resourceId: shop,
    status: 'succeeded',
    by: { kind: 'unknown' },
    changes: [],
    otherChanges: 0,
    sources: [source],
  };
}

function read(since: string, entries: readonly HistoryEntry[], unknown: History['unknown'] = []): History {
  const rest = { until: '2026-11-28', sources: [], removedElsewhere: 0, unreadable: 0 };
  return { subject: shopView.subject, since, entries, unknown, ...rest };
}

const [old, inTime, own] = [entry('2026-10-01'), entry('2026-11-20'), entry('2026-11-21', 'journal')];
/** A change by the table alone, and with what the log says. */
const [row, joined] = [
  { ...entry('2026-11-22', 'resourceChanges'), correlationId: 'C-1' },
  { ...entry('2026-11-22'), correlationId: 'c-1', sources: ['resourceChanges', 'activityLog'] as const },
] as const;
const notRead = unknownWith('refused', 'activityLog', say`Ana may not read it.`);

it.each<[string, History, readonly HistoryEntry[]]>([
  ['what is older than a shorter look', read('2026-11-14', [inTime]), [inTime, old]],
  ['nothing that a whole look no longer has', read('2026-11-14', []), [old]],
  ['what a look that is not whole may lack, but for the own journal', read('2026-11-14', [], [notRead]), [inTime, old]],
  ['nothing twice', read('2026-09-01', [inTime, old], [notRead]), [inTime, old]],
  ['no change twice that has its event now', read('2026-11-14', [joined, inTime], [notRead]), [joined, inTime, old]],
])('Entries of earlier looks: %s is kept', (_, later, expected) => {
  expect(withEarlier(later, [own, inTime, old, ...(later.entries.includes(joined) ? [row] : [])])).toEqual(expected);
});

it.each<[string, HistoryEntry]>([
  ['another resource', { ...joined, resourceId: `${shop}2` }],
  ['another ID', { ...joined, correlationId: 'c-2' }],
  ['another action', { ...joined, action: 'Microsoft.Authorization/roleAssignments/delete' }],
  ['fewer sources', { ...joined, sources: ['activityLog'] }],
])('Entries of earlier looks: a change is kept where what is read now has %s', (_, now) => {
  expect(withEarlier(read('2026-11-14', [now], [notRead]), [row])).toHaveLength(2);
});
