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

/** Asks one question of an Azure that answers as given. */
async function asked(
  about: string,
  ask: (method: string, path: string, body?: unknown) => Promise<Raw>,
): Promise<string> {
  const question = questions.find((each) => each.about === about)!;
  const place = {
    ask: async (_: unknown, method: string, path: string, body?: unknown) => ask(method, path, body),
    subscriptionId: 's',
    location: 'westeurope',
    wait: async () => undefined,
    made: { group: '/g', identityId: '/g/i', principalId: 'p', creation: page([]), madeAt: Date.now() },
  };
  return (await question.ask(place)).says;
}

describe('an answer that only seems to be one', () => {
  it.each(['429 TooManyRequests', 'socket hang up', '403 AuthorizationFailed'])(
    'is no limit of a query: %s',
    async (failure) => {
      let times = 0;
      const ask = async (): Promise<Raw> => {
        if (times++ > 0) throw new Error(failure);
        return page([]);
      };
      await expect(asked('T-35', ask)).rejects.toThrow(failure);
    },
  );

  it('is a limit where a gateway says in its own words that the query is too long', async () => {
    let times = 0;
    const ask = async (): Promise<Raw> => {
      if (times++ > 0) throw new Error('413, 18 characters, no JSON');
      return page([]);
    };
    expect(await asked('T-35', ask)).toMatch(/"scopes":300,.*"refused":"413, 18 characters, no JSON"/);
  });

  it('repeats the subject of a credential that was made, not of one that was refused', async () => {
    const subjects: string[] = [];
    const ask = async (_: string, path: string, body: unknown): Promise<Raw> => {
      subjects.push((body as { properties: { subject: string } }).properties.subject);
      return { ...page([]), status: path.includes('/two?') ? 201 : 409 };
    };
    expect(await asked('no row: credentials one after the other', ask)).toBe(
      'at the same time: 409, 201, 409; the same subject: 409',
    );
    expect(subjects[3]).toBe(subjects[1]);
  });

  it('is none where no credential was made', async () => {
    const ask = async (): Promise<Raw> => ({ ...page([]), status: 409 });
    await expect(asked('no row: credentials one after the other', ask)).rejects.toThrow('none of the three was made');
  });

  it('tells when a list for a principal was refused first, and when there was an answer', async () => {
    let times = 0;
    const ask = async (): Promise<Raw> => ({ ...page([]), status: times++ === 0 ? 400 : 200 });
    expect(await asked('T-27', ask)).toMatch(
      /^first 400; the answer: not there 0 s after it was made, there after 0 s$/,
    );
  });
});
