import { inWords } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { cp, onSubnet, planned, registry, subnet, remove } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  numbered,
  identity,
  nodeGroup,
  registryId,
  subnetId,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';

const own = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
const twin: JsonObject = { ...own, id: clusterId.replace(/shop-weu$/, 'pay-weu'), name: 'pay-weu' };
const kubelet = guid(60);
const disruptions = ({ warnings }: ReturnType<typeof planned>): string[] =>
  warnings.filter(({ severity }) => severity === 'disruption').map(({ text }) => textOf(text));

const onNodes = assigned('Contributor', nodeGroup, guid(10));
const join = assigned('Network Contributor', subnetId, guid(10));
const world: World = { resources: [own, cp, subnet, registry], assignments: [onNodes, join] };

describe('the removal of a role that a cluster needs', () => {
  it('is disruptive, says what stops working, and asks for the name of the cluster', () => {
    const result = planned(remove(onNodes), world);
    expect(disruptions(result)).toEqual([
      "shop-weu's control plane needs Contributor on resource group MC_rg-shop_shop-weu_westeurope, and nothing else grants it. Without it, AKS can't manage the cluster's nodes, load balancers and public IP addresses: scaling, upgrades and new services fail.",
    ]);
    expect(result.confirmName).toBe('shop-weu');
    expect(result.warnings.every(({ source }) => source.startsWith('https://'))).toBe(true);
  });

  it('names what is missing afterwards, with the change that grants it again', () => {
    const { lost, next } = planned(remove(join), world);
    expect(lost).toEqual([
      {
        clusterId,
        text: "Network Contributor of shop-weu's control plane on subnet snet-aks",
        fix: {
          kind: 'assignRole',
          principalId: guid(10),
          principalType: 'ServicePrincipal',
          role: { id: '4d97b98b-1d4f-4787-a291-c67834d212e7' },
          scope: subnetId,
        },
        need: expect.objectContaining({ identity: 'controlPlane', scope: subnetId }) as unknown,
        principalId: guid(10),
      },
    ]);
    expect(textsOf(next).join(' ')).not.toMatch(/missing/);
  });

  it('asks for the name of the identity where several clusters need it', () => {
    const result = planned(remove(join), { ...world, resources: [...world.resources, twin] });
    expect(result.confirmName).toBe('id-shop');
    expect(disruptions(result).map((text) => text.split("'")[0])).toEqual(['shop-weu', 'pay-weu']);
    expect(result.lost).toHaveLength(2);
  });

  it.each<[string, RoleAssignment]>([
    ['an inherited role', assigned('Owner', group, guid(10))],
    ['another role at the scope', numbered(assigned('Contributor', subnetId, guid(10)), 5)],
    ['a role of a group that the identity is in', numbered(assigned('Network Contributor', subnetId, guid(99)), 6)],
  ])('is harmless while %s serves the need, too', (_, other) => {
    const assignments = [onNodes, join, other];
    const result = planned(remove(join), { ...world, assignments, members: { [guid(99)]: [guid(10)] } });
    expect(disruptions(result)).toEqual([]);
    expect(result.confirmName).toBeUndefined();
    expect(result.lost).toBeUndefined();
    expect(result.warnings).toEqual([
      expect.objectContaining({
        severity: 'warning',
        text: expect.stringMatching(
          /keeps Network Contributor on subnet snet-aks by another role: |loses nothing/,
        ) as string,
      }),
    ]);
    expect(result.checks).toContainEqual({
      id: 'needed',
      title: 'No cluster needs it',
      verdict: 'pass',
      detail: 'shop-weu keeps what AKS is known to need.',
    });
  });

  it('is judged together with what the same plan removes before it', () => {
    const other = numbered(assigned('Contributor', subnetId, guid(10)), 5);
    const result = planChanges(
      [remove(join), remove(other)],
      worldFacts({ ...world, assignments: [onNodes, join, other] }),
    );
    expect(disruptions(result)).toEqual([expect.stringContaining('needs Network Contributor on subnet snet-aks')]);
    expect(result).toMatchObject({ confirmName: 'shop-weu', verb: 'Remove 2 roles' });
  });

  it('is seen where a group has it that the identity is in', () => {
    const ofGroup = { ...assigned('Network Contributor', subnetId, guid(99)), principalType: 'Group' };
    const members = { [guid(99)]: [guid(10)] };
    const result = planned(remove(ofGroup), { ...world, assignments: [onNodes, ofGroup], members });
    expect(result.confirmName).toBe('shop-weu');
    expect(disruptions(result)).toHaveLength(1);
  });

  it('does not concern clusters whose identities are not in the group', () => {
    const ofGroup = { ...assigned('Network Contributor', subnetId, guid(99)), principalType: 'Group' };
    const result = planned(remove(ofGroup), { ...world, assignments: [onNodes, join, ofGroup] });
    expect(result.warnings.map(({ text }) => text)).toEqual([
      'No cluster that you can see is known to need Network Contributor on snet-aks. Check that nothing else needs it.',
    ]);
    expect(result.checks).toContainEqual(expect.objectContaining({ title: 'No cluster needs it', verdict: 'pass' }));
  });

  it('is no loss of a role that is missing already', () => {
    const reader = assigned('Reader', subnetId, guid(10));
    const result = planned(remove(reader), { ...world, assignments: [onNodes, reader] });
    expect(result.lost).toBeUndefined();
  });
});

describe("what can't be read about a removal", () => {
  it.each(['denyAssignments', 'role'] as const)('is an open check with its reason: %s', (kind) => {
    const result = planned(remove(join), { ...world, forbidden: [kind] });
    expect(inWords(result.checks)).toContainEqual({
      id: 'needed',
      title: 'Whether a cluster needs it',
      verdict: 'unknown',
      detail: expect.stringContaining('AuthorizationFailed') as string,
    });
  });

  it("is open where the clusters can't be listed", () => {
    const { checks } = planned(remove(join), { ...world, forbidden: ['clusters'] });
    expect(checks).toContainEqual(expect.objectContaining({ title: 'Whether a cluster needs it', verdict: 'unknown' }));
  });

  it('is open where a cluster may have the principal as its service principal', () => {
    const stranger = assigned('Network Contributor', subnetId, guid(70));
    const resources = [cluster(undefined, onSubnet), subnet];
    const assignments = [
      stranger,
      numbered(assigned('Contributor', nodeGroup, guid(71)), 3),
      numbered(assigned('Contributor', nodeGroup, guid(72)), 4),
    ];
    const shared = [...assignments, numbered(assigned('Reader', subnetId, guid(71)), 8)];
    const { checks } = planned(remove(stranger), { resources, assignments: shared });
    expect(inWords(checks)).toContainEqual({
      id: 'needed',
      title: 'Whether a cluster needs it',
      verdict: 'unknown',
      detail: "shop-weu uses a service principal, and Azure doesn't show whether it is the one that holds this.",
    });
  });

  it('names what is assumed of a service principal', () => {
    const held = assigned('Network Contributor', subnetId, guid(70));
    const resources = [cluster(undefined, onSubnet), subnet];
    const result = planned(remove(held), { resources, assignments: [held] });
    expect(disruptions(result)).toEqual([expect.stringContaining('Assumed to be the service principal of shop-weu')]);
  });
});

describe('the removal of a pull role', () => {
  const pull = assigned('AcrPull', registryId, kubelet);

  it('is disruptive for every cluster whose nodes are that identity', () => {
    const result = planned(remove(pull), { resources: [own, twin, cp, registry], assignments: [pull] });
    expect(disruptions(result)).toEqual([
      "New and restarted pods of shop-weu can't pull images from registry acrshop: shop-weu's kubelet has no other role for it. Running containers keep running. Which images its pods use can't be seen.",
      "New and restarted pods of pay-weu can't pull images from registry acrshop: pay-weu's kubelet has no other role for it. Running containers keep running. Which images its pods use can't be seen.",
    ]);
  });

  it('is disruptive on a resource group, too', () => {
    const wide = assigned('AcrPull', group, kubelet);
    const result = planned(remove(wide), { resources: [own, cp, registry], assignments: [wide] });
    expect(disruptions(result)).toEqual([expect.stringContaining("can't pull images from registry acrshop")]);
  });

  it("is disruptive on a resource group whose registries can't be listed", () => {
    const wide = assigned('AcrPull', group, kubelet);
    const world: World = { resources: [own, cp, registry], assignments: [wide], forbidden: ['resourcesOfType'] };
    const result = planned(remove(wide), world);
    expect(disruptions(result)).toEqual([expect.stringContaining('from the registries in resource group rg-shop')]);
    expect(result.checks).toContainEqual(
      expect.objectContaining({ title: 'Whether a cluster needs it', verdict: 'unknown' }),
    );
  });

  it('is harmless where the role has no effect at the registry', () => {
    const byRepository = { ...registry, properties: { roleAssignmentMode: 'AbacRepositoryPermissions' } };
    const result = planned(remove(pull), { resources: [own, cp, byRepository], assignments: [pull] });
    expect(disruptions(result)).toEqual([]);
  });

  it('is disruptive where a condition limits it to some repositories', () => {
    const some = { ...pull, condition: "(@Resource[x] StringEquals 'shop')" };
    const result = planned(remove(some), { resources: [own, cp, registry], assignments: [some] });
    expect(disruptions(result)).toHaveLength(1);
  });

  it("is disruptive although the registry can't be read", () => {
    const result = planned(remove(pull), { resources: [own, cp], assignments: [pull] });
    expect(disruptions(result)).toHaveLength(1);
  });
});

describe('the removal of another role of an identity that is in use', () => {
  it('says what uses it', () => {
    const reader = assigned('Reader', group, kubelet);
    const { warnings } = planned(remove(reader), { resources: [own, cp], assignments: [reader] });
    expect(warnings.map(({ text }) => text)).toEqual([
      'It is held by the kubelet of shop-weu. shop-weu loses nothing that AKS is known to need. What runs on its nodes may still use it.',
    ]);
  });

  it('names the workloads that sign in as it', () => {
    const reader = assigned('Reader', group, guid(20));
    const { warnings } = planned(remove(reader), {
      resources: [cluster(systemAssigned), identity('id-work', guid(20))],
      assignments: [reader],
      credentials: [
        {
          name: 'orders',
          issuer: 'https://x',
          subject: 'system:serviceaccount:a:b',
          audiences: ['api://AzureADTokenExchange'],
        },
      ],
    });
    expect(warnings.map(({ text }) => text)).toEqual([
      'Workloads sign in as id-work (federated credentials: orders) and may need what is removed.',
    ]);
  });
});

describe('the removal of a role of a feature', () => {
  it('of a role of an identity that only Defender gating uses is disruptive, too', () => {
    const gate = identity('id-gate', guid(12));
    const gating: JsonObject = {
      oidcIssuerProfile: { enabled: true, issuerURL: 'https://westeurope.oic.prod-aks.azure.com/t/shop/' },
      securityProfile: {
        defender: {
          securityGating: {
            enabled: true,
            identities: [{ azureContainerRegistry: registryId, identity: { resourceId: gate['id'] ?? '' } }],
          },
        },
      },
    };
    const gated = cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet, ...gating });
    const pulls = assigned('AcrPull', registryId, guid(12));
    const result = planned(remove(pulls), { resources: [gated, cp, gate, registry], assignments: [onNodes, pulls] });
    expect(disruptions(result)).toEqual([
      "shop-weu's id-gate (Defender gating) needs AcrPull on registry acrshop, and nothing else grants it. Without it, Defender can't pull what it found in the images of acrshop before it lets pods run them.",
    ]);
    expect(result.confirmName).toBe('shop-weu');
  });
});
