import { describe, expect, it } from 'vitest';
import { bodyForPut } from '../../../src/domain/plan/clusterPutBody.ts';
import type { ControlPlaneChoice } from '../../../src/domain/change/change.ts';
import { Refusal } from '../../../src/domain/arm/refusal.ts';
import {
  cluster,
  defaultKubelet,
  guid,
  identityId,
  systemAssigned,
  userAssigned,
} from '../../support/domain/worldFacts.ts';
import { fc } from '../../support/property.ts';
import type { Json, JsonObject } from '../../../src/domain/arm/json.ts';

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

/** The value with no number that JSON can't keep. */
const exact = (value: unknown): Json =>
  JSON.parse(JSON.stringify(value), (_, inner: Json) =>
    typeof inner === 'number' && Number.isInteger(inner) && !Number.isSafeInteger(inner) ? 2 ** 52 : inner,
  ) as Json;

describe('the body of a cluster PUT', () => {
  it('is what was read without read-only fields', () => {
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

  it('a new control plane takes the place of the old one, whose id is left out, never null', () => {
    const body = bodyForPut(readOnly, { controlPlane: { kind: 'userAssigned', identityId: identityId('id-new') } });
    expect(body['identity']).toEqual({ type: 'UserAssigned', userAssignedIdentities: { [identityId('id-new')]: {} } });
    expect(bodyForPut(readOnly, { controlPlane: { kind: 'systemAssigned' } })['identity']).toEqual({
      type: 'SystemAssigned',
    });
  });

  it.each<[string, ControlPlaneChoice, JsonObject]>([
    ['systemAssigned', { kind: 'systemAssigned' }, { type: 'SystemAssigned' }],
    [
      'userAssigned',
      { kind: 'userAssigned', identityId: identityId('id-new') },
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-new')]: {} } },
    ],
  ])('other members of the identity stay if the control plane changes to %s', (_, controlPlane, identity) => {
    const others: JsonObject = {
      delegatedResources: { a: { resourceId: 'r', tenantId: 't' } },
      futureIdentity: [1, null],
    };
    const before = { Type: 'UserAssigned', UserAssignedIdentities: { [identityId('id-shop')]: {} }, PrincipalId: 'p' };
    const raw = { ...readOnly, identity: { ...before, tenantId: 't', ...others } };
    expect(bodyForPut(raw, { controlPlane })['identity']).toEqual({ ...others, ...identity });
    expect(bodyForPut({ ...readOnly, identity: null }, { controlPlane })['identity']).toEqual(identity);
  });

  it.each([
    ['9007199254740993', 'properties.future.quota', '{"properties":{"future":{"quota":9007199254740993}}}'],
    ['12345678901234567890', 'tags.n', '{"tags":{"n":12345678901234567890}}'],
    [
      'a negative one',
      'properties.agentPoolProfiles[1].x',
      '{"properties":{"agentPoolProfiles":[{"x":1},{"x":-9007199254740993}]}}',
    ],
    ['one beyond all', 'properties.x', '{"properties":{"x":1e400}}'],
    ['one in the identity', 'identity.x[0]', '{"identity":{"type":"SystemAssigned","x":[9007199254740993]}}'],
  ])('a number in the JSON of a cluster that does not survive is refused by its path: %s', (_, path, text) => {
    for (const edit of [{}, { controlPlane: { kind: 'systemAssigned' } }] as const) {
      const put = () => bodyForPut(JSON.parse(text) as JsonObject, edit);
      expect(put).toThrow(Refusal);
      expect(put).toThrow(`a number at ${path} that is too large`);
    }
  });

  it('any other number goes back as it was read, and read-only ones do not matter', () => {
    const text = '{"a":9007199254740991,"b":-9007199254740991,"c":0.1,"d":1.5e-7,"e":0,"f":1e15}';
    expect(JSON.stringify(bodyForPut(JSON.parse(text) as JsonObject, {}))).toBe(
      text.replace('1e15', '1000000000000000'),
    );
    expect(bodyForPut(JSON.parse('{"properties":{"maxAgentPools":1e400}}') as JsonObject, {})).toEqual({
      properties: {},
    });
  });

  it('the principal of a system-assigned identity is never sent back', () => {
    expect(bodyForPut(cluster(systemAssigned), {})['identity']).toEqual({ type: 'SystemAssigned' });
  });

  it('a service principal goes back as it was read, without a secret made up for it', () => {
    const body = bodyForPut(cluster(undefined), { controlPlane: { kind: 'systemAssigned' } });
    expect(body).toMatchObject({ properties: { servicePrincipalProfile: { clientId: guid(77) } } });
    expect(JSON.stringify(body)).not.toMatch(/secret|password/i);
  });

  it('read-only fields go whatever the casing of their keys', () => {
    const body = bodyForPut({ ID: 'x', Properties: { FQDN: 'x', kept: 1 }, location: 'x' }, {});
    expect(body).toEqual({ Properties: { kept: 1 }, location: 'x' });
  });

  it('unknown properties survive in the body of a cluster PUT at every depth', () => {
    const name = fc.stringMatching(/^future[A-Z][a-z]{1,6}$/);
    const extra = fc.dictionary(name, fc.jsonValue().map(exact), { minKeys: 1 });
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
