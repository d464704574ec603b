import { about, unreadable } from '../../support/domain/factsOf.ts';
import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Facts } from '../../../src/domain/cluster/facts.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import {
  cp,
  kubelet,
  planned,
  registry,
  setControlPlane,
  setKubelet,
  toUser,
} from '../../support/domain/plans/identityPlans.ts';
import { contextDone } from '../../support/domain/resumed.ts';
import { binding, credential, goneIssuer, issuingAs, ready } from '../../support/domain/workloadFixture.ts';
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
  sub,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const ownKubelet: JsonObject = {
  kubeletidentity: { resourceId: identityId('id-kubelet'), clientId: guid(61), objectId: guid(12) },
};
const nodes = identity('shop-weu-agentpool', guid(60));
const own = cluster(userAssigned('id-shop', guid(10)), { ...ready, identityProfile: ownKubelet });
const gating = {
  defender: {
    securityGating: {
      enabled: true,
      identities: [{ identity: { resourceId: identityId('id-shop'), clientId: guid(61), objectId: guid(10) } }],
    },
  },
};
const pulling = { serviceAccountImagePullProfile: { enabled: true, defaultManagedIdentityId: identityId('id-shop') } };
const secured = (profile: JsonObject): JsonObject =>
  cluster(systemAssigned, { ...ready, securityProfile: { workloadIdentity: { enabled: true }, ...profile } });
const give = (principalId: string, role: string, scope: string): Change => ({
  kind: 'assignRole',
  principalId,
  principalType: 'ServicePrincipal',
  role: { name: role },
  scope,
});
const subscription = `/subscriptions/${sub}`;
const abac = { ...registry, properties: { roleAssignmentMode: 'AbacRepositoryPermissions' } };
const crowd = Array.from({ length: 15 }, (_, n) =>
  credential({
    name: `repo-${n}`,
    issuer: 'https://token.actions.githubusercontent.com',
    subject: `repo:shop/app-${n}`,
  }),
);
/** Of a cluster that already warns of them. */
const nineteen = [
  ...crowd,
  ...Array.from({ length: 4 }, (_, n) =>
    credential({ name: `app-${n}`, subject: `system:serviceaccount:shop:app-${n}` }),
  ),
];
const connect: Change = {
  kind: 'createCredential',
  clusterId,
  identityId: identityId('id-shop'),
  namespace: 'shop',
  serviceAccount: 'cart',
};

const cases: readonly (readonly [string, Change, World, code: string])[] = [
  [
    'a control plane takes the identity of the nodes',
    setControlPlane(toUser('id-kubelet')),
    { resources: [own, cp, kubelet] },
    'kubeletSameAsControlPlane',
  ],
  [
    'the nodes take the identity of the control plane',
    { ...setKubelet(), identityId: identityId('id-shop') } as Change,
    { resources: [own, cp, kubelet] },
    'kubeletSameAsControlPlane',
  ],
  [
    'the nodes take an identity that may change a group',
    setKubelet(),
    {
      resources: [cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet }), cp, kubelet],
      assignments: [assigned('Contributor', group, guid(12))],
    },
    'tooWideGrant',
  ],
  [
    'the control plane gets a whole subscription',
    give(guid(10), 'Owner', subscription),
    { resources: [own, cp, kubelet] },
    'tooWideGrant',
  ],
  [
    'the nodes get a role that gives no images at a registry by repository',
    give(guid(12), 'AcrPull', registryId),
    { resources: [own, cp, kubelet, abac] },
    'registryRoleIneffective',
  ],
  [
    'a workload gets a whole subscription',
    give(guid(22), 'Contributor', subscription),
    {
      resources: [own, cp, kubelet, identity('id-app', guid(22))],
      credentials: [credential({ identityId: identityId('id-app') as ArmId })],
    },
    'workloadTooWide',
  ],
  [
    'pods that are trusted by many get one more',
    connect,
    { resources: [cluster(systemAssigned, ready), cp], credentials: crowd },
    'federatedCredentialLimit',
  ],
  [
    'pods take the last credential that an identity can have',
    connect,
    { resources: [cluster(systemAssigned, ready), cp], credentials: nineteen },
    'federatedCredentialLimit',
  ],
  [
    'the identity of Defender gating loses its credential',
    { kind: 'deleteCredential', credentialId: `${identityId('id-shop')}/federatedIdentityCredentials/gate` },
    { resources: [secured(gating), cp], credentials: [credential({ name: 'gate' })] },
    'gatingIdentityUntrusted',
  ],
  [
    'the identity that pulls images is unbound',
    { kind: 'unbindIdentity', bindingId: `${clusterId}/identityBindings/idshop` },
    { resources: [secured(pulling), cp], bindings: [binding()] },
    'imagePullIdentityUnbound',
  ],
];

const foreseenIn = ({ warnings }: Plan): readonly unknown[] =>
  warnings.flatMap(({ finding }) => (finding ? [finding.code] : []));

describe('a plan', () => {
  it.each(cases)('warns of the finding that there will be where %s', (_, change, world, code) => {
    const { warnings } = planned(change, world);
    const told = warnings.filter(({ finding }) => finding?.code === code);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ severity: 'warning', finding: { clusterId } });
    expect(told[0]?.text).toMatch(
      /^After this change, (there is a new finding, "[^"]+"|the finding "[^"]+" is more serious): /,
    );
  });

  it('says that a binding takes the last credential, and warns of it only at a cluster that is not bound', () => {
    const two = `${group}/providers/Microsoft.ContainerService/managedClusters/two-weu`;
    const trusting = { ...cluster(systemAssigned, issuingAs(goneIssuer)), id: two, name: 'two-weu' };
    const resources = [cluster(systemAssigned, ready), trusting, cp];
    const bind: Change = { kind: 'bindIdentity', clusterId, identityId: identityId('id-shop') };
    const elsewhere = credential({ name: 'two', issuer: goneIssuer });
    const { warnings } = planned(bind, { resources, credentials: [...nineteen.slice(1), elsewhere] });
    expect(warnings.flatMap(({ finding }) => finding ?? [])).toEqual([
      { code: 'federatedCredentialLimit', clusterId: two },
    ]);
    expect(warnings.find(({ id }) => id === 'lastPlace')).toMatchObject({
      severity: 'warning',
      text: 'The binding takes the last of the 20 federated credentials that id-shop can have.',
    });
  });

  it('warns of nothing new where the finding is there already', () => {
    const resources = [own, cp, kubelet];
    const assignments = [assigned('Owner', subscription, guid(10))];
    expect(foreseenIn(planned(give(guid(10), 'Contributor', group), { resources, assignments }))).toEqual([]);
  });

  it('warns of findings at another cluster that uses the same identity', () => {
    const two = `${group}/providers/Microsoft.ContainerService/managedClusters/two-weu`;
    const resources = [own, { ...own, id: two, name: 'two-weu' }, cp, kubelet];
    const { warnings } = planned(give(guid(12), 'Contributor', group), { resources });
    expect(warnings.flatMap(({ finding }) => finding?.clusterId ?? [])).toEqual([clusterId, two]);
  });

  it('warns of the limit on another cluster, whose workloads the identity trusts already', () => {
    const two = `${group}/providers/Microsoft.ContainerService/managedClusters/two-weu`;
    const trusting = { ...cluster(systemAssigned, ready), id: two, name: 'two-weu' };
    const resources = [cluster(systemAssigned, issuingAs(goneIssuer)), trusting, cp];
    const { warnings } = planned(connect, { resources, credentials: [...crowd.slice(1), credential()] });
    expect(warnings.flatMap(({ finding }) => (finding ? [finding] : []))).toEqual(
      [clusterId, two].map((id) => ({ code: 'federatedCredentialLimit', clusterId: id })),
    );
  });

  it("warns of the role that an old kubelet identity keeps on the group of the nodes, unless it was the control plane's too", () => {
    const kept = [assigned('Contributor', nodeGroup, guid(10)), assigned('Contributor', nodeGroup, guid(12))];
    const world = { resources: [own, cp, kubelet, identity('id-new', guid(13))], assignments: kept };
    const toNew = { ...setKubelet(), identityId: identityId('id-new') } as Change;
    expect(planned(toNew, world).warnings).toContainEqual(
      expect.objectContaining({
        text: 'After this change, there is a new finding, "Unused role assignment": id-kubelet keeps Contributor on resource group MC_rg-shop_shop-weu_westeurope.',
        finding: { code: 'leftoverGrant', clusterId },
      }),
    );
    const same = cluster(userAssigned('id-kubelet', guid(12)), { identityProfile: ownKubelet });
    const both = planned({ ...toNew, controlPlane: toUser('id-shop') } as Change, {
      ...world,
      resources: [same, cp, kubelet, identity('id-new', guid(13))],
    });
    expect(foreseenIn(both)).not.toContain('leftoverGrant');
  });

  it('does not say for certain what there will be on clusters that it did not look at', () => {
    const many = Array.from({ length: 23 }, (_, n) => ({ ...own, id: `${clusterId}-${n}`, name: `shop-weu-${n}` }));
    const { checks } = planned(give(guid(12), 'Contributor', group), { resources: [...many, cp, kubelet] });
    expect(checks).toContainEqual(
      expect.objectContaining({
        title: 'What will be found on 3 more clusters that use what changes',
        verdict: 'unknown',
      }),
    );
    const facts = worldFacts({ resources: [own, cp, kubelet] });
    const get = ((read) =>
      read.kind === 'cluster' ? about(read, unreadable('Forbidden')) : facts.get(read)) as Facts['get'];
    const unread = planChanges([give(guid(12), 'Contributor', group)], { ...facts, get });
    expect(inWords(unread.checks)).toContainEqual({
      id: 'foreseen',
      about: ['shop-weu'],
      title: 'What will be found on shop-weu',
      verdict: 'unknown',
      detail: "The cluster can't be read: Forbidden",
    });
  });

  it('reports nothing new to a run that has begun', () => {
    const world = {
      resources: [cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet }), cp, kubelet, nodes],
      assignments: [assigned('Contributor', group, guid(12))],
    };
    const whole = planned(setKubelet(), world);
    expect(foreseenIn(whole)).toContain('tooWideGrant');
    const again = planChanges([setKubelet()], worldFacts(world), contextDone(whole, 1));
    const told = new Set(whole.warnings.map(({ text }) => textOf(text)));
    expect(again.warnings.filter(({ text }) => !told.has(textOf(text)))).toEqual([]);
  });
});
