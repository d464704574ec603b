import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import { identityUses } from '../../../src/domain/cluster/uses.ts';
import { describeUses } from '../../../src/domain/cluster/usesInWords.ts';
import {
  assigned,
  cluster,
  clusterId,
  guid,
  identity,
  identityId,
  registryId,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { textsOf } from '../../../src/sentences/textOf.ts';

const id = identityId('id-shop') as ArmId;
const issuer = 'https://westeurope.oic.prod-aks.azure.com/t/c/';
const machines = (group: string) => ({
  id: `/subscriptions/${id.split('/')[2]!}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-np`,
  name: 'aks-np',
  type: 'microsoft.compute/virtualmachinescalesets',
});
const deletion = (world: Partial<World>): (() => unknown) => {
  const change: Change = { kind: 'deleteIdentity', identityId: id };
  return () => planChanges([change], worldFacts({ resources: [identity('id-shop', guid(10))], ...world }));
};

describe('what uses an identity', () => {
  it('is every part of every cluster, every other carrier, and the workloads of a cluster in sight', () => {
    const resources = [
      cluster(userAssigned('id-shop', guid(10)), { oidcIssuerProfile: { enabled: true, issuerURL: issuer } }),
      identity('id-shop', guid(10)),
    ];
    const credentials = [
      {
        name: 'web',
        issuer: issuer.slice(0, -1),
        subject: 'system:serviceaccount:shop:web',
        audiences: ['api://AzureADTokenExchange'],
      },
      {
        name: 'ci',
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:contoso/shop',
        audiences: ['api://AzureADTokenExchange'],
      },
    ];
    const site = { id: '/subscriptions/s/x', name: 'web-1', type: 'microsoft.web/sites' };
    const uses = identityUses(id, worldFacts({ resources, credentials, carriers: [machines('rg-machines'), site] }));
    expect(describeUses(uses)).toEqual([
      'control plane of shop-weu',
      'virtual machine scale set aks-np',
      'web app web-1',
      'workloads of shop-weu (credential web)',
    ]);
    expect(uses.credentials.map(({ name, cluster: owner }) => [name, owner])).toEqual([
      ['web', 'shop-weu'],
      ['ci', undefined],
    ]);
  });

  it.each([
    ['Fleets', 'fleets', 'everyResource', 'Fleet one'],
    ['clusters', 'managedClusters', 'clusters', 'cluster one'],
  ] as const)(
    "an identity that one of the %s carries is in use also where these can't be listed (R-33)",
    (_, type, kind, use) => {
      const carrier = {
        id: `/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/${type}/one`,
        name: 'one',
      };
      const world = { carriers: [{ ...carrier, type: `Microsoft.ContainerService/${type}` }], credentials: [] };
      expect(deletion({ ...world, forbidden: [kind] })).toThrow(`in use: ${use}. Deleting it`);
    },
  );

  it('lists a Fleet and a cluster that have it once', () => {
    const fleetId = clusterId.replace('managedClusters/shop-weu', 'fleets/one');
    const assigned = { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } };
    const resources = [
      identity('id-shop', guid(10)),
      cluster(assigned),
      { id: fleetId, name: 'one', identity: assigned },
    ];
    const carriers = [
      { id: fleetId, name: 'one', type: 'Microsoft.ContainerService/fleets' },
      { id: clusterId, name: 'shop-weu', type: 'Microsoft.ContainerService/managedClusters' },
    ];
    expect(describeUses(identityUses(id, worldFacts({ resources, carriers })))).toEqual([
      'control plane of shop-weu',
      'Fleet one',
    ]);
  });

  it('counts the credentials of a cluster where they are many', () => {
    const resources = [
      identity('id-shop', guid(10)),
      cluster(systemAssigned, { oidcIssuerProfile: { issuerURL: issuer } }),
    ];
    const wordsFor = (count: number): readonly string[] => {
      const credentials = Array.from({ length: count }, (_, index) => ({
        name: `team-${index + 1}`,
        issuer,
        subject: `system:serviceaccount:t${index}:runner`,
        audiences: ['api://AzureADTokenExchange'],
      }));
      return textsOf(describeUses(identityUses(id, worldFacts({ resources, credentials }))));
    };
    expect(wordsFor(3)).toEqual(['workloads of shop-weu (credentials team-1, team-2, team-3)']);
    expect(wordsFor(17)).toEqual(['workloads of shop-weu (credentials team-1, team-2, team-3 and 14 more)']);
  });

  it('names nodes once, and names them where the cluster itself has another identity already', () => {
    const nodes = 'MC_nodes';
    const shop = (body: JsonObject) => cluster(body, { nodeResourceGroup: nodes });
    const using = worldFacts({ resources: [shop(userAssigned('id-shop', guid(10)))], carriers: [machines(nodes)] });
    expect(describeUses(identityUses(id, using))).toEqual(['control plane of shop-weu']);
    const left = worldFacts({ resources: [shop(systemAssigned)], carriers: [machines(nodes)] });
    expect(describeUses(identityUses(id, left))).toEqual(['virtual machine scale set aks-np (nodes of shop-weu)']);
  });

  it('is uncertain if a place could not be read', () => {
    const facts = worldFacts({ resources: [], forbidden: ['carriers', 'federatedCredentials'] });
    expect(inWords(identityUses(id, facts).unknown)).toEqual([
      'Other resources: AuthorizationFailed',
      'Federated credentials: AuthorizationFailed',
    ]);
  });
});

describe('deleting an identity', () => {
  it('is refused while a scale set carries it, and while a cluster in sight trusts it', () => {
    expect(deletion({ carriers: [machines('rg-machines')] })).toThrow(/in use: virtual machine scale set aks-np/);
    const resources = [
      identity('id-shop', guid(10)),
      cluster(systemAssigned, { oidcIssuerProfile: { enabled: true, issuerURL: issuer } }),
    ];
    const credentials = [
      { name: 'web', issuer, subject: 'system:serviceaccount:shop:web', audiences: ['api://AzureADTokenExchange'] },
    ];
    expect(deletion({ resources, credentials })).toThrow(/workloads of shop-weu \(credential web\)/);
  });

  it('only warns of federated credentials of issuers that are not visible', () => {
    const credentials = [
      {
        name: 'ci',
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:x',
        audiences: ['api://AzureADTokenExchange'],
      },
    ];
    expect(deletion({ credentials })()).toMatchObject({
      warnings: [{}, { text: expect.stringContaining('federated credentials are deleted with it: ci') as string }],
      checks: [{}, { title: 'Nothing uses it', verdict: 'pass' }, { verdict: 'pass' }],
    });
  });
});

describe('what uses an identity, in an open world', () => {
  const shared = {
    name: 'aks-identity-binding',
    issuer: 'https://ib.oic.prod-aks.azure.com/t/',
    subject: 's',
    audiences: ['api://AzureADTokenExchange'],
  };
  const binding = {
    id: `${clusterId}/identityBindings/delbound` as ArmId,
    name: 'delbound',
    identityId: id,
    provisioningState: 'Succeeded',
  };
  const shop = (properties: JsonObject = {}) => cluster(systemAssigned, properties);
  const named = { fooProfile: { bars: [1, 2, 3, { who: id }] } };
  const own = identity('id-shop', guid(10));

  it.each([
    ['a path that nobody knows', named, 'named in `properties.fooProfile.bars[3].who` of shop-weu'],
    [
      'its client ID',
      { fooProfile: { clientId: guid(5010) } },
      'named in `properties.fooProfile.clientId` of shop-weu',
    ],
    ['its object ID', { fooProfile: { who: guid(10) } }, 'named in `properties.fooProfile.who` of shop-weu'],
  ])('an identity that a cluster names by %s is not deleted, and the place is named', (_, properties, words) => {
    expect(deletion({ resources: [shop(properties), own] })).toThrow(`id-shop in rg-shop is in use: ${words}.`);
  });

  it('an identity that only a newer version of the API shows to be used is not deleted', () => {
    expect(deletion({ resources: [shop(), own], newer: [shop(named)] })).toThrow(
      'id-shop in rg-shop is in use: named in `properties.fooProfile.bars[3].who` of shop-weu.',
    );
  });

  it('an identity that a binding names is not deleted, whether it has the credential of bindings or not', () => {
    const bound = { resources: [shop(), own], bindings: [binding] };
    for (const credentials of [[shared], []])
      expect(deletion({ ...bound, credentials })).toThrow(
        'id-shop in rg-shop is in use: binding delbound of shop-weu.',
      );
    expect(describeUses(identityUses(id, worldFacts({ ...bound, credentials: [shared] })))).toEqual([
      'binding delbound of shop-weu',
    ]);
  });

  it('an identity whose bindings can’t be read may be bound', () => {
    const hidden: World = { resources: [shop(), own], forbidden: ['bindings'] };
    const checks = planChanges([{ kind: 'deleteIdentity', identityId: id }], worldFacts(hidden)).checks;
    expect(checks).toContainEqual(
      expect.objectContaining({
        title: 'Whether anything uses it',
        verdict: 'unknown',
        detail: "The bindings of shop-weu can't be read: AuthorizationFailed",
      }),
    );
  });

  it('the bindings of many clusters are not listed one by one, so whether one names an identity is unknown', () => {
    const many = Array.from({ length: 101 }, (_, n) => ({ ...shop(), id: `${clusterId}${n}`, name: `shop-${n}` }));
    const verdict = (credentials: World['credentials'] & object) =>
      planChanges(
        [{ kind: 'deleteIdentity', identityId: id }],
        worldFacts({ resources: [...many, own], credentials }),
      ).checks.find(({ id }) => id === 'unused');
    for (const credentials of [[], [shared]])
      expect(verdict(credentials)).toMatchObject({
        verdict: 'unknown',
        detail: expect.stringContaining('The bindings of 101 clusters would have to be listed one by one.') as string,
      });
  });

  it('a tag that mentions an identity only warns', () => {
    const tagged = { ...shop(), tags: { owner: id } };
    const { warnings } = planChanges(
      [{ kind: 'deleteIdentity', identityId: id }],
      worldFacts({ resources: [tagged, own] }),
    );
    expect(warnings.map(({ text }) => text)).toContain(
      'It is mentioned where nothing is known to use it: named in `tags.owner` of shop-weu. Check that before you delete it.',
    );
  });

  it('the role of an identity that a cluster names in a place without rules is not called unneeded (R-01)', () => {
    const role = assigned('AcrPull', registryId, guid(10));
    const check = (world: Partial<World>) =>
      planChanges(
        [{ kind: 'removeRole', roleAssignmentId: role.id }],
        worldFacts({ resources: [shop(), own], assignments: [role], ...world }),
      ).checks.find(({ id }) => id === 'needed');
    const detail =
      "Its holder is named in `properties.fooProfile.bars[3].who` of shop-weu, and what that needs isn't known.";
    expect(check({})).toMatchObject({ verdict: 'pass' });
    expect(check({ resources: [shop(named), own] })).toMatchObject({ verdict: 'unknown', detail });
    expect(check({ newer: [shop(named)] })).toMatchObject({ verdict: 'unknown', detail });
  });
});
