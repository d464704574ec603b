import { textOf } from '../../../src/sentences/textOf.ts';
import { describe, expect, it } from 'vitest';
import { assignRole } from '../../../src/emulator/scenarios/parts/resources.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { createBench, type Bench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { succeed, toUserAssigned } from '../../support/azure/changes.ts';
import {
  idB,
  idKubelet,
  idKubelet2,
  idUnused,
  ids,
  legacyRegistry,
  own,
  place,
  sami,
  smallWorld,
} from '../../support/azure/smallWorld.ts';
import { apply, openPanel, planned, resulted, type PanelBench } from '../panel/panelBench.ts';

const unusedRoles: PanelTarget = { kind: 'unusedRoles', clusterId: sami.id };
const field = `roles-${sami.principalId}`;
const hours = (count: number): number => count * 3600;

async function replaced(options: BenchOptions = {}, more = smallWorld()): Promise<Bench> {
  const bench = createBench(more, options);
  await succeed(bench, toUserAssigned(sami.id, idB.id));
  return bench;
}

/** Waits until the form has found what is left over. */
async function listed(panel: PanelBench): Promise<PanelBench> {
  await panel.until(({ flow }) => {
    const fields = flow?.form.sections.flatMap((section) => section.fields) ?? [];
    const isRead = (flow?.form.sections.length ?? 0) > 0;
    return isRead && !fields.some((one) => one.kind === 'checklist' && one.loading);
  });
  return panel;
}
const open = (bench: Bench, target = unusedRoles): Promise<PanelBench> => listed(openPanel(bench, target));
const heldBySami = async ({ service }: Bench): Promise<readonly string[]> => {
  const [entry] = (await service.activity()).filter(({ former }) => former.length > 0);
  return (await service.leftovers(entry!.former[0]!)).map(({ roleName }) => textOf(roleName));
};

describe('removing what a replaced identity still has', () => {
  it('a form lists the roles with the change that replaced their holder, ticked, and they go as one plan', async () => {
    const bench = await replaced();
    bench.emulator.clock.advance(hours(9));
    const panel = await open(bench);
    const [section] = panel.state().flow!.form.sections;
    expect(section!.title).toBe('sami-weu (system-assigned)');
    expect(section!.facts).toEqual([
      { label: 'Identity', value: 'Former control plane identity of sami-weu' },
      {
        label: 'Replaced',
        value: expect.stringMatching(/^.* by "Change control plane identity of sami-weu to id-b"$/) as string,
      },
      { label: 'Used by', value: 'Nothing that you can see' },
    ]);
    expect(panel.field(field)).toMatchObject({ value: { length: 2 } });
    panel.send({ kind: 'review' });
    const { flow } = await planned(panel);
    expect(flow!.title).toBe('Remove 2 roles from sami-weu (system-assigned)');
    expect(flow!.plan!.steps.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
    expect(await heldBySami(bench)).toHaveLength(2);
    apply(panel);
    const done = await resulted(panel);
    expect(done.flow!.run).toMatchObject({ status: 'succeeded' });
    expect(await heldBySami(bench)).toEqual([]);
    expect((await bench.service.activity())[0]!.title).toBe('Remove 2 roles from sami-weu (system-assigned)');
  });

  it('a form names the time until which the old identity may be in use, and lets nothing be removed before', async () => {
    const panel = await open(await replaced());
    const [section] = panel.state().flow!.form.sections;
    expect(section!.facts!.at(-1)!.value).toMatch(/^Possibly sami-weu, until .* at .*, when its token expires$/);
    const checklist = panel.field(field);
    expect(checklist).toMatchObject({ label: 'Roles to review later', value: [] });
    panel.edit({ [field]: checklist.kind === 'checklist' ? checklist.options.map(({ value }) => value) : [] });
    panel.send({ kind: 'review' });
    expect(panel.state().flow, 'no button leads nowhere').toMatchObject({ stage: 'choose', form: { isEmpty: true } });
  });

  it('a person chooses which of the roles go', async () => {
    const bench = await replaced();
    bench.emulator.clock.advance(hours(9));
    const panel = await open(bench);
    panel.edit({ [field]: [] });
    panel.send({ kind: 'review' });
    expect(panel.state().flow!.form.error).toBe('Select at least one role.');
    const checklist = panel.field(field);
    const subnet =
      checklist.kind === 'checklist' ? checklist.options.find(({ label }) => label.includes('snet')) : undefined;
    expect(subnet!.label).toBe('Network Contributor on subnet snet-aks');
    panel.edit({ [field]: [subnet!.value] });
    panel.send({ kind: 'review' });
    expect((await planned(panel)).flow!.title).toBe('Remove 1 role from sami-weu (system-assigned)');
    apply(panel);
    await resulted(panel);
    expect(await heldBySami(bench)).toEqual(['Contributor']);
  });

  it('a role that nothing certain is known of is listed with the reason and not ticked', async () => {
    const world = smallWorld();
    const odd = assignRole('Network Contributor', idUnused.principalId, ids.subnet);
    const bench = createBench({ ...world, roleAssignments: [...(world.roleAssignments ?? []), odd] });
    bench.emulator.clock.advance(hours(24 * 365));
    const panel = await open(bench);
    const [section] = panel.state().flow!.form.sections;
    expect([section!.title, section!.facts![0]]).toEqual([
      'id-unused',
      { label: 'Identity', value: 'Likely a former identity of sami-weu' },
    ]);
    expect(panel.field(`roles-${idUnused.principalId}`)).toMatchObject({ value: [] });
  });

  it('a form names what else the holder has, which is not offered to be removed', async () => {
    const world = smallWorld();
    const more = [
      assignRole('Network Contributor', idUnused.principalId, ids.subnet),
      assignRole('Reader', idUnused.principalId, ids.group),
    ];
    const bench = createBench({ ...world, roleAssignments: [...(world.roleAssignments ?? []), ...more] });
    bench.emulator.clock.advance(hours(24 * 365));
    const panel = await open(bench);
    const [section] = panel.state().flow!.form.sections;
    expect(section!.facts).toContainEqual({
      label: 'Other roles',
      value: expect.stringMatching(/^Reader on resource group rg-shop\. Not part of this plan/) as string,
    });
    expect(JSON.stringify(section!.fields)).not.toContain('Reader');
  });

  it('a form says that nothing is left where that is so', async () => {
    const panel = await open(createBench(smallWorld()), { ...unusedRoles, clusterId: own.id });
    expect(panel.state().flow!.form.sections).toEqual([
      { fields: [], notes: [{ text: 'No unused role assignments of own-weu were found.' }] },
    ]);
    expect(panel.state().flow!.form.isEmpty).toBe(true);
  });

  it('a form says what could not be read, and never that nothing is left then', async () => {
    const bench = await replaced();
    bench.emulator.clock.advance(hours(9));
    await bench.fault({
      match: {
        method: 'GET',
        pathContains: `/subscriptions/${place.subscriptionId}/providers/microsoft.authorization/roleassignments`,
      },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'You may not read this.',
      times: 99,
    });
    const panel = await open(bench);
    const texts = JSON.stringify(panel.state().flow!.form.sections);
    expect(texts).toContain("can't be read");
    expect(texts).not.toContain('were found');
  });

  it('the roles of a replaced kubelet can go at once', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id });
    const panel = await open(bench, { ...unusedRoles, clusterId: own.id });
    const [section] = panel.state().flow!.form.sections;
    expect([section!.title, section!.fields[0]]).toMatchObject(['id-kubelet', { value: { length: 1 } }]);
    panel.send({ kind: 'review' });
    await planned(panel);
    apply(panel);
    await resulted(panel);
    const held = await bench.service.roleAssignmentsOf(idKubelet.principalId, place.subscriptionId);
    expect(held.filter(({ scope }) => scope === legacyRegistry.id)).toEqual([]);
  });

  it('a second window knows what the first one replaced, even while Resource Graph is behind', async () => {
    const bench = await replaced({ indexSeconds: 100_000 });
    bench.emulator.clock.advance(hours(9));
    const panel = await open(bench.restarted());
    expect(panel.state().flow!.form.sections[0]!.facts![1]!.value).toContain(
      'Change control plane identity of sami-weu',
    );
    panel.send({ kind: 'review' });
    await planned(panel);
    apply(panel);
    expect((await resulted(panel)).flow!.run!.status).toBe('succeeded');
    expect(await heldBySami(bench)).toEqual([]);
  });

  it('a role that a second window has removed meanwhile leads to a new plan, and nothing is sent before that is agreed to', async () => {
    const bench = await replaced();
    bench.emulator.clock.advance(hours(9));
    const panel = await open(bench);
    panel.send({ kind: 'review' });
    await planned(panel);
    const [first] = panel.field(field).value as readonly string[];
    await bench.restarted().service.apply([{ kind: 'removeRole', roleAssignmentId: first! }]);
    apply(panel);
    const { banner, flow } = await panel.until((state) => state.banner !== undefined);
    expect(banner!.text).toContain('Nothing was sent. Review the new plan.');
    expect([flow!.stage, flow!.title]).toEqual(['plan', 'Remove 2 roles from sami-weu (system-assigned)']);
    expect(await heldBySami(bench)).toHaveLength(1);
    apply(panel);
    const done = await resulted(panel);
    expect(done.flow!.run!.steps.map(({ status }) => status).toSorted()).toEqual(['alreadyDone', 'done']);
    expect(await heldBySami(bench)).toEqual([]);
  });

  it('a removal that broke off in the middle is resumed, and nothing is sent twice', async () => {
    const bench = await replaced();
    bench.emulator.clock.advance(hours(9));
    const panel = await open(bench);
    panel.send({ kind: 'review' });
    const { flow } = await planned(panel);
    const second = flow!.plan!.steps[1]!.path.split('/').at(-1)!.split('?')[0]!;
    await bench.fault({
      match: { method: 'DELETE', pathContains: second.toLowerCase() },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'Not now.',
      times: 1,
    });
    apply(panel);
    expect((await resulted(panel)).flow!.run!.status).toBe('failed');
    expect(await heldBySami(bench)).toHaveLength(1);
    const window = bench.restarted();
    await window.forget();
    const again = openPanel(window, panel.state().memento);
    await again.until(({ flow: one }) => one?.run?.canResume === true);
    again.send({ kind: 'resume' });
    await again.until(({ flow: one }) => one?.run?.status === 'succeeded');
    expect((await window.writes()).map(({ method }) => method)).toEqual(['DELETE']);
    expect(again.state().flow!.title).toBe('Remove 2 roles from sami-weu (system-assigned)');
    expect(await heldBySami(window)).toEqual([]);
  });
});
