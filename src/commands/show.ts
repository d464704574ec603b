import type { PanelTarget, Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { clusterIdOf } from './pickTarget.ts';

type Slice = Pick<CommandContext, 'connections' | 'panels'>;

/** Opens the panel for exactly what was asked for, or for a cluster. */
export async function showPanel(context: Slice, given: Target | PanelTarget): Promise<void> {
  if ('kind' in given) return context.panels.open(given);
  const clusterId = await clusterIdOf(given, 'Show Details', context);
  await context.panels.open({ kind: 'cluster', clusterId, tab: 'details' });
}

/** Opens the map of a cluster's identities and what they may do. */
export async function showIdentityMap(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, 'Show Identity Map', context);
  await context.panels.open({ kind: 'cluster', clusterId, tab: 'map' });
}

/** Shows the report of all clusters that the tree shows, or of those of the row's subscription. */
export function showReport({ reports }: Pick<CommandContext, 'reports'>, { subscriptionId }: Target): void {
  reports.show(subscriptionId === undefined ? {} : { subscriptionId });
}
