import { getMaxListeners, setMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { ran, served } from './cliBench.ts';

describe('a report by the command line', () => {
  it('that is being written when it is interrupted is written to its end', async () => {
    const stop = new AbortController();
    let written = '';
    const writeFile = async (_: string, text: Iterable<string>): Promise<void> => {
      stop.abort();
      await Promise.resolve();
      written = [...text].join('');
    };
    const { code } = await ran(['report', '--demo', '-o', 'x.csv'], {}, { signal: stop.signal, writeFile });
    expect(code).toBe(2);
    expect(written).toMatch(/^"subscription"[^]*\r\n$/);
  });

  it('brings no warning of Node of a leak, however many requests can be stopped at once', async () => {
    const { signal } = new AbortController();
    setMaxListeners(10, signal);
    await ran(['report', '--demo'], {}, { signal });
    expect(getMaxListeners(signal)).toBe(0);
  });

  it.each([
    [
      '--management-group',
      '../x',
      '"../x" is not the name of a management group; "az account management-group list" lists them.',
    ],
  ])('ends with 1 where %s is none, and says where to find them', async (...given) => {
    const [option, value, message] = given;
    const { code, told } = await ran(['report', '--demo', option, value]);
    expect([code, told]).toEqual([1, `aks-identity: ${message}\n`]);
  });

  it('and its messages give no orders to a terminal, whatever names and reasons contain', async () => {
    const world = demoWorld();
    const evil = 'shop \u001B[2J\n::add-mask::x ##[error]y';
    const one = await served({
      ...world,
      subscriptions: world.subscriptions.map((each) => ({ ...each, displayName: evil })),
    });
    const error = { status: 403, code: 'AuthorizationFailed', message: evil, times: 1000 };
    await one.bench.fault({ match: { method: 'GET', pathContains: 'denyAssignments' }, ...error });
    const { code, out, told } = await ran(['report', '--emulator', one.url]);
    await one.close();
    expect(code).toBe(3);
    for (const text of [out, told]) expect(text).not.toMatch(/\u001B|^::|##\[/m);
    expect(told).toMatch(/^Not read: .* clusters: Deny assignments can't be read: shop/m);
  });
});
