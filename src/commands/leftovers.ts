import type { ActivityEntry } from '../app/runs/activity.ts';
import { PlanChanged } from '../app/runs/planChanged.ts';
import { refused } from '../errors.ts';
import { scopeName } from '../domain/arm/scopeWords.ts';
import type { FormerIdentity, Plan } from '../domain/plan/plan.ts';
import { lastSegment } from '../domain/arm/resourceId.ts';
import { inform } from '../host/window/notify.ts';
import { choose, chooseSome, confirm } from '../host/window/quickPick.ts';
import { showLongWait } from '../host/window/progress.ts';
import { dateAndTime } from '../domain/words/dateTime.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';

type Slice = Pick<CommandContext, 'connections' | 'views' | 'funnel'>;

/** Shows which roles a cluster's previous identity still holds because of it, and removes those that the user chooses. */
export async function reviewLeftovers(context: Slice, target: Target): Promise<void> {
  const { connections, views, funnel } = context;
  const { activityId } = target;
  const service = await connections.service();
  const entries = (await service.activity()).filter(({ former }) => former.length > 0);
  const { entry, former } = await pickFormer(entries, activityId);
  const wait = former.as === 'controlPlane' ? entry.timers.find(({ kind }) => kind === 'tokenRefresh') : undefined;
  if (wait) {
    const until = dateAndTime(wait.endsAt);
    throw refused(`${former.name} may stay in use until ${until}. Review what it holds after that.`);
  }
  const grants = await showLongWait(`Looking for what ${former.name} still holds`, (signal) =>
    service.leftovers(former, signal),
  );
  const cluster = lastSegment(former.clusterId);
  if (grants.length === 0) {
    void inform(`${former.name} holds nothing more because of ${cluster}, or another cluster uses it.`);
    return;
  }
  const choices = grants.map(({ assignment, roleName }) => ({
    label: roleName,
    description: scopeName(assignment.scope),
    detail: assignment.scope,
    value: assignment.id,
  }));
  const chosen = await chooseSome(choices, {
    title: `${former.name} still holds ${grants.length} ${grants.length === 1 ? 'grant' : 'grants'} because of ${cluster}`,
    placeholder: 'Which are to be removed?',
  });
  if (chosen.length === 0) return;
  const plan = await showLongWait('Reading Azure and making the plan', (signal) =>
    service.plan(
      chosen.map((roleAssignmentId) => ({ kind: 'removeRole', roleAssignmentId })),
      signal,
    ),
  );
  const detail = [...plan.steps.map(({ title }) => title), ...doubtsOf(plan)].join('\n');
  await confirm(`Remove what ${former.name} holds?`, detail, 'Remove');
  await views.showActivity();
  try {
    await service.apply(plan);
  } catch (error) {
    if (!(error instanceof PlanChanged)) throw error;
    const again = (): Promise<void> => reviewLeftovers(context, target);
    funnel.report(error, [{ label: 'Review Leftover Grants Again', run: again }]);
  }
}

/** Returns what else in the plan the user should know before agreeing. */
function doubtsOf({ warnings, checks }: Plan): readonly string[] {
  return [
    ...warnings.filter(({ severity }) => severity !== 'info').map(({ text }) => text),
    ...checks.filter(({ verdict }) => verdict !== 'pass').map(({ title, detail }) => `${title}? ${detail}`),
  ];
}

interface Picked {
  readonly entry: ActivityEntry;
  readonly former: FormerIdentity;
}

/** Returns the previous identity of the row's change, or one that the user picks. */
async function pickFormer(entries: readonly ActivityEntry[], activityId: string | undefined): Promise<Picked> {
  const fitting = entries.filter((entry) => activityId === undefined || entry.activityId === activityId);
  const all = fitting.flatMap((entry) => entry.former.map((former) => ({ entry, former })));
  const [only, ...others] = all;
  if (!only) throw refused('No change that is known here took the place of another identity.');
  if (others.length === 0) return only;
  const choices = all.map((value) => ({
    label: value.former.name,
    description: value.former.as === 'kubelet' ? 'kubelet' : 'control plane',
    detail: value.entry.title,
    value,
  }));
  return choose(choices, { title: 'Review Leftover Grants', placeholder: 'Of which identity?' });
}
