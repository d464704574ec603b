import { describe, expect, it } from 'vitest';
import { gatherFacts, type AnyAnswer } from '../../../src/app/facts/gatherFacts.ts';
import { readOnce } from '../../../src/app/facts/readOnce.ts';
import { ScopeIndex } from '../../../src/app/fleet/assignmentTable.ts';
import { readKey, type Facts, type Read, type ReadOf } from '../../../src/domain/cluster/facts.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';

const now = (): Date => new Date('2026-05-04T08:00:00Z');
const resource = (name: string): ReadOf<'resource'> => ({
  kind: 'resource',
  id: `/r/${name}` as ArmId,
});
const found = (name: string): AnyAnswer => ({ kind: 'found', value: { name } });

describe('gathering facts of which some are known without waiting', () => {
  it('facts that are known without waiting are gathered in one round, and kept among the answers', async () => {
    let rounds = 0;
    const answers = new Map<string, AnyAnswer>();
    const run = (facts: Facts): string => {
      rounds++;
      return ['a', 'b', 'c'].every((name) => facts.get(resource(name)) !== undefined) ? 'complete' : 'incomplete';
    };
    const read = (): Promise<AnyAnswer> => Promise.reject(new Error('Nothing has to be read.'));
    expect(await gatherFacts(run, { read, peek: (_, key) => found(key), now, answers })).toBe('complete');
    expect(rounds).toBe(1);
    expect([...answers.keys()]).toEqual(['a', 'b', 'c'].map((name) => readKey(resource(name))));
  });
});

describe('a shared reader', () => {
  it('reads each thing once for all callers, and shows what has arrived', async () => {
    const asked: Read[] = [];
    const reader = readOnce(async (read) => {
      asked.push(read);
      return found('a');
    });
    expect(reader.peek(readKey(resource('a')))).toBeUndefined();
    await Promise.all([reader.read(resource('a')), reader.read(resource('A'))]);
    expect(asked).toEqual([resource('a')]);
    expect(reader.peek(readKey(resource('a')))).toEqual(found('a'));
  });

  it('keeps no answer to what only one asks, although all who ask meanwhile get it', async () => {
    let count = 0;
    const reader = readOnce(
      async () => found(`${count++}`),
      (read) => 'id' in read && read.id.endsWith('own'),
    );
    const both = await Promise.all([reader.read(resource('own')), reader.read(resource('own'))]);
    expect(both).toEqual([found('0'), found('0')]);
    expect(reader.peek(readKey(resource('own')))).toBeUndefined();
    expect(await reader.read(resource('own'))).toEqual(found('1'));
  });
});

describe('a shared reader of what is not kept', () => {
  it('still keeps that something was not found, so that nothing is looked for twice', async () => {
    let count = 0;
    const reader = readOnce(
      async () => {
        count++;
        return { kind: 'missing' };
      },
      () => true,
    );
    await reader.read(resource('a'));
    expect(await reader.read(resource('a'))).toEqual({ kind: 'missing' });
    expect(count).toBe(1);
  });
});

describe('an index of scopes', () => {
  const subscription = '/subscriptions/s1';
  const group = `${subscription}/resourceGroups/rg`;
  const made = [
    '/',
    '/providers/Microsoft.Management/managementGroups/m',
    subscription,
    group.toUpperCase(),
    `${group}2`,
    `${group}/providers/Microsoft.Network/virtualNetworks/v`,
  ].map((scope) => ({ scope }));

  it('finds what was made at a scope, above it, and above all subscriptions', () => {
    const reaching = new ScopeIndex(made).reaching(`${group}/providers/Microsoft.Network/virtualNetworks/other`);
    expect(reaching.map(({ scope }) => scope).sort()).toEqual(
      ['/', '/providers/Microsoft.Management/managementGroups/m', subscription, group.toUpperCase()].sort(),
    );
  });
});
