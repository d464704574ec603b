import type { WorldFeature, WorldResource } from '../arm/worldFile.ts';
import { place, workloads } from './demoSubscriptions.ts';
import { cluster, identityBinding, issuerOf } from './parts/clusters.ts';
import type { ClusterPart } from './parts/clusters.ts';
import { bindingCredential, federatedCredential, identityReference, userAssignedIdentity } from './parts/identities.ts';
import type { Identity } from './parts/identities.ts';
import { combine, grant, resourceGroup } from './parts/resources.ts';
import type { Place, WorldPart } from './parts/resources.ts';
import { keyVault } from './parts/services.ts';

const subscriptionScope = `/subscriptions/${workloads.subscriptionId}`;

/** What the subscription has registered so that it can have identity bindings. */
export const bindingFeature: WorldFeature = {
  subscriptionId: workloads.subscriptionId,
  name: 'Microsoft.ContainerService/IdentityBindingPreview',
};

/** Makes a cluster with workload identity, which is on unless something else is said. */
function teamCluster(home: Place, name: string, more: Partial<Parameters<typeof cluster>[0]> = {}): ClusterPart {
  return cluster({
    place: home,
    name,
    controlPlane: { kind: 'systemAssigned' },
    pools: [{ name: 'nodepool1' }],
    workloadIdentity: true,
    ...more,
  });
}

function trust(identity: Identity, issuer: string, name: string, namespace: string, account: string): WorldResource {
  return federatedCredential(identity, name, issuer, `system:serviceaccount:${namespace}:${account}`);
}

/**
 * apps-weu was deleted and made again: five credentials of three identities still name the issuer that is gone, and only the
 * storefront has been moved.
 */
function appsPart(): WorldPart {
  const home = place(workloads, 'rg-apps', 'weu');
  const gone = issuerOf(home, 'apps-weu');
  const made = teamCluster(home, 'apps-weu', { generation: 2 });
  const vault = keyVault(home, 'kv-contoso-apps');
  const [storefront, basket, mail] = ['storefront', 'basket', 'mail'].map((name) =>
    userAssignedIdentity(home, `id-${name}`),
  ) as [Identity, Identity, Identity];
  return {
    resources: [
      resourceGroup(home),
      vault,
      ...[storefront, basket, mail].map(({ resource }) => resource),
      trust(storefront, gone, 'storefront-web', 'storefront', 'web'),
      trust(storefront, made.issuer, 'storefront-web-2', 'storefront', 'web'),
      trust(basket, gone, 'basket-api', 'basket', 'api'),
      trust(basket, gone, 'basket-worker', 'basket', 'worker'),
      trust(mail, gone, 'mail-sender', 'mail', 'sender'),
      trust(mail, gone, 'mail-bounces', 'mail', 'bounces'),
      ...made.resources,
    ],
    roleAssignments: [
      ...made.roleAssignments,
      ...[storefront, basket, mail].map(({ principalId }) => grant('Key Vault Secrets User', principalId, vault.id)),
    ],
  };
}

/**
 * partners-weu and partners-neu run the same application as the same identity; id-jobs has 19 of 20 credentials; and the
 * deployer, which pods can be, is Contributor on the whole subscription.
 */
function partnersPart(): WorldPart {
  const home = place(workloads, 'rg-partners', 'weu');
  const north = place(workloads, 'rg-partners-neu', 'neu');
  const west = teamCluster(home, 'partners-weu');
  const other = teamCluster(north, 'partners-neu');
  const [api, jobs, deployer] = ['partner-api', 'jobs', 'deployer'].map((name) =>
    userAssignedIdentity(home, `id-${name}`),
  ) as [Identity, Identity, Identity];
  const jobCredentials = Array.from({ length: 19 }, (_, index) => {
    const job = `job-${String(index + 1).padStart(2, '0')}`;
    return trust(jobs, west.issuer, job, 'jobs', job);
  });
  return {
    resources: [
      resourceGroup(home),
      resourceGroup(north),
      ...[api, jobs, deployer].map(({ resource }) => resource),
      trust(api, west.issuer, 'partner-api-weu', 'partners', 'api'),
      trust(api, other.issuer, 'partner-api-neu', 'partners', 'api'),
      ...jobCredentials,
      trust(deployer, west.issuer, 'deployer', 'delivery', 'deployer'),
      ...west.resources,
      ...other.resources,
    ],
    roleAssignments: [
      ...west.roleAssignments,
      ...other.roleAssignments,
      grant('Contributor', deployer.principalId, subscriptionScope),
    ],
  };
}

/** claims-weu still gives identities to its pods by pod identity, in two namespaces, and has no issuer yet. */
function claimsPart(): WorldPart {
  const home = place(workloads, 'rg-claims', 'weu');
  const vault = keyVault(home, 'kv-contoso-claims');
  const identity = userAssignedIdentity(home, 'id-claims-weu');
  const pods = ['claims', 'documents'].map((namespace) => ({
    namespace,
    identity: userAssignedIdentity(home, `id-pod-${namespace}`),
  }));
  const made = teamCluster(home, 'claims-weu', {
    controlPlane: { kind: 'userAssigned', identity },
    workloadIdentity: false,
    properties: {
      podIdentityProfile: {
        enabled: true,
        userAssignedIdentities: pods.map(({ namespace, identity: pod }) => ({
          name: namespace,
          namespace,
          identity: identityReference(pod),
          provisioningState: 'Assigned',
        })),
        userAssignedIdentityExceptions: [{ name: 'system', namespace: 'kube-system', podLabels: { app: 'metrics' } }],
      },
    },
  });
  return {
    resources: [
      resourceGroup(home),
      vault,
      identity.resource,
      ...pods.map(({ identity: pod }) => pod.resource),
      ...made.resources,
    ],
    roleAssignments: [
      ...made.roleAssignments,
      ...pods.flatMap(({ identity: pod }) => [
        grant('Managed Identity Operator', identity.principalId, pod.id),
        grant('Key Vault Secrets User', pod.principalId, vault.id),
      ]),
    ],
  };
}

/**
 * reports-neu binds identities: one works, the identity of another has been deleted, and the credential of a third is left
 * although nothing binds it any more.
 */
function reportsPart(): WorldPart {
  const home = place(workloads, 'rg-reports', 'neu');
  const made = teamCluster(home, 'reports-neu');
  const [reports, deleted, forecast] = ['reports', 'archive', 'forecast'].map((name) =>
    userAssignedIdentity(home, `id-${name}`),
  ) as [Identity, Identity, Identity];
  return {
    resources: [
      resourceGroup(home),
      reports.resource,
      forecast.resource,
      ...[reports, forecast].map(bindingCredential),
      ...made.resources,
      identityBinding(home, 'reports-neu', 'reports', reports),
      identityBinding(home, 'reports-neu', 'archive', deleted),
    ],
    roleAssignments: [...made.roleAssignments, grant('Reader', reports.principalId, resourceGroup(home).id)],
  };
}

/** The subscription of the application teams: pods that act as identities, in every state that this can be in. */
export function demoWorkloads(): WorldPart {
  return combine([appsPart(), partnersPart(), claimsPart(), reportsPart()]);
}
