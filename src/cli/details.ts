/** What is said about one cluster, or about a change, beside its findings. */
import { apiPlan, apiRequirements, apiWorkloads } from '../api/projection.ts';
import type { NamedWorkloads } from '../app/facts/clusterWorkloads.ts';
import { inertJson } from '../domain/arm/inert.ts';
import { scopeWithKind } from '../domain/arm/scopeWords.ts';
import type { Requirement } from '../domain/needs/need.ts';
import type { Plan } from '../domain/plan/plan.ts';
import { csvText, markdownCell, tableRow } from '../domain/report/tables.ts';
import type { Format } from './arguments.ts';
import { say } from '../sentences/words.ts';
import { textOf } from '../sentences/textOf.ts';

/** Writes what a cluster's identities need, in words or as the JSON of the API. */
export function requirementsText(requirements: readonly Requirement[], format: Format): string {
  const heading = ['Verdict', 'Identity', 'Role', 'Scope', 'Reason'];
  const lines = requirements.map(({ verdict, identity, holder = identity, role, scope, reason = say`` }) => [
    ...[verdict, holder, role.name],
    format === 'csv' ? scope : scopeWithKind(scope),
    textOf(reason),
  ]);
  return formatTable(apiRequirements(requirements), { heading, lines }, format);
}

/** Writes which service accounts act as which identity; JSON has it as the API does. */
export function workloadsText(workloads: NamedWorkloads, format: Format): string {
  const all = apiWorkloads(workloads);
  const heading = ['State', 'Namespace', 'Service account', 'Identity', 'Roles', 'Reason'];
  const lines = all.map(({ state, namespace, serviceAccount, identityId, roles, reason = '' }) => [
    ...[state, namespace, serviceAccount],
    format === 'csv' || identityId === '' ? identityId : scopeWithKind(identityId),
    roles.map(({ roleName, scope }) => `${roleName} on ${scopeWithKind(scope)}`).join(', '),
    reason,
  ]);
  return formatTable(all, { heading, lines }, format);
}

/** Writes what a change would do, in words or as the JSON of the API. */
export function planText(plan: Plan, format: Format): string {
  if (format === 'json') return json(apiPlan(plan));
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

interface Table {
  readonly heading: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

function formatTable(value: unknown, { heading, lines }: Table, format: Format): string {
  if (format === 'json') return json(value);
  if (format === 'csv') return csvText([heading, ...lines]);
  return [heading, heading.map(() => '---'), ...lines].map((cells) => `${tableRow(cells)}\n`).join('');
}

function json(value: unknown): string {
  return `${inertJson(value, 2)}\n`;
}
