import { inWords } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import {
  assigned,
  cluster,
  group,
  guid,
  identity,
  identityId,
  sub,
  subnetId,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const issuer = (name: string) => `https://westeurope.oic.prod-aks.azure.com/${guid(2)}/${name}/`;
const nodes = (name: string) =>
  `/subscriptions/${sub}/resourceGroups/${name}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const able = {
  oidcIssuerProfile: { enabled: true, issuerURL: issuer(guid(3)) },
  securityProfile: { workloadIdentity: { enabled: true } },
};
const made = (place: string, name: string): JsonObject => ({
  ...identity(name, guid(20)),
  id: `${nodes(place)}/${name}`,
});
const shop = (nodeResourceGroup: string, profile: JsonObject = {}) =>
  cluster(userAssigned('id-shop', guid(10)), { ...able, nodeResourceGroup, ...profile });
const otherId = `${group}/providers/Microsoft.ContainerService/managedClusters/other`;
const other = {
  ...cluster(userAssigned('id-shop', guid(10)), { ...able, nodeResourceGroup: 'MC_other' }),
  id: otherId,
  name: 'other',
};
const worldWith = (id: JsonObject, owner: JsonObject, more: Partial<World> = {}): World => ({
  resources: [owner, other, id, identity('id-shop', guid(10)), { id: subnetId, name: 'snet-aks' }],
  ...more,
});
const credential = {
  name: 'web',
  issuer: issuer(guid(9)),
  subject: 'system:serviceaccount:shop:web',
  audiences: ['api://AzureADTokenExchange'],
};

const touching: Readonly<Record<string, (identityId: string) => Change>> = {
  'its deletion': (id) => ({ kind: 'deleteIdentity', identityId: id }),
  'a new credential': (id) => ({
    kind: 'createCredential',
    identityId: id,
    clusterId: otherId,
    namespace: 'shop',
    serviceAccount: 'cart',
  }),
  'the removal of a credential': (id) => ({
    kind: 'deleteCredential',
    credentialId: `${id}/federatedIdentityCredentials/web`,
  }),
  'a move of credentials': (id) => ({
    kind: 'moveCredentials',
    clusterId: otherId,
    fromIssuer: credential.issuer,
    identityIds: [id],
  }),
  'a binding': (id) => ({ kind: 'bindIdentity', clusterId: otherId, identityId: id }),
  'its use as control plane of another cluster': (id) => ({
    kind: 'setControlPlane',
    clusterId: otherId,
    controlPlane: { kind: 'userAssigned', identityId: id },
  }),
  'its use as kubelet of another cluster': (id) => ({ kind: 'setKubelet', clusterId: otherId, identityId: id }),
};

describe('an identity that AKS made', () => {
  const id = `${nodes('rg-nodes')}/cost-analysis-identity`;
  const world = worldWith(made('rg-nodes', 'cost-analysis-identity'), shop('RG-Nodes'), {
    credentials: [{ ...credential, identityId: id as never }],
  });

  it.each(Object.keys(touching))('refuses %s, and says for what it was made (R-04)', (what) => {
    expect(() => planChanges([touching[what]!(id)], worldFacts(world))).toThrow(
      /^cost-analysis-identity in rg-nodes was made by AKS for the cost analysis of shop-weu, in its node resource group\. /,
    );
  });

  it('may get a role and lose one (R-04)', () => {
    const name = 'applicationloadbalancer-shop-weu';
    const role = assigned('Network Contributor', subnetId, guid(20));
    const given = worldWith(made('rg-nodes', name), shop('rg-nodes'), { assignments: [role] });
    const changes: readonly Change[] = [
      { kind: 'assignRole', principalId: guid(20), role: { name: 'Reader' }, scope: subnetId },
      { kind: 'removeRole', roleAssignmentId: role.id },
    ];
    expect(planChanges(changes, worldFacts(given)).steps.map(({ kind }) => kind)).toEqual(['assignRole', 'removeRole']);
  });

  it.each([
    [
      'the words of its place',
      'any-name',
      {
        storageProfile: {
          diskCSIDriver: { quickAttachDetach: { identity: { resourceId: `${nodes('rg-nodes')}/any-name` } } },
        },
      },
      'the disk attachment of shop-weu',
    ],
    ['its name', 'ai-toolchain-operator-shop-weu', {}, 'the AI toolchain operator of shop-weu'],
    ['its cluster alone', 'any-name', {}, 'shop-weu'],
  ])('is recognised by %s (R-04)', (_, name, profile, words) => {
    const facts = worldFacts(worldWith(made('rg-nodes', name), shop('rg-nodes', profile)));
    expect(() => planChanges([touching['its deletion']!(`${nodes('rg-nodes')}/${name}`)], facts)).toThrow(
      `was made by AKS for ${words}, in`,
    );
  });
});

describe('an identity in a group that is only named like one of nodes', () => {
  const id = `${nodes('MC_tools')}/id-tool`;
  const world = worldWith(made('MC_tools', 'id-tool'), shop('rg-nodes'), {
    credentials: [{ ...credential, identityId: id as never }],
  });

  it.each(Object.keys(touching))('allows %s with an unknown check', (what) => {
    const { checks } = planChanges([touching[what]!(id)], worldFacts(world));
    expect(inWords(checks.find(({ title }) => textOf(title) === 'Whether AKS made id-tool'))).toEqual({
      id: 'madeByAks',
      about: [id],
      title: 'Whether AKS made id-tool',
      verdict: 'unknown',
      detail:
        'Its resource group MC_tools is named like a node resource group of AKS, but no cluster that you can see has it.',
    });
  });

  it('in a group of the same name in another subscription does not count as AKS-made (R-03)', () => {
    const elsewhere = id.replace(sub, guid(99)).replace('MC_tools', 'rg-nodes');
    const facts = worldFacts(worldWith({ ...made('rg-nodes', 'id-tool'), id: elsewhere }, shop('rg-nodes')));
    const { checks } = planChanges([touching['its deletion']!(elsewhere)], facts);
    expect(checks.filter(({ title }) => textOf(title).startsWith('AKS did'))).toEqual([]);
  });

  it('of one’s own has no such check, unless clusters can’t be listed', () => {
    const own = worldWith(identity('id-own', guid(30)), cluster(systemAssigned));
    const change = touching['a new credential']!(identityId('id-own'));
    expect(
      planChanges([change], worldFacts(own)).checks.filter(({ title }) => textOf(title).startsWith('AKS did')),
    ).toEqual([]);
    const hidden = worldFacts({ ...own, forbidden: ['resourcesOfType'] });
    expect(planChanges([change], hidden).checks).toContainEqual(
      expect.objectContaining({
        title: 'Whether AKS made id-own',
        verdict: 'unknown',
        detail: 'Clusters: AuthorizationFailed',
      }),
    );
  });
});
