import { role } from '../../../src/domain/access/roles.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  kubeletPrincipal,
  nodeGroup,
  pool,
  registryId,
  resource,
  subnet,
  subscription,
  subscriptionId,
  ownTenant,
} from '../../support/domain/clusterFixture.ts';
import { found, type Entry } from '../../support/domain/factsOf.ts';

const everything = [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }];
const newGroup = `${subscription}/resourceGroups/rg-new`;

/** Identity `name` of the group that the plan creates. */
export const newIdentity = (name: string) =>
  `${newGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const newCluster = `${newGroup}/providers/Microsoft.ContainerService/managedClusters/new`;
export const existing = `${subscription}/resourceGroups/rg-shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-next`;

const may = (scope: string): Entry => [{ kind: 'callerPermissions', scope }, found(everything)];
const scopes = [subscription, newGroup, subnet, registryId, clusterId, nodeGroup, existing];

/** The group, both identities and the cluster, from nothing. */
export function fromNothing(location = 'westeurope'): Plan {
  const changes: Change[] = [
    {
      kind: 'createResourceGroup',
      subscriptionId,
      name: 'rg-new',
      location,
      tags: { "it's": '${x} [y]' },
    },
    { kind: 'createIdentity', subscriptionId, resourceGroup: 'rg-new', name: 'id-new', location },
    { kind: 'createIdentity', subscriptionId, resourceGroup: 'rg-new', name: 'id-new-kubelet', location },
    {
      kind: 'createCluster',
      subscriptionId,
      resourceGroup: 'rg-new',
      name: 'new',
      location,
      controlPlane: { kind: 'userAssigned', identityId: newIdentity('id-new') },
      kubelet: { identityId: newIdentity('id-new-kubelet') },
      network: { plugin: 'azure', subnetId: subnet, serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.2.0.10' },
      registries: [registryId],
    },
  ];
  return planChanges(
    changes,
    azure(
      [],
      [
        ...scopes.map(may),
        [{ kind: 'resource', id: newGroup as never }, { kind: 'missing' }],
        [{ kind: 'resource', id: newIdentity('id-new') as never }, { kind: 'missing' }],
        [{ kind: 'resource', id: newIdentity('id-new-kubelet') as never }, { kind: 'missing' }],
        [{ kind: 'cluster', id: newCluster as never }, { kind: 'missing' }],
        [{ kind: 'resource', id: newCluster as never }, { kind: 'missing' }],
        resource(subnet, { addressPrefix: '10.10.0.0/20' }),
      ],
    ),
  );
}

/** Leaving a service principal for a system-assigned identity, with an add-on that gets its role afterwards. */
export function leavingPrincipal(): Plan {
  const model = cluster(
    {
      servicePrincipalProfile: { clientId: 'app-1' },
      identityProfile: null,
      agentPoolProfiles: [pool({ vnetSubnetID: subnet })],
      addonProfiles: { omsagent: { enabled: true, config: {} } },
    },
    { identity: null, eTag: 'etag-1' },
  );
  const change: Change = { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'systemAssigned' } };
  return planChanges([change], azure([], [...scopes.map(may), [{ kind: 'cluster', id: clusterId }, found(model)]]));
}

/** Another control plane and kubelet identity at once. */
export function bothIdentities(): Plan {
  const model = cluster({ agentPoolProfiles: [pool({ vnetSubnetID: subnet })] }, { eTag: 'etag-1' });
  const change: Change = {
    kind: 'setKubelet',
    clusterId,
    identityId: existing,
    controlPlane: { kind: 'userAssigned', identityId: existing },
  };
  const pulls = assignment(role.acrPull, registryId, kubeletPrincipal);
  return planChanges(
    [change],
    azure(
      [pulls],
      [
        ...scopes.map(may),
        [{ kind: 'cluster', id: clusterId }, found(model)],
        resource(existing, {
          principalId: 'eeeeeeee-0000-0000-0000-000000000005',
          clientId: 'c5',
          tenantId: ownTenant,
        }),
      ],
    ),
  );
}

/** What templates can't do: deleting an identity. */
export function deletion(): Plan {
  return planChanges(
    [{ kind: 'deleteIdentity', identityId: existing }],
    azure([], [...scopes.map(may), resource(existing, { principalId: 'p' })]),
  );
}
