import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { openPanel } from './panelBench.ts';

describe('a finding that is sought', () => {
  it('is shown although the page says only then that it has the one before in view', async () => {
    const bench = createBench(demoWorld());
    const { id: clusterId } = (await bench.service.clusters()).items.find(({ name }) => name === 'shop-weu')!;
    const panel = openPanel(bench, { kind: 'cluster', clusterId });
    const { details } = await panel.until(({ details, loading }) => details !== undefined && loading === undefined);
    const [first, second] = details!.findings.map(({ id }) => id) as [string, string];
    panel.send({ kind: 'showFinding', finding: first });
    await panel.until(({ spot }) => spot === first);
    panel.send({ kind: 'showFinding', finding: second });
    panel.send({ kind: 'spotted', finding: first });
    await panel.until(({ spot }) => spot === second);
    panel.send({ kind: 'spotted', finding: second });
    expect((await panel.until(({ spot }) => spot !== second)).spot).toBeUndefined();
  });
});
