import { describe, expect, test } from 'vitest';
import { bodyForPut } from '../../../src/identity/clusterBody.ts';
import type { JsonObject } from '../../../src/identity/model.ts';
import { cluster, defaultKubelet, guid, identityId, systemAssigned, userAssigned } from './worldFacts.ts';
import { fc } from '../../property.ts';

const readOnly: JsonObject = {
  ...cluster(userAssigned('id-shop', guid(10)), {
    identityProfile: defaultKubelet,
    powerState: { code: 'Running' },
    status: { provisioningError: {} },
    fqdn: 'x.azmk8s.io',
    privateFQDN: 'x',
    azurePortalFQDN: 'x',
    currentKubernetesVersion: '1.33.2',
    maxAgentPools: 100,
    resourceUID: 'x',
    agentPoolProfiles: [
      {
        name: 'system',
        count: 3,
        provisioningState: 'Succeeded',
        currentOrchestratorVersion: '1.33.2',
        nodeImageVersion: 'img-1',
        eTag: 'pool',
        status: {},
        localDNSProfile: { mode: 'Preferred', state: 'Enabled' },
      },
    ],
    addonProfiles: { omsagent: { enabled: true, config: null, identity: { objectId: guid(1) } } },
    ingressProfile: { webAppRouting: { enabled: true, identity: { objectId: guid(2) } } },
    networkProfile: {
      networkPlugin: 'azure',
      loadBalancerProfile: { managedOutboundIPs: { count: 1 }, effectiveOutboundIPs: [{ id: 'x' }] },
      natGatewayProfile: { effectiveOutboundIPs: [] },
    },
    oidcIssuerProfile: { enabled: true, issuerURL: 'https://x' },
    podIdentityProfile: { userAssignedIdentities: [{ name: 'p', provisioningState: 'x', provisioningInfo: {} }] },
    privateLinkResources: [{ name: 'management', privateLinkServiceID: 'x' }],
  }),
  systemData: { createdBy: 'x' },
  sku: { name: 'Base', tier: 'Standard' },
  tags: { team: 'shop' },
};

describe('the body of a cluster PUT', () => {
  test('it is what was read without read-only fields', () => {
    expect(bodyForPut(readOnly, {})).toEqual({
      location: 'westeurope',
      sku: { name: 'Base', tier: 'Standard' },
      tags: { team: 'shop' },
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } },
      properties: {
        nodeResourceGroup: 'MC_rg-shop_shop-weu_westeurope',
        servicePrincipalProfile: { clientId: 'msi' },
        identityProfile: defaultKubelet,
        agentPoolProfiles: [{ name: 'system', count: 3, localDNSProfile: { mode: 'Preferred' } }],
        addonProfiles: { omsagent: { enabled: true, config: null } },
        ingressProfile: { webAppRouting: { enabled: true } },
        networkProfile: {
          networkPlugin: 'azure',
          loadBalancerProfile: { managedOutboundIPs: { count: 1 } },
          natGatewayProfile: {},
        },
        oidcIssuerProfile: { enabled: true },
        podIdentityProfile: { userAssignedIdentities: [{ name: 'p' }] },
        privateLinkResources: [{ name: 'management' }],
      },
    });
  });

  test('a new control plane replaces the whole identity; the old id is left out, never null', () => {
    const body = bodyForPut(readOnly, { controlPlane: { kind: 'userAssigned', identityId: identityId('id-new') } });
    expect(body['identity']).toEqual({ type: 'UserAssigned', userAssignedIdentities: { [identityId('id-new')]: {} } });
    expect(bodyForPut(readOnly, { controlPlane: { kind: 'systemAssigned' } })['identity']).toEqual({
      type: 'SystemAssigned',
    });
  });

  test('the principal of a system-assigned identity is never sent back', () => {
    expect(bodyForPut(cluster(systemAssigned), {})['identity']).toEqual({ type: 'SystemAssigned' });
  });

  test('a service principal goes back as it was read, without a secret made up for it', () => {
    const body = bodyForPut(cluster(undefined), { controlPlane: { kind: 'systemAssigned' } });
    expect(body).toMatchObject({ properties: { servicePrincipalProfile: { clientId: guid(77) } } });
    expect(JSON.stringify(body)).not.toMatch(/secret|password/i);
  });

  test('read-only fields go whatever the casing of their keys', () => {
    const body = bodyForPut({ ID: 'x', Properties: { FQDN: 'x', kept: 1 }, location: 'x' }, {});
    expect(body).toEqual({ Properties: { kept: 1 }, location: 'x' });
  });

  test('what nobody knows yet survives at every depth', () => {
    const name = fc.stringMatching(/^future[A-Z][a-z]{1,6}$/);
    const extra = fc.dictionary(name, fc.jsonValue() as fc.Arbitrary<JsonObject>, { minKeys: 1 });
    const before = JSON.stringify(readOnly);
    fc.assert(
      fc.property(extra, extra, extra, (top, inProfile, inPool) => {
        const properties = readOnly['properties'] as JsonObject;
        const [pool] = properties['agentPoolProfiles'] as readonly JsonObject[];
        const raw: JsonObject = {
          ...readOnly,
          ...top,
          properties: {
            ...properties,
            ...top,
            networkProfile: { ...(properties['networkProfile'] as JsonObject), ...inProfile },
            agentPoolProfiles: [{ ...pool, ...inPool }],
          },
        };
        const body = bodyForPut(raw, { controlPlane: { kind: 'systemAssigned' } });
        expect(body).toMatchObject({
          ...top,
          properties: { ...top, networkProfile: inProfile, agentPoolProfiles: [inPool] },
        });
      }),
    );
    expect(JSON.stringify(readOnly)).toBe(before);
  });
});
