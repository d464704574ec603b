import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts';
import { WorldFileError } from './files/worldFileError.ts';
import { isLoopback } from './hosts.ts';
import { messageOf, readOptions, usageText, UsageError } from './options.ts';
import { serveEmulator, type ListeningEmulator, type ListenOptions } from './server.ts';

/**
 * Runs the emulator according to the command line of `program`, until SIGTERM or SIGINT. Resolves to the exit code: 0,
 * or 1 if it could not start, with one line on standard error that says why.
 */
export async function runEmulator(args: readonly string[], program: string): Promise<number> {
  try {
    const read = readOptions(args, Date.now());
    if (read === 'help') await write(usageText(program));
    else await listenUntilSignal(read.emulator, read.listening);
    return 0;
  } catch (error) {
    const reason = messageOf(error).replace(/\s+/g, ' ');
    process.stderr.write(`emulator: ${reason}${error instanceof UsageError ? `. See ${program} --help.` : ''}\n`);
    return 1;
  }
}

async function listenUntilSignal(options: EmulatorOptions, listening: ListenOptions): Promise<void> {
  const { host = '127.0.0.1', tls } = listening;
  const emulator = createFromOptions(options);
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const server = await listenOrSay(emulator, listening);
  const certificate = tls?.authority === undefined ? undefined : writeCertificate(tls.authority);
  try {
    if (!isLoopback(host))
      process.stderr.write(
        `emulator: it listens at ${host} as ${server.url}: whoever can reach it may read and change its world, and gets tokens without a password. Keep it inside the network of your tests.\n`,
      );
    await write(`${JSON.stringify({ url: server.url, certificate })}\n`);
    await stopped;
  } finally {
    await server.close();
    if (certificate !== undefined) rmSync(dirname(certificate), { recursive: true, force: true });
  }
}

/** Writes the certificate to a new folder, and returns its path. */
function writeCertificate(pem: string): string {
  try {
    const file = join(mkdtempSync(join(tmpdir(), 'aks-identity-emulator-')), 'certificate.pem');
    writeFileSync(file, pem);
    return file;
  } catch (error) {
    throw new UsageError(`the certificate of --https can't be written: ${messageOf(error)}`);
  }
}

function createFromOptions(options: EmulatorOptions): Emulator {
  try {
    return createEmulator(options);
  } catch (error) {
    if (options.stateFile === undefined) throw error;
    const reason = error instanceof WorldFileError ? 'used and is left as it is' : 'read or written';
    throw new UsageError(`the state file ${options.stateFile} can't be ${reason}: ${messageOf(error)}`);
  }
}

async function listenOrSay(emulator: Emulator, options: ListenOptions): Promise<ListeningEmulator> {
  const { host = '127.0.0.1', port } = options;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${String(port)} is in use at ${host}; choose another with --port, or a free one with --port 0`,
    EADDRNOTAVAIL: `this machine does not have the address ${host}`,
    EACCES: `this user may not listen at port ${String(port)}; choose one from 1024 on with --port`,
  };
  try {
    return await serveEmulator(emulator, options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw Object.hasOwn(reasons, code) ? new UsageError(reasons[code]) : error;
  }
}

/** Writes to standard output, and waits until it is written. */
function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => {
      resolve();
    });
  });
}
