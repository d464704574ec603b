import { expect, it } from 'vitest';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { maskedHistories, maskedHistory, maskMail } from '../../../src/domain/history/maskedHistory.ts';
import { unknownWith } from '../../../src/domain/arm/unknown.ts';
import { say } from '../../../src/sentences/words.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import type { History } from '../../../src/domain/history/model.ts';
import { activityEvent, shop, shopView } from '../../support/domain/historyCases.ts';

const clusterWrite = 'Microsoft.ContainerService/managedClusters/write';

function historyBy(caller: string, statusMessage?: string): History {
  const failed = statusMessage === undefined ? {} : { status: 'Failed', properties: { statusMessage } };
  const event = loggedEvent({ ...activityEvent({ action: clusterWrite, id: shop, ...failed }), caller })!;
  const made = historyEntries(shopView, { events: [event], rows: [], requests: [], now: new Date('2026-11-28') });
  return { ...made, subject: shopView.subject, since: '', until: '', sources: [], unknown: [], unreadable: 0 };
}

it('masked people have the same number in all histories, also in quotes, and nobody else has it', () => {
  const [one, two, three] = maskedHistories([
    historyBy('ana@contoso.com', "The client 'ana@contoso.com' may not do that."),
    historyBy('ben@contoso.com'),
    historyBy('ANA@contoso.com'),
  ]).map(({ entries }) => entries[0]!);
  expect([one!.by.name, two!.by.name, three!.by.name]).toEqual(['masked user 1', 'masked user 2', 'masked user 1']);
  expect(one!.failure).toBe("The client 'masked user 1' may not do that.");
});

it('masked people have the same number where they only probably did it', () => {
  const history = historyBy('ana@contoso.com');
  const [entry] = history.entries;
  const probably = { ...entry!, by: { kind: 'unknown' as const }, probablyBy: entry!.by };
  const { entries } = maskedHistory({ ...history, entries: [entry!, probably] });
  expect(entries.map((each) => (each.probablyBy ?? each.by).name)).toEqual(['masked user 1', 'masked user 1']);
});

it('masked people have no name in what could not be read either, wherever that is told', () => {
  const refused = unknownWith('refused', 'activityLog', say`The client '${'ana@contoso.com'}' may not read it.`);
  const history = historyBy('ana@contoso.com');
  const source = { source: 'activityLog' as const, unknown: [{ ...refused, because: refused.reason }] };
  const { sources, unknown } = maskedHistory({ ...history, unknown: [refused], sources: [source] });
  const told = [...unknown, ...sources.flatMap((each) => each.unknown)];
  const said = "The client 'masked user 1' may not read it.";
  expect(told.flatMap(({ reason, because }) => [reason, ...(because ? [because] : [])]).map(textOf)).toEqual([
    said,
    said,
    said,
  ]);
  expect(maskMail("The client 'ana@contoso.com' may not.")).toBe("The client 'masked user' may not.");
});
