import { type Words } from '../../../src/sentences/words.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { countPause, lookPolicy } from '../../../src/azure/http/looks.ts';
import { currentLook, currentLooks } from '../../../src/azure/write/currentLook.ts';

/** Azure as the look reads it: a number that counts the answers, so that what was read twice shows. */
function azure() {
  let answers = 0;
  const policy = lookPolicy(() => 0);
  const read = async (): Promise<number> => {
    const request = createPipelineRequest({ url: 'https://management.azure.com/thing' });
    const answer = await policy.sendRequest(request, (request) =>
      Promise.resolve({ request, status: 200, headers: createHttpHeaders(), bodyAsText: `${++answers}` }),
    );
    return Number(answer.bodyAsText);
  };
  const waits: number[] = [];
  const details: string[] = [];
  const sleep = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds / 1000);
    return Promise.resolve();
  };
  return { read, waits, details, context: { sleep, onDetail: (detail: Words) => void details.push(textOf(detail)) } };
}

describe('a look', () => {
  it('that waited for nothing counts at once, whatever it has found', async () => {
    for (const found of ['this', undefined, 0]) {
      const { waits, context, read } = azure();
      expect(await currentLook(() => read().then(() => found), context)).toBe(found);
      expect(waits).toEqual([]);
    }
  });

  it('that had to wait after something was read is taken again, after longer and longer pauses', async () => {
    const { waits, details, context, read } = azure();
    let looks = 0;
    const look = async (): Promise<number> => {
      const answer = await read();
      if (++looks < 4) countPause();
      return answer;
    };
    expect(await currentLook(look, context)).toBe(4);
    expect(waits).toEqual([8, 16, 32]);
    expect(details).toEqual(waits.map((seconds) => `Azure asks to slow down; retrying in ${seconds} s`));
  });

  it('that is old each time ends after eight, as something that can be tried later', async () => {
    const { waits, context, read } = azure();
    const look = async (): Promise<void> => {
      await read();
      countPause();
    };
    await expect(currentLook(look, context)).rejects.toMatchObject({
      code: 'throttled',
      message: 'Azure keeps asking to slow down; nothing is sent based on data that may be out of date.',
    });
    expect(waits).toEqual([8, 16, 32, 60, 60, 60, 60]);
  });

  it('that fails is not taken again', async () => {
    const { waits, context } = azure();
    await expect(currentLook(() => Promise.reject(new Error('no')), context)).rejects.toThrow('no');
    expect(waits).toEqual([]);
  });
});

describe('a last look', () => {
  it('reads again what the look before it has read', async () => {
    const { context, read } = azure();
    const seen: number[] = [];
    const look = async (): Promise<void> => void seen.push(await read(), await read());
    expect(await currentLooks(look, read, context)).toMatchObject({ found: 2 });
    expect(seen).toEqual([1, 1]);
  });

  it('is not even taken while the look before it is old', async () => {
    const { waits, context, read } = azure();
    const order: string[] = [];
    const look = async (): Promise<void> => {
      await read();
      if (order.push('look') === 1) countPause();
    };
    const last = async (): Promise<string> => {
      await read();
      order.push('last');
      return 'ready';
    };
    expect(await currentLooks(look, last, context)).toMatchObject({ found: 'ready' });
    expect(order).toEqual(['look', 'look', 'last']);
    expect(waits).toEqual([8]);
  });

  it('that had to wait itself is taken again, and so is the look before it', async () => {
    const { waits, context, read } = azure();
    const order: string[] = [];
    const look = async (): Promise<void> => {
      await read();
      order.push('look');
    };
    const last = async (): Promise<string> => {
      await read();
      if (order.push('last') === 2) countPause();
      return 'ready';
    };
    expect(await currentLooks(look, last, context)).toMatchObject({ found: 'ready' });
    expect(order).toEqual(['look', 'last', 'look', 'last']);
    expect(waits).toEqual([8]);
  });
});
