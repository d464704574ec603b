/** A plan as a script of az commands. */
import { oldestAz } from '../plan/azCommand.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { grantsHeldBack, memberAsRead, isOptional } from './cautions.ts';
import { textOf } from '../../sentences/textOf.ts';

/**
 * Returns the plan as a script for bash and zsh: what it does, the oldest az that has all its commands, then one
 * command for each step. It stops at the first failure. It can be pasted as well as saved: nothing in it ends the shell
 * that it is pasted into. What the plan does is the input of a command that ignores it, because in an interactive zsh
 * `#` doesn't start a comment, and an apostrophe would start a quotation.
 */
export function planAsAz(plan: Plan): string {
  const about = aboutPlan(plan, 'bash or zsh').join('\n');
  return `: <<'ABOUT'\n${about}\nABOUT\n\n${plan.steps.map(command).join(' &&\n')}\n`;
}

/** Returns what a plan does as lines that start with `#` and have nothing that affects a shell. */
export function aboutPlan(plan: Plan, shell: string): readonly string[] {
  const header = [
    textOf(plan.title),
    ...plan.points.map(({ text }) => textOf(text)),
    `Needs az ${oldestAz(plan.steps)} or newer, in ${shell}.`,
    ...plan.warnings.flatMap(({ severity, isPoint, text }) => (isPoint ? [] : `${severity}: ${textOf(text)}`)),
    ...grantsHeldBack(plan),
    ...(plan.steps.some(({ kind }) => kind === 'rejoinFleet') ? [memberAsRead] : []),
    ...plan.steps.map(
      (step, index) =>
        `${index + 1}. ${textOf(step.title)}${isOptional(step) ? '. Optional: the script goes on if it fails.' : ''}`,
    ),
  ];
  return header.map(shellComment);
}

/** A grant that may fail does not end the script. */
function command(step: Step): string {
  const az = onLines(step.az);
  return isOptional(step) ? `{ ${az} || true; }` : az;
}

/** The longest command that stays on one line. */
const longestLine = 100;

/** What can't be broken, or what begins the next line: a quotation, a command in another, an argument with its name. */
const partsOfCommand = /\$'[^']*'|'[^']*'|"(?:\$\((?:'[^']*'|[^)'])*\)|[^"$]|\$)*"| (?=--)|[^'"$ ]+|[$ ]/g;

/** Returns a long command with each named argument on a line of its own, as a shell continues lines. */
export function onLines(az: string): string {
  if (az.length <= longestLine) return az;
  const parts = az.match(partsOfCommand) ?? [];
  return parts.map((part, index) => (part === ' ' && parts[index + 1]?.startsWith('--') ? ' \\\n  ' : part)).join('');
}

/** One line without anything that affects a shell, whatever a name or a text contains; what was in brackets stands between commas. */
export function shellComment(text: string): string {
  const inert = text
    .replace(/\s*[([]([^()[\]]+)[)\]](?=[.,:;]|$)/g, ', $1')
    .replace(/\s*[([]([^()[\]]+)[)\]]/g, ', $1,')
    .replace(/;/g, ',')
    .replace(/["`\u2018\u2019]/g, "'")
    .replace(/[^\p{L}\p{M}\p{N}.,:/@+_%'-]+/gu, ' ');
  return `# ${inert.trim()}`;
}
