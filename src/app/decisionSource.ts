import { decide } from '../domain/decisions/applyDecisions.ts';
import type { Decisions } from '../domain/decisions/decisions.ts';
import { worstFirstAcceptedLast, type Finding } from '../domain/findings/finding.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import type { Words } from '../sentences/words.ts';

/** Where the service learns what a team has decided about findings. */
export interface DecisionSource {
  /** Resolves once the decisions have been read. */
  ready(): Promise<void>;
  /** What is decided, as it was read last. */
  current(): Decisions;
  /** Sentences about decisions that do not count, with the reason. */
  notes(): readonly Words[];
  /** Calls the listener when other things are decided. */
  onDidChange(listener: () => void): { dispose(): void };
}

/** A source of decisions without any decision. */
export const undecided: DecisionSource = {
  ready: () => Promise.resolve(),
  current: () => ({}),
  notes: () => [],
  onDidChange: () => ({ dispose: () => undefined }),
};

/** Marks findings as the decisions of a source say at the moment. */
export interface Decider {
  /** Returns the findings of a cluster as they are decided now, also those that it has marked before. */
  readonly decided: (findings: readonly Finding[], clusterId: string) => readonly Finding[];
  /** Returns a cluster of a report with its findings marked. */
  readonly row: (row: ReportRow) => ReportRow;
}

/** Creates a decider, which remembers how each finding was found: a severity that was set goes with its decision. */
export function createDecider(source: DecisionSource, now: () => Date): Decider {
  const found = new WeakMap<Finding, Finding>();
  const decided: Decider['decided'] = (findings, id) => {
    const decisions = source.current();
    const marked = findings.map((each) => {
      const own = found.get(each) ?? each;
      const one = decide(own, id, decisions, now());
      found.set(one, own);
      return one;
    });
    return worstFirstAcceptedLast(marked);
  };
  return { decided, row: (row) => ({ ...row, findings: decided(row.findings, row.cluster.id) }) };
}
