import { describe, expect, it } from 'vitest';
import type { Change, ControlPlaneChoice } from '../../../src/domain/change/change.ts';
import { planText } from '../../../src/cli/commands/planCommand.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { assignRole, guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { logAnalyticsWorkspace } from '../../../src/emulator/scenarios/parts/services.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut, isGrant, succeed, toUserAssigned } from '../../support/azure/changes.ts';
import {
  idA,
  idB,
  idKubelet2,
  ids,
  idUnused,
  legacyRegistry,
  place,
  sami,
  smallWorld,
  sp,
  uami,
} from '../../support/azure/smallWorld.ts';
import { benchWith, jsonOf, partOf } from './articleWorld.ts';

const system: ControlPlaneChoice = { kind: 'systemAssigned' };
const own = (identityId: string): ControlPlaneChoice => ({ kind: 'userAssigned', identityId });
const change = (clusterId: string, controlPlane: ControlPlaneChoice): Change => ({
  kind: 'setControlPlane',
  clusterId,
  controlPlane,
});

describe('article: an existing cluster gets another control plane identity', () => {
  it.each([
    ['a service principal', 'system-assigned', sp.id, system, 'SystemAssigned', undefined],
    ['a service principal', 'user-assigned', sp.id, own(idB.id), 'UserAssigned', idB.id],
    ['system-assigned', 'user-assigned', sami.id, own(idB.id), 'UserAssigned', idB.id],
    ['user-assigned', 'system-assigned', uami.id, system, 'SystemAssigned', undefined],
    ['user-assigned', 'another user-assigned', uami.id, own(idB.id), 'UserAssigned', idB.id],
  ] as const)(
    'goes from %s to %s with one PUT of a whole new identity (A-68)',
    async (_, __, id, choice, type, identityId) => {
      const bench = createBench(smallWorld());
      await bench.forget();
      await succeed(bench, change(id, choice));
      const writes = await bench.writes();
      const puts = writes.filter(isClusterPut);
      expect(puts).toHaveLength(1);
      const userAssignedIdentities = identityId === undefined ? {} : { userAssignedIdentities: { [identityId]: {} } };
      expect((puts[0]!.body as { identity: object }).identity).toEqual({ type, ...userAssignedIdentities });
      expect(puts[0]!.headers['if-match']).toBeTruthy();
      const early = writes.slice(0, writes.indexOf(puts[0]!));
      expect(early.every(isGrant)).toBe(true);
      if (choice.kind === 'systemAssigned') expect(early).toEqual([]);
      const after = await jsonOf(bench, id);
      expect(after.identity!.type).toBe(type);
      expect(Object.keys(after.identity!.userAssignedIdentities ?? {}).map((each) => each.toLowerCase())).toEqual(
        identityId === undefined ? [] : [identityId.toLowerCase()],
      );
      expect(after.properties.servicePrincipalProfile!.clientId).toBe('msi');
    },
  );

  it.each([
    ['the system-assigned one that it has', sami.id, system],
    ['the user-assigned one that it has', uami.id, own(idA.id)],
    ['the same in another casing', uami.id, own(idA.id.toUpperCase())],
  ] as const)('sends nothing for %s (A-68)', async (_, id, choice) => {
    const bench = createBench(smallWorld());
    expect(await bench.api.apply(change(id, choice))).toMatchObject({
      status: 'succeeded',
      steps: [{ status: 'alreadyDone' }],
    });
    expect(await bench.writes()).toEqual([]);
  });

  it('finds out before any write that the caller may not assign the identity (A-68)', async () => {
    const caller = { objectId: idUnused.clientId, roles: [{ scope: sami.id, roleName: 'Contributor' }] };
    const bench = createBench(smallWorld({ caller }));
    const plan = await bench.api.plan(toUserAssigned(sami.id, idA.id));
    const failed = plan.checks.filter(({ verdict }) => verdict === 'fail').map(({ permission }) => permission?.action);
    expect(failed).toContain('Microsoft.ManagedIdentity/userAssignedIdentities/assign/action');
    await expect(bench.api.apply(toUserAssigned(sami.id, idA.id))).rejects.toMatchObject({ code: 'forbidden' });
    expect(await bench.writes()).toEqual([]);
  });

  it('says once on a page that nothing restarts, where a point of the plan says it (A-69)', async () => {
    const bench = createBench(smallWorld());
    const text = planText(await bench.service.plan([change(sami.id, own(idB.id))]), 'markdown');
    expect(text.match(/neither the nodes nor the control plane restart/gi)).toHaveLength(1);
  });

  it.each([
    ['system-assigned to user-assigned', sami.id, own(idB.id), 'none'],
    ['service principal to user-assigned', sp.id, own(idB.id), 'restart'],
    ['user-assigned to user-assigned', uami.id, own(idB.id), 'undocumented'],
    ['user-assigned to system-assigned', uami.id, system, 'undocumented'],
  ] as const)('says of %s what is documented about downtime, and no more (A-69)', async (_, id, choice, said) => {
    const { warnings } = await createBench(smallWorld()).api.plan(change(id, choice));
    const text = warnings.map((warning) => warning.text).join('\n');
    const says = {
      none: /neither the nodes nor the control plane restart/i.test(text),
      undocumented: /isn't documented/.test(text),
    };
    expect(says).toEqual({ none: said === 'none', undocumented: said === 'undocumented' });
    expect(warnings.some(({ severity }) => severity === 'disruption')).toBe(said === 'restart');
    expect(text).toMatch(/keeps using the old identity until its token expires/);
  });

  it('leaves a service principal for a user-assigned identity with everything that follows from leaving it (A-70)', async () => {
    const workspace = logAnalyticsWorkspace(place, 'law-a70');
    const objectId = guidOf('object', 'a70');
    const part = makeCluster({
      place,
      name: 'a70-weu',
      controlPlane: { kind: 'servicePrincipal', appId: guidOf('app', 'a70'), objectId },
      pools: [{ name: 'nodepool1', subnetId: ids.subnet }],
      addons: { omsagent: { logAnalyticsWorkspaceResourceID: workspace.id } },
    });
    const pull = { resources: [], roleAssignments: [assignRole('AcrPull', objectId, legacyRegistry.id)] };
    const bench = benchWith([partOf(workspace), part, pull]);
    const plan = await bench.api.plan(change(part.id, own(idKubelet2.id)));
    expect(plan.reversible).toBe(false);
    await bench.forget();
    await succeed(bench, change(part.id, own(idKubelet2.id)));
    const writes = await bench.writes();
    const put = writes.findIndex(isClusterPut);
    const after = await jsonOf(bench, part.id);
    const { addons, kubelet } = await bench.api.cluster(part.id);
    expect(after.properties.servicePrincipalProfile!.clientId).toBe('msi');
    const grantsOf = (some: typeof writes) =>
      some.map(({ path, body }) => [
        path.replace(/\/providers\/Microsoft.Authorization\/.*/i, '').toLowerCase(),
        (body as { properties: { principalId: string } }).properties.principalId,
      ]);
    expect(grantsOf(writes.slice(0, put))).toEqual([[ids.subnet.toLowerCase(), idKubelet2.principalId]]);
    expect(grantsOf(writes.slice(put + 1))).toEqual([
      [part.id.toLowerCase(), addons.find(({ name }) => name === 'omsagent')!.objectId],
      [legacyRegistry.id.toLowerCase(), kubelet.objectId],
    ]);
  });
});
