import { describe, expect, it } from 'vitest';
import { forgetTexts, keeping, keptResource as keptOfKey, keptText } from '../../src/memory/kept.ts';

const keptResource = <T extends { readonly id: string }>(resource: T): T =>
  keptOfKey(resource.id.toLowerCase(), resource);

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c';
const listed = (more: object = {}) => ({ id, tags: { team: 'shop' }, pools: [{ name: 'a' }, { name: 'b' }], ...more });

describe('resources that are kept', () => {
  it('are one object for equal ones of an ID, in whatever case it is written', () =>
    keeping(async () => {
      const first = keptResource(listed());
      expect(keptResource(listed())).toBe(first);
      expect(keptResource({ ...listed(), id: id.toUpperCase() }).tags).toBe(first.tags);
    }));

  it('keep what is different about them, and have the other parts in common', () =>
    keeping(async () => {
      const first = keptResource(listed());
      const second = keptResource(listed({ eTag: 'new', pools: [{ name: 'a' }, { name: 'changed' }] }));
      expect(second).toEqual(listed({ eTag: 'new', pools: [{ name: 'a' }, { name: 'changed' }] }));
      expect(first).toEqual(listed());
      expect(second.tags).toBe(first.tags);
      expect(second.pools[0]).toBe(first.pools[0]);
    }));

  it.each([
    ['a member less', { id, tags: {} }, { id, tags: {}, more: undefined }],
    ['a member more', { id, tags: {}, more: undefined }, { id, tags: {} }],
    ['another member without a value', { id, a: undefined }, { id, b: undefined }],
    ['a list instead of an object', { id, tags: [] }, { id, tags: {} }],
    ['null instead of an object', { id, tags: null }, { id, tags: {} }],
    ['an object instead of null', { id, tags: {} }, { id, tags: null }],
    ['a number instead of its text', { id, count: 1 }, { id, count: '1' }],
    ['a shorter list', { id, list: [1] }, { id, list: [1, 2] }],
  ])('are not taken for equal to one with %s', (_, value, known) =>
    keeping(async () => {
      const before = structuredClone(value);
      const first = keptResource(known);
      expect(keptResource(value)).not.toBe(first);
      expect(value).toStrictEqual(before);
    }),
  );

  it('are forgotten once all work that keeps them has ended, also if it fails', async () => {
    const other = Promise.withResolvers<void>();
    const first = await keeping(async () => keptResource(listed()));
    const running = keeping(() => other.promise);
    await expect(keeping(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const second = keptResource(listed());
    expect(second).not.toBe(first);
    expect(keptResource(listed())).toBe(second);
    other.resolve();
    await running;
    expect(keptResource(listed())).not.toBe(second);
  });
});

describe('texts that are kept', () => {
  it('are forgotten without the resources, and outside of all work there are none to forget', async () => {
    forgetTexts();
    await keeping(async () => {
      const first = keptResource(listed());
      forgetTexts();
      expect(keptResource(listed())).toBe(first);
      expect(keptText('a')).toBe('a');
    });
  });

  it('are as they were given', async () => {
    const all = (): readonly string[] => [keptText('A'), keptText('a')];
    expect(all()).toEqual(['A', 'a']);
    expect(await keeping(async () => [all(), all()])).toEqual([all(), all()]);
  });
});
