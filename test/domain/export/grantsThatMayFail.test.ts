import { describe, expect, it } from 'vitest';
import { inOneLine } from '../../support/domain/inOneLine.ts';
import { isInTemplate } from '../../../src/domain/plan/stepKinds.ts';
import { planAs, planFiles } from '../../../src/domain/export/planAs.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import { everyPlan } from './everyPlan.ts';
import { parsed } from './terraformSyntax.ts';

const mayFail = (step: Step): boolean => step.kind === 'assignRole' && step.optional === true;
const plans = everyPlan.filter(([, { steps }]) => steps.some(mayFail));
/** The same, each grant that may fail moved to the front: no order of a plan lets one hold up the rest. */
const turned = plans.map(([name, plan]) => {
  const steps = [...plan.steps.filter(mayFail), ...plan.steps.filter((step) => !mayFail(step))];
  return [`${name}, turned`, { ...plan, steps }] as const;
});

it('plans with grants that may fail are written', () => {
  expect(plans.length).toBeGreaterThan(1);
});

describe.each([...plans, ...turned])('a grant that may fail (%s)', (_, plan) => {
  const written = plan.steps.filter(isInTemplate);
  const optional = written.filter(mayFail);
  const needed = written.filter((step) => !mayFail(step));

  it('is waited for by nothing in an ARM template, comes after all that must succeed, and is marked (C-06, T-77)', () => {
    const { resources } = JSON.parse(planAs(plan, 'arm')) as {
      resources: { name: string; dependsOn?: string[]; metadata?: { optional?: string } }[];
    };
    expect(resources.map(({ name, dependsOn = [] }) => [name, ...dependsOn])).toEqual([
      ...needed.map(({ id }, index) => [id, ...(index > 0 ? [needed[index - 1]!.id] : [])]),
      ...optional.map(({ id }) => [id, needed.at(-1)!.id]),
    ]);
    const isMarked = resources.filter(({ metadata }) => metadata?.optional?.startsWith('Optional: ') === true);
    expect(isMarked.map(({ name }) => name)).toEqual(optional.map(({ id }) => id));
  });

  it('is waited for by nothing in Terraform, is left out where its principal is not there, and is marked', async () => {
    const text = planAs(plan, 'terraform');
    const { resource } = (await parsed(text)) as {
      resource: Record<string, Record<string, [{ count?: string; depends_on?: string[] }]>>;
    };
    const blocks = Object.entries(resource).flatMap(([type, labels]) =>
      Object.entries(labels).map(([label, [body]]) => [`${type}.${label}`, body] as const),
    );
    const counted = blocks.filter(([, { count }]) => count !== undefined).map(([address]) => address);
    expect(counted).toHaveLength(optional.length);
    for (const [, { depends_on = [] }] of blocks)
      expect(depends_on.filter((each) => counted.some((address) => each.includes(address)))).toEqual([]);
    expect(text.match(/^# Optional: nothing waits for it\./gm)).toHaveLength(optional.length);
  });

  it('is waited for by nothing in Bicep, is a part of its own after all that must succeed, and is marked', () => {
    const [main, ...files] = planFiles(plan, 'bicep');
    const modules = [...main!.text.matchAll(/(\/\/ Optional: .*\n)?module (part\d+) '(.*)' = \{\n([^]*?)\n\}\n/g)].map(
      ([, note, part, name, body = '']) => ({
        part,
        isMarked: note !== undefined,
        waits: /dependsOn: \[\n {4}(.*)\n/.exec(body)?.[1],
        steps: files.find((file) => file.name === name)!.text.match(/^(?:resource|module) step/gm)!.length,
      }),
    );
    const parts = modules.filter(({ isMarked }) => !isMarked);
    expect(modules.slice(parts.length).map(({ isMarked, steps, waits }) => [isMarked, steps, waits])).toEqual(
      optional.map(() => [true, 1, parts.at(-1)!.part]),
    );
    expect(parts.map(({ waits }) => waits)).toEqual([undefined, ...parts.slice(0, -1).map(({ part }) => part)]);
    expect(parts.reduce((count, { steps }) => count + steps, 0)).toBe(needed.length);
  });

  it('is marked among REST requests and az commands, which go on without it', () => {
    const requests = planAs(plan, 'rest').split('\n### ').slice(1);
    expect(requests.map((request) => request.includes('\n# Optional: if it is refused, go on'))).toEqual(
      plan.steps.map(mayFail),
    );
    const [comments = '', commands = ''] = inOneLine(planAs(plan, 'az')).split('\n\n');
    expect(commands.trimEnd().split(' &&\n')).toEqual(
      plan.steps.map((step) => (mayFail(step) ? `{ ${step.az} || true; }` : step.az)),
    );
    const listed = comments.split('\n').filter((line) => /^# \d+\. /.test(line));
    expect(listed.map((line) => line.endsWith('. Optional: the script goes on if it fails.'))).toEqual(
      plan.steps.map(mayFail),
    );
  });
});
