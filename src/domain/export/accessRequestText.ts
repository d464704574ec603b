import { asker } from '../plan/accessRequest.ts';
import type { Check, Plan } from '../plan/plan.ts';
import { toldByUser } from '../words/lack.ts';
import { planAsAz } from './az.ts';
import { textOf } from '../../sentences/textOf.ts';
import { capitalised } from '../../sentences/words.ts';

/**
 * Writes what the user lacks for a plan as a message to an administrator, with the command for each role, or with the
 * whole plan if one role alone would not help.
 */
export function accessRequestText(plan: Plan): string {
  const { title, checks } = plan;
  const failing = checks.filter(({ verdict }) => verdict === 'fail');
  const commands = failing.map(({ request }) => request?.command ?? '');
  return [
    `I can't make this change yet: ${textOf(title)}.`,
    ...(commands.some((command) => command.includes(asker)) ? [`Where a command says ${asker}, please use mine.`] : []),
    ...failing.map((check, index) => `\n${index + 1}. ${entryOf(check)}`),
    failing.some(({ permission, request }) => permission && !request)
      ? `\nSomeone with all of these rights can run:\n\n${planAsAz(plan)}`
      : '',
  ].join('\n');
}

function entryOf({ title, detail, permission, request, lack }: Check): string {
  return [
    `${textOf(lack ? toldByUser.cannot(lack) : title)}.`,
    ...(permission ? [`   Permission: ${permission.action}`, `   Scope: ${permission.scope}`] : []),
    ...(request
      ? [`   ${textOf(capitalised(request.from))} can run:`, ...request.command.split('\n').map((line) => `   ${line}`)]
      : [`   ${textOf(lack?.missingRole ? toldByUser.missingRole(lack.missingRole) : detail)}`]),
  ].join('\n');
}
