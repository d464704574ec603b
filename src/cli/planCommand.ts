/** What `plan` writes. */
import { apiPlan } from '../api/projection.ts';
import { inertJson } from '../domain/arm/inert.ts';
import { isNotRead } from '../domain/arm/unknown.ts';
import { planAs } from '../domain/export/planAs.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { markdownCell, tableRow } from '../domain/report/tables.ts';
import { textOf } from '../sentences/textOf.ts';
import { planFormats, type Format } from './arguments.ts';
import type { Found, OutputFile } from './found.ts';

/** Returns a plan in a format, with what it could not look at and what keeps it from being applied. */
export function foundPlan(plan: Plan, format: Format): Found {
  const open = plan.checks.filter(({ unknown = [] }) => unknown.some(isNotRead));
  const failing = plan.checks.filter(({ verdict }) => verdict === 'fail');
  const text = planText(plan, format);
  return {
    text,
    files: filesOf(text, format),
    failing: 0,
    notRead: open.map(({ detail }) => textOf(detail)),
    blocks: failing.map(({ title, detail }) => `${textOf(title)}: ${textOf(detail)}`),
  };
}

/** The name of a plan's file in a folder, by its format. */
const fileNames: Readonly<Partial<Record<Format, string>>> = {
  ...{ markdown: 'plan.md', json: 'plan.json', az: 'plan.sh', rest: 'plan.http' },
  ...{ arm: 'azuredeploy.json', bicep: 'main.bicep', terraform: 'main.tf' },
};

/** What a plan is in a folder: one file, as long as the exports make one text of it. */
function filesOf(text: string, format: Format): readonly OutputFile[] {
  return [{ name: fileNames[format] ?? 'plan', text }];
}

/** Writes what a change would do in a format. */
export function planText(plan: Plan, format: Format): string {
  if (format === 'json') return `${inertJson(apiPlan(plan), 2)}\n`;
  const exported = planFormats.find((one) => one === format);
  return exported === undefined ? planInWords(plan) : planAs(plan, exported);
}

/** Writes in words what a change would do. */
function planInWords(plan: Plan): string {
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
  const checks = plan.checks.map(({ verdict, title, detail }) => tableRow([verdict, textOf(title), textOf(detail)]));
  const held = (plan.held ?? []).map(({ what, holder, isCarried, fate, why }) =>
    tableRow([what, holder, isCarried ? 'yes' : fate === 'needed' ? 'as needed' : 'no', textOf(why)]),
  );
  return [
    `# ${markdownCell(textOf(plan.title))}`,
    '',
    markdownCell(textOf(plan.summary)),
    ...part(
      'What to expect',
      plan.points.map(({ text }) => `- ${markdownCell(textOf(text))}`),
    ),
    ...part(
      'Steps',
      plan.steps.flatMap(({ title, az }, index) => [
        `${index + 1}. ${markdownCell(textOf(title))}`,
        ...['', '   ```', ...az.split('\n').map((line) => `   ${line}`), '   ```', ''],
      ]),
    ),
    ...part(
      'Warnings',
      plan.warnings.map(({ severity, text }) => `- ${severity}: ${markdownCell(textOf(text))}`),
    ),
    ...part(
      'Checks',
      checks.length === 0
        ? []
        : [tableRow(['Verdict', 'Check', 'Details']), tableRow(['---', '---', '---']), ...checks],
    ),
    ...part(
      'What the old identity has',
      held.length === 0
        ? []
        : [tableRow(['What', 'Whose', 'Carried over', 'Why']), tableRow(['---', '---', '---', '---']), ...held],
    ),
    '',
  ].join('\n');
}
