import { describe, expect, it } from 'vitest';
import { parseState } from '../../../src/webview/protocol/panel.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { sami } from '../../support/azure/smallWorld.ts';
import { worldWithPools } from './nodePools.ts';
import { apply, openPanel, planOf, resulted, setControlPlane } from './panelBench.ts';

const words = [
  ['short names', 'a'],
  ['long names', 'name'.repeat(60)],
  ['names in many scripts', '\u{1F980}\u043A\u043B\u0430\u0441\u0442\u0435\u0440\u7FA4\u96C6e\u0301'.repeat(8)],
] as const;

describe.each([10, 60, 100])('the panel of a cluster with %i node pools', (count) => {
  it.each(words)('shows the plan, copies the whole request, and applies it: %s', async (_, word) => {
    const bench = createBench(worldWithPools(count, word));
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const { plan } = panel.state().flow!;
    const step = plan!.steps.at(-1)!;
    expect(parseState(panel.state())).toBeDefined();
    expect(step.body!.length).toBeLessThan(60_000);
    expect(step.body!.isWellFormed()).toBe(true);
    panel.send({ kind: 'copy', what: { of: 'request', planId: plan!.planId, stepId: step.id } });
    panel.send({ kind: 'copy', what: { of: 'az', planId: plan!.planId, stepId: step.id } });
    panel.send({ kind: 'copy', what: { of: 'request', planId: 'another', stepId: step.id } });
    panel.send({ kind: 'copy', what: { of: 'request', planId: plan!.planId, stepId: 'another' } });
    await panel.until(() => panel.copied.length === 2);
    const [request, az] = panel.copied;
    const [head, ...body] = request!.split('\n\n');
    const sent = JSON.parse(body.join('\n\n')) as { properties: { agentPoolProfiles: { name: string }[] } };
    expect(head).toBe(`${step.method} ${step.path}`);
    expect(sent.properties.agentPoolProfiles.map(({ name }) => name)).toContain(`pool${count - 1}`);
    expect(az).toContain('az aks update');
    apply(panel);
    expect((await resulted(panel)).flow!.run!.status).toBe('succeeded');
    expect(panel.noted).toEqual([]);
  });

  it('shows details and map', async () => {
    const panel = openPanel(createBench(worldWithPools(count, 'a')), { kind: 'cluster', clusterId: sami.id });
    const { details, map } = await panel.until((state) => state.map !== undefined && state.loading === undefined);
    expect(details!.pools).toHaveLength(count);
    expect(map!.things.length).toBeGreaterThan(1);
  });
});
