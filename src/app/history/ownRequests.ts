/** What the journal knows of requests that were sent. */
import { scopeOfAssignment } from '../../domain/arm/scopeWords.ts';
import { roleGuidOf } from '../../domain/access/roles.ts';
import type { LoggedRole } from '../../domain/history/activityEvents.ts';
import type { HistoryStatus } from '../../domain/history/model.ts';
import type { OwnRequest } from '../../domain/history/ownRuns.ts';
import type { Step } from '../../domain/plan/plan.ts';
import { saidMessage } from '../../errors.ts';
import { defined } from '../../shape/defined.ts';
import { recordOf, type RunRecord, type StepRecord } from '../runs/runRecord.ts';

/** Returns every request that runs sent, in no order. */
export function ownRequestsOf(runs: readonly RunRecord[]): readonly OwnRequest[] {
  return runs.flatMap((run) =>
    run.plan.steps.flatMap((step): readonly OwnRequest[] => {
      const { sentAt, sentBy, sender, correlationId, status, error, target } = recordOf(run, step.id);
      if (sentAt === undefined || status === 'alreadyDone') return [];
      const { method } = step.request;
      const path = target?.path ?? step.request.path;
      return [
        {
          activityId: run.activityId,
          title: run.plan.title,
          method,
          path,
          sentAt: new Date(sentAt).toISOString(),
          // Only an operation that Azure says has failed is known to have; any other request may have been taken.
          status: status === 'failed' && error?.isOfOperation === true ? 'failed' : statuses[status],
          ...defined({
            failure: status === 'failed' ? error && saidMessage(error) : undefined,
            correlationId,
            account: step.account?.name,
            sender:
              sentBy === undefined && sender === undefined
                ? undefined
                : { ...defined({ objectId: sentBy }), ...sender },
            role: roleOfStep(step, path, target?.principalId),
          }),
        },
      ];
    }),
  );
}

const statuses: Readonly<Record<Exclude<StepRecord['status'], 'alreadyDone'>, HistoryStatus>> = {
  pending: 'unfinished',
  running: 'unfinished',
  done: 'succeeded',
  failed: 'unfinished',
};

function roleOfStep(step: Step, assignmentId: string, sentTo: string | undefined): LoggedRole | undefined {
  if (step.kind !== 'assignRole' && step.kind !== 'removeRole') return undefined;
  const base = { assignmentId, scope: scopeOfAssignment(assignmentId) };
  if (step.kind === 'removeRole')
    return {
      ...base,
      ...defined({ principalId: step.principalId?.toLowerCase(), roleId: step.roleGuid?.toLowerCase() }),
    };
  const planned = step.principal.kind === 'principal' ? step.principal.principalId : undefined;
  const principalId = (sentTo ?? planned)?.toLowerCase();
  return { ...base, roleId: roleGuidOf(step.roleDefinitionId), ...defined({ principalId }) };
}
