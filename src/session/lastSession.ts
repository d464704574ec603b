/** The rows of the last session: one file a connection in the extension's storage. */
import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from 'vscode';
import { inOrder } from '../async/inOrder.ts';
import { coalesced } from '../async/coalesce.ts';
import { fileStore, readIfThere } from '../host/files/wholeFile.ts';
import type { Kept, KeptInventory } from '../tree/loading/inventoryLoader.ts';
import { keptAsText, keptInText } from './savedInventory.ts';
import type { Viewer } from './signedInAccounts.ts';

/** What keeping rows needs. */
export interface LastSessionOptions {
  readonly folder: string;
  /** Who looks now; `undefined` where that can't be told without connecting: nothing is kept there. */
  readonly viewer: () => Promise<Viewer | undefined>;
  readonly info: (text: string) => void;
}

/** Keeps what was seen, and forgets it. */
export interface LastSession extends KeptInventory, Disposable {
  /** Forgets what was seen last: whoever saw it has left. */
  forget(): Promise<void>;
}

/** Milliseconds to wait for more news before writing, and during which the same is not written again. */
const moment = 2000;
const sameFor = 10 * 60_000;
/** Connections of which rows are kept, the newest. */
const mostFiles = 4;

/** Rows kept in the folder; they are written a moment after they were read, as a whole. */
export function lastSessionIn({ folder, viewer, info }: LastSessionOptions): LastSession {
  let written: { readonly path: string; readonly seen: string; readonly at: number } | undefined;
  let newest: Kept | undefined;
  let path: string | undefined;
  const queued = inOrder();
  const writeSoon = coalesced(() => void inTurn(write), moment);

  /** Reads, writes and forgetting happen one after the other; what fails is noted: rows can be read from Azure, too. */
  function inTurn<T>(work: () => Promise<T>): Promise<T | undefined> {
    return queued(work).catch((error: unknown) => {
      info(`Rows of the last session: ${String(error)}`);
      return undefined;
    });
  }

  async function read(): Promise<Kept | undefined> {
    const who = await viewer();
    if (!who) return undefined;
    path = pathIn(folder, who.connection);
    const text = await readIfThere(path);
    if (text === undefined) return undefined;
    const kept = keptInText(text);
    if (kept?.connection === who.connection && kept.accounts.every((id) => who.accounts.includes(id))) return kept;
    info(`The rows of the last session are dropped: ${kept ? 'they are of another account' : 'they cannot be read'}.`);
    await rm(path, { force: true });
    return undefined;
  }

  async function write(): Promise<void> {
    const kept = newest;
    newest = undefined;
    if (!kept || kept.connection !== (await viewer())?.connection) return;
    const text = keptAsText(kept);
    const to = (path = pathIn(folder, kept.connection));
    if (!text) return rm(to, { force: true });
    const [seen, at] = [digest(text.seen), kept.readAt.getTime()];
    if (written?.path === to && written.seen === seen && at - written.at < sameFor) return;
    await fileStore(to).write(text.text);
    written = { path: to, seen, at };
    await prune(folder);
  }

  return {
    read: () => inTurn(read),
    write(kept) {
      newest = kept;
      writeSoon();
    },
    forget: async () => {
      writeSoon.dispose();
      [newest, written] = [undefined, undefined];
      await inTurn(async () => path && rm(path, { force: true }));
    },
    dispose: () => writeSoon.dispose(),
  };
}

function pathIn(folder: string, connection: string): string {
  return join(folder, `${digest(connection).slice(0, 16)}.json`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Only the newest files stay: emulators come and go at ever new addresses. */
async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const old = files.sort((a, b) => b.at - a.at).slice(mostFiles);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
