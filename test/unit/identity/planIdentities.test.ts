import { describe, expect, test } from 'vitest';
import type { Change, ControlPlaneChoice } from '../../../src/identity/change.ts';
import type { JsonObject } from '../../../src/identity/model.ts';
import { plan } from '../../../src/identity/plan.ts';
import type { Plan } from '../../../src/identity/planned.ts';
import { Refusal } from '../../../src/identity/refusal.ts';
import { factsOf } from './factsOf.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  identity,
  identityId,
  nodeGroup,
  registryId,
  subnetId,
  sub,
  systemAssigned,
  tenant,
  userAssigned,
  worldFacts,
  type World,
} from './worldFacts.ts';

const cp = identity('id-shop', guid(10));
const other = identity('id-other', guid(11));
const kubelet = identity('id-kubelet', guid(12));
const registry: JsonObject = { id: registryId, name: 'acrshop', location: 'westeurope', properties: {} };
const subnet: JsonObject = { id: subnetId, name: 'snet-aks', properties: { addressPrefix: '10.1.0.0/24' } };
const onSubnet = {
  agentPoolProfiles: [
    { name: 'system', type: 'VirtualMachineScaleSets', vnetSubnetID: subnetId, nodeImageVersion: 'img-1' },
  ],
};
const toUser = (name: string): ControlPlaneChoice => ({ kind: 'userAssigned', identityId: identityId(name) });
const toSystem: ControlPlaneChoice = { kind: 'systemAssigned' };

function planned(change: Change, world: World): Plan {
  return plan([change], worldFacts(world));
}

function refusal(change: Change, world: World): Refusal {
  try {
    planned(change, world);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was planned.');
}

function setControlPlane(controlPlane: ControlPlaneChoice): Change {
  return { kind: 'setControlPlane', clusterId, controlPlane };
}

const setKubelet = (controlPlane?: ControlPlaneChoice): Change => ({
  kind: 'setKubelet',
  clusterId,
  identityId: identityId('id-kubelet'),
  ...(controlPlane ? { controlPlane } : {}),
});

const kinds = ({ steps }: Plan): string[] => steps.map(({ kind }) => kind);

describe('identity transitions (A-40, A-68, az-behaviour section 3)', () => {
  const from = {
    servicePrincipal: cluster(undefined),
    systemAssigned: cluster(systemAssigned, { identityProfile: defaultKubelet }),
    userAssigned: cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet }),
  };
  const matrix: readonly [keyof typeof from, ControlPlaneChoice, JsonObject, boolean][] = [
    ['servicePrincipal', toSystem, { type: 'SystemAssigned' }, false],
    [
      'servicePrincipal',
      toUser('id-shop'),
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } },
      false,
    ],
    ['systemAssigned', toSystem, { type: 'SystemAssigned' }, true],
    [
      'systemAssigned',
      toUser('id-shop'),
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } },
      true,
    ],
    ['userAssigned', toSystem, { type: 'SystemAssigned' }, true],
    [
      'userAssigned',
      toUser('id-shop'),
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } },
      true,
    ],
    [
      'userAssigned',
      toUser('id-other'),
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-other')]: {} } },
      true,
    ],
  ];
  test.each(matrix)('from %s to %o the whole identity is replaced', (kind, choice, identityJson, reversible) => {
    const result = planned(setControlPlane(choice), { resources: [from[kind], cp, other] });
    const put = result.steps.find((step) => step.kind === 'putCluster');
    expect(put?.request).toMatchObject({ method: 'PUT', path: clusterId });
    expect(put?.request.body?.['identity']).toEqual(identityJson);
    expect(result.reversible).toBe(reversible);
  });

  test('an identity that differs only in casing is already there', () => {
    const result = planned(setControlPlane({ kind: 'userAssigned', identityId: identityId('ID-SHOP') }), {
      resources: [from.userAssigned, cp],
    });
    expect(result.checks).toMatchObject([{ title: 'Nothing is left to do', verdict: 'pass' }]);
    expect(kinds(result)).toEqual(['putCluster']);
    expect(result.warnings).toEqual([]);
  });

  test('going from system-assigned to user-assigned promises no restart, other changes do not (A-69)', () => {
    const texts = (kind: keyof typeof from, choice: ControlPlaneChoice): string =>
      planned(setControlPlane(choice), { resources: [from[kind], cp, other] })
        .warnings.map(({ text }) => text)
        .join('\n');
    expect(texts('systemAssigned', toUser('id-shop'))).toContain('No restart of nodes');
    expect(texts('userAssigned', toUser('id-other'))).toContain('not documented');
    expect(texts('userAssigned', toSystem)).toContain('not documented');
    const leaving = texts('servicePrincipal', toUser('id-shop'));
    expect(leaving).not.toContain('No restart of nodes');
    expect(leaving).toContain('may be reimaged');
    expect(leaving).toContain('cannot go back to a service principal');
  });

  test('every change of the control plane tells how long the old identity stays in use (A-39)', () => {
    const result = planned(setControlPlane(toUser('id-shop')), { resources: [from.systemAssigned, cp] });
    expect(result.warnings.some(({ text }) => text.includes('until its token expires'))).toBe(true);
  });
});

describe('grants around the PUT (rule 1)', () => {
  test('a user-assigned control plane gets its missing roles before the PUT (A-62)', () => {
    const raw = cluster(systemAssigned, { ...onSubnet, identityProfile: defaultKubelet });
    const result = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp, subnet] });
    expect(kinds(result)).toEqual(['assignRole', 'putCluster']);
    const [grant] = result.steps;
    expect(grant).toMatchObject({
      title: 'Grant Network Contributor to id-shop on snet-aks',
      request: {
        method: 'PUT',
        body: { properties: { principalId: guid(10), principalType: 'ServicePrincipal' } },
      },
    });
    expect(grant?.request.path).toMatch(
      new RegExp(`^${subnetId}/providers/Microsoft.Authorization/roleAssignments/[0-9a-f-]{36}$`),
    );
    expect(result.checks).toContainEqual({
      title: 'id-shop can join subnet snet-aks',
      verdict: 'pass',
      detail: 'By step 1: Grant Network Contributor to id-shop on snet-aks.',
    });
  });

  test('a role that is inherited from the group is no step', () => {
    const raw = cluster(systemAssigned, onSubnet);
    const world = { resources: [raw, cp, subnet], assignments: [assigned('Network Contributor', group, guid(10))] };
    expect(kinds(planned(setControlPlane(toUser('id-shop')), world))).toEqual(['putCluster']);
  });

  test('a system-assigned control plane gets its roles after the PUT, for a principal that is unknown while planning', () => {
    const raw = cluster(userAssigned('id-shop', guid(10)), onSubnet);
    const result = planned(setControlPlane(toSystem), { resources: [raw, cp, subnet] });
    expect(kinds(result)).toEqual(['putCluster', 'assignRole']);
    expect(result.steps[1]).toMatchObject({
      principal: { kind: 'controlPlane', clusterId },
      request: {
        path: `${subnetId}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}`,
        body: { properties: { principalId: '{principalId}' } },
      },
    });
  });

  test('an identity created earlier in the same plan gets its roles through its id', () => {
    const raw = cluster(systemAssigned, onSubnet);
    const create: Change = {
      kind: 'createIdentity',
      subscriptionId: sub,
      resourceGroup: 'rg-shop',
      name: 'id-new',
      location: 'westeurope',
    };
    const resources = [raw, subnet, { id: group, name: 'rg-shop', location: 'westeurope' }];
    const result = plan([create, setControlPlane(toUser('id-new'))], worldFacts({ resources }));
    expect(kinds(result)).toEqual(['createIdentity', 'assignRole', 'putCluster']);
    expect(result.steps[1]).toMatchObject({ principal: { kind: 'identity', identityId: identityId('id-new') } });
    expect(result.title).toBe('Change control plane of shop-weu to id-new');
  });

  test('a caller who may not grant roles is told before anything is sent, with the command for somebody else (A-57)', () => {
    const raw = cluster(systemAssigned, onSubnet);
    const caller = [
      { actions: ['*'], notActions: ['Microsoft.Authorization/*/write'], dataActions: [], notDataActions: [] },
    ];
    const result = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp, subnet], caller });
    const failed = result.checks.filter(({ verdict }) => verdict === 'fail');
    expect(failed.map(({ title }) => title)).toEqual(['You may grant roles on snet-aks']);
    expect(failed[0]?.detail).toContain('az role assignment create --assignee-object-id');
  });

  test('permissions that cannot be read are unknown, never failed (C-8)', () => {
    const raw = cluster(systemAssigned, onSubnet);
    const world: World = { resources: [raw, cp, subnet], forbidden: ['callerPermissions', 'assignments'] };
    const result = planned(setControlPlane(toUser('id-shop')), world);
    expect(result.checks.map(({ verdict }) => verdict)).not.toContain('fail');
    expect(result.checks.map(({ verdict }) => verdict)).toContain('unknown');
    expect(kinds(result)).toEqual(['putCluster']);
  });
});

describe('leaving a service principal (A-41 to A-48)', () => {
  const leaving = cluster(undefined, {
    addonProfiles: { omsAgent: { enabled: true, config: { useAADAuth: 'false' } } },
  });

  test('add-on roles follow the PUT and do not fail the migration (A-46)', () => {
    const result = planned(setControlPlane(toSystem), { resources: [leaving] });
    const last = result.steps.at(-1);
    expect(kinds(result)).toEqual(['putCluster', 'assignRole']);
    expect(last).toMatchObject({
      roleName: 'Monitoring Metrics Publisher',
      principal: { kind: 'addon', addon: 'omsAgent', clusterId },
      optional: true,
    });
  });

  test('registries of the old principal are attached to the new kubelet after the PUT (A-48)', () => {
    const world: World = {
      resources: [cluster(undefined), registry],
      assignments: [assigned('Contributor', nodeGroup, guid(88)), assigned('AcrPull', registryId, guid(88))],
    };
    const result = planned(setControlPlane(toSystem), world);
    expect(kinds(result)).toEqual(['putCluster', 'assignRole']);
    expect(result.steps[1]).toMatchObject({
      roleName: 'AcrPull',
      scope: registryId,
      principal: { kind: 'kubelet', clusterId },
    });
  });

  test('where the old principal cannot be told, the registries are an open question and not an empty list', () => {
    const result = planned(setControlPlane(toSystem), { resources: [cluster(undefined), registry] });
    expect(result.checks).toContainEqual(
      expect.objectContaining({ title: 'Registries that the nodes pull from', verdict: 'unknown' }),
    );
  });

  test('it is disruptive: pools are named and the name of the cluster has to be typed', () => {
    const result = planned(setControlPlane(toSystem), { resources: [leaving] });
    expect(result).toMatchObject({ confirmName: 'shop-weu', restarts: ['system'], reversible: false });
    expect(result.warnings[0]).toMatchObject({ severity: 'disruption' });
    expect(result.warnings[0]?.text).toContain('system');
  });
});

describe('kubelet identity (A-71 to A-83)', () => {
  const managed = cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet });

  test('operator role and pull roles come before the PUT, whose body names the resource id only', () => {
    const world: World = {
      resources: [managed, cp, kubelet, registry],
      assignments: [assigned('AcrPull', registryId, guid(60))],
    };
    const result = planned(setKubelet(), world);
    expect(result.steps.map(({ title }) => title)).toEqual([
      'Grant Managed Identity Operator to id-shop on id-kubelet',
      'Grant AcrPull to id-kubelet on acrshop',
      "Update the cluster's kubelet identity",
    ]);
    const body = result.steps[2]?.request.body as { properties: { identityProfile: unknown } };
    expect(body.properties.identityProfile).toEqual({ kubeletidentity: { resourceId: identityId('id-kubelet') } });
    expect(result).toMatchObject({ confirmName: 'shop-weu', restarts: ['system'] });
    expect(result.warnings.map(({ text }) => text).join(' ')).toMatch(
      /cordoned, drained and reimaged.*maintenance window/s,
    );
  });

  test('a registry with repository permissions gets the repository reader role (D-06)', () => {
    const abac = { ...registry, properties: { roleAssignmentMode: 'AbacRepositoryPermissions' } };
    const world: World = {
      resources: [managed, cp, kubelet, abac],
      assignments: [assigned('Container Registry Repository Reader', registryId, guid(60))],
    };
    expect(planned(setKubelet(), world).steps.map(({ title }) => title)).toContain(
      'Grant Container Registry Repository Reader to id-kubelet on acrshop',
    );
  });

  test('control plane and kubelet change in one PUT', () => {
    const system = cluster(systemAssigned, { identityProfile: defaultKubelet });
    const result = planned(setKubelet(toUser('id-shop')), { resources: [system, cp, kubelet] });
    expect(kinds(result)).toEqual(['assignRole', 'putCluster']);
    expect(result.steps[1]).toMatchObject({
      edit: { controlPlane: toUser('id-shop'), kubeletIdentityId: identityId('id-kubelet') },
    });
  });

  test('a pull role on a whole group is not repeated by itself but offered', () => {
    const world: World = {
      resources: [managed, cp, kubelet],
      assignments: [assigned('AcrPull', group, guid(60))],
    };
    const result = planned(setKubelet(), world);
    expect(result.checks).toContainEqual(
      expect.objectContaining({
        verdict: 'unknown',
        fix: expect.objectContaining({ kind: 'assignRole', scope: group, principalId: guid(12) }) as unknown,
      }),
    );
  });

  test('the present identity again is nothing to do (A-82)', () => {
    const own = cluster(userAssigned('id-shop', guid(10)), {
      identityProfile: { kubeletidentity: { resourceId: identityId('id-kubelet'), objectId: guid(12) } },
    });
    expect(planned(setKubelet(), { resources: [own, cp, kubelet] }).restarts).toEqual([]);
  });

  test.each([
    ['a system-assigned control plane (A-74)', cluster(systemAssigned)],
    ['a service principal (A-80)', cluster(undefined)],
  ])('%s is refused', (_, raw) => {
    expect(refusal(setKubelet(), { resources: [raw, kubelet] })).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('user-assigned control plane') as unknown,
    });
  });
});

describe('refusals before any write', () => {
  const zone = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
  const user = userAssigned('id-shop', guid(10));
  const pool = (more: JsonObject): JsonObject => ({ agentPoolProfiles: [{ name: 'p', ...more }] });
  test.each<[string, JsonObject]>([
    ['an own private DNS zone (A-09)', { apiServerAccessProfile: { privateDNSZone: zone } }],
    [
      'an own kubelet identity (A-74)',
      { identityProfile: { kubeletidentity: { resourceId: identityId('id-kubelet') } } },
    ],
    ['an own subnet of the API server', { apiServerAccessProfile: { subnetId } }],
    ['a capacity reservation group (D-27)', pool({ capacityReservationGroupID: `${group}/providers/x/y/z` })],
    ['dedicated hosts (D-27)', pool({ hostGroupID: `${group}/providers/x/y/z` })],
    ['virtual machines in an own subnet (D-27)', pool({ type: 'VirtualMachines', vnetSubnetID: subnetId })],
    ['own keys for secrets', { securityProfile: { azureKeyVaultKms: { enabled: true } } }],
  ])('%s keeps a cluster from a system-assigned identity', (_, properties) => {
    const found = refusal(setControlPlane(toSystem), { resources: [cluster(user, properties), subnet] });
    expect(found.code).toBe('refused');
    expect(found.source).toMatch(/^https:\/\/learn\.microsoft\.com\/azure\/aks\//);
  });

  test('kubenet with an own route table keeps a cluster from a system-assigned identity (D-24)', () => {
    const table = `${group}/providers/Microsoft.Network/routeTables/rt`;
    const properties = { ...onSubnet, networkProfile: { networkPlugin: 'kubenet' } };
    const withTable = { ...subnet, properties: { routeTable: { id: table } } };
    const found = refusal(setControlPlane(toSystem), { resources: [cluster(user, properties), withTable] });
    expect(found.message).toContain('route table rt');
  });

  test.each(['usdodcentral', 'US DoD East', 'usgoviowa'])(
    '%s has no user-assigned control plane (A-65)',
    (location) => {
      const raw = { ...cluster(systemAssigned), location };
      expect(refusal(setControlPlane(toUser('id-shop')), { resources: [raw, cp] }).code).toBe('refused');
    },
  );

  test('usgovvirginia has it (A-65)', () => {
    const raw = { ...cluster(systemAssigned), location: 'usgovvirginia' };
    expect(kinds(planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp] }))).toEqual(['putCluster']);
  });

  test.each(['chinaeast', 'China North'])('%s has no own kubelet identity (A-73)', (location) => {
    const raw = { ...cluster(user), location };
    expect(refusal(setKubelet(), { resources: [raw, cp, kubelet] }).code).toBe('refused');
  });

  test('an identity of another tenant is refused (A-08)', () => {
    const foreign = identity('id-shop', guid(10), {
      properties: { principalId: guid(10), clientId: guid(5), tenantId: tenant.replace('2222', '3333') },
    });
    expect(
      refusal(setControlPlane(toUser('id-shop')), { resources: [cluster(systemAssigned), foreign] }).message,
    ).toContain('tenant');
  });

  test('an id of another type is refused without a read (A-72)', () => {
    const facts = factsOf([]);
    expect(() => plan([setControlPlane({ kind: 'userAssigned', identityId: registryId })], facts)).toThrow(Refusal);
    expect(facts.missed).toEqual([]);
  });

  test('an identity that does not exist is not found', () => {
    expect(refusal(setControlPlane(toUser('id-gone')), { resources: [cluster(systemAssigned)] }).code).toBe('notFound');
  });

  test.each([
    ['the cluster', cluster(systemAssigned, { provisioningState: 'Updating' })],
    ['a node pool', cluster(systemAssigned, { agentPoolProfiles: [{ name: 'p', provisioningState: 'Upgrading' }] })],
  ])('while %s is busy the change conflicts (rule 5)', (_, raw) => {
    expect(refusal(setControlPlane(toUser('id-shop')), { resources: [raw, cp] }).code).toBe('conflict');
  });
});

test('a plan asks for what it lacks and throws no refusal on a missing answer', () => {
  const facts = factsOf([]);
  plan([setControlPlane(toUser('id-shop'))], facts);
  expect(facts.missed.map(({ kind }) => kind).sort()).toEqual(['cluster', 'resource']);
});

test('pod-managed identity is warned of in every plan that changes identities (A-10)', () => {
  const raw = cluster(systemAssigned, { podIdentityProfile: { enabled: true } });
  const { warnings } = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp] });
  expect(warnings.some(({ text }) => text.includes('NMI'))).toBe(true);
});

test('steps have the same ids each time they are planned, and a plan is plain JSON', () => {
  const raw = cluster(systemAssigned, onSubnet);
  const once = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp, subnet] });
  const again = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp, subnet] });
  expect(again.steps.map(({ id }) => id)).toEqual(once.steps.map(({ id }) => id));
  expect(JSON.parse(JSON.stringify(once))).toEqual(once);
});
