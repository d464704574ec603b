/** What no public source tells, asked of Azure itself: one record for each question. */
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import { codeOf, everyValue, statusOf, valuesOf, type Raw, type RawAzure } from './rawAzure.ts';
import { sharableHeaders } from './sharable.ts';

/** Where questions are asked; the members about an identity are there once it was made. */
export interface Place {
  /** Sends a request, and throws for an answer with another status than those that the question is about. */
  readonly ask: (statuses: readonly number[], ...request: Parameters<RawAzure['send']>) => Promise<Raw>;
  readonly subscriptionId: string;
  readonly location: string;
  /** The object id of whoever asks; absent where the token does not tell it. */
  readonly principalId?: string;
  readonly wait: (seconds: number) => Promise<void>;
  readonly made?: Made;
}

/** What was made for the questions that write. */
export interface Made {
  /** The id of the resource group. */
  readonly group: string;
  readonly identityId: string;
  readonly principalId: string;
  /** What Azure answered when the identity was made, and when that was. */
  readonly creation: Raw;
  readonly madeAt: number;
}

/** What Azure said to a question: words, and what they were taken from. */
export interface Answer {
  readonly says: string;
  readonly evidence: unknown;
}

/** A question, and how it is asked. */
export interface Question {
  /** The rows and open questions of docs/tables/truth.md that it is about, as `T-14, Q-2`; or `no row:` and the words for it. */
  readonly about: string;
  readonly asks: string;
  /** It needs the identity, and writes beside it. */
  readonly writes?: true;
  readonly ask: (place: Place) => Promise<Answer>;
}

/** The answers to a write that Azure has judged: it did it, or says what is wrong with it. */
const either = [200, 201, 400, 409] as const;
const role = { reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7' } as const;
const graphPath = `/providers/Microsoft.ResourceGraph/resources?api-version=${apiVersions.resourceGraph}`;
const aks = 'Microsoft.ContainerService/managedClusters';

function madeFor({ made }: Place): Made {
  if (made === undefined) throw new Error('Nothing was made for this question.');
  return made;
}

function namesOf(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))].toSorted();
}

function conditionsOf(entries: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return entries.flatMap(({ condition }) => (typeof condition === 'string' && condition !== '' ? [condition] : []));
}

/** Returns the clusters of the subscription; throws where there are none, because then nothing can be seen of them. */
async function someClusters(ask: Place['ask'], subscriptionId: string): ReturnType<typeof everyValue> {
  const path = `/subscriptions/${subscriptionId}/providers/${aks}?api-version=${apiVersions.aks}`;
  const clusters = await everyValue(ask, path);
  if (clusters.length === 0) throw new Error('the subscription has no clusters to see it at');
  return clusters;
}

/** Asks until what was made is there; says how long after it was made that is, and how long nobody had looked. */
async function secondsUntil(place: Place, most: number, isThere: () => Promise<boolean>): Promise<string> {
  const { madeAt } = madeFor(place);
  const age = (): number => Math.round((Date.now() - madeAt) / 1000);
  const first = age();
  for (let waited = 0; waited <= most; waited += 5) {
    if (await isThere()) return `there ${age()} s after it was made, first asked after ${first} s`;
    await place.wait(5);
  }
  return `not there ${age()} s after it was made`;
}

/** Those that only read. */
const reading: readonly Question[] = [
  {
    about: 'T-03',
    asks: 'What is the answer for a management group that does not exist?',
    async ask({ ask }) {
      const path = `/providers/Microsoft.Management/managementGroups/aks-identity-is-not-there?api-version=${apiVersions.managementGroup}`;
      const answer = await ask([403, 404], 'GET', path);
      return { says: statusOf(answer), evidence: answer.body };
    },
  },
  {
    about: 'T-11, T-24',
    asks: 'Which members do clusters and identities have at their top, and do clusters have an eTag and systemData?',
    async ask({ ask, subscriptionId }) {
      const subscription = `/subscriptions/${subscriptionId}`;
      const clusters = await someClusters(ask, subscriptionId);
      const identities = await everyValue(
        ask,
        `${subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=${apiVersions.identity}`,
      );
      const [one, other] = [namesOf(clusters), namesOf(identities)];
      const count = `${clusters.length} clusters, ${identities.length} identities`;
      const has = ['eTag', 'systemData'].filter((name) => one.includes(name));
      return {
        says: `Of ${count}: clusters have ${has.join(' and ') || 'neither'}.`,
        evidence: { clusters: one, identities: other },
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
        const answer = await ask([200, 400, 413, 414], 'POST', graphPath, { subscriptions: [subscriptionId], query });
        tried.push({ scopes, characters: query.length, status: answer.status, code: codeOf(answer) });
        if (answer.status !== 200) break;
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
    asks: 'May you read which roles others can activate, and which you can?',
    async ask({ ask, subscriptionId }) {
      const list = (filter: string): Promise<Raw> =>
        ask(
          [200, 400, 403],
          'GET',
          `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=${apiVersions.eligibleRole}&$filter=${filter}`,
        );
      const shownBy = (answer: Raw): readonly string[] => (answer.status === 200 ? namesOf(valuesOf(answer)) : []);
      const [all, own] = [await list('atScope()'), await list('asTarget()')];
      return {
        says: `everybody's: ${statusOf(all)}; your own: ${statusOf(own)}`,
        evidence: { all: shownBy(all), own: shownBy(own) },
      };
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
      const permissions = await ask([200], 'GET', `${at}/permissions?api-version=${apiVersions.permission}`);
      const shown = conditionsOf(valuesOf(permissions));
      const told = `${permissions.status}, ${valuesOf(permissions).length} entries`;
      if (principalId === undefined) {
        const says = `${told}, ${shown.length} with a condition; your token does not tell who you are, so that your assignments are not known`;
        return { says, evidence: { shown: shown.length } };
      }
      const filter = `atScope() and assignedTo('${principalId}')`;
      const assignments = await ask(
        [200, 403],
        'GET',
        `${at}/roleAssignments?api-version=${apiVersions.roleAssignment}&$filter=${filter}`,
      );
      if (assignments.status !== 200) {
        const says = `${told}, ${shown.length} with a condition; your assignments: ${statusOf(assignments)}`;
        return { says, evidence: { shown: shown.length } };
      }
      const own = conditionsOf(valuesOf(assignments).map(({ properties }) => properties as Record<string, unknown>));
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
      const groups = clusters.map(({ properties }) =>
        String((properties as { nodeResourceGroup?: unknown } | undefined)?.nodeResourceGroup).toLowerCase(),
      );
      const path = `${subscription}/providers/Microsoft.Authorization/denyAssignments?api-version=${apiVersions.denyAssignment}`;
      const all = await everyValue(ask, path);
      const locked = all
        .map(({ properties }) => properties as { scope?: string; excludePrincipals?: readonly { type?: string }[] })
        .filter(({ scope = '' }) => groups.includes(scope.toLowerCase().split('/')[4] ?? ''));
      return {
        says: `200, ${locked.length} at the node resource groups of ${groups.length} clusters`,
        evidence: locked.map(({ excludePrincipals = [] }) => excludePrincipals),
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
      const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-aks-identity-is-not-there`;
      const paths = {
        group: `${group}?api-version=${apiVersions.group}`,
        cluster: `${group}/providers/${aks}/none?api-version=${apiVersions.aks}`,
        identity: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/none?api-version=${apiVersions.identity}`,
        role: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-000000000000?api-version=2022-04-01`,
      };
      const told: Record<string, string> = {};
      for (const [what, path] of Object.entries(paths)) {
        const answer = await ask([404], 'GET', path);
        told[what] = `${answer.status} ${codeOf(answer) || 'without a code'}`;
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

/** Those that need an identity of their own. */
const writing: readonly Question[] = [
  {
    about: 'T-44',
    asks: 'What is the answer when an identity is made?',
    writes: true,
    async ask(place) {
      const { creation } = madeFor(place);
      const has = Object.keys(creation.headers).filter((name) => /^(?:location|azure-asyncoperation)$/i.test(name));
      return {
        says: `${creation.status}, ${has.join(' and ') || 'no Location'}`,
        evidence: sharableHeaders(creation.headers),
      };
    },
  },
  {
    about: 'T-27',
    asks: 'What does a list for a principal say that is seconds old, and when is there an answer?',
    writes: true,
    async ask(place) {
      const { group, principalId } = madeFor(place);
      const path = `${group}/providers/Microsoft.Authorization/roleAssignments?api-version=${apiVersions.roleAssignment}&$filter=assignedTo('${principalId}')`;
      const list = (): Promise<Raw> => place.ask([200, 400, 404], 'GET', path);
      const first = await list();
      const since = await secondsUntil(place, 120, async () => (await list()).status === 200);
      return { says: `first ${statusOf(first)}; an answer ${since}`, evidence: first.body };
    },
  },
  {
    about: 'no row: lag of Resource Graph',
    asks: 'After how long does Resource Graph have a new identity?',
    writes: true,
    async ask(place) {
      const { identityId } = madeFor(place);
      const query = `resources | where id =~ '${identityId}' | project id`;
      const since = await secondsUntil(place, 300, async () => {
        const answer = await place.ask([200], 'POST', graphPath, { subscriptions: [place.subscriptionId], query });
        return valuesOf(answer).length > 0;
      });
      return { says: since, evidence: query };
    },
  },
  {
    about: 'T-14, T-33',
    asks: 'What are the answers to a second assignment of the same role, and to one with another principal under the same name?',
    writes: true,
    async ask(place) {
      const { group, principalId } = madeFor(place);
      const at = (name: string): string =>
        `${group}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=${apiVersions.roleAssignment}`;
      const roleDefinitionId = `/subscriptions/${place.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role.reader}`;
      const body = (principal: string): object => ({
        properties: { roleDefinitionId, principalId: principal, principalType: 'ServicePrincipal' },
      });
      const [name, otherName] = [crypto.randomUUID(), crypto.randomUUID()];
      const made = await place.ask([201], 'PUT', at(name), body(principalId));
      const again = await place.ask(either, 'PUT', at(name), body(principalId));
      const second = await place.ask(either, 'PUT', at(otherName), body(principalId));
      const changed = await place.ask(either, 'PUT', at(name), body(crypto.randomUUID()));
      const told = { made, again, second, changed };
      const says = Object.entries(told).map(([what, raw]) => `${what} ${statusOf(raw)}`);
      return { says: says.join('; '), evidence: Object.fromEntries(Object.entries(told).map(([k, v]) => [k, v.body])) };
    },
  },
  {
    about: 'no row: credentials one after the other',
    asks: 'What are the answers to two credentials of one identity at the same time, and to a second one for the same subject?',
    writes: true,
    async ask(place) {
      const { identityId } = madeFor(place);
      const put = (name: string, subject: string): Promise<Raw> =>
        place.ask(
          either,
          'PUT',
          `${identityId}/federatedIdentityCredentials/${name}?api-version=${apiVersions.identity}`,
          {
            properties: {
              issuer: 'https://aks-identity-live.invalid/',
              subject: `system:serviceaccount:live:${subject}`,
              audiences: ['api://AzureADTokenExchange'],
            },
          },
        );
      const together = await Promise.all([put('one', 'one'), put('two', 'two'), put('three', 'three')]);
      await place.wait(10);
      const same = await put('four', 'one');
      const says = together.map(statusOf).join(', ');
      return {
        says: `at the same time: ${says}; the same subject: ${statusOf(same)}`,
        evidence: [...together, same].map(({ body }) => body),
      };
    },
  },
  {
    about: 'T-52',
    asks: 'What does a stable API version show of a credential with an expression instead of a subject?',
    writes: true,
    async ask(place) {
      const path = `${madeFor(place).identityId}/federatedIdentityCredentials/flexible?api-version=`;
      // No name on GitHub begins with a hyphen: nobody can sign in with it.
      const value = "claims['sub'] matches 'repo:-/-:ref:refs/heads/*'";
      const properties = {
        issuer: 'https://token.actions.githubusercontent.com',
        audiences: ['api://AzureADTokenExchange'],
        claimsMatchingExpression: { value, languageVersion: 1 },
      };
      const made = await place.ask(either, 'PUT', `${path}${apiVersions.credentialWithExpressions}`, { properties });
      const shown = await place.ask([200, 400, 404], 'GET', `${path}${apiVersions.identity}`);
      return {
        says: `made ${statusOf(made)}; shown ${statusOf(shown)}`,
        evidence: { made: made.body, shown: shown.body },
      };
    },
  },
  {
    about: 'T-79, T-80',
    asks: 'After how long does the activity log have the new identity, and what does an entry say?',
    writes: true,
    async ask(place) {
      const { group, madeAt } = madeFor(place);
      const from = new Date(madeAt - 60_000).toISOString();
      const path = `/subscriptions/${place.subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=eventTimestamp ge '${from}' and resourceGroupName eq '${group.split('/').at(-1)}'`;
      let entries: readonly Readonly<Record<string, unknown>>[] = [];
      const since = await secondsUntil(place, 300, async () => {
        entries = await everyValue(place.ask, path);
        return entries.some(({ resourceId }) => /userAssignedIdentities/i.test(String(resourceId)));
      });
      return { says: `${since}; ${entries.length} entries`, evidence: entries.slice(0, 4) };
    },
  },
];

/** All questions, those that only read first. */
export const questions: readonly Question[] = [...reading, ...writing];

/** Why the run does not ask about rows without a public source, and about open questions, by their numbers. */
export const unasked: Readonly<Record<string, string>> = {
  'T-05': 'memberType is told only to somebody with roles to activate at two levels',
  'T-08': 'it is about a world of our own, not about Azure',
  'T-37': 'a cluster would have to be made by somebody without the right',
  'T-56': 'a binding needs a cluster, and a preview that would have to be registered',
  'T-57': 'a binding needs a cluster, and a preview that would have to be registered',
  'T-59': 'a binding needs a cluster, and a preview that would have to be registered',
  'T-61': 'a cluster and a vault would have to be made',
  'T-62': 'a vault would have to be made, whose name stays taken after it is deleted',
  'T-65': 'clusters would have to be made to which the identity is refused',
  'T-71': 'a fleet would have to be made',
  'T-78': 'clusters would have to be made in other clouds',
  'T-81': 'a policy would have to be assigned that changes resources',
  'Q-1': 'it needs Terraform, Bicep, and a cluster for them to change',
  'Q-4': 'a cluster of yours would have to be written back',
  'Q-5': 'a stopped cluster of yours would have to be changed',
};
