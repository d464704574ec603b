/** For each finding about features, and about what stands around a cluster, a case that has it and one, as near as can be, that does not. */
import { role } from '../../../../src/domain/access/roles.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import {
  assignment,
  cluster,
  clusterId,
  group,
  identityId,
  kubeletPrincipal,
  nodeGroup,
  registryId,
  resource,
} from '../clusterFixture.ts';
import { found, unreadable, type Entry } from '../factsOf.ts';
import type { FindingRow } from '../cases/findingCases.ts';
import { addon as addonWithIdentity, gateId, gatePrincipal, gateway, gating, imagePull } from '../cases/needParts.ts';
import { binding } from '../workloadFixture.ts';
import { nodeMachine } from './aroundParts.ts';

const healthy = cluster();
const kubelet = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool`;
const gated = cluster(gating(registryId));
const trustsShop: Entry = [
  { kind: 'federatedCredentials', identityId: gateId },
  found([
    {
      name: 'gate',
      issuer: 'https://westeurope.oic.prod-aks.azure.com/t/SHOP',
      subject: 'system:serviceaccount:x:y',
      audiences: [],
    },
  ]),
];
const boundGate: Entry = [
  { kind: 'bindings', clusterId },
  found([binding({ id: `${clusterId}/identityBindings/b` as ArmId, identityId: gateId })]),
];
const agic = addonWithIdentity('ingressApplicationGateway', { applicationGatewayId: gateway });
const gatewayWithIdentity = resource(
  gateway,
  {},
  { identity: { userAssignedIdentities: { [identityId('id-gw')]: {} } } },
);

const azurePolicy: JsonObject = addonWithIdentity('azurepolicy', {});
const closed = { networkProfile: { podLinkLocalAccess: 'None' } };
const wide = assignment(role.contributor, group, kubeletPrincipal);

/** The rows, in the form of those of all findings. */
export const featureFindings: readonly FindingRow[] = [
  [
    'identityMadeByAks',
    'info',
    { cluster: cluster(imagePull(`${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pulls`)) },
    { cluster: cluster(imagePull()) },
  ],
  [
    'gatingIdentityGone',
    'error',
    { cluster: gated, entries: [trustsShop, [{ kind: 'resource', id: gateId }, { kind: 'missing' }]] },
    { cluster: gated, entries: [trustsShop, [{ kind: 'resource', id: gateId }, unreadable()]] },
  ],
  [
    'gatingIdentityCantPull',
    'error',
    { cluster: gated, entries: [trustsShop] },
    { cluster: gated, entries: [trustsShop], grants: [assignment(role.acrPull, registryId, gatePrincipal)] },
  ],
  ['gatingIdentityUntrusted', 'error', { cluster: gated }, { cluster: gated, entries: [trustsShop] }],
  [
    'imagePullIdentityUnbound',
    'warning',
    { cluster: cluster(imagePull()) },
    { cluster: cluster(imagePull()), entries: [boundGate] },
  ],
  [
    'agicGatewayIdentity',
    'error',
    { cluster: cluster(agic), entries: [gatewayWithIdentity] },
    { cluster: cluster(agic), entries: [resource(gateway)] },
  ],
  [
    'nodesCarrySeveral',
    'info',
    { cluster: healthy, entries: [nodeMachine(kubelet, identityId('id-mine'))] },
    { cluster: healthy, entries: [nodeMachine(kubelet)] },
  ],
  ['metadataEndpointOpen', 'info', { cluster: healthy, grants: [wide] }, { cluster: cluster(closed), grants: [wide] }],
  [
    'imdsRestrictionConflict',
    'warning',
    { cluster: cluster({ ...closed, ...azurePolicy }) },
    { cluster: cluster({ networkProfile: { podLinkLocalAccess: 'IMDS' }, ...azurePolicy }) },
  ],
];
