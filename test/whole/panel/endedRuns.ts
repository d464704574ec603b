/** Changes that were applied in a panel of the demo, for what is shown and kept of them afterwards. */
import { expect } from 'vitest';
import type { PanelTarget } from '../../../src/manifest.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { until } from '../../support/until.ts';
import { isReady, openReport } from '../report/reportBench.ts';
import { apply, openPanel, planned, resulted, type PanelBench } from './panelBench.ts';

/** Runs of a panel, each on an Azure of its own, by how they end. */
export const endedRuns: Readonly<Record<string, (bench: Bench) => Promise<PanelBench>>> = {
  succeeded: (bench) => moved(bench),
  failed: (bench) => moved(bench, { status: 403, code: 'AuthorizationFailed', message: 'Not allowed.' }),
  stopped: async (bench) => {
    const panel = await moving(bench);
    bench.onWait = () => panel.send({ kind: 'stopWaiting' });
    return ended(panel);
  },
  'fixes over several clusters': async (bench) => {
    const report = openReport(bench);
    await report.until(isReady);
    report.send({ kind: 'fixAll' });
    const panel = openPanel(bench, report.ran.at(-1)!.target as PanelTarget);
    await planned(panel);
    apply(panel, panel.state().flow!.plan!.confirmName);
    await panel.until(({ flow }) => flow?.run?.judged !== undefined);
    await until(async () => expect((await bench.service.activity())[0]!.verdict).toBeDefined());
    return panel;
  },
};

/** Begins to give the control plane of a cluster another identity, which needs a role first. */
async function moving(bench: Bench): Promise<PanelBench> {
  const [clusterId, identityId] = [await idOf(bench, 'pay-weu'), await idOf(bench, 'id-pay-weu')];
  const draft = { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } } as const;
  const panel = openPanel(bench, { kind: 'change', draft });
  await planned(panel);
  apply(panel, panel.state().flow!.plan!.confirmName);
  return panel;
}

async function moved(bench: Bench, fault?: object): Promise<PanelBench> {
  if (fault)
    await bench.fault({ match: { method: 'PUT', pathContains: 'managedClusters/pay-weu' }, times: 99, ...fault });
  return ended(await moving(bench));
}

async function ended(panel: PanelBench): Promise<PanelBench> {
  await resulted(panel);
  return panel;
}
