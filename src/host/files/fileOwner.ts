/** Who made a file: a process, told in such a way that others can see whether it is still at work. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** One piece of work of a process, for as long as it lasts. */
export interface Owner {
  /** Process, machine, start of the process and a token that nobody else has; it stands in the files of this owner. */
  readonly text: string;
  /** What the owner has left behind from now on is nobody's. */
  end(): void;
}

/** The tokens of what this process is at. */
const atWork = new Set<string>();

/** A new owner, unlike all others. */
export function newOwner(pid = process.pid): Owner {
  const token = randomUUID();
  atWork.add(token);
  return {
    text: [pid, hostname(), startOf(pid) ?? unknownStart, token].join(' '),
    end: () => void atWork.delete(token),
  };
}

const unknownStart = '-';

/**
 * True unless the owner is gone. A process of this machine that lives is there however long it slept, if it can be told from
 * a later one with its number; everything else counts as gone when its file was not touched for `goneAfter` milliseconds.
 */
export function mayLive(owner: string, age: number, goneAfter: number): boolean {
  const [pid, host, start, token] = owner.split(' ');
  if (host !== hostname()) return age < goneAfter;
  if (Number(pid) === process.pid) return token !== undefined && atWork.has(token);
  if (!isThere(Number(pid))) return false;
  const found = startOf(Number(pid));
  const isKnown = start !== undefined && start !== unknownStart && found !== undefined;
  return isKnown ? start === found : age < goneAfter;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in the system's own count; only Linux tells without starting a program. */
function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program comes second, in parentheses, and may hold spaces: the start is the 20th word behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
