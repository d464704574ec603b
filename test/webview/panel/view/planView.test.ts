import { describe, expect, it } from 'vitest';
import { apiPlan } from '../../../../src/api/projection.ts';
import type { HeldAccess, Plan } from '../../../../src/domain/plan/plan.ts';
import { azText, planView } from '../../../../src/webview/panel/view/planView.ts';
import { speak } from '../../../../src/sentences/language.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { say } from '../../../../src/sentences/words.ts';
import { everyPlan } from '../../../domain/export/everyPlan.ts';

const [, base] = everyPlan.find(([name]) => name === 'setKubelet 4')!;

const held = (fate: HeldAccess['fate'], more: Partial<HeldAccess> = {}): HeldAccess => ({
  of: 'kubelet',
  holder: 'kubelet of shop-weu',
  principalId: 'p',
  id: 'i',
  scope: '/s',
  fate,
  what: `a role that is ${fate}`,
  why: say`So it is.`,
  ...more,
});
const heldIn = (...all: readonly HeldAccess[]) => planView({ ...base, held: all }, 'p').held;

describe('a plan as the page draws it', () => {
  it.each(everyPlan)('says of no step what is said above: %s', (_, plan) => {
    const { summary, points, steps } = planView(plan, 'p');
    const above = [summary, ...points.map(({ text }) => text)];
    const echoes = steps.filter(({ effect }) => effect !== undefined && above.includes(effect));
    expect(echoes).toEqual([]);
  });

  it.each(everyPlan)('says of each of several steps what it does, there or above: %s', (_, plan) => {
    const { points, summary, steps } = planView(plan, 'p');
    const above = [summary, ...points.map(({ text }) => text)];
    const silent = steps.filter(({ id, effect }) => {
      const said = textOf(plan.steps.find((step) => step.id === id)!.effect);
      return effect === undefined && said !== textOf(plan.summary) && !above.includes(said);
    });
    expect(silent).toEqual([]);
  });

  it('offers to check in the cluster where it says that this shows more, and nowhere else (W-06)', () => {
    const saying = everyPlan.filter(([, { checks, warnings }]) =>
      [...checks.map(({ detail }) => detail), ...warnings.map(({ text }) => text)].some((words) =>
        textOf(words).includes('Check in cluster'),
      ),
    );
    expect(saying.length).toBeGreaterThan(0);
    expect(everyPlan.filter(([, plan]) => planView(plan, 'p').asksCluster === true)).toEqual(saying);
  });

  it('says on Windows of a command that PowerShell can not run that it is for bash', () => {
    const lost = "az a --b 'c%'";
    expect(azText(lost, true)).toBe(`# For bash\n${lost}`);
    expect(azText(lost, false)).toBe(lost);
    expect(azText('az a', true)).toBe('az a');
  });

  it('of a list leaves what it does to its steps, which say why they are needed', () => {
    const [id = ''] = base.steps.map((step) => step.id);
    const { points, steps } = planView(base, 'p', { isList: true, reasons: new Map([[id, 'Nodes pull from there.']]) });
    expect(points.length).toBeGreaterThan(0);
    expect(points.filter(({ kind }) => kind === 'does')).toEqual([]);
    expect(steps[0]!.effect).toBe('Nodes pull from there.');
  });

  it('counts what the old identity has by what becomes of it, what goes over first', () => {
    const all = [held('stays'), held('named'), held('offered'), held('offered', { isCarried: true }), held('needed')];
    expect(heldIn(...all)?.summary).toBe(
      'Access that the old identity keeps: 1 covered for the new identity, 1 carried over, 2 not carried over, 1 not needed by the new identity',
    );
    expect(heldIn(...all)?.items.map(({ fate }) => fate)).toEqual([
      ...[
        'Not needed by the new identity',
        'Not carried over',
        'Not carried over',
        'Carried over',
        'Covered for the new identity',
      ],
    ]);
  });

  it('counts it as the language of who reads does', () => {
    speak({ '{0} carried over/one': '{0} Rolle mit', '{0} carried over/other': '{0} Rollen mit' }, 'de');
    const carried = (id: string) => held('offered', { isCarried: true, what: id });
    const summaries = [[carried('a')], [carried('a'), carried('b')]].map((all) => heldIn(...all)?.summary);
    speak();
    expect(summaries).toEqual([
      'Access that the old identity keeps: 1 Rolle mit',
      'Access that the old identity keeps: 2 Rollen mit',
    ]);
  });

  it('counts nothing that the old identity does not have', () => {
    expect(heldIn(held('stays'))?.summary).toBe('Access that the old identity keeps: 1 not needed by the new identity');
    expect(heldIn()).toBeUndefined();
  });

  it('says who acts as which identity before and after, whatever the names are', () => {
    const workloads = [
      { account: 'a > b/c', identity: 'id > x' },
      { account: 'pods of shop', identity: 'id-app', through: 'binding' as const, note: 'app' },
    ];
    const plan: Plan = { ...base, before: { workloads }, after: { workloads: [] } };
    expect(planView(plan, 'p').compare).toEqual([
      { label: 'a > b/c', before: 'id > x', after: 'removed' },
      { label: 'Binding app', before: 'pods of shop may use id-app', after: 'removed' },
    ]);
    expect(planView({ ...base, before: {}, after: { workloads } }, 'p').compare).toEqual([
      { label: 'a > b/c', before: 'no identity', after: 'id > x' },
      { label: 'Binding app', before: 'none', after: 'pods of shop may use id-app' },
    ]);
    expect(apiPlan(plan).before).toEqual({ workloads: ['a > b/c > id > x', 'pods of shop > id-app (binding)'] });
  });

  it('says of roles that are gone afterwards that they are removed, and of the rest that there is none', () => {
    const before = { roles: ['Reader on x'], kubelet: 'id-old' };
    expect(planView({ ...base, before, after: {} }, 'p').compare).toEqual([
      { label: 'Kubelet', before: 'id-old', after: 'none' },
      { label: 'Role', before: 'Reader on x', after: 'removed' },
    ]);
  });

  it('has for one step its title and what it does and why, and says that above only for a list with a title of its own', () => {
    const [step] = everyPlan.find(([name]) => name.startsWith('assignRole'))![1].steps;
    const change = { kind: 'assignRole', principalId: 'p', role: { name: 'Reader' }, scope: '/s' } as const;
    const plan: Plan = { ...base, changes: [change], steps: [step!] };
    const view = planView(plan, 'p', { why: 'Nodes pull from there.' });
    expect(view.steps).toMatchObject([
      { title: textOf(step!.title), effect: `${textOf(step!.effect)} Nodes pull from there.` },
    ]);
    expect(view.summary).toBeUndefined();
    expect(planView(plan, 'p', { isList: true }).summary).toEqual(expect.any(String));
  });

  it('has no headline where title, before and after say it, unless there is nothing to do or the title is that of a list', () => {
    const [, swap] = everyPlan.find(([name, { steps }]) => name.startsWith('setControlPlane') && steps.length > 1)!;
    const creation = { ...swap, before: { exists: false }, after: { exists: true } };
    expect(planView(swap, 'p').summary).toBeUndefined();
    expect(planView(swap, 'p', { isList: true }).summary).toBe(textOf(swap.summary));
    expect(planView({ ...swap, nothingToDo: true }, 'p').summary).toBe(textOf(swap.summary));
    expect(planView(creation, 'p').summary).toBe(textOf(creation.summary));
  });

  it('has workloads before and after in the order of the steps that are about them', () => {
    const [, plan] = everyPlan.find(([name]) => name === 'createCredential 2')!;
    const workloads = ['shop/web', 'shop/mail', 'shop/cart'].map((account) => ({ account, identity: 'id-app' }));
    const view = planView({ ...plan, before: {}, after: { workloads } }, 'p');
    expect(view.compare.map(({ label }) => label)).toEqual(['shop/cart', 'shop/web', 'shop/mail']);
  });

  it('names the workload of steps only where there are several, each with more than one of them', () => {
    const [, plan] = everyPlan.find(([name]) => name === 'createCredential 2')!;
    expect(planView(plan, 'p').steps.map(({ group }) => group)).toEqual([undefined, 'shop/web', 'shop/web']);
    const [, one] = everyPlan.find(([name]) => name === 'createCredential 1')!;
    expect(planView(one, 'p').steps.map(({ group }) => group)).toEqual([undefined]);
  });

  it('folds equal steps in a row into one group, if they are many', () => {
    const [, plan] = everyPlan.find(([name]) => name === 'deleteCredential 1')!;
    const steps = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...plan.steps[0]!,
        id: `step ${index}`,
        subject: `system:serviceaccount:jobs:job-${index}`,
        title: say`Remove job-${index}`,
      }));
    const groups = (count: number) => planView({ ...plan, steps: steps(count) }, 'p').steps.map(({ group }) => group);
    expect(groups(3)).toEqual([undefined, undefined, undefined]);
    expect(new Set(groups(19))).toEqual(new Set(['Remove job-0 and 18 more steps']));
  });

  it('joins many workloads of which the same is true, before and after', () => {
    const [, plan] = everyPlan.find(([name]) => name === 'deleteCredential 1')!;
    const workloads = Array.from({ length: 19 }, (_, index) => ({ account: `jobs/job-${index}`, identity: 'id-jobs' }));
    const other = { account: 'jobs/other', identity: 'id-other' };
    expect(planView({ ...plan, before: { workloads: [...workloads, other] }, after: {} }, 'p').compare).toEqual([
      { label: 'jobs/job-0, jobs/job-1, jobs/job-2 and 16 more workloads', before: 'id-jobs', after: 'removed' },
      { label: 'jobs/other', before: 'id-other', after: 'removed' },
    ]);
  });
});
