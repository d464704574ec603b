/** The files with decisions: one in each folder that is open, and one for this machine, which all windows share. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Disposable } from 'vscode';
import { workspace } from 'vscode';
import type { DecisionSource } from '../app/decisionSource.ts';
import { orRefused } from '../app/facts/orRefused.ts';
import { createEmitter } from '../async/emitter.ts';
import { inOrder } from '../async/inOrder.ts';
import type { Acceptance, Decisions } from '../domain/decisions/decisions.ts';
import { decisionsFile, joinedDecisions, unusedText } from '../domain/decisions/files.ts';
import type { UnusedDecisions } from '../domain/decisions/files.ts';
import { endOf } from '../domain/findings/rule/weight.ts';
import type { Accepted } from '../domain/decisions/applyDecisions.ts';
import { failureOf, refused } from '../errors.ts';
import { watchFile } from '../host/files/watchFile.ts';

/** Reads, watches and changes the files. */
export interface DecisionFiles extends DecisionSource, Disposable {
  unused(): readonly UnusedDecisions[];
  /** The folders in which decisions can be kept; empty: only this machine keeps them. */
  folders(): readonly { readonly name: string; readonly path: string }[];
  /** Where decisions are kept that no folder keeps. */
  readonly ownPath: string;
  /** The files that are there. */
  paths(): readonly string[];
  /** Adds an entry to a file, in the name of who uses this machine. */
  accept(path: string, entry: Omit<Acceptance, 'by'>): Promise<void>;
  /** Removes the entries that accept a finding of a resource from all files. */
  stopAccepting(finding: Accepted, resourceId: string): Promise<void>;
}

interface ReadFile {
  readonly path: string;
  readonly decisions?: Decisions;
  readonly unused?: UnusedDecisions;
}

/** Milliseconds; a timer stands still while the machine sleeps, so the clock is looked at now and then. */
const longestTimer = 3_600_000;

/** Creates the files; nothing is read before somebody asks. The file of this machine is in the given folder. */
export function createDecisionFiles(storage: string): DecisionFiles {
  const changed = createEmitter<undefined>();
  const inTurn = inOrder();
  const ownPath = join(storage, decisionsFile);
  let files: readonly ReadFile[] = [];
  let first: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  let checkedAt = Date.now();
  let watching: readonly { dispose(): void }[] = [];

  const folders: DecisionFiles['folders'] = () =>
    (workspace.workspaceFolders ?? []).flatMap(({ name, uri }) =>
      uri.scheme === 'file' ? [{ name, path: join(uri.fsPath, decisionsFile) }] : [],
    );

  async function readAll(): Promise<void> {
    const before = JSON.stringify(files);
    const read = await Promise.all([
      readOne(ownPath, true),
      ...folders().map(({ path }) => readOne(path, workspace.isTrusted)),
    ]);
    files = read.filter((file) => file !== undefined);
    if (JSON.stringify(files) !== before) changed.emit(undefined);
    followEnds();
  }

  const current = (): Decisions => joinedDecisions(files.flatMap(({ decisions }) => decisions ?? []));

  /** Tells of entries that have ended since it last looked, and looks again when the next one ends. */
  function followEnds(): void {
    clearTimeout(timer);
    const now = Date.now();
    const since = checkedAt;
    checkedAt = now;
    const ends = (current().accept ?? []).map(endOf);
    if (ends.some((end) => end > since && end <= now)) changed.emit(undefined);
    const next = Math.min(...ends.filter((end) => end > now));
    if (!isOver && next !== Infinity) timer = setTimeout(followEnds, Math.min(next - now, longestTimer));
  }

  const readAgain = (): void => void inTurn(readAll);

  function watch(): void {
    for (const each of watching) each.dispose();
    watching = [ownPath, ...folders().map(({ path }) => path)].map((path) => watchFile(path, readAgain));
  }

  function placesChanged(): void {
    if (!first) return;
    watch();
    readAgain();
  }

  const watchers = [
    workspace.onDidChangeWorkspaceFolders(placesChanged),
    workspace.onDidGrantWorkspaceTrust(placesChanged),
  ];

  async function edit(path: string, change: (text: string, room: TextRoom) => string): Promise<void> {
    await inTurn(async () => {
      const [room, { changeShared }] = await Promise.all([textRoom(), import('../host/files/sharedFile.ts')]);
      await changeShared(path, (text, target) => {
        const after = orRefused(() => change(text, room));
        const isOpen = (at: string): boolean => at === path || at === target;
        if (after !== text && workspace.textDocuments.some(({ isDirty, uri }) => isDirty && isOpen(uri.fsPath)))
          throw refused(`${path} has unsaved changes. Save them, then try again.`);
        return after;
      });
      await readAll();
    });
  }

  return {
    ownPath,
    folders: () => (workspace.isTrusted ? folders() : []),
    paths: () => files.map(({ path }) => path),
    ready() {
      if (!first) watch();
      return (first ??= inTurn(readAll));
    },
    current,
    unused: () => files.flatMap(({ unused }) => unused ?? []),
    notes: () => files.flatMap(({ unused }) => (unused ? [unusedText(unused)] : [])),
    accept: (path, entry) =>
      edit(path, (text, room) => {
        const { reason, expires, ...what } = entry;
        return room.withAcceptance(text, { ...what, reason, by: userName(), expires });
      }),
    async stopAccepting(finding, id) {
      for (const { path, decisions } of files) {
        if (decisions) await edit(path, (text, room) => room.withoutAcceptance(text, finding, id));
      }
    },
    onDidChange: (listener) => changed.on(listener),
    dispose() {
      isOver = true;
      clearTimeout(timer);
      for (const each of [...watchers, ...watching]) each.dispose();
    },
  };
}

/** In a container the user may have no name. */
function userName(): string {
  try {
    return userInfo().username || 'unknown';
  } catch {
    return 'unknown';
  }
}

type TextRoom = Awaited<ReturnType<typeof textRoom>>;

function textRoom() {
  return import('../domain/decisions/decisionsText.ts');
}

async function readOne(path: string, isTrusted: boolean): Promise<ReadFile | undefined> {
  try {
    const { readShared } = await import('../host/files/sharedFile.ts');
    const text = await readShared(path);
    if (text === undefined) return undefined;
    if (!isTrusted) return { path, unused: { path } };
    const { parseDecisions } = await textRoom();
    const parsed = parseDecisions(text);
    return 'decisions' in parsed ? { path, ...parsed } : { path, unused: { path, ...parsed } };
  } catch (error) {
    return { path, unused: { path, problem: { message: failureOf(error).message } } };
  }
}
