/** A plan, ready to show, and whether a newer one still is what the user saw. */
/** A plan, ready to show. */
import type { JsonObject } from '../../domain/arm/json.ts';
import { planAsAz } from '../../domain/export/az.ts';
import { planAs } from '../../domain/export/planAs.ts';
import type { Check, Plan, Sketch, Step } from '../../domain/plan/plan.ts';
import { fixKeyOf } from '../fixKey.ts';
import type { CheckView, ExportFormat, PlanView } from '../protocol/panel.ts';
import { excerptOf } from './excerpt.ts';

const formats: PlanView['formats'] = [
  { format: 'az', label: 'az' },
  { format: 'bicep', label: 'Bicep' },
  { format: 'terraform', label: 'Terraform' },
  { format: 'rest', label: 'REST' },
  { format: 'arm', label: 'ARM template' },
];

/** Makes the plan as the page draws it. */
export function planView(plan: Plan, planId: string): PlanView {
  const disruptions = plan.warnings.filter(({ severity }) => severity === 'disruption');
  const warned = plan.warnings.some(({ saysNoWayBack = false }) => saysNoWayBack);
  const failing = plan.checks.filter(({ verdict }) => verdict === 'fail');
  return {
    planId,
    compare: compare(plan.before, plan.after),
    checks: plan.checks.map(checkView),
    steps: plan.steps.map(({ id, title, effect, request: { method, path, body }, az }) => ({
      id,
      title,
      effect,
      method,
      path,
      az: excerptOf(az),
      ...(body === undefined ? {} : { body: excerptOf(indented(body)) }),
    })),
    warnings: plan.warnings.flatMap(({ severity, text, source }) =>
      severity === 'disruption' ? [] : [{ severity, text, source }],
    ),
    ...(disruptions.length > 0
      ? { disruption: { texts: disruptions.map(({ text, source }) => ({ text, source })) } }
      : {}),
    ...(warned ? {} : { undo: plan.reversible ? 'Can be changed back.' : "Can't be undone." }),
    formats,
    applyLabel: plan.steps.length === 1 ? 'Apply 1 step' : `Apply ${plan.steps.length} steps`,
    ...(failing.length > 0 ? { blocked: blockedBy(failing.map(({ title }) => title)) } : {}),
    ...(plan.confirmName === undefined ? {} : { confirmName: plan.confirmName }),
  };
}

function checkView({ title, verdict, detail, fix }: Check): CheckView {
  return { title, verdict, detail, ...fixKeyOf(title, fix) };
}

const indented = (body: JsonObject): string => JSON.stringify(body, null, 2);

/** Writes all that a step sends as text. */
export function requestAsText({ request: { method, path, body } }: Step): string {
  return `${method} ${path}${body === undefined ? '' : `\n\n${indented(body)}`}`;
}

function blockedBy(titles: readonly string[]): string {
  return `This would fail. Not fulfilled: ${titles.join('; ')}. See the checks above for what to do.`;
}

/**
 * Compares whether a thing exists, where it is created or deleted; where a cluster is changed, the steps say what is
 * created on the way.
 */
const existence = [
  'Exists',
  ({ exists }: Sketch) => (exists === undefined ? undefined : exists ? 'yes' : 'no'),
] as const;

function compare(before: Sketch, after: Sketch): PlanView['compare'] {
  const rows: readonly (readonly [string, (sketch: Sketch) => string | undefined])[] = [
    ...(before.controlPlane === undefined ? [existence] : []),
    ['Control plane', ({ controlPlane }) => controlPlane],
    ['Kubelet', ({ kubelet }) => kubelet],
    ['Roles', ({ roles }) => roles && (roles.join(', ') || 'none')],
    ...poolsOf(before, after).map(
      (pool) => [`Node image of ${pool}`, ({ nodeImages }: Sketch) => nodeImages?.[pool]] as const,
    ),
  ];
  return rows.flatMap(([label, of]) => {
    const [one, other] = [of(before), of(after)];
    return one === undefined && other === undefined ? [] : [{ label, before: one ?? 'none', after: other ?? 'none' }];
  });
}

function poolsOf(before: Sketch, after: Sketch): readonly string[] {
  return [...new Set([...Object.keys(before.nodeImages ?? {}), ...Object.keys(after.nodeImages ?? {})])];
}

/** Writes the plan as text. */
export function planAsText(plan: Plan, format: ExportFormat): string {
  return format === 'az' ? planAsAz(plan) : planAs(plan, format);
}

/** Names a format as a sentence does. */
export function formatName(format: ExportFormat): string {
  const name = formats.find((one) => one.format === format)?.label ?? format;
  return format === 'az' ? 'az commands' : name;
}
