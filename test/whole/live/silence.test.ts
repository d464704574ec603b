/** Requests that nobody answers, as after a machine was asleep: they end, and what is read is asked again. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawAzure, type RawAzure } from '../../../scripts/live/rawAzure.ts';

let server: Server;
let asked: string[] = [];
beforeAll(async () => {
  server = createServer(({ method, url }, answer) => {
    asked.push(`${method} ${url}`);
    if (url === '/answers') answer.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function azure(waits: number[], said: string[]): Promise<RawAzure> {
  const made = rawAzure(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    { getToken: async () => ({ token: 'any', expiresOnTimestamp: Date.now() + 3_600_000 }) },
    {
      wait: async (seconds) => void waits.push(seconds),
      tells: (why, seconds) => void said.push(`${why}, ${seconds} s`),
      mostSeconds: 0.5,
    },
  );
  await made.send('GET', '/answers');
  asked = [];
  return made;
}

describe('a request that nobody answers', () => {
  it.each([
    ['GET', 6],
    ['DELETE', 6],
    ['PUT', 1],
  ] as const)('ends, and is sent again only where that changes nothing: %s', async (method, times) => {
    const [waits, said]: [number[], string[]] = [[], []];
    const { send } = await azure(waits, said);
    await expect(send(method, '/never')).rejects.toThrow('no answer within 0.5 s');
    expect(asked).toHaveLength(times);
    expect(waits).toEqual([2, 5, 10, 20, 40].slice(0, times - 1));
    expect(said).toEqual(waits.map((seconds) => `no answer within 0.5 s, ${seconds} s`));
  });
});
