/** A plan as a script of az commands. */
import type { Plan, Step } from '../planned.ts';
import { azVersion } from '../azCommands.ts';

/** A commented script for a POSIX shell: one command a step, with the oldest az that knows all of them. */
export function planAsAz(plan: Plan): string {
  const header = [
    `# ${oneLine(plan.title)}`,
    `# Needs az ${minimumVersion(plan.steps)} or newer.`,
    ...plan.warnings.map(({ severity, text }) => `# ${severity}: ${oneLine(text)}`),
    'set -e',
  ];
  const steps = plan.steps.map((step, index) => {
    // A grant that may fail does not end the script.
    const goesOn = step.kind === 'assignRole' && step.optional ? ' || true' : '';
    return `\n# ${index + 1}. ${oneLine(step.title)}\n${step.az}${goesOn}`;
  });
  return `${[...header, ...steps].join('\n')}\n`;
}

function minimumVersion(steps: readonly Step[]): string {
  if (steps.some(({ kind }) => kind === 'putCluster')) return azVersion.update;
  const isOwnKubelet = steps.some(
    ({ kind, az }) => kind === 'createCluster' && az.includes('--assign-kubelet-identity'),
  );
  return isOwnKubelet ? azVersion.kubelet : azVersion.general;
}

/** A comment stays one line, whatever a name or a text holds. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
