import { unknownTexts } from '../../../src/domain/arm/unknown.ts';
import { textsOf } from '../../../src/sentences/textOf.ts';
import { expect, it } from 'vitest';
import { createConnection, type Tenant } from '../../../src/azure/directory/connection.ts';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { endpoint, httpClientOf, memoryStore } from '../../support/azure/azureBench.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { idUnused, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';

const otherSubscription = guidOf('subscription', 'other');

/** Two tenants behind one address; the token says to which one a request goes. A tenant without a world is signed out. */
function serviceOver(
  signedIn: { readonly small: boolean; readonly other: boolean },
  world = smallWorld(),
): IdentityService {
  const small = createEmulator({ world });
  const text = JSON.stringify(smallWorld()).replaceAll(place.subscriptionId, otherSubscription);
  const other = createEmulator({ world: JSON.parse(text) as ReturnType<typeof smallWorld> });
  const clients = { small: httpClientOf(small), other: httpClientOf(other) };
  const tenant = (tenantId: 'small' | 'other'): Tenant => ({
    tenantId,
    credential: {
      getToken: () =>
        signedIn[tenantId]
          ? Promise.resolve({ token: tenantId, expiresOnTimestamp: Date.now() + 3_600_000 })
          : Promise.reject(
              Object.assign(new Error(`Sign in to ${tenantId}.`), { name: 'AuthenticationRequiredError' }),
            ),
    },
  });
  const connection = createConnection({
    kind: 'emulator',
    name: 'two tenants',
    endpoint,
    tenants: [tenant('small'), tenant('other')],
    userAgent: 'test',
    httpClient: {
      sendRequest: (request) =>
        clients[request.headers.get('authorization') === 'Bearer small' ? 'small' : 'other'].sendRequest(request),
    },
  });
  return createIdentityService({ connection, journal: createJournal(memoryStore()) });
}

it('the list of clusters shows those of all tenants, and asks the right tenant for each', async () => {
  const service = serviceOver({ small: true, other: true });
  expect((await service.clusters()).items).toHaveLength(10);
  const id = sami.id.replace(place.subscriptionId, otherSubscription);
  expect((await service.cluster(id)).cluster.subscriptionId).toBe(otherSubscription);
  const plan = await service.plan([
    { kind: 'setControlPlane', clusterId: id, controlPlane: { kind: 'systemAssigned' } },
  ]);
  expect(plan.steps).toHaveLength(1);
});

it('the list of clusters has a row for a tenant that fails, with the clusters of the other', async () => {
  const service = serviceOver({ small: true, other: false });
  const { items, failures } = await service.clusters();
  expect(items).toHaveLength(5);
  expect(failures).toMatchObject([{ tenantId: 'other', failure: { code: 'signedOut', message: 'Sign in to other.' } }]);
  expect((await service.subscriptions()).failures).toHaveLength(1);
});

it('a report of subscriptions without clusters says that there are none, with the tenant that is signed out', async () => {
  const resources = smallWorld().resources.filter(({ type }) => !/managedClusters$/i.test(type));
  const service = serviceOver({ small: true, other: false }, { ...smallWorld(), resources });
  const { rows, unknown } = await service.survey({});
  expect(rows).toEqual([]);
  expect(textsOf(unknownTexts(unknown))).toEqual([expect.stringMatching(/^other can't be read: Sign in to other\./)]);
  await expect(serviceOver({ small: false, other: false }).survey({})).rejects.toMatchObject({ code: 'signedOut' });
});

it("an identity never counts as unused while a tenant can't be read", async () => {
  const service = serviceOver({ small: true, other: false });
  await expect(service.plan([{ kind: 'deleteIdentity', identityId: idUnused.id }])).rejects.toMatchObject({
    code: 'signedOut',
  });
});

it('a subscription that no tenant shows is said to be not visible', async () => {
  const service = serviceOver({ small: true, other: true });
  const id = sami.id.replace(place.subscriptionId, guidOf('nowhere'));
  await expect(service.cluster(id)).rejects.toMatchObject({ code: 'notFound', armCode: 'SubscriptionNotFound' });
});

it('tenants that failed are asked again once they are signed in', async () => {
  const signedIn = { small: true, other: false };
  const service = serviceOver(signedIn);
  expect((await service.clusters()).items).toHaveLength(5);
  signedIn.other = true;
  expect((await service.clusters()).items).toHaveLength(10);
});
