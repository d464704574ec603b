import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { planAsAz } from '../../../src/domain/export/az.ts';
import { identitySummary } from '../../../src/domain/identityTable/identityTable.ts';
import { describeControlPlane } from '../../../src/domain/words/describe.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { federatedCredential, userAssignedIdentity } from '../../../src/emulator/scenarios/parts/identities.ts';
import { clusterRow } from '../../../src/tree/clusters/clusterRow.ts';
import { clusterSummaryOf } from '../../../src/domain/cluster/clusterSummary.ts';
import { fieldsOf } from '../../../src/webview/forms/parts/parts.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut, newCluster, succeed, toUserAssigned } from '../../support/azure/changes.ts';
import { idA, idB, idKubelet2, own, place, sami, smallWorld, sp, uami } from '../../support/azure/smallWorld.ts';
import { benchWith, codesOf, partOf, readCluster, withJson } from './articleWorld.ts';
import { formOn, optionOf } from './formOn.ts';

const { kubelet: _kubelet, network: _network, ...plainCluster } = newCluster({});

describe('article, ground rules: kinds of identity', () => {
  it('distinguishes service principal, system-assigned and user-assigned clusters, whatever the casing of the type (A-01)', async () => {
    const shouting = makeCluster({
      place,
      name: 'loud-weu',
      controlPlane: { kind: 'systemAssigned' },
      pools: [{ name: 'nodepool1' }],
    });
    const bench = benchWith([
      withJson(shouting, (json) => ({
        ...json,
        identity: { ...(json['identity'] as object), type: 'SYSTEMASSIGNED' },
      })),
    ]);
    const { items } = await bench.service.clusters();
    const labelOf = (id: string): string | undefined => {
      const found = items.find((each) => each.id.toLowerCase() === id.toLowerCase());
      return found && textOf(describeControlPlane(found.controlPlane));
    };
    expect(labelOf(sp.id)).toMatch(/^service principal/);
    expect(labelOf(sami.id)).toBe('system-assigned');
    expect(labelOf(uami.id)).toBe(`user-assigned ${idA.name}`);
    expect(labelOf(shouting.id)).toBe('system-assigned');
    const answer = await bench.api.clusters();
    expect(answer.filter(({ usesServicePrincipal }) => usesServicePrincipal).map(({ name }) => name)).toEqual([
      'sp-weu',
    ]);
  });

  it('gives a service principal cluster the hint and the way to a managed identity, and others neither (A-02)', async () => {
    const bench = createBench(smallWorld());
    const hint = (await bench.api.diagnose(sp.id)).find(({ code }) => code === 'servicePrincipal');
    expect(hint).toMatchObject({
      severity: 'warning',
      text: expect.stringMatching(/secret expires.*needs no rotation/s) as string,
      fix: { kind: 'setControlPlane', clusterId: expect.stringMatching(/sp-weu$/) as string },
    });
    expect(clusterRow(clusterSummaryOf(await readCluster(bench, sp.id)), {}).contextValue).toContain(
      ':servicePrincipal:',
    );
    expect(await codesOf(bench, sami.id)).not.toContain('servicePrincipal');
    expect(clusterRow(clusterSummaryOf(await readCluster(bench, sami.id)), {}).contextValue).not.toContain(
      ':servicePrincipal:',
    );
  });

  it('explains the kinds where they are chosen, and refuses to delete an identity that clusters use (A-03)', async () => {
    const bench = createBench(smallWorld());
    const form = await formOn(bench, { kind: 'createCluster' });
    const { description: system } = optionOf(form, 'controlPlane', 'systemAssigned');
    const { description: user } = optionOf(form, 'controlPlane', 'userAssigned');
    const { description: kubelet } = optionOf(form, 'kubelet', 'preCreated');
    expect(system).toMatch(/this cluster alone.*deleted with it/i);
    expect(user).toMatch(/resource of its own.*shared.*until you delete it/i);
    expect(kubelet).toMatch(/user-assigned identity for the nodes/i);
    const deletion = await formOn(bench, { kind: 'deleteIdentity' });
    expect(optionOf(deletion, 'identity', idA.id).disabled).toMatch(/uami-weu/);
    await bench.forget();
    await expect(bench.api.apply({ kind: 'deleteIdentity', identityId: idA.id })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/own-weu.*uami-weu|uami-weu.*own-weu/s) as string,
    });
    expect(await bench.writes()).toEqual([]);
  });

  it('creates with a system-assigned identity and no secret anywhere (A-04, D-17)', async () => {
    const bench = createBench(smallWorld());
    const form = await formOn(bench, {
      kind: 'createCluster',
      values: { name: 'new-weu', group: place.group },
    });
    const [change, ...others] = form.changes;
    expect(others).toEqual([]);
    expect(
      fieldsOf(form.sections)
        .map(({ label }) => label)
        .join(),
    ).not.toMatch(/secret|password/i);
    await bench.forget();
    await succeed(bench, change!);
    const writes = await bench.writes();
    const put = writes.find(isClusterPut)!.body as { identity: unknown; properties: Record<string, unknown> };
    expect(put.identity).toEqual({ type: 'SystemAssigned' });
    expect(Object.keys(put.properties)).not.toContain('servicePrincipalProfile');
    expect(JSON.stringify(writes.map(({ body }) => body))).not.toMatch(/secret|password/i);
  });

  it('shows what replaces what, and finds an identity that was recreated under the same name (A-05)', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.api.plan(toUserAssigned(uami.id, idB.id));
    expect(plan.before.controlPlane).toContain(idA.name);
    expect(plan.after.controlPlane).toContain(idB.name);
    expect(await codesOf(bench, uami.id)).not.toContain('identityRecreated:controlPlane');
    await bench.arm('DELETE', `${idA.id}?api-version=2024-11-30`);
    await bench.arm('PUT', `${idA.id}?api-version=2024-11-30`, { location: place.location });
    const found = (await bench.api.diagnose(uami.id)).find(({ code }) => code === 'identityRecreated:controlPlane');
    expect(found).toMatchObject({ severity: 'error', evidence: expect.stringContaining(idA.principalId) as string });
  });

  it('keeps identities of applications out of the rows of the cluster (A-06)', async () => {
    const workload = userAssignedIdentity(place, 'id-orders-app');
    const part = makeCluster({
      place,
      name: 'apps-weu',
      controlPlane: { kind: 'systemAssigned' },
      pools: [{ name: 'nodepool1' }],
      workloadIdentity: true,
    });
    const credential = federatedCredential(workload, 'orders', part.issuer, 'system:serviceaccount:shop:orders');
    const bench = benchWith([part, partOf(workload.resource, credential)]);
    const rows = identitySummary(await readCluster(bench, part.id));
    const own = rows.find(({ id }) => id === 'workloadIdentity')!;
    expect(own.identity).toBe('Workload identity');
    expect(own.use).toMatch(/applications in pods.*not the cluster's own/is);
    const others = JSON.stringify(rows.filter(({ id }) => id !== 'workloadIdentity'));
    for (const text of [workload.id, workload.principalId, workload.clientId]) expect(others).not.toContain(text);
    const details = JSON.stringify(await bench.api.cluster(part.id));
    expect(details).not.toContain(workload.principalId);
  });

  it.each([
    ['2.23.0', { ...plainCluster, controlPlane: { kind: 'systemAssigned' } }],
    ['2.23.0', { ...plainCluster, controlPlane: { kind: 'userAssigned', identityId: idB.id } }],
    ['2.26.0', newCluster({})],
    ['2.49.0', toUserAssigned(sami.id, idB.id)],
    ['2.49.0', { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id }],
  ] as const)('copies az commands with the oldest az that knows them, %s (A-07)', async (version, change) => {
    const bench = createBench(smallWorld());
    const text = planAsAz(await bench.service.plan([change]));
    expect(text).toContain(`# Needs az ${version} or newer, in bash or zsh.`);
    expect(text).toMatch(/^az aks [^#\n]+$/m);
  });
});
