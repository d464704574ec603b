import { describe, expect, it } from 'vitest';
import { asPanelTarget } from '../../../src/commands/context.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { verbs } from '../../../src/domain/change/tenses.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { activityRows } from '../../../src/tree/activity/activityRows.ts';
import { speak } from '../../../src/sentences/language.ts';
import { say } from '../../../src/sentences/words.ts';
import type { Memento } from '../../../src/webview/protocol/memento.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { until } from '../../support/until.ts';
import { ids, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { isReady, openReport } from '../report/reportBench.ts';
import { apply, openPanel, planned, readyToPlan, resulted, setControlPlane } from './panelBench.ts';

const grants = ['Reader', 'AcrPull'].map((name): Change => ({
  kind: 'assignRole',
  principalId: sami.principalId,
  role: { name },
  scope: ids.subnet,
}));
const list = { ...verbs.fix('2 findings on sami-weu'), changes: grants };
const fixAll: PanelTarget = { kind: 'changes', list, clusterId: sami.id };

describe('several changes that are planned together', () => {
  it('become one plan at once, under the title that they were given, in the panel of their cluster', async () => {
    const panel = openPanel(createBench(smallWorld()), fixAll);
    const { title, tab, flow } = await planned(panel);
    expect(flow!.failure).toBeUndefined();
    expect([title, tab, flow!.title]).toEqual(['sami-weu', 'change', 'Fix 2 findings on sami-weu']);
    expect(flow!.plan!.steps).toHaveLength(2);
  });

  it('are applied as one run, which goes by their title in the activity and in the result', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, fixAll);
    await planned(panel);
    apply(panel);
    const { flow } = await resulted(panel);
    expect(flow!.run!.summary).toMatch(/^Fixed 2 findings on sami-weu\./);
    expect((await bench.service.activity()).map(({ title, status }) => [title, status])).toEqual([
      ['Fix 2 findings on sami-weu', 'succeeded'],
    ]);
  });

  it('that harm more than three at once are applied once their number is typed', async () => {
    const bench = createBench(demoWorld());
    const { items } = await bench.service.clusters();
    const four = items.filter(({ name }) => ['dev-weu', 'edge-neu', 'pay-weu', 'shop-weu'].includes(name));
    const details = await Promise.all(four.map(async ({ id }) => bench.service.cluster(id)));
    const removals = details.flatMap(({ roleAssignments }): Change[] =>
      roleAssignments
        .filter(({ inherited }) => !inherited)
        .map(({ id }) => ({ kind: 'removeRole', roleAssignmentId: id })),
    );
    const more = { ...verbs.remove('all roles'), changes: removals };
    const panel = openPanel(bench, { kind: 'changes', list: more });
    const { plan } = (await planned(panel)).flow!;
    expect(plan!.confirmName).toBe(`Remove ${removals.length} roles`);
    apply(panel, 'Remove everything');
    expect(panel.state().flow!.stage).toBe('plan');
    apply(panel, plan!.confirmName);
    expect((await resulted(panel)).flow!.run!.status).toBe('succeeded');
  });

  it('changes of several kinds are all named on top and on the button, not the last of them alone', async () => {
    const group = {
      kind: 'createResourceGroup',
      subscriptionId: place.subscriptionId,
      name: 'rg-new',
      location: 'westeurope',
    } as const;
    const panel = openPanel(createBench(smallWorld()), {
      kind: 'changes',
      list: { ...list, changes: [...grants, group] },
    });
    const { plan } = (await planned(panel)).flow!;
    expect(plan!.applyLabel).toBe('Make 3 changes');
    expect(plan!.summary).toBe('3 changes in one plan.');
    const does = plan!.points.filter(({ kind }) => kind === 'does').map(({ text }) => text);
    expect(does).toEqual([
      expect.stringMatching(/^Assigns /),
      expect.stringMatching(/^Assigns /),
      expect.stringMatching(/^Creates the resource group /),
    ]);
  });

  it('one change that is refused keeps the others from nothing: it is unticked, named with the reason, and the rest is planned', async () => {
    const refused = (principalId: string): Change => ({ ...grants[0], principalId }) as Change;
    const some = { ...list, changes: [refused('a'), ...grants, refused('b')] };
    const panel = openPanel(createBench(smallWorld()), { kind: 'changes', list: some });
    const { flow, banner } = await planned(panel);
    expect(flow!.failure ?? flow!.refusal).toBeUndefined();
    expect(flow!.title).toBe('Fix 2 findings on sami-weu: 2 of 4 changes');
    expect(banner!.text).toMatch(/^Left out: Assign .* "a" is not a principal ID.* Left out: Assign .* "b" is not/);
    expect(flow!.plan!.steps).toHaveLength(2);
  });

  it('a person can leave some of them out, which the title then says, but not all', async () => {
    const panel = openPanel(createBench(smallWorld()), { kind: 'changes', list });
    await planned(panel);
    panel.send({ kind: 'back' });
    expect(panel.field('chosen')).toMatchObject({ value: ['0', '1'] });
    panel.edit({ chosen: [] });
    expect(panel.field('chosen').error).toBe('Choose at least one.');
    panel.send({ kind: 'review' });
    expect(panel.state().flow!.stage).toBe('choose');
    panel.edit({ chosen: ['1'] });
    panel.send({ kind: 'review' });
    const { flow } = await planned(panel);
    expect(flow!.title).toBe('Fix 2 findings on sami-weu: 1 of 2 changes');
    expect(flow!.plan!.steps.map(({ title }) => title)).toEqual([expect.stringContaining('AcrPull')]);
  });

  it('keep their title if their plan is no longer true', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, fixAll);
    await planned(panel);
    const { planId } = panel.state().flow!.plan!;
    await bench.service.apply([
      { kind: 'assignRole', principalId: sami.principalId, role: { name: 'Reader' }, scope: ids.subnet },
    ]);
    apply(panel);
    const { flow } = await panel.until(
      ({ flow }) => flow?.stage === 'result' || (flow?.plan !== undefined && flow.plan.planId !== planId),
    );
    expect(flow!.title).toBe('Fix 2 findings on sami-weu');
  });

  it('survive a reload of the window with their title and with what was left out', async () => {
    const bench = createBench(smallWorld());
    const before = openPanel(bench, fixAll);
    await planned(before);
    before.send({ kind: 'back' });
    before.edit({ chosen: ['0'] });
    before.send({ kind: 'review' });
    await planned(before);
    const panel = openPanel(bench, before.state().memento);
    const { flow } = await planned(panel);
    expect([flow!.title, flow!.plan!.steps.length]).toEqual(['Fix 2 findings on sami-weu: 1 of 2 changes', 1]);
  });

  it('are in the language of the window after a reload, and in that of the version before where that kept texts alone', async () => {
    const finding = { clusterId: '/a', cluster: 'a', fingerprint: 'f', title: say`Old role`, reason: say`it restarts` };
    const leftOut = { findings: [finding], more: 0, beyond: 0, withoutFix: 2 };
    const before = openPanel(createBench(smallWorld()), { ...fixAll, list: { ...list, leftOut } });
    await planned(before);
    const { memento } = before.state();
    const { sentences: _, ...kept } = memento.list!;
    speak({ 'Fix {0}': 'Behebe {0}', 'Old role': 'Alte Rolle', 'it restarts': 'startet neu' });
    const shownIn = async (from: Memento): Promise<readonly unknown[]> => {
      const { title, plan } = (await planned(openPanel(createBench(smallWorld()), from))).flow!;
      return [title, ...plan!.leftOut!.findings.flatMap(({ title: text, reason }) => [text, reason])];
    };
    const translated = await shownIn(memento);
    const asItWas = await shownIn({ ...memento, list: kept });
    speak();
    expect(translated).toEqual(['Behebe 2 findings on sami-weu', 'Alte Rolle', 'startet neu']);
    expect(asItWas).toEqual(['Fix 2 findings on sami-weu', 'Old role', 'it restarts']);
  });

  it('that come with a title alone, as an earlier version kept them, are described by their kinds once done', async () => {
    const alone: PanelTarget = { kind: 'changes', list: { title: list.title, changes: grants }, clusterId: sami.id };
    const before = openPanel(createBench(smallWorld()), alone);
    await planned(before);
    const panel = openPanel(createBench(smallWorld()), before.state().memento);
    expect((await planned(panel)).flow!.title).toBe(list.title);
    apply(panel);
    expect((await resulted(panel)).flow!.run!.summary).toMatch(/^Assigned 2 roles\./);
  });

  it('do not take the place of what a person has typed without a question', async () => {
    const panel = openPanel(createBench(smallWorld()), setControlPlane);
    await readyToPlan(panel);
    panel.edit({ controlPlane: 'userAssigned' });
    panel.session.show(fixAll);
    await panel.until(() => panel.questions() === 1);
    expect(panel.state().flow!.kind).toBe('setControlPlane');
  });

  it('a command can be given several changes; what is none is refused', () => {
    expect(asPanelTarget(fixAll)).toEqual(fixAll);
    expect(() => asPanelTarget({ kind: 'changes', list: { title: 'Fix', changes: [] } })).toThrow(/at least one/);
    expect(() => asPanelTarget({ kind: 'changes', list: { title: 'Fix', changes: [{ kind: 'no' }] } })).toThrow(
      /not a kind of change/,
    );
  });

  it('what the list leaves out is said in the plan, also after a reload', async () => {
    const finding = { clusterId: '/a', cluster: 'a', fingerprint: 'f', title: 'Old', reason: 'it reimages nodes' };
    const leftOut = { findings: [finding], more: 0, beyond: 0, withoutFix: 2 };
    const target = asPanelTarget({ ...fixAll, list: { ...fixAll.list, leftOut } }) as PanelTarget;
    const panel = openPanel(createBench(smallWorld()), target);
    expect((await planned(panel)).flow!.plan!.leftOut).toEqual(leftOut);
    const again = openPanel(createBench(smallWorld()), panel.state().memento);
    expect((await planned(again)).flow!.plan!.leftOut).toEqual(leftOut);
    expect(() => asPanelTarget({ ...fixAll, list: { ...fixAll.list, leftOut: [1] } })).toThrow(/findings and numbers/);
  });
});

describe('fixes over several clusters', () => {
  it('keep what they have fixed: Activity and a reopened panel say it as of then, also where Azure is out of reach', async () => {
    const bench = createBench(demoWorld(), { kind: 'demo' });
    const report = openReport(bench);
    await report.until(isReady);
    report.send({ kind: 'fixAll' });
    const panel = openPanel(bench, report.ran.at(-1)!.target as PanelTarget);
    await planned(panel);
    apply(panel, panel.state().flow!.plan!.confirmName);
    const shown = await panel.until(({ flow }) => flow?.run?.judged !== undefined);
    const { title, clusters } = shown.flow!.run!.judged!;
    expect(title).toMatch(/^\d+ fixed/);
    await until(async () => expect((await bench.service.activity())[0]!.verdict).toBeDefined());
    const [entry] = await bench.service.activity();
    expect(entry!.verdict).toMatchObject({
      fixed: Number(/^\d+/.exec(title)![0]),
      clusters: clusters.map(({ id }) => expect.objectContaining({ id }) as unknown),
    });
    const [row] = activityRows([entry!], new Date(bench.emulator.clock.now()));
    expect(row!.description).toContain(title);

    await bench.fault({ match: {}, status: 403, code: 'AuthorizationFailed', times: 9999 });
    const again = openPanel(bench, panel.state().memento);
    const { flow } = await again.until(({ flow }) => /can't be checked/.test(flow?.run?.judged?.more ?? ''));
    expect(flow!.run!.judged!.title).toBe(title);
    expect(flow!.run!.judged!.more).toMatch(/^As of /);
    expect(flow!.run!.judged!.clusters.map(({ name }) => name)).toEqual(clusters.map(({ name }) => name));
  });
});
