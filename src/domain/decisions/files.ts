/** Files with decisions, as far as everybody knows them: what they are called, and why one does not count. */
import type { Decisions } from './decisions.ts';
import { say, type Words } from '../../sentences/words.ts';

/** The name of the file with decisions, in the folder that is open. */
export const decisionsFile = '.aks-identity.yaml';

/** The other ending of YAML, which the command line takes as well. */
export const otherDecisionsFile = '.aks-identity.yml';

/** What is wrong with a file, and where in its text that is; both count from 1. */
export interface DecisionsProblem {
  readonly message: string;
  /** Left out where the text cannot be read at all. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** Says where a problem is and what it is. */
export function problemText({ message, at }: DecisionsProblem, file: string = decisionsFile): string {
  return `${file}${at ? `, line ${at.line}, column ${at.column}` : ''}: ${message}`;
}

/** A file that decides nothing because of what is wrong with it, or because its folder is not trusted. */
export interface UnusedDecisions {
  readonly path: string;
  /** What is wrong; left out where the folder is not trusted. */
  readonly problem?: DecisionsProblem;
}

/** Says in a sentence why a file decides nothing. */
export function unusedText({ path, problem }: UnusedDecisions): Words {
  return problem
    ? say`${problemText(problem)} Until that is fixed, nothing in this file applies.`
    : say`${path} is ignored, because its folder is not trusted.`;
}

/** Puts decisions of several places together; where two set the same severity, the later place counts. */
export function joinedDecisions(all: readonly Decisions[]): Decisions {
  return {
    accept: all.flatMap(({ accept = [] }) => accept),
    severities: Object.assign({}, ...all.map((one) => one.severities)) as NonNullable<Decisions['severities']>,
    expectedGrants: all.flatMap(({ expectedGrants = [] }) => expectedGrants),
  };
}
