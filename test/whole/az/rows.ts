/** Every flow of the identity documentation as an `az` user types it. In this order: later rows use what earlier ones made. */
import { accountRows } from './accountRows.ts';
import { createRows } from './createRows.ts';
import { changeRows } from './changeRows.ts';
import { trustedAccessRows, workloadRows } from './workloadRows.ts';
import { roleRows } from './roleRows.ts';
import type { AzRow } from './commands.ts';

export const rows: readonly AzRow[] = [
  ...[...accountRows, ...createRows, ...changeRows, ...roleRows, ...workloadRows],
  ...trustedAccessRows,
];
