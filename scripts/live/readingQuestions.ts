/** The questions that only read: one record for each. */
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import { groupsPath, messageOf } from './ownGroup.ts';
import { graphPath, type Place, type Question } from './question.ts';
import { codeOf, everyValue, statusOf, valuesOf } from './rawAzure.ts';

type Row = Readonly<Record<string, unknown>>;

const aks = 'Microsoft.ContainerService/managedClusters';

function namesOf(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))].toSorted();
}

function conditionsOf(entries: readonly Row[]): readonly string[] {
  return entries.flatMap(({ condition }) => (typeof condition === 'string' && condition !== '' ? [condition] : []));
}

/** Returns the clusters of the subscription; throws where there are none, because then nothing can be seen of them. */
async function someClusters(ask: Place['ask'], subscriptionId: string): ReturnType<typeof everyValue> {
  const path = `/subscriptions/${subscriptionId}/providers/${aks}?api-version=${apiVersions.aks}`;
  const clusters = await everyValue(ask, path);
  if (clusters.length === 0) throw new Error('the subscription has no clusters to see it at');
  return clusters;
}

/** How many there are of each, as `2 here, 1 there`. */
function countsOf(all: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].map(([one, count]) => `${count} ${one}`).join(', ') || 'none';
}

function levelOf(scope: unknown): string {
  const text = String(scope).toLowerCase();
  if (text === '/') return 'at the root';
  if (text.startsWith('/providers/microsoft.management/managementgroups/')) return 'at management groups';
  return text.split('/').length <= 3 ? 'at subscriptions' : 'below subscriptions';
}

function nodeGroupOf({ properties }: Row): string {
  return String((properties as { readonly nodeResourceGroup?: unknown } | undefined)?.nodeResourceGroup).toLowerCase();
}

/** Says what a principal is to a cluster, in place of its id. */
function whoIs({ id, type }: { readonly id?: string; readonly type?: string }, cluster: Row): string {
  const { identity, properties } = cluster as {
    readonly identity?: {
      readonly principalId?: string;
      readonly userAssignedIdentities?: Readonly<Record<string, { readonly principalId?: string }>>;
    };
    readonly properties?: { readonly identityProfile?: { readonly kubeletidentity?: { readonly objectId?: string } } };
  };
  const own = Object.values(identity?.userAssignedIdentities ?? {}).map(({ principalId }) => principalId);
  if (id !== undefined && [identity?.principalId, ...own].includes(id)) return "the cluster's control plane identity";
  if (id !== undefined && id === properties?.identityProfile?.kubeletidentity?.objectId) return 'its kubelet identity';
  return `another ${type ?? 'principal'}`;
}

/** Those that only read. */
export const reading: readonly Question[] = [
  {
    about: 'T-03',
    asks: 'What is the answer for a management group that does not exist?',
    async ask({ ask, tenantId }) {
      const groupAt = (name: string): string =>
        `/providers/Microsoft.Management/managementGroups/${name}?api-version=${apiVersions.managementGroup}`;
      const path = groupAt('aks-identity-is-not-there');
      const answer = await ask([403, 404], 'GET', path);
      const root =
        tenantId === undefined
          ? 'your token does not tell which the root group is'
          : `of the root group you get ${statusOf(await ask([200, 403, 404], 'GET', groupAt(tenantId)))}`;
      return { says: `${statusOf(answer)}; ${root}`, evidence: answer.body };
    },
  },
  {
    about: 'T-11, T-24',
    asks: 'Which members do clusters and identities have at their top, and how many have an eTag and systemData?',
    async ask({ ask, subscriptionId }) {
      const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';
      const clusters = await someClusters(ask, subscriptionId);
      const identities = await everyValue(
        ask,
        `/subscriptions/${subscriptionId}/providers/${identityType}?api-version=${apiVersions.identity}`,
      );
      const looked = async (list: readonly Row[], version: string): Promise<readonly Row[]> => {
        const [first] = list;
        if (first === undefined) return [];
        const { body } = await ask([200], 'GET', `${String(first['id'])}?api-version=${version}`);
        return [body as Row];
      };
      const all = {
        'clusters in the list': clusters,
        'clusters read alone': await looked(clusters, apiVersions.aks),
        'identities in the list': identities,
        'identities read alone': await looked(identities, apiVersions.identity),
      };
      const having = (rows: readonly Row[], name: string): number =>
        rows.filter((row) => row[name] !== undefined && row[name] !== null).length;
      const says = Object.entries(all).map(
        ([what, rows]) =>
          `${what}: ${rows.length}, with eTag ${having(rows, 'eTag')}, with systemData ${having(rows, 'systemData')}`,
      );
      return {
        says: says.join('; '),
        evidence: Object.fromEntries(Object.entries(all).map(([what, rows]) => [what, namesOf(rows)])),
      };
    },
  },
  {
    about: 'no row: assignments at namespaces',
    asks: 'Does the list of role assignments at a cluster, without a filter, have those at its namespaces?',
    async ask({ ask, subscriptionId }) {
      const clusters = await someClusters(ask, subscriptionId);
      const counts: object[] = [];
      for (const { id } of clusters.slice(0, 5)) {
        const path = `${String(id)}/providers/Microsoft.Authorization/roleAssignments?api-version=${apiVersions.roleAssignment}`;
        const scopes = (await everyValue(ask, path)).map(({ properties }) =>
          String((properties as { scope?: unknown } | undefined)?.scope).toLowerCase(),
        );
        const own = String(id).toLowerCase();
        const below = scopes.filter((scope) => scope.startsWith(`${own}/`)).length;
        counts.push({ atOrAbove: scopes.length - below, below });
      }
      const anyBelow = counts.some((count) => 'below' in count && count.below !== 0);
      return { says: anyBelow ? 'Yes.' : `None was seen at ${counts.length} clusters.`, evidence: counts };
    },
  },
  {
    about: 'T-35',
    asks: 'How long may a query of Resource Graph be?',
    async ask({ ask, subscriptionId }) {
      const tried: object[] = [];
      for (const scopes of [150, 300, 600, 1200, 2400]) {
        const list = Array.from({ length: scopes }, (_, at) => `'/subscriptions/${subscriptionId}/nothing/${at}'`);
        const query = `resources | where id in~ (${list.join(', ')}) | project id`;
        const asked = { subscriptions: [subscriptionId], query };
        // What stands before Azure may refuse what is too long in words of its own.
        const answer = await ask([200, 400, 413, 414], 'POST', graphPath, asked).catch((error: unknown) => {
          if (tried.length === 0 || !/^41[34], /.test(messageOf(error))) throw error;
          return messageOf(error);
        });
        const outcome =
          typeof answer === 'string' ? { refused: answer } : { status: answer.status, code: codeOf(answer) };
        tried.push({ scopes, characters: query.length, ...outcome });
        if (typeof answer === 'string' || answer.status !== 200) break;
      }
      return { says: JSON.stringify(tried.at(-1)), evidence: tried };
    },
  },
  {
    about: 'T-50, T-51',
    asks: 'Which API versions of AKS does this subscription offer?',
    async ask({ ask, subscriptionId }) {
      const path = `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService?api-version=${apiVersions.resources}`;
      const answer = await ask([200], 'GET', path);
      const { resourceTypes = [] } = answer.body as {
        readonly resourceTypes?: readonly { resourceType: string; apiVersions: readonly string[] }[];
      };
      const versions = resourceTypes.find(({ resourceType }) => resourceType === 'managedClusters')?.apiVersions ?? [];
      if (versions.length === 0) throw new Error('200, and no versions of managedClusters');
      return { says: versions.slice(0, 4).join(', '), evidence: versions };
    },
  },
  {
    about: 'T-04',
    asks: 'Where are the roles that you can activate, and those of others, as asked at the subscription and of the whole directory?',
    async ask({ ask, subscriptionId }) {
      const list = async (at: string, filter: string): Promise<string> => {
        const path = `${at}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=${apiVersions.eligibleRole}&$filter=${filter}`;
        const first = await ask([200, 400, 403], 'GET', path);
        if (first.status !== 200) return statusOf(first);
        const levels = (await everyValue(ask, path)).map(({ properties }) =>
          levelOf((properties as { readonly scope?: unknown } | undefined)?.scope),
        );
        return `200 ${countsOf(levels)}`;
      };
      const subscription = `/subscriptions/${subscriptionId}`;
      const told = {
        "everybody's at the subscription": await list(subscription, 'atScope()'),
        'your own at the subscription': await list(subscription, 'asTarget()'),
        'your own of the whole directory': await list('', 'asTarget()'),
      };
      const says = Object.entries(told).map(([what, which]) => `${what}: ${which}`);
      return { says: says.join('; '), evidence: told };
    },
  },
  {
    about: 'T-80',
    asks: 'Which members do changes of resources have, and of which types are there some?',
    async ask({ ask, subscriptionId }) {
      const query =
        'resourcechanges | where properties.targetResourceType contains "containerservice" or properties.targetResourceType contains "managedidentity" | take 100';
      const answer = await ask([200], 'POST', graphPath, { subscriptions: [subscriptionId], query });
      const all = valuesOf(answer).map(({ properties }) => properties as Readonly<Record<string, unknown>>);
      const attributes = all.flatMap((each) => Object.keys((each['changeAttributes'] as object | undefined) ?? {}));
      const types = [...new Set(all.map((each) => String(each['targetResourceType'])))];
      return {
        says: `${answer.status}, ${all.length} changes of ${types.join(', ') || 'nothing'}`,
        evidence: { members: namesOf(all), changeAttributes: [...new Set(attributes)], types },
      };
    },
  },
  {
    about: 'Q-2',
    asks: 'Does Resource Graph show managementGroupAncestorsChain to somebody who may not read the groups?',
    async ask({ ask, subscriptionId }) {
      const query = `resourcecontainers | where type == 'microsoft.resources/subscriptions' | where subscriptionId == '${subscriptionId}' | project chain = properties.managementGroupAncestorsChain`;
      const answer = await ask([200], 'POST', graphPath, { subscriptions: [subscriptionId], query });
      const chain = valuesOf(answer)[0]?.['chain'];
      if (!Array.isArray(chain) || chain.length === 0) {
        return { says: `${answer.status}, and no chain is shown`, evidence: answer.body };
      }
      const statuses: string[] = [];
      for (const { name } of chain as readonly { readonly name: string }[]) {
        const path = `/providers/Microsoft.Management/managementGroups/${name}?api-version=${apiVersions.managementGroup}`;
        statuses.push(statusOf(await ask([200, 403, 404], 'GET', path)));
      }
      const count = (begins: string): number => statuses.filter((status) => status.startsWith(begins)).length;
      const told = `The chain is shown, with ${statuses.length} groups, of which you may read ${count('200')} and may not read ${count('403')}`;
      return { says: `${told}: ${count('403') > 0 ? 'yes' : 'that leaves the question open'}.`, evidence: statuses };
    },
  },
  {
    about: 'Q-3',
    asks: 'Does `permissions` of a preview version include the conditions of your own role assignments?',
    async ask({ ask, subscriptionId, principalId }) {
      const at = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization`;
      const permissions = await everyValue(ask, `${at}/permissions?api-version=${apiVersions.permission}`);
      const shown = conditionsOf(permissions);
      const told = `200, ${permissions.length} entries`;
      if (principalId === undefined) {
        const says = `${told}, ${shown.length} with a condition; your token does not tell who you are, so that your assignments are not known`;
        return { says, evidence: { shown: shown.length } };
      }
      const filter = `atScope() and assignedTo('${principalId}')`;
      const path = `${at}/roleAssignments?api-version=${apiVersions.roleAssignment}&$filter=${filter}`;
      const assignments = await ask([200, 403], 'GET', path);
      if (assignments.status !== 200) {
        const says = `${told}, ${shown.length} with a condition; your assignments: ${statusOf(assignments)}`;
        return { says, evidence: { shown: shown.length } };
      }
      const own = conditionsOf((await everyValue(ask, path)).map(({ properties }) => properties as Row));
      const found = own.filter((condition) => shown.includes(condition)).length;
      const says =
        own.length === 0
          ? `${told}, ${shown.length} with a condition; none of your assignments has one, which leaves the question open`
          : `${told}; ${found} of the ${own.length} conditions of your assignments are in them`;
      return { says, evidence: { shown: shown.length, own: own.length, found } };
    },
  },
  {
    about: 'T-67',
    asks: 'Whom do the deny assignments of locked node resource groups exclude?',
    async ask({ ask, subscriptionId }) {
      const subscription = `/subscriptions/${subscriptionId}`;
      const clusters = await someClusters(ask, subscriptionId);
      const byGroup = new Map(clusters.map((cluster) => [nodeGroupOf(cluster), cluster]));
      const path = `${subscription}/providers/Microsoft.Authorization/denyAssignments?api-version=${apiVersions.denyAssignment}`;
      const locked = (await everyValue(ask, path)).flatMap(({ properties }) => {
        const { scope = '', excludePrincipals = [] } = properties as {
          readonly scope?: string;
          readonly excludePrincipals?: readonly { readonly id?: string; readonly type?: string }[];
        };
        const cluster = byGroup.get(scope.toLowerCase().split('/')[4] ?? '');
        return cluster === undefined ? [] : [excludePrincipals.map((one) => whoIs(one, cluster))];
      });
      return {
        says: `200, ${locked.length} at the node resource groups of ${byGroup.size} clusters; they exclude ${countsOf(locked.flat())}`,
        evidence: locked,
      };
    },
  },
  {
    about: 'T-69',
    asks: 'Which roles of Trusted Access are there, and which rules do they have?',
    async ask({ ask, subscriptionId, location }) {
      const path = `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/${location}/trustedAccessRoles?api-version=${apiVersions.aks}`;
      const answer = await ask([200], 'GET', path);
      return { says: `${answer.status}, ${valuesOf(answer).length} roles in ${location}`, evidence: answer.body };
    },
  },
  {
    about: 'T-74',
    asks: 'Which codes have the answers for things that do not exist?',
    async ask({ ask, subscriptionId }) {
      const subscription = `/subscriptions/${subscriptionId}`;
      // Below a group that is not there, Resource Manager answers, and no provider does.
      const [there] = await everyValue(ask, groupsPath(subscriptionId));
      if (there === undefined) throw new Error('the subscription has no resource group to ask in');
      const group = `${subscription}/resourceGroups/${String(there['name'])}`;
      const none = 'aks-identity-is-not-there';
      const paths = {
        group: `${subscription}/resourceGroups/rg-${none}?api-version=${apiVersions.group}`,
        cluster: `${group}/providers/${aks}/${none}?api-version=${apiVersions.aks}`,
        identity: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${none}?api-version=${apiVersions.identity}`,
        role: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-000000000000?api-version=2022-04-01`,
      };
      const told: Record<string, string> = {};
      for (const [what, path] of Object.entries(paths)) {
        told[what] = await ask([404], 'GET', path).then(statusOf, (error: unknown) => {
          if (error instanceof Error && error.name === 'AbortError') throw error;
          return messageOf(error);
        });
      }
      return {
        says: Object.entries(told)
          .map((each) => each.join(' '))
          .join('; '),
        evidence: told,
      };
    },
  },
];
