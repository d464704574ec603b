import { describe, expect, it } from 'vitest';
import type { Read } from '../../../src/identity/facts.ts';
import type { Finding } from '../../../src/identity/finding.ts';
import { findingsOf } from '../../../src/identity/findings.ts';
import type { ArmId, Cluster, JsonObject, RoleAssignment } from '../../../src/identity/model.ts';
import { role } from '../../../src/identity/roles.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  clusterJson,
  controlPlaneId,
  controlPlanePrincipal,
  group,
  kubeletPrincipal,
  network,
  nodeGroup,
  otherPrincipal,
  ownKubelet,
  pool,
  registryId,
  resource,
  subnet,
  subscription,
  subscriptionId,
  systemAssigned,
} from './clusterFixture.ts';
import { clusterOf } from '../../../src/identity/clusterJson.ts';
import { factsOf, found, unreadable } from './factsOf.ts';
import type { Entry } from './factsOf.ts';

const zone = `${network}/privateDnsZones/privatelink.westeurope.azmk8s.io`;
const onNodeGroup = assignment(role.contributor, nodeGroup);
const addon = (key: string, config: JsonObject = {}): JsonObject => ({
  addonProfiles: { [key]: { enabled: true, config } },
});
const credentials = (count: number): Entry => [
  { kind: 'federatedCredentials', identityId: controlPlaneId },
  found(Array.from({ length: count }, (_, i) => ({ name: `c${i}`, issuer: 'i', subject: 's' }))),
];
const others = (...clusters: Cluster[]): Entry => [{ kind: 'clusters' }, found(clusters)];
const onPrincipal: [JsonObject, JsonObject] = [
  { servicePrincipalProfile: { clientId: 'app-1' }, identityProfile: null },
  { identity: null },
];
const asOf = (text: string) => new Date(text);

interface Case {
  readonly cluster: Cluster;
  readonly grants?: readonly RoleAssignment[];
  readonly entries?: readonly Entry[];
  readonly now?: Date;
}

const find = ({ cluster: model, grants = [], entries = [], now }: Case): readonly Finding[] => {
  const facts = azure([onNodeGroup, ...grants], entries);
  return findingsOf(model, now ? { ...facts, now } : facts);
};

const healthy = cluster();
const routing = (more: JsonObject): JsonObject => ({ ingressProfile: { webAppRouting: { enabled: true, ...more } } });
const podIdentity = (...exceptions: JsonObject[]): JsonObject => ({
  podIdentityProfile: { enabled: true, userAssignedIdentityExceptions: exceptions },
});
const systemPods = { name: 'x', namespace: 'kube-system', podLabels: { 'kubernetes.azure.com/managedby': 'aks' } };
const kubelet = (principalId: string): Entry =>
  resource(`${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool`, { principalId });
const kubeletRead: Read = {
  kind: 'resource',
  id: `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool` as ArmId,
};
const controlPlaneRead: Read = { kind: 'resource', id: controlPlaneId };
const pulls = assignment(role.acrPull, registryId, kubeletPrincipal);
const abac = resource(registryId, { roleAssignmentMode: 'AbacRepositoryPermissions' });
const onSubnet: JsonObject = { agentPoolProfiles: [pool({ vnetSubnetID: subnet })] };
const joins = assignment(role.networkContributor, subnet);
const tenant = (id: string): Entry => [
  { kind: 'subscription', id: subscriptionId },
  found({ id: subscriptionId, name: 'Contoso', tenantId: id }),
];

/** For each code a case that has it and one, as near as can be, that does not. */
const codes: readonly (readonly [code: string, severity: Finding['severity'], has: Case, lacks: Case])[] = [
  ['servicePrincipal', 'warning', { cluster: cluster(...onPrincipal) }, { cluster: healthy }],
  [
    'halfMigrated',
    'warning',
    { cluster: cluster({ identityProfile: null }) },
    { cluster: cluster({ identityProfile: null, provisioningState: 'Updating' }) },
  ],
  [
    'operationInProgress',
    'info',
    { cluster: cluster({ provisioningState: 'Updating' }) },
    { cluster: cluster({ provisioningState: 'Failed' }) },
  ],
  ['clusterFailed', 'error', { cluster: cluster({ provisioningState: 'Failed' }) }, { cluster: healthy }],
  [
    'identityUnreadable',
    'info',
    { cluster: healthy, entries: [[controlPlaneRead, unreadable()]] },
    { cluster: healthy, entries: [[controlPlaneRead, { kind: 'missing' }]] },
  ],
  [
    'unexpectedIdentityType',
    'warning',
    {
      cluster: cluster(
        {},
        { identity: { type: 'SystemAssigned, UserAssigned', userAssignedIdentities: { [controlPlaneId]: {} } } },
      ),
    },
    { cluster: cluster({}, { identity: { type: 'SYSTEMASSIGNED', principalId: controlPlanePrincipal } }) },
  ],
  [
    'identityDeleted:controlPlane',
    'error',
    { cluster: healthy, entries: [[controlPlaneRead, { kind: 'missing' }]] },
    { cluster: healthy, entries: [[controlPlaneRead, unreadable()]] },
  ],
  [
    'identityDeleted:kubelet',
    'error',
    { cluster: healthy, entries: [[kubeletRead, { kind: 'missing' }]] },
    { cluster: healthy, entries: [[controlPlaneRead, { kind: 'missing' }]] },
  ],
  [
    'identityRecreated:controlPlane',
    'error',
    { cluster: healthy, entries: [resource(controlPlaneId, { principalId: otherPrincipal })] },
    { cluster: healthy, entries: [resource(controlPlaneId, { principalId: controlPlanePrincipal.toUpperCase() })] },
  ],
  [
    'identityRecreated:kubelet',
    'error',
    { cluster: healthy, entries: [kubelet(otherPrincipal)] },
    { cluster: healthy, entries: [kubelet(kubeletPrincipal)] },
  ],
  [
    'kubeletSameAsControlPlane',
    'warning',
    {
      cluster: cluster({
        identityProfile: {
          kubeletidentity: { resourceId: controlPlaneId.toUpperCase(), objectId: controlPlanePrincipal },
        },
      }),
    },
    { cluster: cluster(ownKubelet) },
  ],
  [
    'tenantMismatch',
    'error',
    { cluster: cluster({}, systemAssigned), entries: [tenant('t2')] },
    { cluster: cluster({}, systemAssigned), entries: [tenant('T1')] },
  ],
  [
    'podIdentityEnabled',
    'warning',
    { cluster: cluster(podIdentity(systemPods)) },
    { cluster: cluster({ podIdentityProfile: null }) },
  ],
  [
    'podIdentityExceptionMissing',
    'warning',
    { cluster: cluster(podIdentity({ ...systemPods, namespace: 'default' })) },
    { cluster: cluster(podIdentity(systemPods)) },
  ],
  [
    'systemIdentityWithCustomPrivateDnsZone',
    'error',
    { cluster: cluster({ apiServerAccessProfile: { privateDNSZone: zone } }, systemAssigned) },
    { cluster: cluster({ apiServerAccessProfile: { privateDNSZone: 'system' } }, systemAssigned) },
  ],
  [
    'legacyMonitoringAuthentication',
    'warning',
    { cluster: cluster(addon('omsagent', { useAADAuth: 'false' })) },
    { cluster: cluster(addon('omsAgent', { useAADAuth: 'True' })) },
  ],
  [
    'retiredAddon:httpApplicationRouting',
    'warning',
    { cluster: cluster(addon('HTTPApplicationRouting')) },
    { cluster: cluster({ addonProfiles: { httpApplicationRouting: { enabled: false } } }) },
  ],
  ['retiredAddon:kubeDashboard', 'warning', { cluster: cluster(addon('kubeDashboard')) }, { cluster: healthy }],
  ['retiringAddon:openServiceMesh', 'info', { cluster: cluster(addon('openServiceMesh')) }, { cluster: healthy }],
  [
    'retiringAddon:webAppRouting',
    'info',
    { cluster: cluster(routing({})) },
    { cluster: cluster(routing({ nginx: { defaultIngressControllerType: 'None' } })) },
  ],
  ['missingGrant:P-02', 'error', { cluster: cluster(onSubnet) }, { cluster: cluster(onSubnet), grants: [joins] }],
  ['missingGrant:P-30', 'error', { cluster: cluster(ownKubelet) }, { cluster: healthy }],
  [
    'tooWideGrant',
    'warning',
    { cluster: healthy, grants: [assignment(role.contributor, registryId, kubeletPrincipal)] },
    { cluster: healthy, grants: [assignment(role.contributor, group)] },
  ],
  [
    'leftoverGrant',
    'warning',
    { cluster: healthy, grants: [assignment(role.contributor, nodeGroup, otherPrincipal)] },
    { cluster: healthy, grants: [assignment(role.contributor, nodeGroup, otherPrincipal, { principalType: 'User' })] },
  ],
  [
    'registryRoleIneffective',
    'error',
    { cluster: healthy, grants: [pulls], entries: [abac] },
    { cluster: healthy, grants: [pulls] },
  ],
  [
    'federatedCredentialLimit',
    'warning',
    { cluster: healthy, entries: [credentials(16)] },
    { cluster: healthy, entries: [credentials(15)] },
  ],
  [
    'unsupportedRegion:userAssignedControlPlane',
    'warning',
    { cluster: cluster({}, { location: 'USDoD Central' }) },
    { cluster: cluster({}, { location: 'USDoD Central', ...systemAssigned }) },
  ],
  [
    'unsupportedRegion:preCreatedKubelet',
    'warning',
    { cluster: cluster(ownKubelet, { location: 'chinaeast' }) },
    { cluster: cluster(ownKubelet, { location: 'chinaeast2' }) },
  ],
];

describe.each(codes)('%s', (code, severity, has, lacks) => {
  it('is found with its evidence and source', () => {
    const finding = find(has).find((each) => each.code === code);
    expect(finding).toMatchObject({ code, severity, source: expect.stringMatching(/^https:\/\//) as string });
    expect(finding!.text.length).toBeGreaterThan(20);
    expect(finding!.evidence.length).toBeGreaterThan(10);
  });

  it('is not found in a cluster that only looks alike', () => {
    expect(find(lacks).filter((each) => each.code === code)).toEqual([]);
  });
});

describe('findings', () => {
  it('are none for a healthy cluster', () => {
    expect(
      find({ cluster: healthy, entries: [resource(controlPlaneId, { principalId: controlPlanePrincipal })] }),
    ).toEqual([]);
  });

  it('come with the worst first', () => {
    const findings = find({ cluster: cluster({ ...onSubnet, ...podIdentity(), provisioningState: 'Updating' }) });
    expect(findings.map(({ severity }) => severity)).toEqual(['error', 'warning', 'warning', 'info']);
  });

  it('claim nothing before anything was read', () => {
    expect(findingsOf(cluster(onSubnet), factsOf([]))).toEqual([]);
  });

  it('claim nothing missing where role assignments cannot be read', () => {
    const entries: Entry[] = [
      [{ kind: 'assignments', scope: subnet, principalId: controlPlanePrincipal }, unreadable()],
      [{ kind: 'assignments', scope: nodeGroup, principalId: controlPlanePrincipal }, unreadable()],
    ];
    expect(find({ cluster: cluster(onSubnet), entries })).toEqual([]);
  });
});

describe('the change that mends a finding', () => {
  const fixOf = (code: string, having: Case) => find(having).find((each) => each.code === code)?.fix;

  it('grants the missing role to the identity', () => {
    expect(fixOf('missingGrant:P-02', { cluster: cluster(onSubnet) })).toEqual({
      kind: 'assignRole',
      principalId: controlPlanePrincipal,
      principalType: 'ServicePrincipal',
      role: { id: role.networkContributor.id },
      scope: subnet,
    });
  });

  it('grants the role that counts at a registry that decides by repository', () => {
    expect(fixOf('registryRoleIneffective', { cluster: healthy, grants: [pulls], entries: [abac] })).toMatchObject({
      kind: 'assignRole',
      principalId: kubeletPrincipal,
      role: { id: role.repositoryReader.id },
      scope: registryId,
    });
  });

  it('leaves the service principal, unless the cluster demands a user-assigned identity', () => {
    const [properties, top] = onPrincipal;
    expect(fixOf('servicePrincipal', { cluster: cluster(properties, top) })).toEqual({
      kind: 'setControlPlane',
      clusterId,
      controlPlane: { kind: 'systemAssigned' },
    });
    const own = { ...properties, apiServerAccessProfile: { privateDNSZone: zone } };
    expect(fixOf('servicePrincipal', { cluster: cluster(own, top) })).toBeUndefined();
  });

  it('upgrades the node images of a half-migrated cluster', () => {
    const half = { cluster: cluster({ identityProfile: null }) };
    expect(fixOf('halfMigrated', half)).toEqual({ kind: 'upgradeNodeImages', clusterId });
  });
});

describe('a half-migrated cluster', () => {
  const made = (createdAt: string): Entry => [
    kubeletRead,
    found({ id: 'k', systemData: { createdAt }, properties: { principalId: kubeletPrincipal } }),
  ];
  const image = (version: string) =>
    cluster(
      { agentPoolProfiles: [pool({ nodeImageVersion: version })] },
      { systemData: { createdAt: '2021-03-01T00:00:00Z' } },
    );
  const old = image('AKSUbuntu-2204gen2containerd-202507.21.0');
  const isHalf = (having: Case) => find(having).filter(({ code }) => code === 'halfMigrated');

  it('shows by a kubelet identity younger than the cluster and node images older than it', () => {
    const [finding] = isHalf({ cluster: old, entries: [made('2025-09-10T00:00:00Z')] });
    expect(finding).toMatchObject({ fix: { kind: 'upgradeNodeImages', pools: ['nodepool1'] } });
    expect(finding!.evidence).toContain('2025-09-10');
  });

  it('does not show where the image is younger, or the identity is as old as the cluster', () => {
    const young = image('AKSUbuntu-2204gen2containerd-202510.01.0');
    expect(isHalf({ cluster: young, entries: [made('2025-09-10T00:00:00Z')] })).toEqual([]);
    expect(isHalf({ cluster: old, entries: [made('2021-03-01T00:10:00Z')] })).toEqual([]);
  });
});

describe('grants that are too wide', () => {
  const wide = (grant: RoleAssignment) =>
    find({ cluster: cluster(), grants: [grant] }).filter(({ code }) => code === 'tooWideGrant');

  it('are Owner and Contributor of the kubelet anywhere, and of any identity on a subscription', () => {
    expect(wide(assignment(role.owner, nodeGroup, kubeletPrincipal))).toHaveLength(1);
    expect(wide(assignment(role.contributor, subscription))).toHaveLength(1);
  });

  it('are not the Contributor that AKS gives to the control plane, nor any other role', () => {
    expect(wide(onNodeGroup)).toEqual([]);
    expect(wide(assignment(role.reader, subscription, kubeletPrincipal))).toEqual([]);
  });

  it('name the narrower role and are never removed by a click', () => {
    const [finding] = wide(assignment(role.contributor, group, kubeletPrincipal));
    expect(finding!.text).toContain('AcrPull');
    expect(finding!.fix).toBeUndefined();
  });
});

describe('leftovers of a former identity', () => {
  const left = (having: Case) => find(having).filter(({ code }) => code === 'leftoverGrant');
  const former = assignment(role.networkContributor, subnet, otherPrincipal);
  const onNodes = assignment(role.contributor, nodeGroup, otherPrincipal);
  const model = cluster(onSubnet);
  const another = (properties: JsonObject, top: JsonObject): Cluster =>
    clusterOf({ ...clusterJson(properties, { id: `${clusterId}2`, name: 'shop2', ...top }) });
  const user = another({}, { identity: { type: 'SystemAssigned', principalId: otherPrincipal.toUpperCase() } });

  it('are removed exactly where they were made', () => {
    expect(
      left({ cluster: model, grants: [joins, former, onNodes] }).map(({ severity, fix }) => [severity, fix]),
    ).toEqual([
      ['warning', { kind: 'removeRole', roleAssignmentId: onNodes.id }],
      ['info', { kind: 'removeRole', roleAssignmentId: former.id }],
    ]);
  });

  it('are not the grants of another cluster in sight', () => {
    expect(left({ cluster: model, grants: [joins, former], entries: [others(model, user)] })).toEqual([]);
  });

  it('are not inherited grants, nor roles that the cluster does not need there', () => {
    const inherited = assignment(role.networkContributor, subscription, otherPrincipal);
    const different = assignment(role.reader, subnet, otherPrincipal);
    expect(left({ cluster: model, grants: [joins, inherited, different] })).toEqual([]);
  });

  it('are not told where the clusters cannot be listed, or while an operation is running', () => {
    expect(left({ cluster: model, grants: [onNodes], entries: [[{ kind: 'clusters' }, unreadable()]] })).toEqual([]);
    expect(left({ cluster: cluster({ provisioningState: 'Updating' }), grants: [onNodes] })).toEqual([]);
  });

  it('are not told of a service principal cluster, whose own principal is not known', () => {
    expect(left({ cluster: cluster(...onPrincipal), grants: [onNodes] })).toEqual([]);
  });

  it('leave alone what a service principal cluster on the same subnet may need', () => {
    const [properties, top] = onPrincipal;
    const neighbour = another({ ...properties, ...onSubnet, nodeResourceGroup: 'MC_shop2' }, top);
    const findings = left({ cluster: model, grants: [joins, former, onNodes], entries: [others(neighbour)] });
    expect(findings.map(({ fix }) => fix)).toEqual([{ kind: 'removeRole', roleAssignmentId: onNodes.id }]);
  });

  it('are pull roles of a former kubelet on the registries of the cluster', () => {
    const old = assignment(role.acrPull, registryId, otherPrincipal);
    expect(left({ cluster: healthy, grants: [pulls, old] })).toMatchObject([{ severity: 'info' }]);
  });
});

describe('dates', () => {
  it('turn a warning into an error once legacy monitoring has retired', () => {
    const having = { cluster: cluster(addon('omsagent')) };
    const severity = (now: string) =>
      find({ ...having, now: asOf(now) }).find(({ code }) => code === 'legacyMonitoringAuthentication')?.severity;
    expect(severity('2026-09-30T23:00:00Z')).toBe('warning');
    expect(severity('2026-10-01T00:00:00Z')).toBe('error');
  });

  it('turn information into a warning once an add-on has ended', () => {
    const having = { cluster: cluster(addon('openServiceMesh')), now: asOf('2027-10-01T00:00:00Z') };
    expect(find(having)).toMatchObject([{ code: 'retiringAddon:openServiceMesh', severity: 'warning' }]);
  });

  it('make twenty federated credentials an error', () => {
    expect(find({ cluster: healthy, entries: [credentials(20)] })).toMatchObject([{ severity: 'error' }]);
  });
});
