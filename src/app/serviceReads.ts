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
import type { Facts } from '../domain/cluster/facts.ts';
import type { History } from '../domain/history/model.ts';
import type { HistoryAsking } from './history/historyViewFound.ts';
import { checkedClusterId, checkedId, type ServiceDependencies } from './serviceDependencies.ts';
import { defined } from '../shape/defined.ts';

/** Makes the part of the service that reads things as they are. */
export function readsOf(dependencies: ServiceDependencies): ServiceReads {
  return {
    async subscriptions(signal) {
      const { items, ...more } = await dependencies.directory.refresh(signal);
      return { items: items.map(seenSubscription), ...more };
    },
    clusters: (filter) =>
      dependencies.written.after(() =>
        listEverywhere(dependencies.directory, {
          ...shortClusterList,
          ...filter,
          notFromGraph: dependencies.written.isIn,
        }),
      ),
    cluster: async (id, signal) =>
      dependencies.written.after(async () =>
        readDetails(dependencies.directory, checkedClusterId(id), { signal, notFromGraph: dependencies.written.isIn }),
      ),
    async clusterNow(givenId, signal) {
      const id = checkedClusterId(givenId);
      return dependencies.directory.read(id, (arm) => getCluster(arm, id, signal), signal);
    },
    identities: ({ isNow = false, ...filter } = {}) =>
      dependencies.written.after(() =>
        listEverywhere(dependencies.directory, {
          ...identityList,
          ...filter,
          notFromGraph: isNow ? () => true : dependencies.written.isIn,
        }),
      ),
    async identityNow(givenId, signal) {
      const id = checkedId(givenId, resourceType.identity);
      return dependencies.directory.read(id, (arm) => getIdentity(arm, id, signal), signal);
    },
    roleAssignmentsOf: (principalId, subscriptionId, signal) =>
      readAssignments(dependencies.directory, principalId, subscriptionId, signal),
    everyRoleOf: (principalId, signal) =>
      dependencies.written.after(() =>
        readEveryRole(dependencies.directory, principalId, { signal, notFromGraph: dependencies.written.isIn }),
      ),
    roleDefinitions: (scope, signal) =>
      dependencies.directory.read(scope, (arm) => listRoles(arm, scope, signal), signal),
    locations: (id, signal) => dependencies.readIn(id, (arm) => listLocations(arm, id, signal), signal),
    regionsOf: (type, id, signal) => dependencies.readIn(id, (arm) => listRegionsOf(arm, type, id, signal), signal),
    kubernetesVersions: (id, location) => dependencies.readIn(id, (arm) => listKubernetesVersions(arm, id, location)),
    vmSizes: (id, location) => dependencies.readIn(id, (arm) => listVmSizes(arm, id, location)),
    resourceGroups: (id, signal) => dependencies.readIn(id, (arm) => listResourceGroups(arm, id, signal), signal),
    subnets: (id, signal) => dependencies.readIn(id, (arm) => listSubnets(arm, id, signal), signal),
    resourcesOfType: (type, id, signal) =>
      dependencies.readIn(id, (arm) => listResources(arm, type, id, signal), signal),
    async json(givenId, signal) {
      const id = withRefusalsAsErrors(() => asAnyId(givenId));
      return dependencies.directory.read(
        id,
        async (arm) => arm.get(id, await versionOf(arm, id, signal), signal, armShapes.thing),
        signal,
      );
    },
    history: async (id, since, signal) => {
      const [only] = await historiesFor([id] as const, { since, signal }, dependencies);
      return only;
    },
    histories: (ids, since, signal) => historiesFor(ids, { since, signal }, dependencies),
    kubeconfig: async (givenId, kubeconfigRole, signal) => {
      const id = checkedClusterId(givenId);
      return dependencies.directory.read(id, (arm) => getKubeconfig(arm, id, kubeconfigRole, signal), signal);
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

async function historiesFor<Ids extends readonly string[]>(
  ids: Ids,
  { since, signal }: Pick<HistoryAsking, 'since' | 'signal'>,
  dependencies: ServiceDependencies,
): Promise<{ [K in keyof Ids]: History }> {
  const { historiesOf } = await import('./history/history.ts');
  const { directory, journal, connection, now } = dependencies;
  const subjects = ids.map((id) => withRefusalsAsErrors(() => asAnyId(id)));
  const gather = <T>(run: (facts: Facts) => T): Promise<T> => dependencies.gather(run, signal);
  const asking = { directory, journal, connectionKey: connection.key, now: now(), since, signal, gather };
  return (await historiesOf(subjects, asking)) as { [K in keyof Ids]: History };
}
