import type { FreshPrincipal } from '../../azure/write/stepContext.ts';
import { recordOf, type RunRecord } from './runRecord.ts';

/** Minutes for which roles that we granted, and identities that we made, may not be visible everywhere. */
const freshMinutes = 10;

/** Returns the principals that a run recently created or granted a role, which Azure may not know everywhere yet. */
export function freshPrincipals(entry: RunRecord, now: Date): readonly FreshPrincipal[] {
  const since = new Date(now.getTime() - freshMinutes * 60_000).toISOString();
  return entry.plan.steps.flatMap((step): readonly FreshPrincipal[] => {
    const { status, endedAt = '' } = recordOf(entry, step.id);
    if (status !== 'done' || endedAt <= since) return [];
    if (step.kind === 'assignRole') return [{ principal: step.principal, isGranted: true }];
    if (step.kind !== 'createIdentity') return [];
    return [{ principal: { kind: 'identity', identityId: step.identityId }, isGranted: false }];
  });
}
