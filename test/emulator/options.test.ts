import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readOptions, UsageError, type CommandLine } from '../../src/emulator/options.ts';

const now = Date.parse('2026-09-01T08:00:00Z');
const read = (...args: readonly string[]): CommandLine => readOptions(args, now) as CommandLine;

describe('the command line of the emulator', () => {
  it('listens to this machine alone, with the demo, unless it says otherwise', () => {
    const { listening, emulator } = read();
    expect(listening).toEqual({ port: 8765, host: '127.0.0.1', allowHosts: [] });
    expect(emulator.world.subscriptions[0]!.displayName).toContain('Contoso');
  });

  it.each([
    [['--port', 'x'], "--port must be a number from 0 to 65535 without fraction: 'x'"],
    [['--port', '65536'], "--port must be a number from 0 to 65535 without fraction: '65536'"],
    [['--scenario', 'nothing'], "there is no scenario 'nothing'; there are demo, empty,"],
    [['--scenario', 'fleet(100001)'], "there is no scenario 'fleet(100001)'; a fleet has at most 100,000 clusters (N)"],
    [['--world', 'none.json'], "the file none.json can't be read: ENOENT"],
    [['--world', 'package.json', '--scenario', 'empty'], '--world and --scenario exclude each other'],
    [['--world', 'package.json'], "the world file package.json can't be used: tenantId must be a text"],
    [['--world', 'README.md'], "the world file README.md can't be used: it is not JSON"],
    [['--tls-cert', 'a'], '--tls-cert and --tls-key belong together'],
    [['--https', '--tls-cert', 'a', '--tls-key', 'b'], '--https and --tls-cert exclude each other'],
    [['--tls-cert', 'package.json', '--tls-key', 'package.json'], 'are not a PEM certificate and its key'],
    [['--host', '0.0.0.0'], '--host 0.0.0.0 lets other machines in and needs --allow-host'],
    [['--host', '::'], '--host :: lets other machines in and needs --allow-host'],
    [['--host', '192.0.2.1'], '--host 192.0.2.1 lets other machines in and needs --allow-host'],
    [['--host', 'emulator', '--allow-host', 'emulator'], '--host must be an address of this machine'],
    [['--host', '', '--allow-host', 'emulator'], '--host must be an address of this machine'],
    [['--allow-host', '*'], "--allow-host must be the name of a host or an address, without a port: '*'"],
    [['--allow-host', ''], "--allow-host must be the name of a host or an address, without a port: ''"],
    [['--operation-seconds', '-1'], "--operation-seconds must be a number from 0 to 1000000000: '-1'"],
    [['--operation-statuses', 'Reconciling,Failed'], "statuses of running operations: 'Failed'"],
    [['--migration-reimage', 'never'], '--migration-reimage must be atOnce or atUpgrade'],
    [['--key-rights', 'never'], '--key-rights must be checked or unchecked'],
    [['--page-size', '0'], "--page-size must be a number from 1 to 100000 without fraction: '0'"],
    [['--frobnicate'], "Unknown option '--frobnicate'"],
    [['demo'], "Unexpected argument 'demo'"],
  ])('%j is refused, with the reason', (args, message) => {
    // A number that begins with a minus would be an option to `parseArgs`.
    const joined = args[1] === '-1' ? [args.join('=')] : args;
    expect(() => read(...joined)).toThrow(UsageError);
    expect(() => read(...joined)).toThrow(message);
  });

  it.each(['localhost', '127.0.0.2', '::1'])('listens at %s without names that are allowed', (host) => {
    expect(read('--host', host).listening).toMatchObject({ host, allowHosts: [] });
  });

  it('makes with --https a certificate for this machine, the names that are allowed, and the address', () => {
    const { listening } = read('--https', '--host', '192.0.2.1', '--allow-host', 'a.example', '--allow-host', 'b');
    expect(listening).toMatchObject({ host: '192.0.2.1', allowHosts: ['a.example', 'b'] });
    expect(new X509Certificate(listening.tls!.cert).subjectAltName).toBe(
      'DNS:a.example, DNS:b, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:192.0.2.1',
    );
  });

  it.each(['-h', '--help'])('asks for help with %s, whatever else is there', (option) => {
    expect(readOptions(['--port', 'x', option], now)).toBe('help');
  });
});
