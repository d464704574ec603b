import { inWords } from '../../../support/domain/unknowns.ts';
import { evidenceText } from '../../../../src/domain/findings/rule/evidence.ts';
import { describe, expect, it } from 'vitest';
import { role } from '../../../../src/domain/access/roles.ts';
import type { Cluster, RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import type { DetachedRegistry, ReplacedIdentity } from '../../../../src/domain/cluster/facts.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import { findBy, findingsOf } from '../../../../src/domain/findings/findings.ts';
import { unusedRolesOfFormer, nameOfRole } from '../../../../src/domain/findings/leftovers/formerRoles.ts';
import { rulesByGroup } from '../../../../src/domain/findings/catalogue.ts';
import { unusedRolesOf } from '../../../../src/domain/findings/leftovers/unusedRoles.ts';
import { judgedNeeds, needsOf } from '../../../../src/domain/needs/needs.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { briefEvidence } from '../../../../src/domain/report/formats/briefEvidence.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  clusterJson,
  identityId,
  nodeGroup,
  otherPrincipal,
  registryId,
  subnet,
  subscriptionId,
} from '../../../support/domain/clusterFixture.ts';
import { answering, found, unreadable, withGap, type Entry } from '../../../support/domain/factsOf.ts';
import { audiences, issuer } from '../../../support/domain/workloadFixture.ts';
import {
  healthy,
  identityNamed,
  joins,
  onNodeGroup,
  onSubnet,
  others,
  pulls,
} from '../../../support/domain/cases/findingCases.ts';
import { kubeletPrincipal } from '../../../../src/domain/cluster/principals.ts';
import { defined } from '../../../../src/shape/defined.ts';
import { say } from '../../../../src/sentences/words.ts';
import { textsOf } from '../../../../src/sentences/textOf.ts';

const model = cluster(onSubnet);
const at = new Date('2026-09-01T09:00:00Z');
const early = new Date('2026-09-01T10:00:00Z');
const late = new Date('2026-09-02T10:00:00Z');
const by = say`Change control plane identity of shop to id-shop`;
const old: ReplacedIdentity = {
  principalId: otherPrincipal,
  name: 'id-old',
  as: 'controlPlane',
  kind: 'userAssigned',
  clusterId,
  at,
  by,
};
const onNodes = assignment(role.contributor, nodeGroup, otherPrincipal);
const former = assignment(role.networkContributor, subnet, otherPrincipal);
const named = identityNamed('id-old', otherPrincipal);

type Answers = Parameters<typeof answering>[1];

interface World {
  readonly of?: Cluster;
  readonly grants?: readonly RoleAssignment[];
  readonly entries?: readonly Entry[];
  readonly replaced?: readonly ReplacedIdentity[];
  readonly detached?: readonly DetachedRegistry[];
  readonly now?: Date;
}

function factsIn({ grants = [onNodes, former], entries = [named], replaced = [old], detached, now = late }: World) {
  return { ...azure([onNodeGroup, joins, ...grants], entries), now, replaced, ...defined({ detached }) };
}
const unusedIn = (world: World = {}) => {
  const { of = model } = world;
  const facts = factsIn(world);
  return unusedRolesOf(of, facts, needsOf(of, facts));
};
const findingsIn = (world: World = {}) =>
  findingsOf(world.of ?? model, factsIn(world)).filter(({ code }) =>
    ['leftoverGrant', 'oldIdentityInUse'].includes(code),
  );
const neighbour = (properties: JsonObject, top: JsonObject = {}): Cluster =>
  clusterOf({ ...clusterJson(properties, { id: `${clusterId}2`, name: 'shop2', ...top }) });

it('the name of a custom role above all subscriptions is read in the subscription of the cluster', () => {
  const guid = '99999999-0000-4000-8000-000000000009';
  const above = { ...former, scope: '/providers/Microsoft.Management/managementGroups/contoso' };
  const read = { kind: 'role', guid, scope: `/subscriptions/${subscriptionId}` } as const;
  const facts = azure([], [[read, found({ guid, name: 'Landing Zone Operator', permissions: [] })]]);
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
  expect(nameOfRole({ ...above, roleDefinitionId }, subscriptionId, facts)).toBe('Landing Zone Operator');
});

describe('an identity whose place a change of ours took', () => {
  it('a replaced identity is one calm piece of news while its token runs, with nothing to remove yet', () => {
    const [finding, ...more] = findingsIn({ now: early });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code: 'oldIdentityInUse', severity: 'info' });
    expect(finding!.text).toMatch(/^id-old may stay in use until .*\. Then review its 2 roles\.$/);
    const [principal] = findingsIn({ now: early, replaced: [{ ...old, name: 'service principal 1111...11' }] });
    expect(principal!.text, 'a sentence').toMatch(/^Service principal 1111\.\.\.11 may stay/);
    expect(evidenceText(principal!.evidence)).toMatch(/\. Service principal 1111\.\.\.11 \(principal .*\) has /);
    expect(finding!.fix).toBeUndefined();
    expect(briefEvidence({ ...finding!, evidence: evidenceText(finding!.evidence) })).toMatch(/id-old has .* on /);
    expect(finding!.subject, 'an acceptance names the principal').toBe(otherPrincipal);
  });

  it('a replaced identity is said to be so afterwards, with the change that did it, role by role', () => {
    const findings = findingsIn();
    expect(findings.map(({ severity, fix }) => [severity, fix])).toEqual([
      ['warning', { kind: 'removeRole', roleAssignmentId: onNodes.id }],
      ['info', { kind: 'removeRole', roleAssignmentId: former.id }],
    ]);
    expect(findings[0]!.text).toMatch(
      /^id-old has Contributor on resource group MC_shop\. "Change control plane identity of shop to id-shop" replaced it .*, and no visible cluster uses it\. Remove the role\.$/,
    );
  });

  it('a replaced identity that pods of a living cluster act as is in use, so nothing is offered for removal (R-31)', () => {
    const issuing = neighbour({ oidcIssuerProfile: { enabled: true, issuerURL: issuer } });
    const subject = 'system:serviceaccount:kube-system:karpenter-sa';
    const entries: readonly Entry[] = [
      named,
      others(model, issuing),
      [{ kind: 'clusters', fromArm: true }, found([model, issuing])],
      [
        { kind: 'federatedCredentials', identityId: identityId('id-old') },
        found([{ name: 'c', issuer, subject, audiences }]),
      ],
    ];
    for (const now of [early, late]) expect(findingsIn({ entries, now })).toEqual([]);
  });

  it('a replaced identity is certain where nothing visible uses it, and doubtful where something does or may', () => {
    const doubt = (...entries: Entry[]) => unusedIn({ entries: [named, ...entries] }).holders[0]!.doubt;
    const identity = identityId('id-old');
    expect(doubt()).toBeUndefined();
    expect(
      doubt([
        { kind: 'federatedCredentials', identityId: identity },
        found([{ name: 'c', issuer: 'i', subject: 's' }]),
      ]),
    ).toBe('It is also used by workloads with 1 federated credential.');
    const site = { id: '/a', name: 'shop-api', type: 'Microsoft.Web/sites' };
    expect(doubt([{ kind: 'carriers', identityId: identity }, found([site])])).toBe(
      'It is also used by web app shop-api.',
    );
    expect(doubt([{ kind: 'carriers', identityId: identity }, unreadable('Forbidden')])).toContain('Forbidden');
    expect(unusedIn({ entries: [] }).holders[0]!.doubt).toContain("isn't among those you can see");
  });

  it('a replaced system-assigned identity is certain, a service principal never is', () => {
    const doubtOf = (kind: ReplacedIdentity['kind']) =>
      unusedIn({ entries: [], replaced: [{ ...old, kind }] as ReplacedIdentity[] }).holders[0]!.doubt;
    expect(doubtOf('systemAssigned')).toBeUndefined();
    expect(doubtOf('servicePrincipal')).toContain('outside Azure');
  });

  it.each<[string, ReplacedIdentity['kind'], Answers, readonly Entry[]]>([
    ['a list of clusters with a gap', 'servicePrincipal', { clusters: withGap([model]) }, []],
    ["newer settings that can't be read", 'servicePrincipal', { newerClusters: unreadable() }, []],
    ['newer settings that Azure does not have', 'servicePrincipal', { newerClusters: { kind: 'missing' } }, []],
    ["Fleets that can't be listed", 'servicePrincipal', { everyResource: unreadable() }, []],
    ['an identity out of sight and a gap', 'userAssigned', { clusters: withGap([model]) }, []],
    ['an identity in sight and a gap', 'userAssigned', { clusters: withGap([model]) }, [named]],
  ])('a replaced identity is not said to be used by no cluster after %s (R-33)', (_, kind, answers, entries) => {
    const texts = (more: Answers) => {
      const facts = answering(factsIn({ entries, replaced: [{ ...old, kind }] as ReplacedIdentity[] }), more);
      return textsOf(
        findBy(rulesByGroup.leftovers, { cluster: model, facts, judged: judgedNeeds(model, facts) }).map(
          ({ text }) => text,
        ),
      ).join(' ');
    };
    expect(texts({})).toContain('and no visible cluster uses it');
    expect(texts(answers)).toContain('replaced it');
    expect(texts(answers)).not.toContain('no visible cluster uses it');
  });

  it.each<[string, Answers]>([
    ['newer settings that Azure does not have', { newerClusters: { kind: 'missing' } }],
    ['newer settings with a gap', { newerClusters: withGap() }],
    ['clusters with a gap', { clusters: withGap([model]) }],
    ["Fleets that can't be listed", { everyResource: unreadable() }],
  ])('what a replaced identity still holds is not known to be left over after %s (R-33)', (_, answers) => {
    const world: World = { entries: [named, [{ kind: 'cluster', id: clusterId }, found(model)]] };
    expect(unusedRolesOfFormer(old, factsIn(world))).toHaveLength(2);
    expect(() => unusedRolesOfFormer(old, answering(factsIn(world), answers))).toThrow(
      "Which clusters use the identity can't",
    );
  });

  it('what a replaced identity still holds is not left over while a Fleet names it', () => {
    const fleet = { id: `${nodeGroup}/providers/Microsoft.ContainerService/fleets/f`, name: 'f', who: otherPrincipal };
    const facts = factsIn({ entries: [named, [{ kind: 'cluster', id: clusterId }, found(model)]] });
    expect(unusedRolesOfFormer(old, answering(facts, { everyResource: found([fleet]), listBelow: found([]) }))).toEqual(
      [],
    );
  });

  it('a replaced kubelet needs no wait, and its roles on registries belong to it', () => {
    const pull = assignment(role.acrPull, registryId, otherPrincipal);
    const { holders } = unusedIn({ grants: [pull], replaced: [{ ...old, as: 'kubelet' }], now: early });
    expect(holders).toMatchObject([{ name: 'id-old', roles: [{ roleName: 'AcrPull' }] }]);
    expect(holders[0]!.inUseUntil).toBeUndefined();
  });

  it('a replaced kubelet may still be in use on nodes of a pool that is not done', () => {
    const pull = assignment(role.acrPull, registryId, otherPrincipal);
    const of = { ...model, agentPools: [{ ...model.agentPools[0]!, name: 'b', provisioningState: 'Updating' }] };
    const { holders } = unusedIn({ of, grants: [pull], replaced: [{ ...old, as: 'kubelet' }], now: early });
    expect(holders).toMatchObject([
      { doubt: 'Nodes of b may still use it until all of them are updated.', unused: { isKnown: false } },
    ]);
  });

  it('a replaced identity has nothing unused while a cluster uses it again', () => {
    const user = neighbour({}, { identity: { type: 'SystemAssigned', principalId: otherPrincipal } });
    expect(unusedIn({ entries: [named, others(model, user)] }).holders).toEqual([]);
  });

  it("a replaced identity whose roles can't be read is reported as unknown, and not as one without roles", () => {
    const read: Entry = [
      { kind: 'assignmentsOf', subscriptionId, principalId: otherPrincipal },
      unreadable('Forbidden'),
    ];
    const { holders, unknown } = unusedIn({ entries: [named, read], now: early });
    expect(inWords(unknown)).toEqual([expect.stringMatching(/^What id-old has in .* can't be read: Forbidden$/)]);
    expect(holders.map(({ replaced }) => replaced)).toEqual([undefined]);
  });
});

describe('what several clusters share', () => {
  const pull = assignment(role.acrPull, registryId, otherPrincipal);
  const otherKubelet = 'dddddddd-0000-0000-0000-000000000004';
  const kubelet = { kubeletidentity: { resourceId: identityId('k2'), clientId: 'c', objectId: otherKubelet } };
  const shop2 = neighbour(
    { identityProfile: kubelet, nodeResourceGroup: 'MC_shop2' },
    { identity: { type: 'SystemAssigned', principalId: 'eeeeeeee-0000-0000-0000-000000000005' } },
  );
  const grants = [pulls, pull, assignment(role.acrPull, registryId, otherKubelet)];
  const entries = [named, others(healthy, shop2)];
  const at2 = (replaced: readonly ReplacedIdentity[], clusters: readonly Cluster[] = [healthy, shop2]) =>
    clusters.map((of) => findingsIn({ of, grants, entries, replaced }).map(({ text }) => text));

  it('a role on a shared registry is found at one of the clusters, with a note on that', () => {
    const [first, second] = at2([]);
    expect(second).toEqual([]);
    expect(first).toEqual([
      'id-old, which no visible cluster uses, has AcrPull on registry acrshop. It may be an old identity of shop or of another cluster that pulls from there. Remove the role if nothing else needs it.',
    ]);
  });

  it('a role on a shared registry stays at its cluster when our change detaches the registry there', () => {
    const detached = [
      { clusterId, registryId: registryId as ArmId, principalId: kubeletPrincipal(healthy.kubelet)!, at, by },
    ];
    const left = grants.filter((grant) => grant !== pulls);
    const [first, second] = [healthy, shop2].map((of) =>
      findingsIn({ of, grants: left, entries, replaced: [], detached }).map(({ text }) => text),
    );
    expect(first).toEqual([expect.stringContaining('id-old, which no visible cluster uses, has AcrPull')]);
    expect(second).toEqual([]);
  });

  it('a role on a shared registry is found at the cluster that the identity belonged to, where that is known', () => {
    const [first, second] = at2([{ ...old, as: 'kubelet', clusterId: shop2.id }]);
    expect(first).toEqual([]);
    expect(second).toEqual([expect.stringContaining('id-old has AcrPull on registry acrshop. "Change control')]);
  });

  it('a role is not lost where the cluster that its holder belonged to is gone', () => {
    const gone = `${clusterId}3` as ArmId;
    const [first, second] = at2([{ ...old, as: 'kubelet', clusterId: gone }]);
    expect([first!.length, second!.length]).toEqual([1, 0]);
  });

  it('a role is not lost while the cluster at which it would be found is busy', () => {
    const foundAt = (state: string) => {
      const first = neighbour(
        { identityProfile: kubelet, nodeResourceGroup: 'MC_a', provisioningState: state },
        { id: clusterId.replace(/shop$/, 'a'), name: 'a' },
      );
      return findingsIn({ grants, entries: [named, others(healthy, first)], of: healthy, replaced: [] }).length;
    };
    expect([foundAt('Succeeded'), foundAt('Updating')]).toEqual([0, 1]);
  });
});
