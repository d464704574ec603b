import { say } from '../../sentences/words.ts';
import type { Timer } from './activity.ts';
import type { RunRecord } from './runRecord.ts';
import { tokenRefreshHours } from '../../domain/cluster/facts.ts';

const propagationMinutes = 60;

/**
 * Returns what was written but takes effect later: grants within 60 minutes, a new control plane identity within
 * several hours.
 * Source: https://learn.microsoft.com/azure/aks/managed-identity-overview
 */
export function pendingTimers(entry: RunRecord, now: Date, tokenHours = tokenRefreshHours): readonly Timer[] {
  const ended = entry.plan.steps.flatMap((step) => {
    const record = entry.steps.find(({ id }) => id === step.id);
    if (record?.status !== 'done' || record.endedAt === undefined) return [];
    return [{ step, at: new Date(record.endedAt) }];
  });
  const grants = ended.filter(({ step }) => step.kind === 'assignRole');
  const switches = ended.filter(({ step }) => step.kind === 'putCluster' && step.edit.controlPlane !== undefined);
  const lastGrant = grants.at(-1)?.at;
  const lastSwitch = switches.at(-1)?.at;
  const timers: (Timer | undefined)[] = [
    lastGrant && {
      kind: 'propagation',
      text: say`New roles can take up to 60 minutes to take effect`,
      startedAt: lastGrant,
      endsAt: new Date(lastGrant.getTime() + propagationMinutes * 60_000),
    },
    lastSwitch && {
      kind: 'tokenRefresh',
      text: say`The control plane keeps using its old identity until that token expires, which can take several hours`,
      startedAt: lastSwitch,
      endsAt: new Date(lastSwitch.getTime() + tokenHours * 3_600_000),
    },
  ];
  return timers.filter((timer) => timer !== undefined).filter(({ endsAt }) => endsAt > now);
}
