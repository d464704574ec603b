import { describe, expect, it } from 'vitest';
import { gatherFacts, type AnyAnswer } from '../../../src/app/facts/gatherFacts.ts';
import { busyRefusal, Refusal } from '../../../src/domain/arm/refusal.ts';
import { readKey, type Facts, type Read, type ReadOf } from '../../../src/domain/cluster/facts.ts';
import { IdentityError } from '../../../src/errors.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';

const now = (): Date => new Date('2026-05-04T08:00:00Z');
const resource = (name: string): ReadOf<'resource'> => ({
  kind: 'resource',
  id: `/r/${name}` as ArmId,
});
const found = (name: string): AnyAnswer => ({ kind: 'found', value: { name } });

function reader(): { read: (read: Read) => Promise<AnyAnswer>; readonly asked: string[]; most: number } {
  const state = {
    asked: [] as string[],
    running: 0,
    most: 0,
    async read(read: Read): Promise<AnyAnswer> {
      state.most = Math.max(state.most, ++state.running);
      state.asked.push((read as { id: string }).id);
      await Promise.resolve();
      state.running--;
      return found((read as { id: string }).id);
    },
  };
  return state;
}

describe('gathering facts', () => {
  it('reads what the function asks for, round by round, each thing once whatever its casing', async () => {
    const source = reader();
    const run = (facts: Facts): string[] => {
      const first = facts.get(resource('a'));
      const same = facts.get(resource('A'));
      if (first === undefined || same === undefined) return ['incomplete'];
      return facts.get(resource('b')) === undefined ? ['incomplete'] : ['complete'];
    };
    expect(await gatherFacts(run, { read: source.read, now })).toEqual(['complete']);
    expect(source.asked).toEqual(['/r/A', '/r/b']);
  });

  it('reads side by side, at most eight at a time', async () => {
    const source = reader();
    const names = Array.from({ length: 30 }, (_, index) => String(index));
    await gatherFacts((facts) => names.map((name) => facts.get(resource(name))), { read: source.read, now });
    expect(source.asked).toHaveLength(30);
    expect(source.most).toBe(8);
  });

  it('reads nothing that is there already', async () => {
    const source = reader();
    const answers = new Map([[readKey(resource('a')), found('given')]]);
    const run = (facts: Facts): unknown => facts.get(resource('a'));
    expect(await gatherFacts(run, { read: source.read, now, answers })).toEqual(found('given'));
    expect(source.asked).toEqual([]);
  });

  it('turns refusals into the one error type, with code and source', async () => {
    const refuse = (error: Refusal) => (): never => {
      throw error;
    };
    const gathering = { read: reader().read, now };
    await expect(gatherFacts(refuse(new Refusal('No.', 'https://why')), gathering)).rejects.toMatchObject({
      name: 'IdentityError',
      code: 'refused',
      source: 'https://why',
    });
    await expect(gatherFacts(refuse(busyRefusal('Busy.')), gathering)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('passes failures of reads on', async () => {
    const read = (): Promise<never> => Promise.reject(new IdentityError({ code: 'throttled', message: 'Slow.' }));
    await expect(gatherFacts((facts) => facts.get(resource('a')), { read, now })).rejects.toMatchObject({
      code: 'throttled',
    });
  });

  it('ends with an error when a function never has enough', async () => {
    let count = 0;
    const run = (facts: Facts): unknown => facts.get(resource(String(count++)));
    await expect(gatherFacts(run, { read: reader().read, now })).rejects.toThrow('never become complete');
  });
});
