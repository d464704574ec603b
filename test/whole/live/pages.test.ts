/** What the guided run says of lists: all of them, or that there is no answer. */
import { describe, expect, it } from 'vitest';
import { questions } from '../../../scripts/live/questions.ts';
import { everyValue, valuesOf, type Raw } from '../../../scripts/live/rawAzure.ts';

const page = (value: readonly object[], nextLink?: string): Raw => ({
  status: 200,
  headers: {},
  body: { value, nextLink },
});
const pages: Readonly<Record<string, Raw>> = {
  '/list?page=1': page([], 'https://management.azure.com/list?page=2'),
  '/list?page=2': page([{ id: 'a' }], 'https://management.azure.com/list?page=3'),
  '/list?page=3': page([{ id: 'b' }]),
};

describe('a list with pages', () => {
  it('is read to its end, also after a page with nothing', async () => {
    const asked: string[] = [];
    const all = await everyValue(async (_, method, path) => {
      asked.push(`${method} ${path}`);
      return pages[path]!;
    }, '/list?page=1');
    expect(all).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(asked).toEqual(['GET /list?page=1', 'GET /list?page=2', 'GET /list?page=3']);
  });

  it('ends where it leads back to a page of it', async () => {
    const round = page([], 'https://management.azure.com/list?page=1');
    await expect(everyValue(async () => round, '/list?page=1')).rejects.toThrow('leads back');
  });

  it('is not taken for the whole where only its first page was read', () => {
    expect(() => valuesOf(pages['/list?page=1']!)).toThrow('only a part of the list');
  });
});

describe('a subscription without clusters', () => {
  it.each(['T-11, T-24', 'no row: assignments at namespaces', 'T-67'])(
    'answers no question about them: %s',
    async (about) => {
      const question = questions.find((each) => each.about === about)!;
      const place = {
        ask: async () => page([]),
        subscriptionId: 's',
        location: 'westeurope',
        wait: async () => undefined,
      };
      await expect(question.ask(place as unknown as Parameters<typeof question.ask>[0])).rejects.toThrow('no clusters');
    },
  );
});
