import { expect, it } from 'vitest';
import { historyText } from '../../../src/cli/commands/historyText.ts';
import type { HistoryActor, HistoryEntry } from '../../../src/domain/history/model.ts';
import { shop, shopView } from '../../support/domain/historyCases.ts';

const id = '44444444-1111-4111-8111-111111111111';

function whoIn(format: 'markdown' | 'csv', by: HistoryActor, you?: HistoryEntry['you']): string | undefined {
  const entry: HistoryEntry = {
    id: '1',
    at: '2026-11-25T09:12:17.347Z',
    kinds: ['other'],
    action: 'Microsoft.ContainerService/managedClusters/write',
    resourceId: shop,
    status: 'succeeded',
    by,
    changes: [],
    otherChanges: 0,
    sources: ['activityLog'],
    ...(you === undefined ? {} : { you }),
  };
  const rest = { since: '2026-11-14T00:00:00Z', until: '2026-11-28T00:00:00Z', sources: [], unknown: [] };
  const history = { subject: shopView.subject, entries: [entry], removedElsewhere: 0, unreadable: 0, ...rest };
  const lines = historyText(history, format, false).split('\n');
  const line = lines.find((text) => text.includes('2026-11-25'));
  return line?.split(format === 'csv' ? ',' : '|')[format === 'csv' ? 1 : 2]?.trim();
}

it.each<[string, HistoryActor, HistoryEntry['you'], string, string]>([
  ['a pipeline', { kind: 'application', applicationId: id }, 'certain', `Application ${id} (you)`, `Application ${id}`],
  ['a person', { kind: 'person', name: 'Ana' }, 'certain', 'Ana (you)', 'Ana'],
  ['a person, probably', { kind: 'person', name: 'Ana' }, 'callerNotLogged', 'Ana (probably you)', 'Ana'],
  ['a colleague', { kind: 'person', name: 'Bob' }, undefined, 'Bob', 'Bob'],
])('A saved history names who did it, also if the one who read it did: %s (H-20)', (_, by, you, markdown, csv) => {
  expect([whoIn('markdown', by, you), whoIn('csv', by, you)]).toEqual([markdown, `"${csv}"`]);
});
