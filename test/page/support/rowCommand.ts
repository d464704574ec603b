import type { CommandContext } from '../../../src/commands/context.ts';
import type { PanelTarget, Target } from '../../../src/manifest.ts';
import type { Bench } from '../../support/azure/azureBench.ts';

/** What a command does on a row. */
export type RowCommand = (context: Pick<CommandContext, 'connections' | 'panels'>, target: Target) => Promise<void>;

/** Runs a command on a row, as its menu does; returns what it wants to see in a panel, if anything. */
export async function runOnRow(bench: Bench, command: RowCommand, row: Target): Promise<PanelTarget | undefined> {
  let shown: PanelTarget | undefined;
  const connections: Partial<CommandContext['connections']> = { service: async () => bench.service };
  const panels = { open: (target: PanelTarget) => void (shown = target) };
  await command({ connections: connections as CommandContext['connections'], panels }, row);
  return shown;
}
