/** The files with decisions: one in each open folder, and one for this machine, which all windows share. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { workspace, type Disposable } from 'vscode';
import type { DecisionSource } from '../app/decisionSource.ts';
import { withRefusalsAsErrors } from '../app/facts/withRefusalsAsErrors.ts';
import { createEmitter } from '../async/emitter.ts';
import { inOrder } from '../async/inOrder.ts';
import type { Acceptance, Decisions } from '../domain/decisions/decisions.ts';
import { decisionsFile, joinedDecisions, unusedText, type UnusedDecisions } from '../domain/decisions/files.ts';
import { endOf } from '../domain/findings/rule/weight.ts';
import type { Accepted } from '../domain/decisions/applyDecisions.ts';
import { failureOf, refusedError, saidMessage } from '../errors.ts';
import { isSamePath } from '../host/files/samePath.ts';
import { watchFile } from '../host/files/watchFile.ts';
import { say, type Words } from '../sentences/words.ts';

interface DecisionFile {
  readonly path: string;
  readonly decisions?: Decisions;
  readonly unused?: UnusedDecisions;
}

/** Milliseconds; a timer pauses while the machine sleeps, so the clock is checked from time to time. */
const longestTimer = 3_600_000;

/** Reads, watches and changes the files. */
export class DecisionFiles implements DecisionSource, Disposable {
  readonly #changed = createEmitter<undefined>();
  readonly #inTurn = inOrder();
  /** The file for decisions that no folder keeps. */
  readonly ownPath: string;
  #files: readonly DecisionFile[] = [];
  #first: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;
  #checkedAt = Date.now();
  #watching: readonly { dispose(): void }[] = [];
  readonly #watchers: Disposable[];

  constructor(storage: string) {
    this.ownPath = join(storage, decisionsFile);
    this.#watchers = [
      workspace.onDidChangeWorkspaceFolders(() => this.#placesChanged()),
      workspace.onDidGrantWorkspaceTrust(() => this.#placesChanged()),
    ];
  }

  /** Returns the folders that can keep decisions; empty: only this machine keeps them. */
  folders(): readonly { readonly name: string; readonly path: string }[] {
    return workspace.isTrusted ? this.#folders() : [];
  }

  /** Returns the files that exist. */
  paths(): readonly string[] {
    return this.#files.map(({ path }) => path);
  }

  ready(): Promise<void> {
    if (!this.#first) this.#watch();
    return (this.#first ??= this.#inTurn(() => this.#readAll()));
  }

  current(): Decisions {
    return joinedDecisions(this.#files.flatMap(({ decisions }) => decisions ?? []));
  }

  unused(): readonly UnusedDecisions[] {
    return this.#files.flatMap(({ unused }) => unused ?? []);
  }

  notes(): Words[] {
    return this.#files.flatMap(({ unused }) => (unused ? [unusedText(unused)] : []));
  }

  /** Adds an entry to a file, in the name of this machine's user. */
  accept(path: string, entry: Omit<Acceptance, 'by'>): Promise<void> {
    return this.#edit(path, (text, room) => {
      const { reason, expires, ...what } = entry;
      return room.withAcceptance(text, { ...what, reason, by: userName(), expires });
    });
  }

  /** Removes the entries that accept a finding of a resource from all files. */
  async stopAccepting(finding: Accepted, id: string): Promise<void> {
    for (const { path, decisions } of this.#files) {
      if (decisions) await this.#edit(path, (text, room) => room.withoutAcceptance(text, finding, id));
    }
  }

  onDidChange(listener: () => void): { dispose(): void } {
    return this.#changed.on(listener);
  }

  dispose(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const watcher of [...this.#watchers, ...this.#watching]) watcher.dispose();
  }

  #folders(): { name: string; path: string }[] {
    return (workspace.workspaceFolders ?? []).flatMap(({ name, uri }) =>
      uri.scheme === 'file' ? [{ name, path: join(uri.fsPath, decisionsFile) }] : [],
    );
  }

  async #readAll(): Promise<void> {
    const before = JSON.stringify(this.#files);
    const read = await Promise.all([
      readOne(this.ownPath, true),
      ...this.#folders().map(({ path }) => readOne(path, workspace.isTrusted)),
    ]);
    this.#files = read.filter((file) => file !== undefined);
    if (JSON.stringify(this.#files) !== before) this.#changed.emit(undefined);
    this.#followEnds();
  }

  /** Reports entries that have ended since the last check, and checks again when the next one ends. */
  #followEnds(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    const since = this.#checkedAt;
    this.#checkedAt = now;
    const ends = (this.current().accept ?? []).map(endOf);
    if (ends.some((end) => end > since && end <= now)) this.#changed.emit(undefined);
    const next = Math.min(...ends.filter((end) => end > now));
    if (!this.#isOver && next !== Infinity)
      this.#timer = setTimeout(() => this.#followEnds(), Math.min(next - now, longestTimer));
  }

  #readAgain(): void {
    void this.#inTurn(() => this.#readAll());
  }

  #watch(): void {
    for (const watcher of this.#watching) watcher.dispose();
    this.#watching = [this.ownPath, ...this.#folders().map(({ path }) => path)].map((path) =>
      watchFile(path, () => this.#readAgain()),
    );
  }

  #placesChanged(): void {
    if (!this.#first) return;
    this.#watch();
    this.#readAgain();
  }

  async #edit(path: string, change: (text: string, room: TextRoom) => string): Promise<void> {
    await this.#inTurn(async () => {
      const [room, { changeShared }] = await Promise.all([textRoom(), import('../host/files/sharedFile.ts')]);
      await changeShared(path, (text, target) => {
        const after = withRefusalsAsErrors(() => change(text, room));
        const isOpen = (at: string): boolean => isSamePath(at, path) || isSamePath(at, target);
        if (after !== text && workspace.textDocuments.some(({ isDirty, uri }) => isDirty && isOpen(uri.fsPath)))
          throw refusedError(say`${path} has unsaved changes. Save them, then try again.`);
        return after;
      });
      await this.#readAll();
    });
  }
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

async function readOne(path: string, isTrusted: boolean): Promise<DecisionFile | undefined> {
  try {
    const { readShared } = await import('../host/files/sharedFile.ts');
    const text = await readShared(path);
    if (text === undefined) return undefined;
    if (!isTrusted) return { path, unused: { path } };
    const { parseDecisions } = await textRoom();
    const parsed = parseDecisions(text);
    return 'decisions' in parsed ? { path, ...parsed } : { path, unused: { path, ...parsed } };
  } catch (error) {
    return { path, unused: { path, problem: { message: saidMessage(failureOf(error)) } } };
  }
}
