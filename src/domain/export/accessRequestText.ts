import { asker } from '../plan/accessRequest.ts';
import type { Check, Plan } from '../plan/plan.ts';
import { toldByUser } from '../words/lack.ts';
import { planAsAz } from './az.ts';
import { forPowerShell, planAsPowerShell, shownCommand } from './powershell.ts';
import { textOf } from '../../sentences/textOf.ts';
import { capitalised } from '../../sentences/words.ts';

/**
 * Writes what the user lacks for a plan as a message to an administrator, with the command for each role, or with the
 * whole plan if one role alone would not help. Who reads it may have another system: it names the one shell that all of it is for, which on
 * Windows is PowerShell, if that can run all of it.
 */
export function accessRequestText(plan: Plan, isWindows: boolean): string {
  const { title, checks, steps } = plan;
  const failing = checks.filter(({ verdict }) => verdict === 'fail');
  const needsAll = failing.some(({ permission, request }) => permission && !request);
  const commands = failing.flatMap(({ request }) => request?.command ?? []);
  const all = [...commands, ...(needsAll ? steps.map(({ az }) => az) : [])].join('\n');
  const inPowerShell = isWindows && forPowerShell(all) !== undefined;
  return [
    `I can't make this change yet: ${textOf(title)}.`,
    ...(all === '' ? [] : [`The commands are for ${inPowerShell ? 'PowerShell on Windows' : 'bash or zsh'}.`]),
    ...(all.includes(asker) ? [`Where a command says ${asker}, please use mine.`] : []),
    ...failing.map((check, index) => `\n${index + 1}. ${entryOf(check, inPowerShell)}`),
    needsAll
      ? `\nSomeone with all of these rights can run:\n\n${inPowerShell ? planAsPowerShell(plan) : planAsAz(plan)}`
      : '',
  ].join('\n');
}

function entryOf({ title, detail, permission, request, lack }: Check, inPowerShell: boolean): string {
  return [
    `${textOf(lack ? toldByUser.cannot(lack) : title)}.`,
    ...(permission ? [`   Permission: ${permission.action}`, `   Scope: ${permission.scope}`] : []),
    ...(request
      ? [
          `   ${textOf(capitalised(request.from))} can run:`,
          shownCommand(request.command, inPowerShell).replace(/^/gm, '   '),
        ]
      : [`   ${textOf(lack?.missingRole ? toldByUser.missingRole(lack.missingRole) : detail)}`]),
  ].join('\n');
}
