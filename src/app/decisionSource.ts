import { decideFinding } from '../domain/decisions/applyDecisions.ts';
import type { Decisions } from '../domain/decisions/decisions.ts';
import { worstFirstAcceptedLast, type Finding } from '../domain/findings/finding.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import type { Words } from '../sentences/words.ts';

/** Where the service gets a team's decisions about findings. */
export interface DecisionSource {
  /** Resolves once the decisions have been read. */
  ready(): Promise<void>;
  /** Returns the decisions as they were last read. */
  current(): Decisions;
  /** Sentences about decisions that have no effect, with the reason. */
  notes(): readonly Words[];
  /** Calls the listener when decisions change. */
  onDidChange(listener: () => void): { dispose(): void };
}

/** A source without any decision. */
export const undecided: DecisionSource = {
  ready: () => Promise.resolve(),
  current: () => ({}),
  notes: () => [],
  onDidChange: () => ({ dispose: () => undefined }),
};

/** Applies the current decisions of a source to findings. */
export interface Decider {
  /** Returns the findings of a cluster with the current decisions, including findings that it returned before. */
  readonly decided: (findings: readonly Finding[], clusterId: string) => readonly Finding[];
  /** Returns a row of a report with the decisions applied to its findings. */
  readonly row: (row: ReportRow) => ReportRow;
  /** Returns the object and application IDs of those who are meant to change roles and identities. */
  readonly expectedWriters: () => readonly string[];
}

/** Creates a decider. It remembers how each finding was found, so that a decided severity disappears with its decision. */
export function createDecider(source: DecisionSource, now: () => Date): Decider {
  const originals = new WeakMap<Finding, Finding>();
  const decided: Decider['decided'] = (findings, id) => {
    const decisions = source.current();
    const marked = findings.map((finding) => {
      const ownFinding = originals.get(finding) ?? finding;
      const decidedFinding = decideFinding(ownFinding, id, decisions, now());
      if (decidedFinding !== ownFinding) originals.set(decidedFinding, ownFinding);
      return decidedFinding;
    });
    return worstFirstAcceptedLast(marked);
  };
  return {
    decided,
    row: (row) => ({ ...row, findings: decided(row.findings, row.cluster.id) }),
    expectedWriters: () => source.current().expectedWriters?.map(({ writer }) => writer) ?? [],
  };
}
