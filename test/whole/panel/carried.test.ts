import { describe, expect, it } from 'vitest';
import { makeAccessOfNodes } from '../../support/azure/accessOfNodes.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idKubelet, idKubelet2, own, place, smallWorld } from '../../support/azure/smallWorld.ts';
import { apply, openPanel, planned } from './panelBench.ts';

describe('the panel of a swap', () => {
  it('lists what the old identity has, takes the choice, and shows what becomes of it in the plan', async () => {
    const base = smallWorld();
    const part = makeAccessOfNodes(place, idKubelet.principalId);
    const bench = createBench({
      ...base,
      resources: [...base.resources, ...part.resources],
      roleAssignments: [...(base.roleAssignments ?? []), ...part.roleAssignments],
    });
    const panel = openPanel(bench, { kind: 'change', draft: { kind: 'setKubelet', clusterId: own.id } });
    const { flow } = await panel.until((state) => {
      const all = state.flow?.form.sections.flatMap(({ fields }) => fields) ?? [];
      return all.some(
        (field) => field.name === 'carryKubelet' && field.kind === 'checklist' && field.options.length > 0,
      );
    });
    const section = flow!.form.sections.find(({ title }) => title === 'Other roles of the kubelet identity')!;
    expect(section.summary).toBe('3 of 6 carried over');
    const field = panel.field('carryKubelet');
    const options = field.kind === 'checklist' ? field.options : [];
    expect(options.map(({ label }) => label)).toContain('Virtual Machine Contributor on resource group rg-shop');
    const machines = options.find(({ label }) => label.startsWith('Virtual Machine Contributor'))!;
    panel.edit({ identity: idKubelet2.id, carryKubelet: [machines.value] });
    panel.send({ kind: 'review' });
    await planned(panel);
    const { plan } = panel.state().flow!;
    expect(plan!.steps.map(({ title }) => title)).toContain(
      'Assign Virtual Machine Contributor to id-kubelet2 on rg-shop',
    );
    expect(plan!.steps.map(({ title }) => title).join()).not.toContain('stshop');
    expect(plan!.held!.summary).toBe(
      'Access that the old identity keeps: 1 covered for the new identity, 1 carried over, 5 not carried over',
    );
    expect(plan!.held!.items).toContainEqual({
      what: 'Contributor on storage account stshop (id-kubelet)',
      fate: 'Not carried over',
      why: 'Drivers for volumes are documented to use it.',
    });
    apply(panel, 'own-weu');
    const ended = await panel.until((state) => state.flow?.run?.status === 'succeeded');
    expect(ended.flow!.run!.next.map(({ text }) => text).join(' ')).toContain('clientID of storage classes');
  });
});
