/** What an export is for a plan with nothing to do: words, and no request that could be sent. */
import { inertJson, inLine } from '../arm/inert.ts';
import type { Plan } from '../plan/plan.ts';
import { textOf } from '../../sentences/textOf.ts';
import { literal } from './arm.ts';
import { shellComment } from './az.ts';
import { oneLine } from './rest.ts';

type DonePlan = Pick<Plan, 'title' | 'summary'>;

/** Writes in each format the title of a plan that is done already, and why there is nothing to do. */
export const nothingToDoAs = {
  az: (plan: DonePlan) => `: <<'ABOUT'\n${commentOf(plan, shellComment)}ABOUT\n`,
  powershell: (plan: DonePlan) => commentOf(plan, shellComment),
  rest: (plan: DonePlan) => commentOf(plan, (text) => `# ${oneLine(text)}`),
  arm: emptyTemplate,
  bicep: (plan: DonePlan) => commentOf(plan, (text) => `// ${inLine(text)}`),
  terraform: (plan: DonePlan) => commentOf(plan, (text) => `# ${inLine(text)}`),
} as const;

function sentencesOf({ title, summary }: DonePlan): readonly string[] {
  return [textOf(title), `${textOf(summary)} There is nothing to do.`];
}

function commentOf(plan: DonePlan, line: (text: string) => string): string {
  return sentencesOf(plan)
    .map((text) => `${line(text)}\n`)
    .join('');
}

function emptyTemplate(plan: DonePlan): string {
  const template = {
    $schema: 'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    metadata: { description: literal(sentencesOf(plan).join('. ')) },
    resources: [],
  };
  return `${inertJson(template, 2)}\n`;
}
