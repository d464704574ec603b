import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { openPanel } from './panelBench.ts';

describe('a finding that no single change fixes', () => {
  it.each([
    ['lab-weu', 'identityDeleted:controlPlane', 'setControlPlane'],
    ['sandbox-weu', 'identityRecreated:controlPlane', 'setControlPlane'],
    ['dev-weu', 'podIdentityExceptionMissing', 'leavePodIdentity'],
  ])('leads from the details and the map of %s to the form that gets rid of %s', async (name, code, start) => {
    const bench = createBench(demoWorld());
    const { id } = (await bench.service.clusters()).items.find((one) => one.name === name)!;
    const panel = openPanel(bench, { kind: 'cluster', clusterId: id });
    const { details, map } = await panel.until((state) => state.map !== undefined && state.loading === undefined);
    expect(details!.findings.find((one) => one.code === code)).toMatchObject({ start });
    expect(map!.problems.find((one) => one.code === code)).toMatchObject({ start });
  });

  it('names the command that repeats an operation that failed', async () => {
    const { service } = createBench(demoWorld());
    const { id } = (await service.clusters()).items.find(({ name }) => name === 'trial-neu')!;
    const [failed] = (await service.diagnose(id)).filter(({ code }) => code === 'clusterFailed');
    expect(failed!.text).toContain('az aks update --resource-group rg-load --name trial-neu');
  });
});
