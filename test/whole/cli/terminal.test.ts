import { getMaxListeners, setMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ran } from './cliBench.ts';

describe('a report by the command line', () => {
  it('a report by the command line brings no warning of Node of a leak, however many requests can be stopped at once', async () => {
    const { signal } = new AbortController();
    setMaxListeners(10, signal);
    await ran(['report', '--demo'], {}, { signal });
    expect(getMaxListeners(signal)).toBe(0);
  });

  it.each([
    ['--subscription', 'Contoso', '"Contoso" is no ID of a subscription: "az account list" has them.'],
    [
      '--management-group',
      '../x',
      '"../x" is no name of a management group: "az account management-group list" has them.',
    ],
  ])('a report by the command line ends with 1 where %s is none, and says where to find them', async (...given) => {
    const [option, value, message] = given;
    const { code, told } = await ran(['report', '--demo', option, value]);
    expect([code, told]).toEqual([1, `aks-identity: ${message}\n`]);
  });
});
