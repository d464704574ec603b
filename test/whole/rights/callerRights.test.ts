import { describe, expect, it } from 'vitest';
import { linkedActions } from '../../../src/emulator/providers/containerService/cluster/clusterLinks.ts';
import type { WorldCaller, WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { linkedNeeds } from '../../../src/domain/plan/callerChecks.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { clusterJson } from '../../support/domain/clusterFixture.ts';
import { linkedParts } from '../../support/domain/cases/linkedParts.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { createBench, tokenOf, type Bench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idB, idUnused, ids, own, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const subscription = `/subscriptions/${place.subscriptionId}`;
const objectId = '0b000000-0000-4000-8000-000000000001';
const aks = 'Azure Kubernetes Service Contributor Role';
const operator = 'Managed Identity Operator';
const grants = 'Role Based Access Control Administrator';
const caller = (...roleNames: string[]): WorldCaller => ({
  objectId,
  roles: ['Reader', ...roleNames].map((roleName) => ({ scope: subscription, roleName })),
});

/** The person is given a role by somebody who may. */
async function given(bench: Bench, world: WorldFile, roleName: string): Promise<Bench> {
  const held = { ...bench.emulator.snapshot(), caller: caller(...rolesOf(world), roleName) };
  return createBench(held);
}
const rolesOf = ({ caller: known }: WorldFile): string[] =>
  (known?.roles ?? []).map(({ roleName }) => roleName).filter((name) => name !== 'Reader');

interface Row {
  readonly id: string;
  readonly change: Change;
  readonly check: RegExp;
  /** What the person has, and what is missing. */
  readonly has: readonly string[];
  readonly lacks: string;
}

/** One row for each right of the person that a plan can tell: missing it is named, and with it the check passes. */
const rows: readonly Row[] = [
  {
    id: 'C-1',
    change: toUserAssigned(sami.id, idB.id),
    check: /^You can('t)? update sami-weu$/,
    has: [operator, grants],
    lacks: aks,
  },
  {
    id: 'C-2 (new identity)',
    change: toUserAssigned(sami.id, idB.id),
    check: /^You can('t)? assign identity id-b$/,
    has: [aks, grants],
    lacks: operator,
  },
  {
    id: 'C-2 (present identity)',
    change: { kind: 'setKubelet', clusterId: own.id, identityId: idUnused.id },
    check: /^You can('t)? assign identity id-a$/,
    has: [aks, grants],
    lacks: operator,
  },
  {
    id: 'C-3',
    change: toUserAssigned(sami.id, idB.id),
    check: /^You can('t)? join nodes to subnet snet-aks$/,
    has: [aks, operator, grants],
    lacks: 'Network Contributor',
  },
  {
    id: 'C-4',
    change: toUserAssigned(sami.id, idB.id),
    check: /^You can('t)? assign roles on snet-aks$/,
    has: [aks, operator, 'Network Contributor'],
    lacks: grants,
  },
  {
    id: 'C-5',
    change: {
      kind: 'createIdentity',
      subscriptionId: place.subscriptionId,
      resourceGroup: place.group,
      name: 'id-fresh',
      location: place.location,
    },
    check: /^You can('t)? create identities in rg-shop$/,
    has: [],
    lacks: 'Managed Identity Contributor',
  },
  {
    id: 'C-6',
    change: { kind: 'upgradeNodeImages', clusterId: own.id },
    check: /^You can('t)? upgrade the node image of pool nodepool1$/,
    has: [],
    lacks: 'Contributor',
  },
];

describe.each(rows)('the right of the person $id', ({ change, check, has, lacks }) => {
  it('of the caller is named before anything is sent, stops the change, and passes once it is there', async () => {
    const world = smallWorld({ caller: caller(...has) });
    const bench = createBench(world);
    const verdict = async (on: Bench): Promise<unknown> =>
      (await on.service.plan([change])).checks.find(({ title }) => check.test(textOf(title)))?.verdict;
    expect(await verdict(bench)).toBe('fail');
    await expect(bench.api.apply(change)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await bench.writes()).toEqual([]);
    expect(await verdict(await given(bench, world, lacks))).toBe('pass');
  });
});

describe('the right of the person C-7', () => {
  it('is described in words if credentials are refused, and passes once it is there', async () => {
    const world = smallWorld({ caller: caller() });
    const bench = createBench(world);
    await expect(bench.service.kubeconfig(own.id, 'user')).rejects.toMatchObject({ code: 'forbidden' });
    const after = await given(bench, world, 'Azure Kubernetes Service Cluster User Role');
    expect(await after.service.kubeconfig(own.id, 'user')).toContain('apiVersion');
  });
});

describe('the right of the person C-8', () => {
  it('makes what it hides unknown, never missing', async () => {
    const world = smallWorld({ caller: { objectId, roles: [{ scope: subscription, roleName: aks }] } });
    const bench = createBench(world);
    const verdicts = async (on: Bench): Promise<ReadonlySet<string>> =>
      new Set((await on.service.requirements(own.id)).map(({ verdict }) => verdict));
    expect(await verdicts(bench)).toEqual(new Set(['unknown']));
    expect(await verdicts(await given(bench, world, 'Reader'))).toContain('granted');
  });
});

describe('what a cluster PUT checks again', () => {
  it.each(linkedParts)(
    'is asked by the extension as the emulator, written separately, asks it: %s',
    (_, properties) => {
      const body = clusterJson(properties);
      const ours = linkedNeeds(body).map(({ action, scope }) => `${action} ${scope}`.toLowerCase());
      const theirs = linkedActions(body).map(({ action, scope }) => `${action} ${scope}`.toLowerCase());
      expect(new Set(ours)).toEqual(new Set(theirs));
      expect(ours.length).toBeGreaterThan(1);
    },
  );

  it('stays in doubt for what only a pool names that AKS keeps for itself, and is reported only if it is missing', async () => {
    const part = makeCluster({
      place,
      name: 'auto-weu',
      controlPlane: { kind: 'systemAssigned' },
      pools: [{ name: 'system' }, { name: 'aksmanagedap', subnetId: ids.newSubnet, more: { mode: 'Machines' } }],
    });
    const check = async (...roleNames: string[]) => {
      const { resources, ...small } = smallWorld();
      const world = {
        ...small,
        resources: [...resources, ...part.resources],
        caller: caller(grants, operator, ...roleNames),
      };
      const plan = await createBench(world, { token: tokenOf(objectId) }).service.plan([
        toUserAssigned(part.id, idB.id),
      ]);
      return plan.checks.filter(({ title }) => textOf(title).includes('snet-new')).map(({ verdict }) => verdict);
    };
    expect(await check(aks)).toEqual(['unknown']);
    expect(await check('Contributor')).toEqual([]);
  });
});

describe('a role that the person can activate', () => {
  const eligible = (roleName: string, scope = subscription): WorldFile =>
    smallWorld({
      caller: { ...caller(operator, grants), eligibleRoles: [{ scope, roleName }] },
      managementGroups: [{ name: 'contoso', subscriptions: [place.subscriptionId] }, { name: 'elsewhere' }],
    });
  const detail = async (world: WorldFile): Promise<string> => {
    const { checks } = await createBench(world).service.plan([toUserAssigned(sami.id, idB.id)]);
    return textOf(checks.find(({ title }) => textOf(title) === "You can't update sami-weu")!.detail);
  };

  it('is named where it would give what is missing', async () => {
    expect(await detail(eligible('Contributor'))).toMatch(
      /You are eligible for Contributor on .*: activate it in Privileged Identity Management, then check again\.$/,
    );
    expect(await detail(eligible('Contributor', '/providers/Microsoft.Management/managementGroups/contoso'))).toMatch(
      /You are eligible for Contributor on management group contoso/,
    );
  });

  it('at a management group is named only where that is above the cluster (T-04)', async () => {
    const elsewhere = '/providers/Microsoft.Management/managementGroups/elsewhere';
    expect(await detail(eligible('Contributor', elsewhere))).not.toContain('eligible');
    const root = `/providers/Microsoft.Management/managementGroups/${smallWorld().tenantId}`;
    expect(await detail(eligible('Contributor', root))).toContain('You are eligible for Contributor');
  });

  it.each([
    ['at the group itself', 'contoso', 'Owner on management group contoso'],
    ['at the root group', smallWorld().tenantId, `Owner on management group ${smallWorld().tenantId}`],
    ['below it', 'below', undefined],
    ['elsewhere', 'elsewhere', undefined],
  ])('is asked of the management group in which something is to be done: %s (T-05)', async (_, name, said) => {
    const groups = '/providers/Microsoft.Management/managementGroups';
    const bench = createBench({
      ...eligible('Owner', `${groups}/${name}`),
      managementGroups: [{ name: 'contoso' }, { name: 'below', parent: 'contoso' }, { name: 'elsewhere' }],
    });
    const scope = `${groups}/contoso`;
    const { checks } = await bench.service.plan([
      { kind: 'assignRole', principalId: idB.principalId, role: { name: 'Reader' }, scope },
    ]);
    expect(/eligible for (.*?):/.exec(textOf(checks.find(({ verdict }) => verdict === 'fail')!.detail))?.[1]).toBe(
      said,
    );
    const asked = (await bench.requests()).filter(({ path }) => /roleEligibilityScheduleInstances/i.test(path));
    expect(asked.map(({ path, status }) => [path, status])).toEqual([
      [`${scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`, 200],
    ]);
  });

  it('is asked of everything if something is to be done at the root, and helps only if it is there', async () => {
    const said = async (at: string): Promise<string> => {
      const { checks } = await createBench(eligible('Owner', at)).service.plan([
        { kind: 'assignRole', principalId: idB.principalId, role: { name: 'Reader' }, scope: '/' },
      ]);
      return textOf(checks.find(({ verdict }) => verdict === 'fail')!.detail);
    };
    expect(await said('/')).toContain('You are eligible for Owner');
    expect(await said('/providers/Microsoft.Management/managementGroups/contoso')).not.toContain('eligible');
    expect(await said(subscription)).not.toContain('eligible');
  });

  it('is not named where it would not help: too little, or elsewhere', async () => {
    expect(await detail(eligible('Reader'))).not.toContain('eligible');
    expect(await detail(eligible('Contributor', idUnused.id))).not.toContain('eligible');
  });

  it('still stops the change: it gives nothing before it is activated', async () => {
    const bench = createBench(eligible('Contributor'));
    await expect(bench.api.apply(toUserAssigned(sami.id, idB.id))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is read only if something is missing, and unknown if ARM does not show it', async () => {
    const asked = async (bench: Bench): Promise<number> =>
      (await bench.requests()).filter(({ path }) => /roleEligibilityScheduleInstances/i.test(path)).length;
    const owner = createBench(smallWorld());
    await owner.service.plan([toUserAssigned(sami.id, idB.id)]);
    expect(await asked(owner)).toBe(0);
    const bench = createBench(eligible('Contributor'));
    await bench.fault({
      match: { method: 'GET', pathContains: 'roleeligibility' },
      status: 400,
      code: 'AadPremiumLicenseRequired',
      message: 'The tenant needs a premium license.',
      times: 9,
    });
    const { checks } = await bench.service.plan([toUserAssigned(sami.id, idB.id)]);
    expect(checks.some(({ detail: text }) => textOf(text).includes('eligible'))).toBe(false);
    expect(await asked(bench)).toBe(1);
  });
});
