/** Files with decisions: their names, and why one has no effect. */
import type { Decisions } from './decisions.ts';
import { say, type Words } from '../../sentences/words.ts';

/** The name of the decision file in the open folder. */
export const decisionsFile = '.aks-identity.yaml';

/** The other extension of YAML, which the command line accepts as well. */
export const otherDecisionsFile = '.aks-identity.yml';

/** What is wrong with a file, and where in its text; both numbers start at 1. */
export interface DecisionsProblem {
  readonly message: Words;
  /** Left out if the text can't be read at all. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** Says where a problem is and what it is. */
export function problemWords({ message, at }: DecisionsProblem, file: string = decisionsFile): Words {
  return at ? say`${file}, line ${String(at.line)}, column ${String(at.column)}: ${message}` : say`${file}: ${message}`;
}

/** A file that decides nothing, because it is invalid or its folder is not trusted. */
export interface UnusedDecisions {
  readonly path: string;
  /** What is wrong; left out if the folder is not trusted. */
  readonly problem?: DecisionsProblem;
}

/** Says in a sentence why a file decides nothing. */
export function unusedText({ path, problem }: UnusedDecisions): Words {
  return problem
    ? say`${problemWords(problem)} Until that is fixed, nothing in this file applies.`
    : say`${path} is ignored, because its folder is not trusted.`;
}

/** Joins decisions from several places; if two set the same severity, the later place counts. */
export function joinedDecisions(decisionFiles: readonly Decisions[]): Decisions {
  return {
    accept: decisionFiles.flatMap(({ accept = [] }) => accept),
    severities: Object.assign({}, ...decisionFiles.map((decisions) => decisions.severities)) as NonNullable<
      Decisions['severities']
    >,
    expectedGrants: decisionFiles.flatMap(({ expectedGrants = [] }) => expectedGrants),
    expectedWriters: decisionFiles.flatMap(({ expectedWriters = [] }) => expectedWriters),
  };
}
