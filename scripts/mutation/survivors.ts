/** The changes that no test has noticed, and why they may stay. */
import { matchesGlob } from 'node:path';
import { reasons } from './reasons.ts';
import type { Reason } from './reasons/reason.ts';

/** What of the tool's report is read. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}
interface Mutant {
  readonly status: string;
  readonly replacement?: string;
  readonly location: { readonly start: Place; readonly end: Place };
}
/** Counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A change that no test has noticed. */
export interface Survivor {
  readonly file: string;
  /** The code on one line, and what it became. */
  readonly code: string;
  readonly becomes: string;
  /** Why it may stay, where somebody has said so. */
  readonly why?: string;
  readonly reason?: Reason;
}

/** How a room stands. */
export interface Tally {
  readonly noticed: number;
  readonly survivors: readonly Survivor[];
}

/**
 * Reads which changes were noticed in the files that the patterns name; a report also has those of earlier runs. What
 * never runs, or is excluded on purpose, doesn't count.
 */
export function tallyOf({ files }: Report, patterns: readonly string[]): Tally {
  const named = Object.entries(files).filter(([file]) => patterns.some((pattern) => matchesGlob(file, pattern)));
  const all = named.flatMap(([file, { source, mutants }]) => mutants.map((mutant) => ({ file, source, mutant })));
  const having = (...statuses: readonly string[]): typeof all =>
    all.filter(({ mutant }) => statuses.includes(mutant.status));
  return {
    noticed: having('Killed', 'Timeout').length,
    survivors: having('Survived', 'NoCoverage').map(({ file, source, mutant }) =>
      survivor(file, textAt(source, mutant.location), mutant.replacement ?? ''),
    ),
  };
}

function survivor(file: string, text: string, replacement: string): Survivor {
  const code = oneLine(text);
  const becomes = oneLine(replacement);
  const reason = reasons.find((each) => file.endsWith(each.file) && each.what.test(`${code} -> ${becomes}`));
  return { file, code, becomes, ...(reason === undefined ? {} : { reason, why: reason.why }) };
}

/** Returns the reasons that no longer explain anything, because the code was changed or a test notices it now. */
export function idleReasons(survivors: readonly Survivor[]): readonly Reason[] {
  const used = new Set(survivors.map(({ reason }) => reason));
  return reasons.filter((each) => !used.has(each));
}

function textAt(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
