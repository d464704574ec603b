/** The rows of the last session, in one file for each connection in the extension's storage. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from 'vscode';
import { inOrder } from '../async/inOrder.ts';
import { coalesceCalls } from '../async/coalesce.ts';
import { doInTurns } from '../async/yielding.ts';
import { fileStore, readIfThere } from '../host/files/wholeFile.ts';
import type { InventoryStore, SavedInventory } from '../tree/loading/inventoryLoader.ts';
import { digestOf, inventoryAsText, inventoryInText } from './savedInventory.ts';
import type { SessionUser } from './signedInAccounts.ts';

/** What saving rows needs. */
export interface LastSessionOptions {
  readonly folder: string;
  /** Returns the user whose rows may be saved; `undefined` if that is not known without connecting, and then nothing is saved. */
  readonly user: () => Promise<SessionUser | undefined>;
  readonly info: (text: string) => void;
}

/** Saves what was shown, and forgets it. */
export interface LastSession extends InventoryStore, Disposable {
  /** Forgets what was last shown, because the user who saw it has left. */
  forget(): Promise<void>;
}

/** Milliseconds to wait for another inventory before writing, and during which the same one is not written again. */
const writeDelay = 2000;
const rewriteAfter = 10 * 60_000;
/** The most connections whose rows are saved; the newest are kept. */
const mostFiles = 4;

/** Saves rows in the folder; they are written shortly after they were read, as a whole file. */
export function lastSessionIn({ folder, user, info }: LastSessionOptions): LastSession {
  let written: { readonly path: string; readonly seen: string; readonly at: number } | undefined;
  let newest: SavedInventory | undefined;
  let path: string | undefined;
  const queued = inOrder();
  const writeSoon = coalesceCalls(() => void inTurn(write), writeDelay);

  /** Reads, writes and forgets one after the other; a failure is only noted, because rows can also be read from Azure. */
  function inTurn<T>(work: () => Promise<T>): Promise<T | undefined> {
    return queued(work).catch((error: unknown) => {
      info(`Rows of the last session: ${String(error)}`);
      return undefined;
    });
  }

  async function read(): Promise<SavedInventory | undefined> {
    const current = await user();
    if (!current) return undefined;
    path = pathIn(folder, current.connection);
    const text = await readIfThere(path);
    if (text === undefined) return undefined;
    const saved = inventoryInText(text);
    if (saved?.connection === current.connection && saved.accounts.every((id) => current.accounts.includes(id)))
      return saved;
    info(
      `The rows of the last session are dropped: ${saved ? 'they belong to another account' : "they can't be read"}.`,
    );
    await rm(path, { force: true });
    return undefined;
  }

  async function write(): Promise<void> {
    const saved = newest;
    newest = undefined;
    if (!saved || saved.connection !== (await user())?.connection) return;
    const text = await doInTurns(inventoryAsText(saved));
    const to = (path = pathIn(folder, saved.connection));
    if (!text) return rm(to, { force: true });
    const [{ seen }, at] = [text, saved.readAt.getTime()];
    if (written?.path === to && written.seen === seen && at - written.at < rewriteAfter) return;
    await fileStore(to).write(text.text);
    written = { path: to, seen, at };
    await pruneFiles(folder);
  }

  return {
    read: () => inTurn(read),
    write(saved) {
      newest = saved;
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
  return join(folder, `${digestOf(connection).slice(0, 16)}.json`);
}

/** Deletes all but the newest files, because emulators keep appearing at new addresses. */
async function pruneFiles(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const old = files.sort((a, b) => b.at - a.at).slice(mostFiles);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
