import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { createEmulator } from './emulator.ts';
import { readWorld } from './files/readWorld.ts';
import { WorldFileError } from './files/worldFileError.ts';
import { scenario, scenarioNames } from './scenarios/named.ts';
import { listen } from './server.ts';
import type { WorldFile } from './arm/worldFile.ts';

const usage = `Usage: npm run --silent emulator -- [options]
  --port N                  where to listen on 127.0.0.1 (0 takes a free port; default 8765)
  --tls-cert FILE --tls-key FILE   https with this certificate (both PEM)
  --world FILE | --scenario NAME   what there is (${scenarioNames.join(', ')}; default demo)
  --operation-seconds S     how long operations take (default 5)
  --propagation-seconds S   how long role assignments and new principals take to be seen (default 0)
  --index-seconds S         how long Resource Graph lags behind writes (default 0)
  --token-seconds S         how long a replaced control plane identity is still used (default 21600)
  --settling-seconds S      how long after an operation writes are still refused with 409 EtagMismatch (default 0)
  --feature-seconds S       how long registering a preview feature takes (default 900)
  --credential-seconds S    how long an identity takes no second write of a federated credential (default 0)
  --migration-reimage WHEN  atUpgrade or atOnce: when nodes leave the service principal (default atOnce)
  --key-rights HOW          checked or unchecked: whether an identity that may not use the key of a cluster's
                            secrets is refused for its control plane (default checked)
  --page-size N             how many items a page of a list has (default 1000)
  --latency-ms N            waits before each answer (default 0)
  --retry-after S           seconds between looks that running operations ask for (default 1; 0 says nothing)
  --throttle                Azure's own rate limits
  --state FILE              keeps the world there, also over restarts
`;

/** A command line that cannot be followed; the message says why. */
class UsageError extends Error {}

const text = { type: 'string' } as const;

function readOptions(
  args: readonly string[],
): Parameters<typeof createEmulator>[0] & { readonly port: number; readonly tls?: { cert: string; key: string } } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: text,
      'tls-cert': text,
      'tls-key': text,
      world: text,
      scenario: text,
      'operation-seconds': text,
      'propagation-seconds': text,
      'index-seconds': text,
      'token-seconds': text,
      'settling-seconds': text,
      'feature-seconds': text,
      'credential-seconds': text,
      'migration-reimage': text,
      'key-rights': text,
      'page-size': text,
      'latency-ms': text,
      'retry-after': text,
      state: text,
      throttle: { type: 'boolean' },
    },
  });
  const { 'tls-cert': cert, 'tls-key': key, 'migration-reimage': reimage = 'atOnce' } = values;
  const { 'key-rights': keyRights = 'checked' } = values;
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--tls-cert and --tls-key belong together');
  if (reimage !== 'atUpgrade' && reimage !== 'atOnce')
    throw new UsageError('--migration-reimage must be atUpgrade or atOnce');
  if (keyRights !== 'checked' && keyRights !== 'unchecked')
    throw new UsageError('--key-rights must be checked or unchecked');
  return {
    port: number('--port', values.port, 8765, 65_535, true),
    world: readGivenWorld(values.world, values.scenario),
    operationSeconds: number('--operation-seconds', values['operation-seconds'], 5),
    propagationSeconds: number('--propagation-seconds', values['propagation-seconds'], 0),
    indexSeconds: number('--index-seconds', values['index-seconds'], 0),
    tokenSeconds: number('--token-seconds', values['token-seconds'], 21_600),
    settlingSeconds: number('--settling-seconds', values['settling-seconds'], 0),
    featureSeconds: number('--feature-seconds', values['feature-seconds'], 900),
    credentialSeconds: number('--credential-seconds', values['credential-seconds'], 0),
    pageSize: Math.max(1, number('--page-size', values['page-size'], 1000, 100_000, true)),
    latencyMilliseconds: number('--latency-ms', values['latency-ms'], 0),
    retryAfterSeconds: number('--retry-after', values['retry-after'], 1, 3600, true),
    throttle: values.throttle ?? false,
    migrationReimage: reimage,
    keyRights,
    ...(values.state !== undefined && { stateFile: values.state }),
    ...(cert !== undefined && key !== undefined && { tls: readTls(cert, key) }),
  };
}

function readGivenWorld(file: string | undefined, name: string | undefined): WorldFile {
  if (file !== undefined && name !== undefined) throw new UsageError('--world and --scenario exclude each other');
  if (file === undefined) {
    const world = scenario(name ?? 'demo');
    if (world === undefined)
      throw new UsageError(`there is no scenario '${name ?? ''}'; there are ${scenarioNames.join(', ')}`);
    return world;
  }
  try {
    return readWorld(readFile(file));
  } catch (error) {
    if (error instanceof WorldFileError)
      throw new UsageError(`the world file ${file} cannot be used: ${error.message}`);
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

/** The text without the mark that editors on Windows put before it. */
function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`the file ${file} cannot be read: ${messageOf(error)}`);
  }
}

function number(
  option: string,
  value: string | undefined,
  otherwise: number,
  most = 1_000_000_000,
  whole = false,
): number {
  if (value === undefined) return otherwise;
  const given = Number(value);
  if (
    value.trim() !== '' &&
    Number.isFinite(given) &&
    given >= 0 &&
    given <= most &&
    (!whole || Number.isInteger(given))
  )
    return given;
  throw new UsageError(
    `${option} must be a number from 0 to ${String(most)}${whole ? ' without fraction' : ''}: '${value}'`,
  );
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const { port, tls, ...options } = readOptions(args);
  let emulator: ReturnType<typeof createEmulator>;
  try {
    emulator = createEmulator(options);
  } catch (error) {
    if (options.stateFile === undefined) throw error;
    const reason = error instanceof WorldFileError ? 'used and is left as it is' : 'read or written';
    throw new UsageError(`the state file ${options.stateFile} cannot be ${reason}: ${messageOf(error)}`);
  }
  const listening = await listen(emulator, { port, ...(tls && { tls }) });
  process.stdout.write(`${JSON.stringify({ url: listening.url })}\n`);
  const stop = (): void => void listening.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage =
    error instanceof UsageError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  process.stderr.write(`emulator: ${messageOf(error)}\n${isUsage ? 'See --help.\n' : ''}`);
  process.exit(isUsage ? 2 : 1);
});
