import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { defined } from '../shape/defined.ts';
import type { WorldFile } from './arm/worldFile.ts';
import { makeCertificate } from './certificate/certificate.ts';
import type { EmulatorOptions } from './emulator.ts';
import { readWorld } from './files/readWorld.ts';
import { WorldFileError } from './files/worldFileError.ts';
import { isHostName, isLoopback } from './hosts.ts';
import { fleetLimits, scenarioNamed, scenarioNames } from './scenarios/named.ts';
import type { ListenOptions } from './server.ts';

/** A command line that is not valid; the message says why. */
export class UsageError extends Error {}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** The options of the command line, as `parseArgs` reads them. */
export const options = {
  port: text,
  host: text,
  'allow-host': { ...text, multiple: true },
  https: flag,
  'tls-cert': text,
  'tls-key': text,
  world: text,
  scenario: text,
  'operation-seconds': text,
  'operation-statuses': text,
  'propagation-seconds': text,
  'index-seconds': text,
  'activity-seconds': text,
  'token-seconds': text,
  'settling-seconds': text,
  'feature-seconds': text,
  'credential-seconds': text,
  'migration-reimage': text,
  'key-rights': text,
  'page-size': text,
  'latency-ms': text,
  'retry-after': text,
  throttle: flag,
  state: text,
  help: { ...flag, short: 'h' },
} as const;

/** What options take that take one of a few words; the first counts if they are left out. */
export const words = {
  scenario: scenarioNames,
  'migration-reimage': ['atOnce', 'atUpgrade'],
  'key-rights': ['checked', 'unchecked'],
} as const;

/** Describes the usage of the program with that name. */
export function usageText(program: string): string {
  return `Usage: ${program} [options]
It prints one line of JSON with its address when it is ready, and runs until it
is interrupted.
  --port N                  where to listen (0 takes a free port; default 8765)
  --host ADDRESS            the address to listen at (default 127.0.0.1); any
                            other than this machine's own lets everybody in who
                            can reach it, and needs --allow-host
  --allow-host NAME         a name by which clients may ask for it, such as that
                            of its container; may be repeated
  --https                   https with a certificate made at the start; the line
                            has its file
  --tls-cert FILE --tls-key FILE
                            https with this certificate (both PEM)
  --world FILE | --scenario NAME
                            what there is: a file, or one of
                            ${inColumn(scenarioNames)}
                            (default demo)
  --operation-seconds S     how long operations take (default 5)
  --operation-statuses A,B  what polls of running operations of AKS say after
                            InProgress, such as ProvisioningControlPlane
                            (default nothing else)
  --propagation-seconds S   how long role assignments and new principals take to
                            be seen (default 0)
  --index-seconds S         how long Resource Graph lags behind writes
                            (default 0)
  --activity-seconds S      how long the activity log lags behind writes
                            (default 0)
  --token-seconds S         how long a replaced control plane identity is still
                            used (default 21600)
  --settling-seconds S      how long after an operation writes are still refused
                            with 409 EtagMismatch (default 0)
  --feature-seconds S       how long registering a preview feature takes
                            (default 900)
  --credential-seconds S    how long an identity takes no second write of a
                            federated credential (default 0)
  --migration-reimage WHEN  atUpgrade or atOnce: when nodes leave the service
                            principal (default atOnce)
  --key-rights HOW          checked or unchecked: whether an identity that may
                            not use the key of a cluster's secrets is refused
                            for its control plane (default checked)
  --page-size N             how many items a page of a list has (default 1000)
  --latency-ms N            waits before each answer (default 0)
  --retry-after S           seconds between looks that running operations ask
                            for (default 1; 0 says nothing)
  --throttle                Azure's own rate limits
  --state FILE              keeps the world there, also over restarts
  --help, -h                this text
`;
}

/** Lists names in lines of the second column. */
function inColumn(names: readonly string[]): string {
  const lines = names.reduce<readonly string[]>((done, name) => {
    const line = [done.at(-1), name].filter((part) => part !== undefined).join(', ');
    return line.length > 50 ? [...done, name] : [...done.slice(0, -1), line];
  }, []);
  return lines.join(`,\n${' '.repeat(28)}`);
}

/** The result of a command line: an emulator, and how it listens. */
export interface CommandLine {
  readonly emulator: EmulatorOptions;
  readonly listening: ListenOptions;
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/**
 * Reads a command line and the files that it names; makes a certificate, valid as of `now`, if one is requested. Throws
 * a UsageError if it is not valid.
 */
export function readOptions(args: readonly string[], now: number): CommandLine | 'help' {
  const values = parseValues(args);
  if (values.help) return 'help';
  return {
    listening: readListening(values, now),
    emulator: {
      world: readGivenWorld(values.world, values.scenario),
      operationSeconds: numberOption('--operation-seconds', values['operation-seconds'], 5),
      operationStatuses: readStatuses(values['operation-statuses']),
      propagationSeconds: numberOption('--propagation-seconds', values['propagation-seconds'], 0),
      indexSeconds: numberOption('--index-seconds', values['index-seconds'], 0),
      activitySeconds: numberOption('--activity-seconds', values['activity-seconds'], 0),
      tokenSeconds: numberOption('--token-seconds', values['token-seconds'], 21_600),
      settlingSeconds: numberOption('--settling-seconds', values['settling-seconds'], 0),
      featureSeconds: numberOption('--feature-seconds', values['feature-seconds'], 900),
      credentialSeconds: numberOption('--credential-seconds', values['credential-seconds'], 0),
      pageSize: numberOption('--page-size', values['page-size'], 1000, { least: 1, most: 100_000, mustBeWhole: true }),
      latencyMilliseconds: numberOption('--latency-ms', values['latency-ms'], 0),
      retryAfterSeconds: numberOption('--retry-after', values['retry-after'], 1, { most: 3600, mustBeWhole: true }),
      throttle: values.throttle,
      migrationReimage: wordOption('migration-reimage', values['migration-reimage']),
      keyRights: wordOption('key-rights', values['key-rights']),
      ...defined({ stateFile: values.state }),
    },
  };
}

function wordOption<N extends 'migration-reimage' | 'key-rights'>(
  name: N,
  value: string | undefined,
): (typeof words)[N][number] {
  const known: readonly (typeof words)[N][number][] = words[name];
  const word = value === undefined ? known[0] : known.find((one) => one === value);
  if (word === undefined) throw new UsageError(`--${name} must be ${known.join(' or ')}`);
  return word;
}

function parseValues(args: readonly string[]): Values {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
      throw new UsageError(error.message.replace(/\.$/, ''));
    throw error;
  }
}

function readListening(values: Values, now: number): ListenOptions {
  const { host = '127.0.0.1', 'allow-host': allowHosts = [], https, 'tls-cert': cert, 'tls-key': key } = values;
  const port = numberOption('--port', values.port, 8765, { most: 65_535, mustBeWhole: true });
  if (isIP(host) === 0 && !isLoopback(host))
    throw new UsageError(`--host must be an address of this machine, such as 0.0.0.0, or localhost: '${host}'`);
  const wrong = allowHosts.find((name) => !isHostName(name));
  if (wrong !== undefined)
    throw new UsageError(`--allow-host must be the name of a host or an address, without a port: '${wrong}'`);
  if (!isLoopback(host) && allowHosts.length === 0)
    throw new UsageError(
      `--host ${host} lets other machines in and needs --allow-host with each name by which they may ask for it`,
    );
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--tls-cert and --tls-key belong together');
  if (https && cert !== undefined) throw new UsageError('--https and --tls-cert exclude each other');
  const names = [...allowHosts, 'localhost', '127.0.0.1', '::1', ...(isIP(host) === 0 ? [] : [host])];
  const givenTls = cert !== undefined && key !== undefined ? readTls(cert, key) : undefined;
  const tls = https ? makeCertificate([...new Set(names)], now) : givenTls;
  return { port, host, allowHosts, ...defined({ tls }) };
}

/** The statuses by which an operation ends are never said of one that runs. */
function readStatuses(names: string | undefined): readonly string[] {
  const statuses = names === undefined ? [] : names.split(',').map((name) => name.trim());
  const wrong = statuses.find((name) => !/^[A-Za-z]+$/.test(name) || /^(succeeded|failed|canceled)$/i.test(name));
  if (wrong === undefined) return statuses;
  throw new UsageError(`--operation-statuses must be names of statuses of running operations: '${wrong}'`);
}

function readGivenWorld(file: string | undefined, name: string | undefined): WorldFile {
  if (file !== undefined && name !== undefined) throw new UsageError('--world and --scenario exclude each other');
  if (file === undefined) {
    const world = scenarioNamed(name ?? 'demo');
    if (world !== undefined) return world;
    const scenarios = name?.startsWith('fleet(') === true ? fleetLimits : `there are ${scenarioNames.join(', ')}`;
    throw new UsageError(`there is no scenario '${name ?? ''}'; ${scenarios}`);
  }
  try {
    return readWorld(readFile(file));
  } catch (error) {
    if (error instanceof WorldFileError) throw new UsageError(`the world file ${file} can't be used: ${error.message}`);
    throw error;
  }
}

function readTls(certFile: string, keyFile: string): { cert: string; key: string } {
  const tls = { cert: readFile(certFile), key: readFile(keyFile) };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new UsageError(`--tls-cert and --tls-key are not a PEM certificate and its key: ${messageOf(error)}`);
  }
  return tls;
}

/** The text without the byte order mark that editors on Windows add. */
function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`the file ${file} can't be read: ${messageOf(error)}`);
  }
}

function numberOption(
  option: string,
  value: string | undefined,
  otherwise: number,
  { least = 0, most = 1_000_000_000, mustBeWhole = false } = {},
): number {
  if (value === undefined) return otherwise;
  const count = value.trim() === '' ? NaN : Number(value);
  if (count >= least && count <= most && (!mustBeWhole || Number.isInteger(count))) return count;
  throw new UsageError(
    `${option} must be a number from ${least} to ${most}${mustBeWhole ? ' without fraction' : ''}: '${value}'`,
  );
}

/** Returns the message of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
