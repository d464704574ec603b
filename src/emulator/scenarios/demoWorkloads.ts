import type { WorldFeature, WorldResource } from '../arm/worldFile.ts';
import { demoPlace, workloads } from './demoSubscriptions.ts';
import { makeCluster, identityBinding, issuerOf, type ClusterPart } from './parts/clusters.ts';
import { bindingCredential, federatedCredential, userAssignedIdentity, type Identity } from './parts/identities.ts';
import { combineParts, assignRole, groupId, makeResourceGroup, type Place, type WorldPart } from './parts/resources.ts';
import { keyVault } from './parts/services.ts';

/** The feature that the subscription has registered so that it can have identity bindings. */
export const bindingFeature: WorldFeature = {
  subscriptionId: workloads.subscriptionId,
  name: 'Microsoft.ContainerService/IdentityBindingPreview',
};

/** Makes a cluster whose pods can act as identities. */
function teamCluster(home: Place, name: string, generation = 1): ClusterPart {
  return makeCluster({
    place: home,
    name,
    controlPlane: { kind: 'systemAssigned' },
    pools: [{ name: 'nodepool1' }],
    workloadIdentity: true,
    generation,
  });
}

function threeIdentities(
  home: Place,
  names: readonly [string, string, string],
): readonly [Identity, Identity, Identity] {
  const [first, second, third] = names;
  const make = (name: string): Identity => userAssignedIdentity(home, `id-${name}`);
  return [make(first), make(second), make(third)];
}

function trust(identity: Identity, issuer: string, name: string, namespace: string, account: string): WorldResource {
  return federatedCredential(identity, name, issuer, `system:serviceaccount:${namespace}:${account}`);
}

/**
 * store-weu was deleted and recreated: five credentials of three identities still name the old issuer, and only the
 * storefront has been moved.
 */
function storePart(): WorldPart {
  const home = demoPlace(workloads, 'rg-store', 'weu');
  const goneIssuer = issuerOf(home, 'store-weu');
  const cluster = teamCluster(home, 'store-weu', 2);
  const vault = keyVault(home, 'kv-contoso-store');
  const [storefront, basket, mail] = threeIdentities(home, ['storefront', 'basket', 'mail']);
  return {
    resources: [
      makeResourceGroup(home),
      vault,
      ...[storefront, basket, mail].map(({ resource }) => resource),
      trust(storefront, goneIssuer, 'storefront-web', 'storefront', 'web'),
      trust(storefront, cluster.issuer, 'storefront-web-2', 'storefront', 'web'),
      trust(basket, goneIssuer, 'basket-api', 'basket', 'api'),
      trust(basket, goneIssuer, 'basket-worker', 'basket', 'worker'),
      trust(mail, goneIssuer, 'mail-sender', 'mail', 'sender'),
      trust(mail, goneIssuer, 'mail-bounces', 'mail', 'bounces'),
      ...cluster.resources,
    ],
    roleAssignments: [
      ...cluster.roleAssignments,
      ...[storefront, basket, mail].map(({ principalId }) =>
        assignRole('Key Vault Secrets User', principalId, vault.id),
      ),
    ],
  };
}

/** The jobs of partners-weu, each with a credential of its own. */
export const jobNames = Array.from({ length: 19 }, (_, index) => `job-${String(index + 1).padStart(2, '0')}`);

/**
 * partners-weu has an identity with 19 of 20 credentials, and a deployer that pods can act as, which is Contributor on
 * the whole subscription. reports-neu binds identities: one works, the identity of another was deleted, and the
 * credential of a third is left although nothing binds it any more. Both run the partners' application as the same
 * identity.
 */
function partnersAndReportsPart(): WorldPart {
  const west = demoPlace(workloads, 'rg-partners', 'weu');
  const north = demoPlace(workloads, 'rg-reports', 'neu');
  const partners = teamCluster(west, 'partners-weu');
  const reporting = teamCluster(north, 'reports-neu');
  const [api, jobs, deployer] = threeIdentities(west, ['partner-api', 'jobs', 'deployer']);
  const [reports, deleted, forecast] = threeIdentities(north, ['reports', 'archive', 'forecast']);
  const jobCredentials = jobNames.map((job) => trust(jobs, partners.issuer, job, 'jobs', job));
  return {
    resources: [
      makeResourceGroup(west),
      makeResourceGroup(north),
      ...[api, jobs, deployer, reports, forecast].map(({ resource }) => resource),
      trust(api, partners.issuer, 'partner-api-weu', 'partners', 'api'),
      trust(api, reporting.issuer, 'partner-api-neu', 'partners', 'api'),
      ...jobCredentials,
      trust(deployer, partners.issuer, 'deployer', 'delivery', 'deployer'),
      ...[reports, forecast].map(bindingCredential),
      ...partners.resources,
      ...reporting.resources,
      identityBinding(north, 'reports-neu', 'reports', reports),
      identityBinding(north, 'reports-neu', 'archive', deleted),
    ],
    roleAssignments: [
      ...partners.roleAssignments,
      ...reporting.roleAssignments,
      assignRole('Contributor', deployer.principalId, `/subscriptions/${workloads.subscriptionId}`),
      assignRole('Reader', reports.principalId, groupId(north)),
    ],
  };
}

/** Makes the subscription of the application teams, whose pods act as identities in every possible state. */
export function demoWorkloads(): WorldPart {
  return combineParts([storePart(), partnersAndReportsPart()]);
}
