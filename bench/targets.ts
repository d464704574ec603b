/** What was measured beside its target, of all comparisons at once. */
import type { Results } from './results.ts';
import type { Cell, Table, Target } from './table.ts';

/** A row for each target of what was measured last, and whether each run or only the median is within it. */
export function targetTable({ comparisons }: Results): Table {
  const targets = Object.values(comparisons).flatMap(({ tables, runs }) =>
    tables.flatMap((table) => (table.targets ?? []).map((each) => rowOf(each, runs))),
  );
  return {
    title: 'Beside the targets',
    columns: ['what', 'measured', 'runs', 'target', 'met'],
    rows: targets,
    notes: [
      'Measured: the median, with the least and the most behind it. Met: yes, if every run is within the target.',
    ],
  };
}

function rowOf({ what, measured, target, isLeast }: Target, runs: number): readonly Cell[] {
  const { median, worst, count } =
    typeof measured === 'number'
      ? { median: measured, worst: measured, count: 1 }
      : { median: measured.median, worst: isLeast ? measured.min : measured.max, count: measured.runs.length || runs };
  const isWithin = (value: number): boolean => (isLeast ? value >= target : value <= target);
  const met = isWithin(worst) ? 'yes' : isWithin(median) ? 'in the median' : 'no';
  return [what, measured, count, `${isLeast ? 'at least' : 'at most'} ${target.toLocaleString('en-US')}`, met];
}
