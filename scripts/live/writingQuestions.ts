/** The questions that need an identity of their own: one record for each. */
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import { graphPath, type Made, type Place, type Question } from './question.ts';
import { everyValue, statusOf, valuesOf, type Raw } from './rawAzure.ts';
import { sharableHeaders } from './sharable.ts';

/** The answers to a write that Azure has judged: it did it, or says what is wrong with it. */
const either = [200, 201, 400, 409] as const;
const role = { reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7' } as const;

function madeFor({ made }: Place): Made {
  if (made === undefined) throw new Error('Nothing was made for this question.');
  return made;
}

/** Asks until what was made is there; says after how long it was, and until when it was not. */
async function secondsUntil(place: Place, most: number, isThere: () => Promise<boolean>): Promise<string> {
  const { madeAt } = madeFor(place);
  const age = (): number => Math.round((Date.now() - madeAt) / 1000);
  let notYet: number | undefined;
  for (let waited = 0; waited <= most; waited += 5) {
    const asked = age();
    if (await isThere()) {
      return notYet === undefined
        ? `there at the first look, ${age()} s after it was made`
        : `not there ${notYet} s after it was made, there after ${age()} s`;
    }
    notYet = asked;
    await place.wait(5);
  }
  return `not there ${notYet} s after it was made`;
}

/** Those that need an identity of their own. */
export const writing: readonly Question[] = [
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
      const answers: Raw[] = [];
      const since = await secondsUntil(place, 120, async () => answers[answers.push(await list()) - 1]?.status === 200);
      const [first] = answers;
      return {
        says: `first ${first === undefined ? 'nothing' : statusOf(first)}; the answer: ${since}`,
        evidence: first?.body,
      };
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
      const subjects = ['one', 'two', 'three'];
      const together = await Promise.all(subjects.map((subject) => put(subject, subject)));
      await place.wait(10);
      const made = together.findIndex(({ status }) => status < 300);
      if (made === -1) throw new Error(`none of the three was made: ${together.map(statusOf).join(', ')}`);
      const same = await put('four', subjects[made] ?? '');
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
      const { group, identityId, madeAt } = madeFor(place);
      const from = new Date(madeAt - 60_000).toISOString();
      const path = `/subscriptions/${place.subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=eventTimestamp ge '${from}' and resourceGroupName eq '${group.split('/').at(-1)}'`;
      // What is below the identity is about itself.
      const isOfIdentity = ({ resourceId }: Readonly<Record<string, unknown>>): boolean =>
        String(resourceId).toLowerCase() === identityId.toLowerCase();
      let entries: readonly Readonly<Record<string, unknown>>[] = [];
      const since = await secondsUntil(place, 300, async () => {
        entries = await everyValue(place.ask, path);
        return entries.some(isOfIdentity);
      });
      const [own, others] = [entries.filter(isOfIdentity), entries.filter((entry) => !isOfIdentity(entry))];
      return {
        says: `${since}; ${own.length} entries of it, ${others.length} others`,
        evidence: [...own.slice(0, 3), ...others.slice(0, 2)],
      };
    },
  },
  {
    about: 'T-80',
    asks: 'Do the changes in Resource Graph have the new identity, and what is below it?',
    writes: true,
    async ask(place) {
      const { identityId } = madeFor(place);
      const query = `resourcechanges | where properties.targetResourceId startswith '${identityId}' | take 100`;
      let types: readonly string[] = [];
      const since = await secondsUntil(place, 300, async () => {
        const answer = await place.ask([200], 'POST', graphPath, { subscriptions: [place.subscriptionId], query });
        types = valuesOf(answer).map(({ properties }) =>
          String((properties as { readonly targetResourceType?: unknown } | undefined)?.targetResourceType),
        );
        return types.length > 0;
      });
      return { says: `${since}; of the types ${[...new Set(types)].join(', ') || 'none'}`, evidence: types };
    },
  },
];
