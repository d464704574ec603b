import { commands } from 'vscode';
import type { IdentityService } from '../app/identityService.ts';
import { PlanChanged } from '../app/runs/planChanged.ts';
import type { Change } from '../domain/change/change.ts';
import type { Funnel, Remedy } from '../host/window/errorReporter.ts';
import type { CommandId } from '../contributions.ts';
import type { PanelTarget } from '../manifest.ts';

/** The button that opens a panel with the plan of a change as it would be now; none where there is no change. */
export function newPlanOf(changes: readonly Change[]): readonly Remedy[] {
  const draft = changes.at(-1);
  if (draft === undefined) return [];
  const target: PanelTarget = { kind: 'change', draft };
  const run = (): Thenable<unknown> => commands.executeCommand('aksIdentity.showPanel' satisfies CommandId, target);
  return [{ label: 'Review New Plan', run }];
}

/** Goes on with a change; where something else would be done by now, that is said with a button to the new plan. */
export async function goOn(
  service: Pick<IdentityService, 'resume'>,
  activityId: string,
  funnel: Pick<Funnel, 'report'>,
): Promise<void> {
  try {
    await service.resume(activityId);
  } catch (error) {
    if (!(error instanceof PlanChanged)) throw error;
    funnel.report(error, newPlanOf(error.fresh.changes));
  }
}
