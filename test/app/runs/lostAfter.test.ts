import { describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../../src/app/runs/activity.ts';
import { lostAfter, lostWordsAfter } from '../../../src/app/runs/lostAfter.ts';
import type { StillLost } from '../../../src/domain/plan/grants/stillLost.ts';
import type { LostNeed } from '../../../src/domain/plan/plan.ts';
import { IdentityError } from '../../../src/errors.ts';

const foreseen = [{ text: 'AcrPull' }] as unknown as readonly LostNeed[];
const entries = [
  { activityId: 'other', lost: [] },
  { activityId: 'run', lost: foreseen },
  { activityId: 'harmless' },
] as unknown as readonly ActivityEntry[];

function service(stillLost: (foreseen: readonly LostNeed[]) => Promise<readonly StillLost[]>) {
  const asked: unknown[] = [];
  return {
    asked,
    activity: () => Promise.resolve(entries),
    stillLost: (given: readonly LostNeed[]) => {
      asked.push(given);
      return stillLost(given);
    },
  };
}
const unread = (): Promise<never> => Promise.reject(new IdentityError({ code: 'forbidden', message: 'Not you.' }));
const why =
  'Which roles are missing could not be looked up. Not you. Ask an administrator for access, or sign in with another account.';

describe('what is lost after a run', () => {
  it('is judged again of what its plan foresaw', async () => {
    const found = service(() => Promise.resolve([]));
    expect(await lostAfter(found, 'run')).toEqual([]);
    expect(found.asked).toEqual([foreseen]);
  });

  it('is not checked if its plan predicted nothing, or if the run is unknown', async () => {
    const found = service(unread);
    expect(await lostAfter(found, 'harmless')).toBeUndefined();
    expect(await lostAfter(found, 'unknown')).toBeUndefined();
    expect(await lostWordsAfter(found, 'harmless')).toEqual([]);
    expect(found.asked).toEqual([]);
  });

  it("is unknown, with the reason, where it can't be read", async () => {
    expect(await lostAfter(service(unread), 'run')).toMatchObject({ cause: 'refused', reason: why });
    expect(await lostWordsAfter(service(unread), 'run')).toEqual([why]);
  });

  it("is unknown, and not nothing, where the journal can't be read", async () => {
    const found = { ...service(() => Promise.resolve([])), activity: unread };
    expect(await lostAfter(found, 'run')).toMatchObject({ cause: 'refused', reason: why });
    expect(found.asked).toEqual([]);
  });
});
