import { role } from '../../../../src/domain/access/roles.ts';
import type { Facts, Read, ReadOf } from '../../../../src/domain/cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import type { Finding } from '../../../../src/domain/findings/finding.ts';
import { findingsOf } from '../../../../src/domain/findings/findings.ts';
import { judgedNeeds } from '../../../../src/domain/needs/needs.ts';
import {
  assignment,
  azure,
  cluster,
  controlPlaneId,
  controlPlanePrincipal,
  group,
  identityId,
  kubeletPrincipal,
  network,
  nodeGroup,
  otherPrincipal,
  ownKubelet,
  ownTenant,
  pool,
  registryId,
  resource,
  subnet,
  subscriptionId,
  systemAssigned,
} from '../clusterFixture.ts';
import { found, unreadable, type Entry } from '../factsOf.ts';
import { featureFindings } from '../around/featureFindingCases.ts';
import { accessFindings } from './accessFindingCases.ts';
import { aroundFindings } from '../around/aroundFindingCases.ts';
import { gatewayFindings } from './gatewayFindingCases.ts';
import { workloadFindings } from './workloadFindingCases.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';

export const zone = `${network}/privateDnsZones/privatelink.westeurope.azmk8s.io`;
export const onNodeGroup = assignment(role.contributor, nodeGroup);
const foreignOnNodes = assignment(role.contributor, nodeGroup, otherPrincipal);
export const addon = (key: string, config: JsonObject = {}): JsonObject => ({
  addonProfiles: { [key]: { enabled: true, config } },
});
export const credentials = (count: number): Entry => [
  { kind: 'federatedCredentials', identityId: controlPlaneId },
  found(Array.from({ length: count }, (_, i) => ({ name: `c${i}`, issuer: 'i', subject: 's', audiences: [] }))),
];
export const others = (...clusters: Cluster[]): Entry => [{ kind: 'clusters' }, found(clusters)];
export const onPrincipal: [JsonObject, JsonObject] = [
  { servicePrincipalProfile: { clientId: 'aaaaaaaa-0000-4000-8000-00000000000a' }, identityProfile: null },
  { identity: null },
];
export const asOf = (text: string) => new Date(text);

/** A user-assigned identity of that principal. */
export const identityNamed = (name: string, principalId: string): Entry => [
  { kind: 'identities' },
  found([{ id: identityId(name), name, principalId }]),
];

export interface Case {
  readonly cluster: Cluster;
  readonly grants?: readonly RoleAssignment[];
  readonly entries?: readonly Entry[];
  readonly now?: Date;
  /** What else is known. */
  readonly more?: Partial<Facts>;
}

export const find = ({ cluster: model, grants = [], entries = [], now, more = {} }: Case): readonly Finding[] => {
  const facts = { ...azure([onNodeGroup, ...grants], entries), looksAround: true, ...more, ...(now ? { now } : {}) };
  return findingsOf(model, facts, judgedNeeds(model, facts));
};

export const healthy = cluster();
export const routing = (more: JsonObject): JsonObject => ({
  ingressProfile: { webAppRouting: { enabled: true, ...more } },
});
export const podIdentity = (...exceptions: JsonObject[]): JsonObject => ({
  podIdentityProfile: { enabled: true, userAssignedIdentityExceptions: exceptions },
});
const systemPods = {
  name: 'x',
  namespace: 'kube-system',
  podLabels: { 'kubernetes.azure.com/managedby': 'aks' },
};
const kubelet = (principalId: string): Entry =>
  resource(`${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool`, { principalId });
export const kubeletRead: ReadOf<'resource'> = {
  kind: 'resource',
  id: `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool` as ArmId,
};
const controlPlaneRead: Read = { kind: 'resource', id: controlPlaneId };
export const pulls = assignment(role.acrPull, registryId, kubeletPrincipal);
export const abac = resource(registryId, { roleAssignmentMode: 'AbacRepositoryPermissions' });
export const onSubnet: JsonObject = { agentPoolProfiles: [pool({ vnetSubnetID: subnet })] };
export const joins = assignment(role.networkContributor, subnet);
const tenant = (id: string): Entry => [
  { kind: 'subscription', id: subscriptionId },
  found({ id: subscriptionId, name: 'Contoso', tenantId: id }),
];

/** A code, its severity, a case that has it and one, as near as can be, that does not. */
export type FindingRow = readonly [code: Finding['code'], severity: Finding['severity'], has: Case, lacks: Case];

/** For each code a case that has it and one, as near as can be, that does not. */
export const codes: readonly FindingRow[] = [
  ...workloadFindings,
  ...featureFindings,
  ...aroundFindings,
  ...accessFindings,
  ...gatewayFindings,
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
    'unknown',
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
    { cluster: cluster({}, systemAssigned), entries: [tenant('22222222-0000-4000-8000-000000000002')] },
    { cluster: cluster({}, systemAssigned), entries: [tenant(ownTenant.toUpperCase())] },
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
    'oldIdentityInUse',
    'info',
    { cluster: healthy, grants: [foreignOnNodes], now: asOf('2026-01-01T05:00:00Z') },
    { cluster: healthy, grants: [foreignOnNodes], now: asOf('2026-01-01T09:00:00Z') },
  ],
  [
    'leftoverGrant',
    'warning',
    { cluster: healthy, grants: [foreignOnNodes] },
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
