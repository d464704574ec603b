import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What docs/tables/flows.md promises of a flow. */
export interface PromisedFlow {
  readonly clicks: number;
  readonly fields: number;
  readonly visible: number;
}

/** The table of docs/tables/flows.md: the flow, its clicks, what is filled in by hand, the fields that are seen at first. */
export async function readFlowsTable(): Promise<ReadonlyMap<string, PromisedFlow>> {
  const page = await readFile(join(resolve(import.meta.dirname, '../..'), 'docs', 'tables', 'flows.md'), 'utf8');
  const rows = [...page.matchAll(/^\| ([^|]+?) +\| (\d+) +\| (\d+) +\| (\d+) +\|/gm)];
  return new Map(
    rows.map(([, flow = '', clicks, fields, visible]) => [
      flow,
      { clicks: Number(clicks), fields: Number(fields), visible: Number(visible) },
    ]),
  );
}
