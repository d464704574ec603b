/** The words of several role changes in one plan: how many of whom, once for all, so that they are read in seconds. */
import type { Plan } from '../plan/plan.ts';
import { isDoneAlready, nothingRestarts } from '../plan/planPart.ts';
import type { PlanPart, RoleWords } from '../plan/planPart.ts';
import { downtimeWords } from './paceWords.ts';
import { listed } from '../words/describe.ts';

const quiet = downtimeWords(nothingRestarts);

/** Returns the words of parts that all assign, or all remove, a role; `undefined` where one sentence for each is as good. */
export function wordsTogether(all: readonly PlanPart[]): Pick<Plan, 'summary' | 'wayBack'> | undefined {
  const parts = [...new Map(all.map((part) => [part.steps[0]?.id, part])).values()];
  const roles = parts.flatMap((one) => (one.role && !isDoneAlready(one) ? [one.role] : []));
  const [first] = roles;
  if (!first || roles.length < 2 || parts.some(({ role }) => role?.isRemoved !== first.isRemoved)) return undefined;
  const count = `${roles.length} roles`;
  const holders = holdersOf(roles);
  const already = parts.length - roles.length;
  const so = already === 0 ? '' : ` ${already === 1 ? '1 role is' : `${already} roles are`}`;
  if (!first.isRemoved) {
    const rest = already === 0 ? '' : `${so} assigned already.`;
    return {
      summary: `Assigns ${count} to ${holders}. ${quiet}, and they can take up to 60 minutes to take effect.${rest}`,
      wayBack: 'You can remove them again.',
    };
  }
  const needed = [...new Set(roles.flatMap((one) => one.needed ?? []))].map((text) => ` ${text}.`).join('');
  const rest = already === 0 ? '' : `${so} removed already.`;
  const conditions = roles.some(({ hasCondition }) => hasCondition) ? ' Conditions have to be set anew.' : '';
  return {
    summary: `Removes ${count} of ${holders}.${needed} ${quiet}, and it can take several minutes to take effect everywhere.${rest}`,
    wayBack: `You can assign them again; they then take up to 60 minutes to take effect.${conditions}`,
  };
}

/** Few are named. */
function holdersOf(roles: readonly RoleWords[]): string {
  const names = [...new Set(roles.map(({ holder }) => holder))];
  return names.length <= 2 ? listed(names) : `${names.length} identities`;
}
