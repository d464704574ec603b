/** What is not known of flexible credentials and of identity bindings, asked of Azure itself; all of it only reads. */
import { apiVersions } from '../../../src/domain/arm/apiVersions.ts';
import { bindingCredential, isBindingIssuer } from '../../../src/domain/uses/boundTo.ts';
import { expect } from 'vitest';
import type { Arm } from '../../../src/azure/arm/arm.ts';
import { listFederatedCredentials, queryCredentials } from '../../../src/azure/read/credentials.ts';
import { objectAt, textAt, type JsonObject } from '../../../src/domain/arm/json.ts';
import { idKey } from '../../../src/domain/arm/resourceId.ts';
import type { FederatedCredential } from '../../../src/domain/cluster/facts.ts';
import type { UserAssignedIdentity } from '../../../src/domain/cluster/model.ts';
import { isFlexible, whyMalformed } from '../../../src/domain/workloads/credential.ts';
import { clusterIssuerParts, issuerOf } from '../../../src/domain/workloads/issuer.ts';
import type { LiveCheck } from './checks.ts';
import type { LivePlace } from './place.ts';

/** Azure lists the credentials of an identity once in four seconds. */
const most = 10;
const stable = '2024-11-30';

/** Checks of what credentials and bindings show. */
export const workloadChecks: readonly LiveCheck[] = [
  {
    title:
      'a credential with an expression is hidden in the stable version, or has no subject there, and any other is the same',
    run: async (place) => {
      const arm = await armOf(place);
      for (const { id } of await identitiesOf(place)) {
        const shown = await listFederatedCredentials(arm, id);
        const inStable = await arm.list(`${id}/federatedIdentityCredentials`, stable);
        const named = ({ name }: FederatedCredential): JsonObject | undefined =>
          inStable.find((each) => textAt(each, 'name') === name);
        for (const one of shown) {
          const there = objectAt(named(one), 'properties');
          if (!isFlexible(one)) expect(textAt(there, 'subject'), `${id} ${one.name}`).toBe(one.subject);
          else expect([undefined, null, one.subject], `${id} ${one.name}`).toContain(there?.['subject']);
        }
        expect(inStable.length, id).toBeLessThanOrEqual(shown.length);
      }
    },
  },
  {
    title: 'Resource Graph lists no credentials at all, or those that Resource Manager lists',
    run: async (place) => {
      const arm = await armOf(place);
      const rows = await queryCredentials(arm, [place.subscriptionId]);
      if (rows.length === 0) return;
      for (const { id } of await identitiesOf(place)) {
        const names = (await listFederatedCredentials(arm, id)).map(({ name }) => name);
        const inGraph = rows.filter(({ identityId }) => idKey(identityId) === idKey(id)).map(({ name }) => name);
        expect(names, id).toEqual(expect.arrayContaining(inGraph));
      }
    },
  },
  {
    title: 'bindings are listed whether or not the preview is registered, each with the issuer of bindings',
    run: async (place) => {
      const arm = await armOf(place);
      const { items } = await place.service.clusters({ subscriptionIds: [place.subscriptionId] });
      for (const { id } of items.slice(0, most)) {
        const bindings = await arm.list(`${id}/identityBindings`, apiVersions.aks);
        for (const each of bindings.filter((one) => textAt(one, 'properties.provisioningState') === 'Succeeded'))
          expect(isBindingIssuer(textAt(each, 'properties.oidcIssuer.oidcIssuerUrl') ?? ''), id).toBe(true);
      }
    },
  },
  {
    title: 'the credential of bindings has their issuer, and is not taken for malformed whatever its subject is',
    run: async (place) => {
      const arm = await armOf(place);
      for (const { id } of await identitiesOf(place)) {
        const all = await listFederatedCredentials(arm, id);
        const shared = all.find(({ name }) => name === bindingCredential);
        if (shared === undefined) continue;
        expect(isBindingIssuer(shared.issuer), JSON.stringify(shared)).toBe(true);
        expect(whyMalformed(shared), JSON.stringify(shared)).toBeUndefined();
      }
    },
  },
  {
    title: 'the issuers of clusters have one of the forms that are known',
    run: async ({ service, subscriptionId }) => {
      const { items } = await service.clusters({ subscriptionIds: [subscriptionId] });
      for (const { id } of items.slice(0, most)) {
        const issuer = issuerOf({ raw: await service.json(id) });
        if (issuer !== undefined) expect(clusterIssuerParts(issuer), issuer).toBeDefined();
      }
    },
  },
];

async function armOf({ service: { connection } }: LivePlace): Promise<Arm> {
  const [tenant] = (await connection.tenants()).items;
  return connection.arm(tenant!);
}

async function identitiesOf({ service, subscriptionId }: LivePlace): Promise<readonly UserAssignedIdentity[]> {
  return (await service.identities({ subscriptionIds: [subscriptionId] })).items.slice(0, most);
}
