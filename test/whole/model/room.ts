/** A place in memory where windows keep one journal, in the way in which they share a folder; processes may die in it. */
import type { Store } from '../../../src/app/runs/journal.ts';
import type { RunRecord } from '../../../src/app/runs/runRecord.ts';
import { IdentityError } from '../../../src/errors.ts';
import type { Claims } from '../../../src/host/files/runClaims.ts';
import type * as Storage from '../../../src/host/files/wholeFile.ts';

/** Who uses the room; a process that is gone neither reads nor writes, and holds nothing. */
export interface Process {
  readonly isAlive: boolean;
  /** Waits where somebody else holds the journal. */
  readonly turn: () => Promise<void>;
  readonly gone: Promise<void>;
}

/** The room: the text of the journal and who holds which run. */
export interface Room {
  readonly text: () => string | undefined;
  readonly storeFor: (process: Process) => Store;
  readonly withLock: <T>(process: Process, work: () => Promise<T>) => Promise<T>;
  /** Whether a process that lives has claimed the run. */
  readonly isHeld: (activityId: string) => boolean;
  readonly claimsFor: (process: Process) => Claims;
}

const forEver = new Promise<never>(() => undefined);

/** A room that nobody has been in. */
export function emptyRoom(): Room {
  let text: string | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const claims = new Map<string, Holder>();
  return {
    text: () => text,
    storeFor: (process) => ({
      read: () => (process.isAlive ? Promise.resolve(text) : forEver),
      write: (given) => {
        if (!process.isAlive) return forEver;
        text = given;
        return Promise.resolve();
      },
    }),
    withLock(process, work) {
      return process.turn().then(() => {
        const result = last.then(() => (process.isAlive ? work() : forEver));
        last = Promise.race([last.then(() => process.gone), result.catch(() => undefined)]);
        return result;
      });
    },
    isHeld: (activityId) => claims.get(activityId)?.process.isAlive === true,
    claimsFor(process) {
      const me: Holder = { process };
      let isDisposed = false;
      const isHeldElsewhere = (id: string): boolean => {
        const holder = claims.get(id);
        return holder !== undefined && holder !== me && holder.process.isAlive;
      };
      return {
        isHeldElsewhere: (id) => Promise.resolve(isHeldElsewhere(id)),
        holds: (id) => claims.get(id) === me,
        hold(id) {
          if (isDisposed) return Promise.reject(new IdentityError({ code: 'cancelled', message: 'It was left.' }));
          if (isHeldElsewhere(id)) return Promise.reject(new IdentityError({ code: 'conflict', message: elsewhere }));
          claims.set(id, me);
          return Promise.resolve();
        },
        letGo(id) {
          if (claims.get(id) === me) claims.delete(id);
          return Promise.resolve();
        },
        dispose() {
          isDisposed = true;
          for (const [id, holder] of claims) if (holder === me) claims.delete(id);
        },
      };
    },
  };
}

const elsewhere = 'This change is still running in another VS Code window.';

/** One connection of a process: what it claims is not another's of the same process. */
interface Holder {
  readonly process: Process;
}

/** What the journal in the room has of a run. */
export function recordIn(room: Room, activityId: string): RunRecord | undefined {
  const { entries = [] } = JSON.parse(room.text() ?? '{}') as { entries?: readonly RunRecord[] };
  return entries.find((entry) => entry.activityId === activityId);
}

const rooms = new Map<string, { readonly room: Room; readonly process: Process }>();

/** A name of a folder under which a process finds the room. */
export function folderOf(room: Room, process: Process, name: string): string {
  rooms.set(name, { room, process });
  return name;
}

/** Forgets the folder. */
export function leaveFolder(name: string): void {
  rooms.delete(name);
}

function at(path: string): { readonly room: Room; readonly process: Process } {
  const found = rooms.get(path.slice(0, path.lastIndexOf('/')));
  if (found === undefined) throw new Error(`${path} is in no room.`);
  return found;
}

/** Takes the place of `src/host/files/wholeFile.ts`: the same promises without a disk. */
export const storageInMemory = {
  fileStore: (path: string): Store => at(path).room.storeFor(at(path).process),
  withLock: <T>(lock: string, work: () => Promise<T>): Promise<T> => at(lock).room.withLock(at(lock).process, work),
} satisfies Partial<typeof Storage>;
