import { describe, expect, it } from 'vitest';
import { hostOf, inUrl, isHostName, isLoopback } from '../../src/emulator/hosts.ts';

describe('names of hosts', () => {
  it.each([
    ['127.0.0.1:8765', '127.0.0.1', true],
    ['LOCALHOST', 'localhost', true],
    ['[::1]:80', '::1', true],
    ['127.0.0.1.evil.example', '127.0.0.1.evil.example', false],
    ['localhost.evil.example:80', 'localhost.evil.example', false],
    ['emulator:8443', 'emulator', false],
    ['0.0.0.0', '0.0.0.0', false],
    ['[::ffff:127.0.0.1]', '::ffff:127.0.0.1', false],
  ])('in the header %s: %s, of this machine: %s', (header, host, isOfThisMachine) => {
    expect(hostOf(header)).toBe(host);
    expect(isLoopback(host)).toBe(isOfThisMachine);
  });

  it.each(['', ':80', 'localhost:80:80', 'user@localhost', 'localhost/x', 'a b', '[::1', '::1', 'localhost:x'])(
    'are not in the header %j',
    (header) => {
      expect(hostOf(header)).toBeUndefined();
    },
  );

  it.each([
    ['emulator', true],
    ['my_service.default.svc', true],
    ['192.0.2.7', true],
    ['2001:db8::1', true],
    ['', false],
    ['*', false],
    ['*.example', false],
    ['emulator:8765', false],
    ['https://emulator', false],
    ['[::1]', false],
    ['-a', false],
    ['a'.repeat(64), false],
  ])('are what --allow-host takes: %s, %s', (name, isTaken) => {
    expect(isHostName(name)).toBe(isTaken);
  });

  it('have brackets in addresses where they are of IPv6', () => {
    expect([inUrl('::1'), inUrl('127.0.0.1'), inUrl('emulator')]).toEqual(['[::1]', '127.0.0.1', 'emulator']);
  });
});
