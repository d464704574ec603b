import { commands } from 'vscode';
import type { IdentityService } from '../app/identityService.ts';
import { PlanChanged } from '../app/runs/planChanged.ts';
import type { Change } from '../domain/change/change.ts';
import { mapTenses } from '../domain/change/tenses.ts';
import type { Funnel, Remedy } from '../host/window/errorReporter.ts';
import type { CommandId } from '../contributions.ts';
import type { ChangeList, PanelTarget } from '../manifest.ts';
import { verbatim } from '../sentences/words.ts';
import { t } from '../sentences/language.ts';

type PlanTarget = Extract<PanelTarget, { kind: 'change' | 'changes' }>;

/** Makes the button that opens the panel with a new plan for the changes; none if there is no change. */
export function newPlanOf(list: ChangeList): readonly Remedy[] {
  const target = targetOfChanges(list);
  if (target === undefined) return [];
  const run = (): Thenable<unknown> => commands.executeCommand('aksIdentity.showPanel' satisfies CommandId, target);
  return [{ label: t`Review New Plan`, run }];
}

/**
 * Returns what the panel shows for the changes; nothing if there is no change. If the others only create what the last one
 * uses, its form creates that again.
 */
export function targetOfChanges({ changes, ...said }: ChangeList): PlanTarget | undefined {
  const draft = changes.at(-1);
  if (draft === undefined) return undefined;
  const standAlone = changes.length > 1 && !changes.some(({ kind }) => kind.startsWith('create'));
  return standAlone
    ? { kind: 'changes', list: { ...mapTenses(said, verbatim), changes }, ...onlyClusterOf(changes) }
    : { kind: 'change', draft };
}

function onlyClusterOf(changes: readonly Change[]): { readonly clusterId?: string } {
  const ids = new Set(changes.map((change) => ('clusterId' in change ? change.clusterId : undefined)));
  const [clusterId] = ids;
  return ids.size > 1 || clusterId === undefined ? {} : { clusterId };
}

/** Resumes a change; if its plan would be different now, reports that with a button for the new plan. */
export async function goOn(
  service: Pick<IdentityService, 'resume'>,
  activityId: string,
  funnel: Pick<Funnel, 'report'>,
): Promise<void> {
  try {
    await service.resume(activityId);
  } catch (error) {
    if (!(error instanceof PlanChanged)) throw error;
    funnel.report(error, newPlanOf(error.fresh));
  }
}
