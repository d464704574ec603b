/** What the rules themselves cost, once everything is read: permission matrix, findings and plan, for one cluster and many. */
import { join } from 'node:path';
import { runNode } from '../../scripts/build.ts';
import { ratioInWords, spreadOf } from '../spread.ts';
import type { Cell, Table } from '../table.ts';
import type { JudgeCost } from './judgeFleet.ts';

const fleetSize = 10_000;

/** Milliseconds of CPU, each size in a process of its own. */
export async function measureJudge(runs: number): Promise<readonly Table[]> {
  const [one, many] = [await judged(1, runs), await judged(fleetSize, runs)];
  const row = (what: string, of: (cost: JudgeCost) => readonly number[], target: string): readonly Cell[] => {
    const [single, all] = [spreadOf(of(one)), spreadOf(of(many))];
    return [what, single, all, ratioInWords(all, single), target];
  };
  const { needs, findings, steps } = many.counts;
  return [
    {
      title: `Judging clusters from memory (milliseconds of CPU, median of ${runs})`,
      columns: ['what', '1 cluster', `${inWords(fleetSize)} clusters`, 'ratio', 'target'],
      rows: [
        row('permission matrix', (cost) => cost.matrix, '2,000'),
        row('findings', (cost) => cost.findings, ''),
        row('plan of another control plane identity', (cost) => cost.plan, ''),
      ],
      notes: [
        `${inWords(fleetSize)} clusters have ${inWords(needs)} needs and ${inWords(findings)} findings; their plans have ` +
          `${inWords(steps)} steps. Nothing is read meanwhile. One cluster alone is judged by code that has hardly run before.`,
      ],
    },
  ];
}

async function judged(clusters: number, runs: number): Promise<JudgeCost> {
  return JSON.parse(
    await runNode([join('bench', 'fleet', 'judgeFleet.ts'), String(clusters), String(runs)]),
  ) as JudgeCost;
}

function inWords(count: number): string {
  return count.toLocaleString('en-US');
}
