import type { WorldFeature, WorldFile, WorldResource } from '../arm/worldFile.ts';
import { demoFleets } from './demoAround.ts';
import { demoDevTest } from './demoDevTest.ts';
import { demoHistory } from './demoHistory.ts';
import { demoPlatform, platformLocks } from './demoPlatform.ts';
import { demoProduction, eligibleForOrders } from './demoProduction.ts';
import { demoSearch, searchAgent } from './demoSearch.ts';
import { demoShop } from './demoShop.ts';
import { bindingFeature, demoWorkloads } from './demoWorkloads.ts';
import {
  buildServicePrincipal,
  demoGroups,
  demoUsers,
  deployServicePrincipal,
  devTest,
  legacyServicePrincipal,
  ordersServicePrincipal,
  platform,
  production,
  workloads,
} from './demoSubscriptions.ts';
import { scaleSetsOf } from './parts/machines.ts';
import { combineParts, tenantId } from './parts/resources.ts';

/** The features that production has registered so that its clusters can have Application Gateway for Containers as an add-on. */
const gatewayFeatures: readonly WorldFeature[] = ['ApplicationLoadBalancerPreview', 'ManagedGatewayAPIPreview'].map(
  (name) => ({ subscriptionId: production.subscriptionId, name: `Microsoft.ContainerService/${name}` }),
);

/** The machines of a cluster's pools. */
function machinesOf(resource: WorldResource): readonly WorldResource[] {
  if (resource.type !== 'Microsoft.ContainerService/ManagedClusters') return [];
  return scaleSetsOf(resource, resource.name === 'search-weu' ? { nodepool1: [searchAgent] } : {});
}

/** Makes the company Contoso: four subscriptions, clusters with every kind of identity, and some problems. Any caller owns everything. */
export function demoWorld(): WorldFile {
  const parts = [
    demoShop(),
    demoProduction(),
    demoPlatform(),
    demoSearch(),
    demoFleets(),
    demoDevTest(),
    demoWorkloads(),
  ];
  const { resources, roleAssignments } = combineParts(parts);
  return {
    tenantId,
    subscriptions: [production, platform, devTest, workloads],
    resources: [...resources, ...resources.flatMap(machinesOf)],
    roleAssignments,
    denyAssignments: platformLocks(),
    eligible: eligibleForOrders(),
    features: [bindingFeature, ...gatewayFeatures],
    servicePrincipals: [legacyServicePrincipal, buildServicePrincipal, deployServicePrincipal, ordersServicePrincipal],
    users: demoUsers,
    groups: demoGroups,
    history: demoHistory(resources),
  };
}
