/** A plan as a script of az commands. */
import { oldestAz } from '../plan/azCommand.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { heldBack, memberAsRead } from './cautions.ts';
import { isOptional } from './grantsThatMayFail.ts';
import { textOf } from '../../sentences/textOf.ts';

/**
 * Returns the plan as a script for bash and zsh: what it does, the oldest az that has all its commands, then one
 * command for each step. It stops at the first failure. It can be pasted as well as saved: nothing in it ends the shell
 * that it is pasted into, and no word of its comments has an effect in an interactive zsh, where `#` doesn't start a
 * comment.
 */
export function planAsAz(plan: Plan): string {
  const header = [
    textOf(plan.title),
    ...plan.points.map(({ text }) => textOf(text)),
    `Needs az ${oldestAz(plan.steps)} or newer, in bash or zsh.`,
    ...plan.warnings.map(({ severity, text }) => `${severity}: ${textOf(text)}`),
    ...heldBack(plan),
    ...(plan.steps.some(({ kind }) => kind === 'rejoinFleet') ? [memberAsRead] : []),
    ...plan.steps.map(
      (step, index) =>
        `${index + 1}. ${textOf(step.title)}${isOptional(step) ? '. Optional: the script goes on if it fails.' : ''}`,
    ),
  ];
  return `${header.map(comment).join('\n')}\n\n${plan.steps.map(command).join(' &&\n')}\n`;
}

/** A grant that may fail does not end the script. */
function command(step: Step): string {
  return isOptional(step) ? `{ ${step.az} || true; }` : step.az;
}

/** One line without anything that affects a shell, whatever a name or a text contains. */
function comment(text: string): string {
  const inert = text
    .replace(/;/g, ',')
    .replace(/['"`]/g, '\u2019')
    .replace(/[^\p{L}\p{M}\p{N}.,:/@+_%\u2019-]+/gu, ' ');
  return `# ${inert.trim()}`;
}
