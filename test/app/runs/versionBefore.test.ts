/** What the version before has left in the journal: it is shown, and gone on with. */
import { describe, expect, it } from 'vitest';
import { activityEntryOf, outcomeOf } from '../../../src/app/runs/activityEntries.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { lookAgain, PlanChanged } from '../../../src/app/runs/planChanged.ts';
import type { RunRecord } from '../../../src/app/runs/runRecord.ts';
import { doorOf, nextWords } from '../../../src/domain/plan/nextSteps.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { runOfEntry } from '../../../src/webview/run/runModel.ts';
import { runView } from '../../../src/webview/run/runView.ts';
import { everyPlan } from '../../domain/export/everyPlan.ts';
import kept from './journalOfVersionBefore.json' with { type: 'json' };

async function entryOf(id: string): Promise<RunRecord> {
  const damaged: unknown[] = [];
  const journal = createJournal(
    { read: () => Promise.resolve(JSON.stringify(kept)), write: () => Promise.resolve() },
    (text) => void damaged.push(text),
  );
  const entries = await journal.entries('demo');
  expect(damaged).toEqual([]);
  return entries.find(({ activityId }) => activityId === id)!;
}

describe('a run of the version before', () => {
  it('shows what comes next in its own words, without buttons', async () => {
    const entry = await entryOf('left');
    const { next } = outcomeOf(entry);
    expect(next).toEqual(entry.plan.next);
    expect(next.map(nextWords)).toContain("Attach the registries of the service principal that Azure doesn't show.");
    expect(next.map(doorOf).every((door) => door === undefined)).toBe(true);
    const view = runView(runOfEntry(activityEntryOf(undefined, entry, [entry], new Date('2026-11-01T09:00:00Z'))), {
      result: '',
    });
    expect(view.next).toEqual(entry.plan.next.map((text) => ({ text })));
  });

  it('continues if its plan is made again in the same words, and ends if not', async () => {
    const entry = await entryOf('detached');
    const [, fresh] = everyPlan.find(([name]) => name === 'detachRegistry 1')!;
    const again = (plan: Plan): Promise<unknown> =>
      lookAgain(entry, {
        plan: () => Promise.resolve(plan),
        holds: () => Promise.resolve(false),
        stands: () => Promise.resolve(true),
        whoChanged: () => Promise.reject(new Error('not a cluster')),
      });
    await expect(again(fresh)).resolves.toBe('same');
    const warnings = fresh.warnings.map((each) => ({ ...each, source: 'https://other.example' }));
    await expect(again({ ...fresh, warnings })).rejects.toBeInstanceOf(PlanChanged);
  });
});
