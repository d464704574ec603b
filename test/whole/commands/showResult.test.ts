import { describe, expect, it } from 'vitest';
import { showResult } from '../../../src/commands/activity.ts';
import type { ConnectionControl } from '../../../src/commands/context.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idKubelet2, own, smallWorld } from '../../support/azure/smallWorld.ts';
import { endedRuns } from '../panel/endedRuns.ts';
import { apply, openPanel, planned, resulted } from '../panel/panelBench.ts';

/** What the panel is asked to show for the newest change. */
async function targetOf(bench: Bench): Promise<PanelTarget> {
  const [{ activityId } = { activityId: '' }] = await bench.service.activity();
  const opened: PanelTarget[] = [];
  const connections = { service: async () => bench.service } as Partial<ConnectionControl> as ConnectionControl;
  await showResult({ connections, panels: { open: (target) => void opened.push(target) } }, { activityId });
  return opened[0]!;
}

describe('showing the result of a change in Activity', () => {
  it.each(Object.keys(endedRuns))('opens the page of a run whose panel was closed: %s', async (how) => {
    const bench = createBench(demoWorld());
    const before = await endedRuns[how]!(bench);
    const { title, stage, run } = before.state().flow!;
    before.session.dispose();
    const panel = openPanel(bench, await targetOf(bench));
    const { tab, flow } = await panel.until((state) => state.flow?.run !== undefined);
    expect([tab, flow!.title, flow!.stage, flow!.run!.status]).toEqual(['change', title, stage, run!.status]);
  });

  it('looks up again what the old identity still has, and stays where the panel shows the run already', async () => {
    const bench = createBench(smallWorld());
    const draft = { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id } as const;
    const first = openPanel(bench, { kind: 'change', draft });
    await planned(first);
    apply(first, 'own-weu');
    await resulted(first);
    first.session.dispose();
    const target = await targetOf(bench);
    const panel = openPanel(bench, target);
    const { flow } = await panel.until((state) => state.flow?.run?.leftovers !== undefined);
    expect(flow!.run!.leftovers!.text).toMatch(/still has 1 role/);
    panel.send({ kind: 'tab', tab: 'details' });
    panel.session.show(target);
    expect([panel.state().tab, panel.state().flow?.run?.leftovers]).toEqual(['change', flow!.run!.leftovers]);
  });
});
