/** What was measured beside its target, of all comparisons at once. */
import type { Results } from './results.ts';
import { spreadOf } from './spread.ts';
import type { Cell, Table, Target } from './table.ts';

/** A row for each target of what was measured last, and whether each run or only the median is within it. */
export function targetTable({ comparisons }: Results): Table {
  const targets = Object.values(comparisons)
    .flat()
    .flatMap((table) => table.targets ?? []);
  return {
    title: 'Beside the targets',
    columns: ['what', 'measured', 'runs', 'target', 'met'],
    rows: targets.map(rowOf),
    notes: [
      'Measured: the median, with the least and the most behind it. Met: yes, if every run is within the target.',
    ],
  };
}

function rowOf({ what, measured, target, isLeast }: Target): readonly Cell[] {
  const { median, min, max, runs } = typeof measured === 'number' ? spreadOf([measured]) : measured;
  const isWithin = (value: number): boolean => (isLeast ? value >= target : value <= target);
  const met = isWithin(isLeast ? min : max) ? 'yes' : isWithin(median) ? 'in the median' : 'no';
  return [what, measured, runs, `${isLeast ? 'at least' : 'at most'} ${target.toLocaleString('en-US')}`, met];
}
