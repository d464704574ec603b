/** What History tells of a request that failed, in the language of who reads. */
import { afterEach, describe, expect, it } from 'vitest';
import { ownRequestsOf } from '../../../src/app/history/ownRequests.ts';
import { readSentences, recordToStore, type RunRecord } from '../../../src/app/runs/runRecord.ts';
import { asOperation } from '../../../src/domain/history/ownEntries.ts';
import type { HistoryEntry } from '../../../src/domain/history/model.ts';
import { whatText } from '../../../src/domain/history/text/historyLines.ts';
import { IdentityError, type SaidFailure } from '../../../src/errors.ts';
import { asShown, speak } from '../../../src/sentences/language.ts';
import { say } from '../../../src/sentences/words.ts';

const at = '2026-05-04T08:00:00.000Z';
const path =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c';

/** The line of a request that failed, as it is read after the run was kept and read again. */
function lineOf(failure: SaidFailure): string {
  const { failure: error } = new IdentityError(failure);
  const step = { id: 's', kind: 'putCluster', title: 'Update', request: { method: 'PUT', path } };
  const plan = { title: 'Change it', steps: [step], warnings: [], next: [] };
  const steps = [{ id: 's', status: 'failed', sentAt: at, error }];
  const run = {
    activityId: 'a',
    connection: 'c',
    status: 'failed',
    startedAt: at,
    plan,
    steps,
  } as unknown as RunRecord;
  const kept = JSON.parse(JSON.stringify(recordToStore(run))) as RunRecord;
  readSentences(kept);
  const [request] = ownRequestsOf([kept]);
  const entry = { ...asOperation(request!), kinds: [], changes: [], otherChanges: 0, sources: ['journal'] };
  return asShown(() => whatText(entry as unknown as HistoryEntry));
}

afterEach(() => speak());

describe('a request of ours that failed', () => {
  it.each<[string, SaidFailure, string]>([
    ['a sentence of ours', { code: 'conflict', message: say`It was changed.` }, 'Es wurde geändert.'],
    ['Azure, in its own words', { code: 'conflict', message: 'It was changed.' }, 'It was changed.'],
  ])('says why in the language of who reads, if the reason is %s', (_, failure, reason) => {
    speak({ 'It was changed.': 'Es wurde geändert.' }, 'de');
    expect(lineOf(failure)).toContain(reason);
  });
});
