/** Names the process that made a file, so that others can see whether it is still running. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The owner of a file: one piece of work in a process, while it lasts. */
export interface FileOwner {
  /** Process, machine, start of the process and a unique token; the files of this owner contain it. */
  readonly text: string;
  /** Ends the ownership of everything that the owner has left behind. */
  end(): void;
}

/** The tokens of work in this process. */
const atWork = new Set<string>();

/** Makes an owner that differs from all others. */
export function newOwner(pid = process.pid): FileOwner {
  const token = randomUUID();
  atWork.add(token);
  return {
    text: [pid, hostname(), startOf(pid) ?? unknownStart, token].join(' '),
    end: () => void atWork.delete(token),
  };
}

const unknownStart = '-';

/**
 * Returns true if the owner may still exist. A running process on this machine does, however long it slept, if it can
 * be distinguished from a later process with the same number; any other owner counts as gone once its file has not been
 * touched for `goneAfter` milliseconds.
 */
export function ownerMayLive(owner: string, age: number, goneAfter: number): boolean {
  const [pid, host, start, token] = owner.split(' ');
  if (host !== hostname()) return age < goneAfter;
  if (Number(pid) === process.pid) return token !== undefined && atWork.has(token);
  if (!isThere(Number(pid))) return false;
  const startNow = startOf(Number(pid));
  const isKnown = start !== undefined && start !== unknownStart && startNow !== undefined;
  return isKnown ? start === startNow : age < goneAfter;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Returns when a process started, in the system's own units; only Linux says so without starting a program. */
function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name comes second, in parentheses, and may contain spaces; the start is the 20th word after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
