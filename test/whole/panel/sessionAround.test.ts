import { describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idA, ids, place, sami, smallWorld, sp, uami, zone } from '../../support/azure/smallWorld.ts';
import { openPanel, planOf, planned, readyToPlan, setControlPlane } from './panelBench.ts';

describe('around the flow', () => {
  it('the panel copies the plan in each format, and ids', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const formats = panel.state().flow!.plan!.formats.map(({ format }) => format);
    for (const format of formats) panel.send({ kind: 'copy', what: { of: 'plan', format } });
    panel.send({ kind: 'copy', what: { of: 'text', text: sami.id } });
    await panel.until(() => panel.copied.length === formats.length + 1);
    expect(panel.copied[formats.indexOf('az')]).toContain('az aks update');
    expect(panel.copied[formats.indexOf('arm')]).toContain('deploymentTemplate.json');
    expect(panel.copied.at(-1)).toBe(sami.id);
  });

  it('a finding with a fix starts the change that fixes it', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, { kind: 'cluster', clusterId: sp.id });
    const { details } = await panel.until((state) => (state.details?.findings.length ?? 0) > 0);
    const { fixKey } = details!.findings.find((finding) => finding.fixKey !== undefined)!;
    panel.send({ kind: 'fix', of: { kind: 'finding' }, fixKey: fixKey! });
    await planned(panel);
    expect(panel.state()).toMatchObject({ tab: 'change', flow: { kind: 'setControlPlane' } });
    panel.send({ kind: 'fix', of: { kind: 'finding' }, fixKey: 'another' });
    expect(panel.state().flow!.kind).toBe('setControlPlane');
  });

  it('a role above all subscriptions is removed in the directory that it was read in', async () => {
    const small = smallWorld();
    const wide = {
      scope: '/',
      principalId: idA.principalId,
      principalType: 'ServicePrincipal',
      roleName: 'Owner',
    } as const;
    const bench = createBench({ ...small, roleAssignments: [...(small.roleAssignments ?? []), wide] });
    const asked: (readonly Change[])[] = [];
    const plan: IdentityService['plan'] = (changes, signal) => {
      asked.push(changes);
      return bench.service.plan(changes, signal);
    };
    const panel = openPanel(bench, { kind: 'cluster', clusterId: uami.id }, async () => ({ ...bench.service, plan }));
    const { details } = await panel.until((state) => (state.details?.roles.length ?? 0) > 0);
    const assignmentId = details!.roles.find(({ fullScope }) => fullScope === '/')!.assignmentId;
    panel.send({ kind: 'removeRole', assignmentId });
    await planned(panel);
    expect(asked).toEqual([[{ kind: 'removeRole', roleAssignmentId: assignmentId, tenantId: 'contoso' }]]);
  });

  it.each(['details', 'map'] as const)('a change that was started on the tab %s ends there', async (tab) => {
    const panel = openPanel(createBench(smallWorld()), { kind: 'cluster', clusterId: sami.id, tab });
    await panel.until(({ loading }) => loading === undefined);
    panel.session.show(setControlPlane);
    expect(panel.state().tab).toBe('change');
    const { memento } = panel.state();
    panel.send({ kind: 'close' });
    expect(panel.state()).toMatchObject({ tab, memento: { tab } });
    const restored = openPanel(createBench(smallWorld()), memento);
    await readyToPlan(restored);
    restored.send({ kind: 'close' });
    expect(restored.state().tab).toBe(tab);
  });

  it('a change that was started among the changes ends there, and one from outside ends on the details', async () => {
    const panel = openPanel(createBench(smallWorld()), { kind: 'cluster', clusterId: sami.id, tab: 'change' });
    await panel.until(({ starts }) => starts.length > 0);
    panel.send({ kind: 'start', change: 'setControlPlane' });
    panel.send({ kind: 'close' });
    expect(panel.state().tab).toBe('change');
    const outside = openPanel(createBench(smallWorld()), setControlPlane);
    await readyToPlan(outside);
    outside.send({ kind: 'close' });
    expect(outside.state().tab).toBe('details');
  });

  it('a look at the cluster shows its details, unless it would hide what was typed or run', async () => {
    const look = { kind: 'cluster', clusterId: sami.id, tab: 'details', isPreview: true } as const;
    const panel = openPanel(createBench(smallWorld()), setControlPlane);
    await readyToPlan(panel);
    panel.session.show(look);
    expect(panel.state().tab).toBe('details');
    panel.send({ kind: 'tab', tab: 'change' });
    panel.edit({ controlPlane: 'userAssigned' });
    panel.session.show(look);
    expect(panel.state().tab).toBe('change');
    panel.session.show({ kind: 'cluster', clusterId: sami.id, tab: 'details' });
    expect(panel.state().tab, 'by a command').toBe('details');
  });

  it('closing a flow leads back to what can be started, closing a panel of something new closes it', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await readyToPlan(panel);
    panel.send({ kind: 'close' });
    expect(panel.state().flow).toBeUndefined();
    expect(panel.state().starts.map(({ kind }) => kind)).toContain('setKubelet');
    const fresh = openPanel(bench, { kind: 'change', draft: { kind: 'createIdentity' } });
    fresh.send({ kind: 'close' });
    expect(fresh.isClosed()).toBe(true);
  });

  it('a stopped cluster is marked so, and offers only what changes no cluster', async () => {
    const powerState = { code: 'Stopped' };
    const powered = (one: WorldResource): WorldResource =>
      one.id === sami.id ? { ...one, properties: { ...(one['properties'] as object), powerState } } : one;
    const world = smallWorld({ resources: smallWorld().resources.map(powered) });
    const panel = openPanel(createBench(world), { kind: 'cluster', clusterId: sami.id });
    const { badges, starts } = await panel.until((state) => state.starts.length > 0);
    expect(badges[1]).toEqual({ text: 'Stopped', tone: 'off' });
    expect(starts.filter(({ disabled }) => disabled !== undefined)).toEqual(
      [
        'setControlPlane',
        'setKubelet',
        'upgradeNodeImages',
        'setWorkloadIdentity',
        'bindIdentity',
        'setLocalAccounts',
        'prepareGateway',
      ].map(
        (kind) => expect.objectContaining({ kind, disabled: 'The cluster is stopped; start it first.' }) as unknown,
      ),
    );
  });

  it('the panel creates a private cluster with an own zone, both identities and their group on the way', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, { kind: 'change', draft: { kind: 'createCluster' } });
    await panel.until(() => panel.field('subscription').kind === 'choice' && panel.field('subscription').value !== '');
    panel.edit({
      recipe: 'private',
      name: 'vault-weu',
      group: 'new',
      groupName: 'rg-vault',
      location: place.location,
      identity: 'new',
      kubelet: 'preCreated',
      kubeletIdentity: 'new',
      subnet: ids.subnet,
      zone: zone.id,
    });
    panel.send({ kind: 'review' });
    const { flow } = await planned(panel);
    expect(flow!.failure).toBeUndefined();
    const kinds = flow!.plan!.steps.map(({ path }) => path.split('/').at(-2));
    expect(kinds.slice(0, 3)).toEqual(['resourceGroups', 'userAssignedIdentities', 'userAssignedIdentities']);
    expect(kinds.at(-1)).toBe('managedClusters');
    const body = JSON.parse(flow!.plan!.steps.at(-1)!.body!) as {
      properties: { apiServerAccessProfile: object; networkProfile: object };
    };
    expect(body.properties.apiServerAccessProfile).toMatchObject({
      enablePrivateCluster: true,
      privateDNSZone: zone.id,
    });
    expect(body.properties.networkProfile).toMatchObject({
      outboundType: 'userDefinedRouting',
      serviceCidr: '10.2.0.0/24',
    });
  });

  it('the panel keeps the cluster of the panel when another one changes', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, { kind: 'cluster', clusterId: uami.id, tab: 'map' });
    const { map, tab } = await panel.until((state) => state.map !== undefined && state.loading === undefined);
    expect(tab).toBe('map');
    expect(map!.things.filter(({ column }) => column === 0).map(({ label }) => label)).toEqual(['uami-weu']);
  });
});
