import { role } from '../../../../src/domain/access/roles.ts';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import {
  cp,
  kubelet,
  registry,
  subnet,
  onSubnet,
  toUser,
  toSystem,
  planned,
  refusal,
  setControlPlane,
  setKubelet,
  kinds,
} from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  identity,
  identityId,
  registryId,
  subnetId,
  sub,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';

describe('grants around the PUT', () => {
  it('a user-assigned control plane gets its missing roles before the PUT (A-62)', () => {
    const raw = cluster(systemAssigned, { ...onSubnet, identityProfile: defaultKubelet });
    const result = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp, subnet] });
    expect(kinds(result)).toEqual(['assignRole', 'putCluster']);
    const [grant] = result.steps;
    expect(grant).toMatchObject({
      title: 'Assign Network Contributor to id-shop on snet-aks',
      request: {
        method: 'PUT',
        body: { properties: { principalId: guid(10), principalType: 'ServicePrincipal' } },
      },
    });
    expect(grant?.request.path).toMatch(
      new RegExp(`^${subnetId}/providers/Microsoft.Authorization/roleAssignments/[0-9a-f-]{36}$`),
    );
    expect(result.checks).toContainEqual({
      id: 'need',
      about: ['id-shop', role.networkContributor.id, subnetId],
      title: 'id-shop can join subnet snet-aks',
      verdict: 'pass',
      detail: 'Step 1 assigns the role for this.',
      metByStep: 1,
    });
  });

  it('a role that is there with a condition is no step and no fix: the check names the condition', () => {
    const condition = '(@Resource[x] StringEquals 1)';
    const raw = cluster(systemAssigned, onSubnet);
    const held = { ...assigned('Network Contributor', subnetId, guid(10)), condition };
    const result = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp, subnet], assignments: [held] });
    expect(kinds(result)).toEqual(['putCluster']);
    const check = result.checks.find(
      ({ title }) => textOf(title) === "Couldn't verify whether id-shop can join subnet snet-aks",
    );
    expect(check).toMatchObject({ verdict: 'unknown', detail: expect.stringContaining(condition) as string });
    expect(check).not.toHaveProperty('fix');
  });

  it('a pull role on a group is offered, unless the new identity holds it there with a condition', () => {
    const raw = cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet });
    const old = assigned('AcrPull', group, guid(60));
    const own = { ...assigned('AcrPull', group, guid(12)), condition: '(@Resource[x] StringEquals 1)' };
    const fixes = (...assignments: readonly (typeof old)[]) =>
      planned(setKubelet(), { resources: [raw, cp, kubelet], assignments: [old, ...assignments] })
        .checks.filter(
          ({ title }) => textOf(title) === "Couldn't verify whether id-kubelet can pull from the registries in rg-shop",
        )
        .map(({ verdict, fix }) => [verdict, fix?.kind]);
    expect(fixes()).toEqual([['unknown', 'assignRole']]);
    expect(fixes(own)).toEqual([['unknown', undefined]]);
  });

  it('a role that is inherited from the group is no step', () => {
    const raw = cluster(systemAssigned, onSubnet);
    const world = { resources: [raw, cp, subnet], assignments: [assigned('Network Contributor', group, guid(10))] };
    expect(kinds(planned(setControlPlane(toUser('id-shop')), world))).toEqual(['putCluster']);
  });

  it('a system-assigned control plane gets its roles after the PUT, for a principal that is unknown while planning', () => {
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

  it('an identity created earlier in the same plan gets its roles through its id', () => {
    const raw = cluster(systemAssigned, onSubnet);
    const create: Change = {
      kind: 'createIdentity',
      subscriptionId: sub,
      resourceGroup: 'rg-shop',
      name: 'id-new',
      location: 'westeurope',
    };
    const resources = [raw, subnet, { id: group, name: 'rg-shop', location: 'westeurope' }];
    const result = planChanges([create, setControlPlane(toUser('id-new'))], worldFacts({ resources }));
    expect(kinds(result)).toEqual(['createIdentity', 'assignRole', 'putCluster']);
    expect(result.steps[1]).toMatchObject({ principal: { kind: 'identity', identityId: identityId('id-new') } });
    expect(result.title).toBe('Change control plane identity of shop-weu to id-new');
  });

  it('a caller who may not grant roles learns it before anything is sent, with the command for someone else (A-57)', () => {
    const raw = cluster(systemAssigned, onSubnet);
    const caller = [
      { actions: ['*'], notActions: ['Microsoft.Authorization/*/write'], dataActions: [], notDataActions: [] },
    ];
    const result = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp, subnet], caller });
    const failed = result.checks.filter(({ verdict }) => verdict === 'fail');
    expect(failed.map(({ title }) => title)).toEqual(["You can't assign roles on snet-aks"]);
    expect(failed[0]?.request).toEqual({
      from: 'an Owner, User Access Administrator or Role Based Access Control Administrator of subnet snet-aks',
      command: result.steps[0]?.az,
    });
  });

  it("permissions that can't be read are unknown, never failed (C-8)", () => {
    const raw = cluster(systemAssigned, onSubnet);
    const world: World = { resources: [raw, cp, subnet], forbidden: ['callerPermissions', 'assignments'] };
    const result = planned(setControlPlane(toUser('id-shop')), world);
    expect(result.checks.map(({ verdict }) => verdict)).not.toContain('fail');
    expect(result.checks.map(({ verdict }) => verdict)).toContain('unknown');
    expect(kinds(result)).toEqual(['putCluster']);
  });
});

describe('kubelet identity', () => {
  const managed = cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet });

  it('operator role and pull roles come before the PUT, whose body names the resource id only', () => {
    const world: World = {
      resources: [managed, cp, kubelet, registry],
      assignments: [assigned('AcrPull', registryId, guid(60))],
    };
    const result = planned(setKubelet(), world);
    expect(result.steps.map(({ title }) => title)).toEqual([
      'Assign Managed Identity Operator to id-shop on id-kubelet',
      'Assign AcrPull to id-kubelet on acrshop',
      "Update the cluster's kubelet identity",
    ]);
    const body = result.steps[2]?.request.body as { properties: { identityProfile: unknown } };
    expect(body.properties.identityProfile).toEqual({ kubeletidentity: { resourceId: identityId('id-kubelet') } });
    expect(result).toMatchObject({ confirmName: 'shop-weu', restarts: ['system'] });
    expect(textsOf(result.warnings.map(({ text }) => text)).join(' ')).toMatch(
      /cordoned, drained and reimaged.*maintenance window/s,
    );
  });

  it('a pull role that is assigned right before the nodes are reimaged is warned of', () => {
    const idsOf = (assignments: NonNullable<World['assignments']>): readonly (string | undefined)[] =>
      planned(setKubelet(), { resources: [managed, cp, kubelet, registry], assignments }).warnings.map(({ id }) => id);
    const old = assigned('AcrPull', registryId, guid(60));
    expect(idsOf([old])).toContain('pullRoleTakesTime');
    expect(idsOf([])).not.toContain('pullRoleTakesTime');
  });

  it('a control plane identity that was recreated gets its roles as the principal that it is now (A-05)', () => {
    const anew = identity('id-shop', guid(77));
    const [operator] = planned(setKubelet(), { resources: [managed, anew, kubelet] }).steps;
    expect(operator).toMatchObject({ principal: { kind: 'principal', principalId: guid(77) } });
  });

  it('a control plane identity that is gone is not found before anything is granted', () => {
    const { code, message } = refusal(setKubelet(), { resources: [managed, kubelet] });
    expect([code, message]).toEqual(['notFound', expect.stringContaining('The identity id-shop does not exist')]);
  });

  it('a registry with repository permissions gets the repository reader role (D-06)', () => {
    const abac = { ...registry, properties: { roleAssignmentMode: 'AbacRepositoryPermissions' } };
    const world: World = {
      resources: [managed, cp, kubelet, abac],
      assignments: [assigned('Container Registry Repository Reader', registryId, guid(60))],
    };
    expect(planned(setKubelet(), world).steps.map(({ title }) => title)).toContain(
      'Assign Container Registry Repository Reader to id-kubelet on acrshop',
    );
  });

  it.each(['AcrPull', 'Container Registry Repository Reader'])(
    'a registry with an unknown permission mode gets %s if held; whether it helps is open',
    (roleName) => {
      const silent = { ...registry, properties: {} };
      const world: World = {
        resources: [managed, cp, kubelet, silent],
        assignments: [assigned(roleName, registryId, guid(60))],
      };
      const result = planned(setKubelet(), world);
      expect(result.steps.map(({ title }) => title)).toContain(`Assign ${roleName} to id-kubelet on acrshop`);
      expect(result.checks.find(({ title }) => /pull from registry acrshop/.test(textOf(title)))).toMatchObject({
        verdict: 'unknown',
        detail: expect.stringContaining("doesn't show its permission mode") as unknown,
      });
    },
  );

  it('control plane and kubelet change in one PUT', () => {
    const system = cluster(systemAssigned, { identityProfile: defaultKubelet });
    const result = planned(setKubelet(toUser('id-shop')), { resources: [system, cp, kubelet] });
    expect(kinds(result)).toEqual(['assignRole', 'putCluster']);
    expect(result.steps[1]).toMatchObject({
      edit: { controlPlane: toUser('id-shop'), kubeletIdentityId: identityId('id-kubelet') },
    });
  });

  it('a pull role on a whole group is not repeated by itself but offered', () => {
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

  it('the present identity again is nothing to do (A-82)', () => {
    const own = cluster(userAssigned('id-shop', guid(10)), {
      identityProfile: { kubeletidentity: { resourceId: identityId('id-kubelet'), objectId: guid(12) } },
    });
    expect(planned(setKubelet(), { resources: [own, cp, kubelet] }).restarts).toEqual([]);
  });

  it.each([
    ['a system-assigned control plane (A-74)', cluster(systemAssigned)],
    ['a service principal (A-80)', cluster(undefined)],
  ])('a change of the kubelet identity is refused for %s', (_, raw) => {
    expect(refusal(setKubelet(), { resources: [raw, kubelet] })).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('user-assigned control plane') as unknown,
    });
  });
});

it('pod-managed identity is warned of in every plan that changes identities (A-10)', () => {
  const raw = cluster(systemAssigned, { podIdentityProfile: { enabled: true } });
  const { warnings } = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp] });
  expect(warnings.some(({ text }) => textOf(text).includes('NMI'))).toBe(true);
});

it('steps have the same ids each time they are planned, and a plan is plain JSON', () => {
  const raw = cluster(systemAssigned, onSubnet);
  const once = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp, subnet] });
  const again = planned(setControlPlane(toUser('id-shop')), { resources: [raw, cp, subnet] });
  expect(again.steps.map(({ id }) => id)).toEqual(once.steps.map(({ id }) => id));
  expect(JSON.parse(JSON.stringify(once))).toEqual(once);
});

it("a need that can't be looked up is an open question, never a step (P-22)", () => {
  const keyId = 'https://kv-shop.vault.azure.net/keys/etcd/1';
  const raw = cluster(userAssigned('id-shop', guid(10)), {
    securityProfile: { azureKeyVaultKms: { enabled: true, keyId } },
  });
  const result = planned(setControlPlane(toUser('id-other')), { resources: [raw, cp, identity('id-other', guid(11))] });
  expect(kinds(result)).toEqual(['putCluster']);
  expect(result.checks).toContainEqual(
    expect.objectContaining({ verdict: 'unknown', detail: expect.stringContaining('kv-shop') as unknown }),
  );
});
