/** What a report shows, made of its model step by step, because all rows are gone through for it. */
import type { JoinedFixes } from '../../domain/findings/joinedFixes.ts';
import type { ReportLook } from '../../domain/words/reportLook.ts';
import { asShown } from '../../sentences/language.ts';
import type { Stepwise } from '../../shape/steps.ts';
import type { ReportState } from '../protocol/report.ts';
import { countedOf, countsOf, matchingSuggestions, suggestionsFor } from './counts.ts';
import { changesInWords } from './earlier.ts';
import { findingGroups, fixesSeen, matchingRows, notJudgedRows, sortedRows } from './filter.ts';
import { selectedAmong, type FleetRow } from './rows.ts';
import { reportState, type ReportModel } from './state.ts';

/** A state of the page, and what its buttons are about. */
export interface DrawnReport {
  readonly state: ReportState;
  /** The rows that pass the filter, sorted. */
  readonly matched: readonly FleetRow[];
  /** What is fixed by the button for all that is seen, or by that of a group. */
  readonly fixesOf: (topic?: string) => JoinedFixes | undefined;
}

/** Makes views of a model; what has not changed since the last view is not counted, sorted or filtered again. */
export interface ReportView {
  /** Returns the rows that pass the filter, sorted. */
  readonly matched: (model: ReportModel) => Stepwise<readonly FleetRow[]>;
  readonly drawn: (model: ReportModel) => Stepwise<DrawnReport>;
}

/** Creates a view that remembers its last results. */
export function createReportView(): ReportView {
  const sort = rememberLast((rows: readonly FleetRow[], by: ReportLook['by'], descending: boolean) =>
    sortedRows(rows, { by, descending }),
  );
  const filter = rememberLast((rows: readonly FleetRow[], marks: ReportLook['marks'], text: string) =>
    matchingRows(rows, { marks, text }),
  );
  const count = rememberLast(countsOf);
  const suggest = rememberLast(suggestionsFor);
  const group = rememberLast(findingGroups);
  const notJudged = rememberLast(notJudgedRows);
  const remaining = rememberLast(function* (rows: readonly FleetRow[]) {
    return { counted: countedOf(rows), isInOrder: rows.every(({ placed }) => placed === undefined) };
  });
  const changes = rememberLast(changesInWords);
  const join = rememberLast((rows: readonly FleetRow[], look: ReportLook, selected: ReadonlySet<string>) => {
    const selectedRows = selectedAmong(rows, selected);
    return fixesSeen(selectedRows.length > 0 ? selectedRows : rows, look);
  });
  function* matched({ rows, look: { by, descending, marks, text } }: ReportModel): Stepwise<readonly FleetRow[]> {
    return yield* filter(yield* sort(rows, by, descending), marks, text);
  }
  function* drawn(model: ReportModel): Stepwise<DrawnReport> {
    const { rows, asking, look, selected, baseline, gone } = model;
    const matchedRows = yield* matched(model);
    const isByFinding = look.group === 'finding';
    const groups = isByFinding ? yield* group(matchedRows, look) : [];
    const fixes = yield* join(matchedRows, look, selected);
    const state = reportState(model, {
      matched: matchedRows,
      fixes,
      groups,
      notJudged: isByFinding ? yield* notJudged(matchedRows, look) : [],
      counts: yield* count(rows, look.text),
      ...(yield* remaining(rows)),
      ...(yield* changes(rows, baseline, gone)),
      ...(asking && {
        suggestions: {
          ...asking,
          options: matchingSuggestions(yield* suggest(rows, asking.key), asking.typed),
        },
      }),
    });
    const fixesOf = (topic?: string): JoinedFixes | undefined =>
      topic === undefined ? fixes : groups.find(({ key }) => key === topic)?.fixes;
    return { state, matched: matchedRows, fixesOf };
  }
  return { matched: (model) => inShownWords(matched(model)), drawn: (model) => inShownWords(drawn(model)) };
}

/** Does the same steps, whose texts are shown to a person. */
function* inShownWords<T>(steps: Stepwise<T>): Stepwise<T> {
  for (;;) {
    const { done, value } = asShown(() => steps.next());
    if (done === true) return value;
    yield;
  }
}

/** Returns the work with its last result remembered for the same arguments. */
function rememberLast<A extends readonly unknown[], R>(work: (...args: A) => Stepwise<R>): (...args: A) => Stepwise<R> {
  let last: { readonly args: A; readonly result: R } | undefined;
  return function* (...args) {
    if (last?.args.every((arg, index) => arg === args[index]) === true) return last.result;
    const result = yield* work(...args);
    last = { args, result };
    return result;
  };
}
