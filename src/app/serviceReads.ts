/** The part of the service that reads single things and lists of them. */
import { getCluster, getKubeconfig, shortClusterList } from '../azure/read/clusters.ts';
import { getIdentity, identityList } from '../azure/read/identities.ts';
import { listEverywhere } from '../azure/read/listEverywhere.ts';
import {
  listKubernetesVersions,
  listLocations,
  listRegionsOf,
  listResourceGroups,
  listResources,
  listSubnets,
  listVmSizes,
} from '../azure/read/pickLists.ts';
import { versionOf } from '../azure/arm/apiVersions.ts';
import { armShapes } from '../azure/http/armShapes.ts';
import { listRoles } from '../azure/read/roleDefinitions.ts';
import { asAnyId, resourceType } from '../domain/arm/resourceId.ts';
import { readAssignments, readDetails, readEveryRole } from './facts/clusterDetails.ts';
import { withRefusalsAsErrors } from './facts/withRefusalsAsErrors.ts';
import type { SeenSubscription, ServiceReads } from './identityService.ts';
import type { SubscriptionAccess } from '../azure/directory/directory.ts';
import { checkedClusterId, checkedId, type ServiceDependencies } from './serviceDependencies.ts';
import { defined } from '../shape/defined.ts';

/** Makes the part of the service that reads things as they are. */
export function readsOf(world: ServiceDependencies): ServiceReads {
  return {
    async subscriptions(signal) {
      const { items, failures } = await world.directory.refresh(signal);
      return { items: items.map(seenSubscription), failures };
    },
    clusters: (filter) =>
      world.written.after(() =>
        listEverywhere(world.directory, { ...shortClusterList, ...filter, notFromGraph: world.written.isIn }),
      ),
    cluster: async (id, signal) =>
      world.written.after(async () =>
        readDetails(world.directory, checkedClusterId(id), { signal, notFromGraph: world.written.isIn }),
      ),
    async clusterNow(givenId, signal) {
      const id = checkedClusterId(givenId);
      return world.directory.read(id, (arm) => getCluster(arm, id, signal), signal);
    },
    identities: ({ isNow = false, ...filter } = {}) =>
      world.written.after(() =>
        listEverywhere(world.directory, {
          ...identityList,
          ...filter,
          notFromGraph: isNow ? () => true : world.written.isIn,
        }),
      ),
    async identityNow(givenId, signal) {
      const id = checkedId(givenId, resourceType.identity);
      return world.directory.read(id, (arm) => getIdentity(arm, id, signal), signal);
    },
    roleAssignmentsOf: (principalId, subscriptionId, signal) =>
      readAssignments(world.directory, principalId, subscriptionId, signal),
    everyRoleOf: (principalId, signal) =>
      world.written.after(() =>
        readEveryRole(world.directory, principalId, { signal, notFromGraph: world.written.isIn }),
      ),
    roleDefinitions: (scope, signal) => world.directory.read(scope, (arm) => listRoles(arm, scope, signal), signal),
    locations: (id, signal) => world.readIn(id, (arm) => listLocations(arm, id, signal), signal),
    regionsOf: (type, id, signal) => world.readIn(id, (arm) => listRegionsOf(arm, type, id, signal), signal),
    kubernetesVersions: (id, location) => world.readIn(id, (arm) => listKubernetesVersions(arm, id, location)),
    vmSizes: (id, location) => world.readIn(id, (arm) => listVmSizes(arm, id, location)),
    resourceGroups: (id, signal) => world.readIn(id, (arm) => listResourceGroups(arm, id, signal), signal),
    subnets: (id, signal) => world.readIn(id, (arm) => listSubnets(arm, id, signal), signal),
    resourcesOfType: (type, id, signal) => world.readIn(id, (arm) => listResources(arm, type, id, signal), signal),
    async json(givenId, signal) {
      const id = withRefusalsAsErrors(() => asAnyId(givenId));
      return world.directory.read(
        id,
        async (arm) => arm.get(id, await versionOf(arm, id, signal), signal, armShapes.thing),
        signal,
      );
    },
    kubeconfig: async (givenId, kubeconfigRole, signal) => {
      const id = checkedClusterId(givenId);
      return world.directory.read(id, (arm) => getKubeconfig(arm, id, kubeconfigRole, signal), signal);
    },
  };
}

/** Returns a subscription with the directory and the account that show it. */
function seenSubscription({ subscription, tenant: { name, account } }: SubscriptionAccess): SeenSubscription {
  return {
    ...subscription,
    ...defined({ directory: name, account }),
  };
}
