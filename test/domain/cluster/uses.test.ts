import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { plan } from '../../../src/domain/planners/planChanges.ts';
import { describeUses, identityUses } from '../../../src/domain/cluster/uses.ts';
import {
  cluster,
  guid,
  identity,
  identityId,
  systemAssigned,
  userAssigned,
  worldFacts,
} from '../../support/domain/worldFacts.ts';
import type { World } from '../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';

const id = identityId('id-shop') as ArmId;
const issuer = 'https://westeurope.oic.prod-aks.azure.com/t/c/';
const machines = (group: string) => ({
  id: `/subscriptions/${id.split('/')[2]!}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-np`,
  name: 'aks-np',
  type: 'microsoft.compute/virtualmachinescalesets',
});
const deletion = (world: Partial<World>): (() => unknown) => {
  const change: Change = { kind: 'deleteIdentity', identityId: id };
  return () => plan([change], worldFacts({ resources: [identity('id-shop', guid(10))], ...world }));
};

describe('what uses an identity', () => {
  it('what uses an identity is every part of every cluster, every other carrier, and the workloads of a cluster in sight', () => {
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

  it('what uses an identity names nodes once, and names them where the cluster itself has another identity already', () => {
    const nodes = 'MC_nodes';
    const shop = (body: JsonObject) => cluster(body, { nodeResourceGroup: nodes });
    const using = worldFacts({ resources: [shop(userAssigned('id-shop', guid(10)))], carriers: [machines(nodes)] });
    expect(describeUses(identityUses(id, using))).toEqual(['control plane of shop-weu']);
    const left = worldFacts({ resources: [shop(systemAssigned)], carriers: [machines(nodes)] });
    expect(describeUses(identityUses(id, left))).toEqual(['virtual machine scale set aks-np (nodes of shop-weu)']);
  });

  it('what uses an identity is nothing for sure where a place could not be looked at', () => {
    const facts = worldFacts({ resources: [], forbidden: ['carriers', 'federatedCredentials'] });
    expect(identityUses(id, facts).unknown).toEqual([
      'Other resources: AuthorizationFailed',
      'Federated credentials: AuthorizationFailed',
    ]);
  });
});

describe('deleting an identity', () => {
  it('deleting an identity is refused while a scale set carries it, and while a cluster in sight trusts it', () => {
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

  it('deleting an identity only warns of federated credentials of issuers that are not visible', () => {
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
