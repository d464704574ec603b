import { devTest, demoPlace } from './demoSubscriptions.ts';
import { makeCluster } from './parts/clusters.ts';
import { identityReference, userAssignedIdentity } from './parts/identities.ts';
import { subnetId, virtualNetwork } from './parts/networks.ts';
import { combineParts, assignRole, makeResourceGroup, type WorldPart } from './parts/resources.ts';

const lab = demoPlace(devTest, 'rg-lab', 'weu');
const network = virtualNetwork(lab, 'vnet-lab', '10.90.0.0/16', [{ name: 'snet-aks', prefix: '10.90.0.0/20' }]);
const nodes = subnetId(network, 'snet-aks');

/** dev-weu still has pod identity on, in two namespaces, without any exception. */
function devPart(): WorldPart {
  const home = demoPlace(devTest, 'rg-dev', 'weu');
  const identity = userAssignedIdentity(home, 'id-dev-weu');
  const app = userAssignedIdentity(home, 'id-dev-app');
  const mailer = userAssignedIdentity(home, 'id-dev-mailer');
  const pods = [
    { name: 'app', namespace: 'dev', identity: identityReference(app), provisioningState: 'Assigned' },
    { name: 'mailer', namespace: 'dev-mail', identity: identityReference(mailer), provisioningState: 'Assigned' },
  ];
  const cluster = makeCluster({
    place: home,
    name: 'dev-weu',
    tier: 'Free',
    controlPlane: { kind: 'userAssigned', identity },
    pools: [{ name: 'nodepool1', count: 1 }],
    properties: {
      podIdentityProfile: { enabled: true, userAssignedIdentities: pods, userAssignedIdentityExceptions: [] },
    },
  });
  return {
    resources: [makeResourceGroup(home), identity.resource, app.resource, mailer.resource, ...cluster.resources],
    roleAssignments: [
      ...cluster.roleAssignments,
      ...[app, mailer].flatMap(({ id }) => [
        assignRole('Managed Identity Operator', identity.principalId, id),
        assignRole('Reader', identity.principalId, id),
      ]),
    ],
  };
}

/** lab-weu's control plane identity was deleted; its role assignments still exist. */
function labPart(): WorldPart {
  const deleted = userAssignedIdentity(lab, 'id-lab-weu');
  const cluster = makeCluster({
    place: lab,
    name: 'lab-weu',
    tier: 'Free',
    controlPlane: { kind: 'userAssigned', identity: deleted },
    pools: [{ name: 'nodepool1', count: 1, subnetId: nodes }],
  });
  return {
    resources: [makeResourceGroup(lab), ...network, ...cluster.resources],
    roleAssignments: [...cluster.roleAssignments, assignRole('Network Contributor', deleted.principalId, nodes)],
  };
}

/** sandbox-weu's identity was deleted and recreated: same id, another principal, and no roles for that one. */
function sandboxPart(): WorldPart {
  const before = userAssignedIdentity(lab, 'id-sandbox-weu', 1);
  const identity = userAssignedIdentity(lab, 'id-sandbox-weu', 2);
  const cluster = makeCluster({
    place: lab,
    name: 'sandbox-weu',
    tier: 'Free',
    controlPlane: { kind: 'userAssigned', identity: before },
    pools: [{ name: 'nodepool1', count: 1, subnetId: nodes }],
  });
  return {
    resources: [identity.resource, ...cluster.resources],
    roleAssignments: [...cluster.roleAssignments, assignRole('Network Contributor', before.principalId, nodes)],
  };
}

/** load-neu is being updated by someone else, spare-neu is stopped, trial-neu failed. */
function statesPart(): WorldPart {
  const home = demoPlace(devTest, 'rg-load', 'neu');
  const common = { place: home, tier: 'Free', controlPlane: { kind: 'systemAssigned' } } as const;
  const message = 'Operation failed due to an Azure Policy that denies public load balancers.';
  const parts = [
    makeCluster({
      ...common,
      name: 'load-neu',
      pools: [{ name: 'nodepool1', more: { provisioningState: 'Updating' } }],
      properties: { provisioningState: 'Updating' },
    }),
    makeCluster({
      ...common,
      name: 'spare-neu',
      pools: [{ name: 'nodepool1', more: { powerState: { code: 'Stopped' } } }],
      properties: { powerState: { code: 'Stopped' } },
    }),
    makeCluster({
      ...common,
      name: 'trial-neu',
      pools: [{ name: 'nodepool1', count: 1 }],
      properties: {
        provisioningState: 'Failed',
        status: { provisioningError: { code: 'RequestDisallowedByPolicy', message } },
      },
    }),
  ];
  const combined = combineParts(parts);
  return { ...combined, resources: [makeResourceGroup(home), ...combined.resources] };
}

/** Makes the demo's subscription for development and tests. */
export function demoDevTest(): WorldPart {
  return combineParts([devPart(), labPart(), sandboxPart(), statesPart()]);
}
