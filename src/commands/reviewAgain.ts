import { commands } from 'vscode';
import type { IdentityService } from '../app/identityService.ts';
import { PlanChanged } from '../app/runs/planChanged.ts';
import type { Change } from '../domain/change/change.ts';
import type { Funnel, Remedy } from '../host/window/errorReporter.ts';
import type { CommandId } from '../contributions.ts';
import type { PanelTarget } from '../manifest.ts';

/** Makes the button that opens the panel with a new plan for the last of the changes; none if there is no change. */
export function newPlanOf(changes: readonly Change[]): readonly Remedy[] {
  const draft = changes.at(-1);
  if (draft === undefined) return [];
  const target: PanelTarget = { kind: 'change', draft };
  const run = (): Thenable<unknown> => commands.executeCommand('aksIdentity.showPanel' satisfies CommandId, target);
  return [{ label: 'Review New Plan', run }];
}

/** Resumes a change; if its plan would be another by now, reports that with a button for the new plan. */
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
