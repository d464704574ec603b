import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { publicAddress, routeTable, subnetId, virtualNetwork } from '../../../src/emulator/scenarios/parts/networks.ts';
import { assignRole } from '../../../src/emulator/scenarios/parts/resources.ts';
import { diskEncryptionSet, keyVault } from '../../../src/emulator/scenarios/parts/services.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut, isGrant, newCluster, succeed, toUserAssigned } from '../../support/azure/changes.ts';
import {
  idA,
  idB,
  idKubelet,
  idKubelet2,
  ids,
  idUnused,
  place,
  sami,
  smallWorld,
  uami,
} from '../../support/azure/smallWorld.ts';
import { benchWith, partOf } from './articleWorld.ts';
import { formOn, optionOf } from './formOn.ts';

const roleId = {
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  networkContributor: '4d97b98b-1d4f-4787-a291-c67834d212e7',
  managedIdentityOperator: 'f1a07417-d97a-45cb-824c-7a7467783830',
};

/** A cluster with everything outside its node resource group, and nothing granted. */
function outsideWorld() {
  const table = routeTable(place, 'rt-out', '10.50.255.4');
  const network = virtualNetwork(place, 'vnet-out', '10.50.0.0/16', [
    { name: 'snet-out', prefix: '10.50.0.0/20', routeTable: table },
  ]);
  const address = publicAddress(place, 'pip-out', '20.103.40.99');
  const vault = keyVault(place, 'kv-out');
  const disks = diskEncryptionSet(place, 'des-out', vault);
  const subnet = subnetId(network, 'snet-out');
  const part = makeCluster({
    place,
    name: 'out-weu',
    controlPlane: { kind: 'userAssigned', identity: idB },
    kubelet: idKubelet2,
    pools: [{ name: 'nodepool1', subnetId: subnet }],
    network: {
      networkPluginMode: null,
      loadBalancerProfile: { outboundIPs: { publicIPs: [{ id: address.id }] } },
    },
    properties: { diskEncryptionSetID: disks.id },
  });
  return {
    part,
    subnet,
    table,
    address,
    disks,
    bench: benchWith([partOf(...network, table, address, vault, disks), part]),
  };
}

describe('article: role assignments', () => {
  it('asks for all five grants of resources outside the node resource group, from the JSON alone (A-49)', async () => {
    const { part, subnet, table, address, disks, bench } = outsideWorld();
    const asked = (await bench.api.requirements(part.id)).filter(({ verdict }) => verdict !== 'granted');
    expect(asked.map(({ scope, role, verdict, principalId }) => [scope, role.name, verdict, principalId])).toEqual([
      [subnet, 'Network Contributor', 'missing', idB.principalId],
      [table.id, 'Network Contributor', 'missing', idB.principalId],
      [address.id, 'Network Contributor', 'missing', idB.principalId],
      [disks.id, 'Reader', 'missing', idB.principalId],
      [idKubelet2.id, 'Managed Identity Operator', 'missing', idB.principalId],
    ]);
    const plan = await bench.api.plan({
      kind: 'setControlPlane',
      clusterId: part.id,
      controlPlane: { kind: 'userAssigned', identityId: idUnused.id },
    });
    expect(plan.steps.map(({ kind }) => kind)).toEqual([...Array<string>(5).fill('assignRole'), 'putCluster']);
  });

  it('advises a user-assigned identity only where own network resources meet a system-assigned one (A-50)', async () => {
    const bench = createBench(smallWorld());
    const warned = async (change: Change) => (await bench.api.plan(change)).warnings.map(({ text }) => text).join('\n');
    const { kubelet: _kubelet, ...rest } = newCluster({});
    const { network: _network, ...noNetwork } = rest;
    const system = { kind: 'systemAssigned' } as const;
    const advice = /user-assigned identity is recommended.*roles are granted first.*take effect late/;
    expect(await warned({ ...rest, controlPlane: system })).toMatch(advice);
    expect(await warned(rest)).not.toMatch(advice);
    expect(await warned({ ...noNetwork, controlPlane: system })).not.toMatch(advice);
  });

  it.each([
    ['the narrowest role', roleId.networkContributor, ids.subnet, undefined],
    ['the role of the article', roleId.contributor, ids.group, /Contributor on resource group rg-shop is broad/],
  ] as const)('grants %s for own networks, and says which is broad (A-53, D-04)', async (_, id, scope, broad) => {
    const bench = createBench(smallWorld());
    const change: Change = { kind: 'assignRole', principalId: idB.principalId, role: { id }, scope };
    const warnings = (await bench.api.plan(change)).warnings.map(({ text }) => text).join('\n');
    if (broad) expect(warnings).toMatch(broad);
    else expect(warnings).not.toMatch(/broad/);
    const form = await formOn(bench, { kind: 'assignRole' });
    expect(optionOf(form, 'role', id).disabled).toBeUndefined();
    expect(optionOf(form, 'scope', scope).disabled).toBeUndefined();
    await bench.forget();
    await succeed(bench, change);
    const [put, ...others] = await bench.writes();
    expect(others).toEqual([]);
    expect(put!.path.toLowerCase()).toContain(`${scope}/providers/Microsoft.Authorization/`.toLowerCase());
    expect(put!.body).toMatchObject({
      properties: { roleDefinitionId: expect.stringMatching(new RegExp(`${id}$`)) as string },
    });
  });

  it('never offers Network Contributor for disks (A-53, D-05)', async () => {
    const { part, bench } = outsideWorld();
    const disks = (await bench.api.requirements(part.id)).filter(({ scope }) => /Microsoft.Compute/i.test(scope));
    expect(disks.map(({ role }) => role.name)).toEqual(['Reader']);
    const plan = await bench.api.plan({
      kind: 'assignRole',
      principalId: idB.principalId,
      role: { name: 'Contributor' },
      scope: ids.group,
    });
    expect(plan.warnings.map(({ text }) => text).join()).toMatch(/for disks, Virtual Machine Contributor/);
  });

  it.each([
    ['another identity', idB],
    ['the same identity', idKubelet2],
  ])(
    'grants Managed Identity Operator once, at exactly the kubelet identity, to %s (A-54)',
    async (_, controlPlane) => {
      const bench = createBench(smallWorld());
      const change: Change = {
        kind: 'setKubelet',
        clusterId: uami.id,
        identityId: idKubelet2.id,
        controlPlane: { kind: 'userAssigned', identityId: controlPlane.id },
      };
      await succeed(bench, change);
      const grants = (await bench.writes()).filter(isGrant);
      expect(grants).toHaveLength(1);
      expect(grants[0]!.path.toLowerCase()).toContain(
        `${idKubelet2.id}/providers/microsoft.authorization/`.toLowerCase(),
      );
      expect(grants[0]!.body).toMatchObject({
        properties: {
          principalId: controlPlane.principalId,
          principalType: 'ServicePrincipal',
          roleDefinitionId: expect.stringContaining(roleId.managedIdentityOperator) as string,
        },
      });
      await bench.forget();
      await succeed(bench, change);
      expect(await bench.writes()).toEqual([]);
      expect((await bench.api.requirements(uami.id)).find(({ id }) => id === 'P-30')).toMatchObject({
        verdict: 'granted',
      });
    },
  );

  it('does not repeat a Managed Identity Operator that is inherited from the group (A-54)', async () => {
    const bench = benchWith([
      { resources: [], roleAssignments: [assignRole('Managed Identity Operator', idA.principalId, ids.group)] },
    ]);
    await succeed(bench, { kind: 'setKubelet', clusterId: uami.id, identityId: idKubelet2.id });
    const writes = await bench.writes();
    expect(writes.filter(isGrant)).toEqual([]);
    expect(writes.filter(isClusterPut)).toHaveLength(1);
  });

  it('refuses a malformed scope before any request, and an unknown role in clear words (A-55)', async () => {
    const bench = createBench(smallWorld());
    const assign = (role: Extract<Change, { kind: 'assignRole' }>['role'], scope: string): Change => ({
      kind: 'assignRole',
      principalId: idB.principalId,
      role,
      scope,
    });
    for (const scope of ['rg-shop', '/subscriptions', `${ids.group}/providers`, `${ids.group}/providers/Microsoft.X`]) {
      await expect(bench.api.apply(assign({ name: 'Reader' }, scope)), scope).rejects.toMatchObject({
        code: 'refused',
      });
    }
    expect(await bench.requests()).toEqual([]);
    await expect(bench.api.apply(assign({ name: 'Redaer' }, ids.group))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('There is no role "Redaer"') as string,
    });
    const asked = (await bench.requests()).find(({ path }) => path.endsWith('/roleDefinitions'))!;
    expect(asked.query['$filter']).toBe("roleName eq 'Redaer'");
    expect(await bench.writes()).toEqual([]);
  });

  it('offers the principal of every identity of a cluster, and takes the role by name or by GUID (A-55)', async () => {
    const bench = createBench(smallWorld());
    const form = await formOn(bench, { kind: 'assignRole', clusterId: sami.id });
    expect(optionOf(form, 'principal', sami.principalId).label).toBe('Control plane of sami-weu');
    expect(optionOf(form, 'principal', sami.kubelet!.principalId).label).toBe('Kubelet of sami-weu');
    expect(optionOf(form, 'principal', idKubelet.principalId).label).toBe('id-kubelet');
    const change = { kind: 'assignRole', principalId: sami.principalId, scope: ids.group } as const;
    const byName = await bench.api.plan({ ...change, role: { name: 'network CONTRIBUTOR' } });
    const byId = await bench.api.plan({ ...change, role: { id: roleId.networkContributor } });
    expect(byName.steps.map(({ id }) => id)).toEqual(byId.steps.map(({ id }) => id));
  });

  it('shows a grant as propagating for 60 minutes, and never as effective at once (A-56)', async () => {
    const bench = createBench(smallWorld());
    const outcome = await bench.api.apply({
      kind: 'assignRole',
      principalId: idB.principalId,
      role: { name: 'Reader' },
      scope: ids.group,
    });
    expect(outcome.next.join()).toMatch(/up to 60 minutes/);
    const timersAfter = async (minutes: number) => {
      bench.emulator.clock.advance(minutes * 60);
      return (await bench.service.activity())[0]!.timers.map(({ kind }) => kind);
    };
    expect(await timersAfter(0)).toEqual(['propagation']);
    expect(await timersAfter(59)).toEqual(['propagation']);
    expect(await timersAfter(2)).toEqual([]);
  });

  it('finds a missing right to assign roles before trying, and hands the command to someone else (A-57)', async () => {
    const caller = { objectId: idUnused.clientId, roles: [{ scope: ids.group, roleName: 'Contributor' }] };
    const bench = createBench(smallWorld({ caller }));
    const change: Change = {
      kind: 'assignRole',
      principalId: idB.principalId,
      role: { name: 'Reader' },
      scope: ids.subnet,
    };
    const failed = (await bench.api.plan(change)).checks.find(({ verdict }) => verdict === 'fail')!;
    for (const name of ['Owner', 'User Access Administrator', 'Role Based Access Control Administrator']) {
      expect(failed.request?.from).toContain(name);
    }
    expect(failed.permission?.action).toBe('Microsoft.Authorization/roleAssignments/write');
    expect(failed.request?.command).toContain(`az role assignment create --assignee-object-id ${idB.principalId}`);
    expect(failed.request?.command).toContain(`--scope ${ids.subnet}`);
    const grantInPlan = (await bench.api.plan(toUserAssigned(sami.id, idB.id))).checks.find(
      ({ title, verdict }) => verdict === 'fail' && title.includes('snet-aks'),
    )!;
    expect(grantInPlan.request?.command).toContain(`az role assignment create --assignee-object-id ${idB.principalId}`);
    await expect(bench.api.apply(change)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await bench.writes()).toEqual([]);
    const asked = (await bench.requests()).map(({ path }) => path.toLowerCase());
    expect(asked).toContain(`${ids.subnet}/providers/Microsoft.Authorization/permissions`.toLowerCase());
  });
});
