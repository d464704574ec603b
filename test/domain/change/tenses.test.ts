import { describe, expect, it } from 'vitest';
import { tensesOfChanges, tensesOf } from '../../../src/domain/change/change.ts';
import { changeCases } from '../../support/domain/changes/changeCases.ts';
import { say } from '../../../src/sentences/words.ts';

const changes = Object.values(changeCases).map(({ example, doing, done }) => [example, doing, done] as const);

describe('the tenses of a change', () => {
  it.each(changes)('a change says what is done and what was done: %o', (change, doing, said) => {
    expect(tensesOfChanges([change])).toMatchObject({ doing, done: said });
  });

  it('several changes of one kind are counted, and others are named after the last', () => {
    const assign = changeCases.assignRole.example;
    const remove = changeCases.removeRole.example;
    expect(tensesOfChanges([remove, remove, remove])?.done).toBe('Removed 3 roles');
    expect(tensesOfChanges([assign, remove])?.done).toBe('Removed a role assignment on acrshop');
    expect(tensesOfChanges([])).toBeUndefined();
  });

  it('a plan of an earlier version is described by the changes that it records, whatever its title says', () => {
    for (const [change, doing, said] of changes)
      for (const title of [say`Assign something`, say`Connect a of b to c`, say`Nothing like it`])
        expect(tensesOf({ title }, [change])).toEqual({ title, doing, done: said });
  });

  it('what a plan says of itself counts before what its changes say', () => {
    const own = { title: say`Fix it`, doing: say`Fixing it`, done: say`Fixed it` };
    expect(tensesOf(own, [changeCases.createIdentity.example])).toEqual(own);
  });
});
