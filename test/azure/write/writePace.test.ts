import { textOf } from '../../../src/sentences/textOf.ts';
import { describe, expect, it } from 'vitest';
import { createWritePace } from '../../../src/azure/write/writePace.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import { virtualTime } from '../../support/virtualTime.ts';

const [here, elsewhere] = ['11111111', '22222222'].map((id) => `/subscriptions/${id}-0000-4000-8000-000000000000`);
const identityIn = (subscription: string | undefined, name: string): string =>
  `${subscription}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

type Kind = Extract<Step['kind'], 'createCredential' | 'deleteCredential'>;
const write = (identityId: string, kind: Kind = 'createCredential'): Step =>
  ({ kind, credentialId: `${identityId}/federatedIdentityCredentials/x` }) as unknown as Step;

interface Bench {
  /** Waits for the turn of a step, and notes the second at which it comes. */
  readonly take: (step: Step, signal?: AbortSignal) => Promise<void>;
  readonly settle: () => Promise<void>;
  readonly turns: number[];
  readonly details: string[];
}

function bench(): Bench {
  const { sleep, now, settle } = virtualTime(Date.parse('2026-05-04T08:00:00Z'));
  const start = now();
  const pace = createWritePace({ sleep, now: () => new Date(now()) });
  const turns: number[] = [];
  const details: string[] = [];
  const take: Bench['take'] = async (step, signal) => {
    await pace.turnFor(step, { signal, onDetail: (detail) => void details.push(textOf(detail)) });
    turns.push((now() - start) / 1000);
  };
  return { take, settle, turns, details };
}

async function turnsOf(steps: readonly Step[], { take, settle, turns }: Bench = bench()): Promise<readonly number[]> {
  const taken = Promise.all(steps.map((step) => take(step)));
  await settle();
  await taken;
  return turns;
}

/** At most so many of the times lie within so many seconds. */
function mostWithin(seconds: number, times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + seconds).length));
}

describe('writes of federated credentials', () => {
  it('of one identity leave one in 4 seconds, the first at once, whatever the casing of its id', async () => {
    const id = identityIn(here, 'id-a');
    const turns = await turnsOf([id, id.toUpperCase(), id, id].map((each) => write(each)));
    expect(turns[0]).toBe(0);
    expect(mostWithin(4, turns)).toBe(1);
    expect(turns.at(-1)).toBeLessThan(4 * turns.length);
  });

  it('of a subscription leave at less than two a second, the first at once', async () => {
    const turns = await turnsOf(Array.from({ length: 25 }, (_, n) => write(identityIn(here, `id-${n}`))));
    expect(turns[0]).toBe(0);
    expect(mostWithin(1, turns)).toBe(2);
    expect(turns.at(-1)).toBeLessThan(25);
  });

  it('leave in the order in which they were asked for', async () => {
    const { take, settle } = bench();
    const order: number[] = [];
    const all = Array.from({ length: 9 }, (_, n) => take(write(identityIn(here, 'id-a'))).then(() => order.push(n)));
    await settle();
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each([
    ['another kind', write(identityIn(here, 'id-a'), 'deleteCredential'), 0],
    ['another subscription', write(identityIn(elsewhere, 'id-a')), 0],
    ['another identity', write(identityIn(here, 'id-b')), 0.6],
  ])('a write of %s does not wait for those of an identity that wait', async (_, other, expected) => {
    const one = bench();
    const waiting = [1, 2, 3].map(() => one.take(write(identityIn(here, 'id-a'))));
    const turns = [...one.turns];
    const taken = one.take(other).then(() => turns.push(one.turns.at(-1)!));
    await one.settle();
    await Promise.all([...waiting, taken]);
    expect(turns).toEqual([expected]);
  });

  it('a write that is stopped while it waits takes no turn, and rejects', async () => {
    const { take, settle, turns } = bench();
    await take(write(identityIn(here, 'id-a')));
    const abort = new AbortController();
    const stopped = take(write(identityIn(here, 'id-a')), abort.signal);
    abort.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const next = take(write(identityIn(here, 'id-a')));
    await settle();
    await next;
    expect(turns).toEqual([0, 4.5]);
  });

  it('a long wait is reported with its length', async () => {
    const one = bench();
    await turnsOf(
      ['id-a', 'id-b', 'id-a'].map((name) => write(identityIn(here, name))),
      one,
    );
    expect(one.details).toEqual(['Azure limits how fast credentials are written; the next one is sent in 5 s']);
  });

  it.each<Step['kind']>([
    'createResourceGroup',
    'createIdentity',
    'deleteIdentity',
    'createCluster',
    'putCluster',
    'upgradeNodeImage',
    'assignRole',
    'removeRole',
    'addAccessPolicy',
    'removeAccessPolicy',
    'createBinding',
    'deleteBinding',
    'rejoinFleet',
    'deleteTrustedBinding',
    'activateRole',
  ])('a step of the kind %s never waits', async (kind) => {
    const step = { ...write(identityIn(here, 'id-a')), kind } as Step;
    expect(await turnsOf([step, step, step])).toEqual([0, 0, 0]);
  });
});
