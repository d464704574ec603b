import { refused } from '../errors.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { clusterIdOf } from './pickTarget.ts';

type Slice = Pick<CommandContext, 'connections' | 'panels'>;

/** Opens the form that removes what is left over because of a cluster: that of the row, or of the row's change. */
export async function reviewLeftovers(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterOf(context, target);
  await context.panels.open({ kind: 'unusedRoles', clusterId });
}

async function clusterOf(context: Slice, target: Target): Promise<string> {
  const { activityId } = target;
  if (activityId === undefined) return clusterIdOf(target, 'Remove Unused Role Assignments', context);
  const entries = await (await context.connections.service()).activity();
  const former = entries.find((entry) => entry.activityId === activityId)?.former[0];
  if (!former) throw refused('This change did not replace an identity.');
  return former.clusterId;
}
