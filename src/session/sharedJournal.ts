/** The journal in the extension's storage, which all windows of VS Code share. */
import { createJournal, type Journal } from '../app/runs/journal.ts';
import type { RunRecord, StepRecord } from '../app/runs/runRecord.ts';

import { inOrder } from '../async/inOrder.ts';
import { keepMessage, saidMessage, type Failure } from '../errors.ts';
import type { Claims } from '../host/files/runClaims.ts';
import { fileStore, withLock } from '../host/files/wholeFile.ts';
import { redactSecrets } from '../domain/arm/redact.ts';
import { rewriteWords, type Words } from '../sentences/words.ts';

/**
 * Opens the journal in the folder. Windows write one after the other, so that none overwrites what another has just
 * recorded. A run of another window is not among `entries` until it has ended, but it is among `all`: it is neither
 * interrupted nor to be resumed. Recording a run that another window has taken over rejects with `conflict`.
 */
export function sharedJournal(folder: string, claims: Claims, onDamaged: (message: Words) => void): Journal {
  const file = `${folder}/journal.json`;
  const journal = createJournal(fileStore(file), onDamaged, redactSecrets);
  const queued = inOrder();

  function write(work: () => Promise<void>): Promise<void> {
    return queued(() => withLock(`${file}.lock`, work));
  }

  async function heldElsewhere(entries: readonly RunRecord[]): Promise<ReadonlySet<string>> {
    const ids = entries.filter(isRunning).map(({ activityId }) => activityId);
    const elsewhere = await Promise.all(ids.map((id) => claims.isHeldElsewhere(id)));
    return new Set(ids.filter((_, index) => elsewhere[index]));
  }

  async function recordRunning(entry: RunRecord, assertFree: Parameters<Journal['record']>[1]): Promise<void> {
    const { activityId } = entry;
    const isNew = !claims.holds(activityId);
    await claims.hold(activityId);
    try {
      await journal.record(entry, assertFree);
    } catch (error) {
      if (isNew) await claims.letGo(activityId);
      throw error;
    }
  }

  return {
    /** Reads claims before the journal, so that a run that ends in between counts as ended. */
    async entries(connection) {
      let entriesShown = await journal.entries(connection);
      for (;;) {
        const before = entriesShown;
        const elsewhere = await heldElsewhere(before);
        const isOpen = (entry: RunRecord): boolean => isRunning(entry) && !elsewhere.has(entry.activityId);
        if (before.some(isOpen)) entriesShown = await journal.entries(connection);
        const isSeen = (entry: RunRecord): boolean =>
          claims.holds(entry.activityId) || before.some((earlier) => isOpen(earlier) && isSameState(earlier, entry));
        if (entriesShown.filter(isOpen).every(isSeen))
          return entriesShown.filter((entry) => !isRunning(entry) || isOpen(entry));
      }
    },
    all: (connection) => journal.all(connection),
    known: (connection) => journal.known(connection),
    lacks: (connection, since) => journal.lacks(connection, since),
    record: (record, assertFree) =>
      write(async () => {
        const entry = withoutSecrets(record);
        if (isRunning(entry)) return recordRunning(entry, assertFree);
        await journal.record(entry, assertFree);
        await claims.letGo(entry.activityId);
      }),
    noteVerdict: (activityId, verdict) => write(() => journal.noteVerdict(activityId, verdict)),
    isFromHere: (entry) => journal.isFromHere(entry),
    forget: (seenEntries, useful) => write(() => journal.forget(seenEntries, useful)),
  };
}

function isRunning({ status }: RunRecord): boolean {
  return status === 'running';
}

function isSameState(a: RunRecord, b: RunRecord): boolean {
  return a.activityId === b.activityId && a.revision === b.revision;
}

/** Returns the entry with secrets removed from ARM's answers, both to its steps and in its checks. */
function withoutSecrets(entry: RunRecord): RunRecord {
  const checks = entry.plan.checks.map((check) => ({ ...check, detail: rewriteWords(check.detail, redactSecrets) }));
  return { ...entry, plan: { ...entry.plan, checks }, steps: entry.steps.map(redactedStep) };
}

function redactedStep(record: StepRecord): StepRecord {
  return record.error === undefined ? record : { ...record, error: redactFailure(record.error) };
}

function redactFailure(error: Failure): Failure {
  const { details } = error;
  const redacted = { ...redactedTexts(error), ...(details && { details: details.map(redactedTexts) }) };
  keepMessage(redacted, rewriteWords(saidMessage(error), redactSecrets));
  return redacted;
}

function redactedTexts<T extends { readonly message?: string; readonly target?: string }>(failure: T): T {
  const { message, target } = failure;
  return {
    ...failure,
    ...(message === undefined ? {} : { message: redactSecrets(message) }),
    ...(target === undefined ? {} : { target: redactSecrets(target) }),
  };
}
