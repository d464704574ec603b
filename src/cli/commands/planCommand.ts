/** The output of `plan`. */
import { apiPlan } from '../../api/projection.ts';
import { inertJson } from '../../domain/arm/inert.ts';
import { isNotRead, unknownText, withReason } from '../../domain/arm/unknown.ts';
import { planAs, planFiles, type PlanFile } from '../../domain/export/planAs.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { markdownCell, markdownSection, tableRow } from '../../domain/report/formats/tables.ts';
import { say } from '../../sentences/words.ts';
import { textOf, textsOf } from '../../sentences/textOf.ts';
import { defined } from '../../shape/defined.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import { planFormats, type Format } from '../commandLine/formats.ts';
import type { CommandFound } from './found.ts';
import { notReadTexts } from './sentences.ts';

/** Returns a plan in a format, with what it could not check and what prevents it from being applied. */
export function foundPlan(plan: Plan, { format, azurerm }: Pick<Arguments, 'format' | 'azurerm'>): CommandFound {
  const open = plan.checks.flatMap(({ title, unknown = [] }) =>
    unknown.filter(isNotRead).map((each) => withReason(say`${title}: ${unknownText(each)}`, each)),
  );
  const failing = plan.checks.filter(({ verdict }) => verdict === 'fail');
  const options = defined({ azurerm });
  const exported = planFormats.find((planFormat) => planFormat === format);
  const text = exported === undefined ? planText(plan, format) : planAs(plan, exported, options);
  const planFile = { name: format === 'json' ? 'plan.json' : 'plan.md', text };
  return {
    text,
    files: [...(exported === undefined ? [planFile] : planFiles(plan, exported, options)), ...inClusterFiles(plan)],

    notRead: notReadTexts(open),
    blocks: failing.map(({ title, detail }) => `${textOf(title)}: ${textOf(detail)}`),
  };
}

/** What a plan leaves to do in the cluster is a file of its own: no format sends it. */
function inClusterFiles({ inCluster }: Plan): readonly PlanFile[] {
  return inCluster === undefined ? [] : [{ name: 'in-cluster.yaml', text: inCluster }];
}

/** Writes in a format what a change would do. */
export function planText(plan: Plan, format: Format): string {
  if (format === 'json') return `${inertJson(apiPlan(plan), 2)}\n`;
  return planInWords(plan);
}

/** Writes as text what a change would do. */
function planInWords(plan: Plan): string {
  const checks = plan.checks.map(({ verdict, title, detail }) => tableRow([verdict, textOf(title), textOf(detail)]));
  const heldLines = (plan.held ?? []).map(({ what, holder, isCarried, fate, why }) =>
    tableRow([textOf(what), textOf(holder), isCarried ? 'yes' : fate === 'needed' ? 'as needed' : 'no', textOf(why)]),
  );
  return [
    `# ${markdownCell(textOf(plan.title))}`,
    '',
    markdownCell(`${textOf(plan.summary)}${plan.nothingToDo ? ' There is nothing to do.' : ''}`),
    ...markdownSection(
      'What to expect',
      plan.points.map(({ text }) => `- ${markdownCell(textOf(text))}`),
    ),
    ...markdownSection(
      'Steps',
      (plan.nothingToDo ? [] : plan.steps).flatMap(({ title, az }, index) => [
        `${index + 1}. ${markdownCell(textOf(title))}`,
        '',
        '   ```sh',
        ...az.split('\n').map((line) => `   ${line}`),
        '   ```',
        '',
      ]),
    ),
    ...markdownSection(
      'Warnings',
      plan.warnings.flatMap(({ severity, isPoint, text }) =>
        isPoint ? [] : `- ${severity}: ${markdownCell(textOf(text))}`,
      ),
    ),
    ...markdownSection(
      'Checks',
      checks.length === 0
        ? []
        : [tableRow(['Verdict', 'Check', 'Details']), tableRow(['---', '---', '---']), ...checks],
    ),
    ...markdownSection(
      'What the old identity has',
      heldLines.length === 0
        ? []
        : [tableRow(['What', 'Whose', 'Carried over', 'Why']), tableRow(['---', '---', '---', '---']), ...heldLines],
    ),
    ...markdownSection(
      'To do in the cluster',
      plan.inCluster === undefined ? [] : ['```yaml', ...plan.inCluster.trimEnd().split('\n'), '```'],
    ),
    ...markdownSection(
      'Afterwards',
      textsOf(plan.next).map((text) => `- ${markdownCell(text)}`),
    ),
    '',
  ].join('\n');
}
