import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { everyNamedUse, isByPath, namedUses } from '../../../src/domain/uses/namedUses.ts';
import { guid, identityId } from '../../support/domain/worldFacts.ts';

const id = identityId('id-shop');
const principalId = guid(1);
const clientId = guid(2);
const reference = { resourceId: id, clientId, objectId: principalId };

describe('uses that JSON tells of', () => {
  it.each<[string, JsonObject]>([
    [
      'control plane',
      { identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: { principalId, clientId } } } },
    ],
    ['control plane', { identity: { type: 'SystemAssigned', principalId } }],
    ['kubelet', { properties: { identityProfile: { kubeletidentity: reference } } }],
    ['add-on azurepolicy', { properties: { addonProfiles: { azurepolicy: { enabled: true, identity: reference } } } }],
    ['add-on webAppRouting', { properties: { ingressProfile: { webAppRouting: { identity: reference } } } }],
    ['pod identity', { properties: { podIdentityProfile: { userAssignedIdentities: [{ identity: reference }] } } }],
    [
      'Defender image gating for acr1',
      {
        properties: {
          securityProfile: {
            defender: {
              securityGating: {
                identities: [
                  { azureContainerRegistry: '/r/acr0', identity: { resourceId: identityId('id-other') } },
                  { azureContainerRegistry: '/r/acr1', identity: reference },
                ],
              },
            },
          },
        },
      },
    ],
    [
      'Application Gateway for Containers',
      { properties: { ingressProfile: { applicationLoadBalancer: { identity: reference } } } },
    ],
    [
      'image pulls by service account',
      { properties: { securityProfile: { serviceAccountImagePullProfile: { defaultManagedIdentityId: id } } } },
    ],
    [
      'disk attachment',
      { properties: { storageProfile: { diskCSIDriver: { quickAttachDetach: { identity: reference } } } } },
    ],
    [
      'named in `properties.addonProfiles.foo.config.who`',
      { properties: { addonProfiles: { foo: { config: { who: id } } } } },
    ],
    [
      'named in `properties.fooProfile.bars[1]`',
      { properties: { fooProfile: { bars: ['x', clientId.toUpperCase()] } } },
    ],
  ])('have their words, once each: %s (R-01, T-50)', (as, raw) => {
    const uses = namedUses(raw, { id, principalId, clientId });
    expect(uses.map((use) => [use.as, use.isHint])).toEqual([[as, false]]);
    expect(uses.map(isByPath)).toEqual([as.startsWith('named')]);
  });

  it('are those of one identity, and all of them where all are asked for', () => {
    const raw = { properties: { a: id, b: { [identityId('id-other')]: {} } } };
    expect(namedUses(raw, { id }).map(({ as }) => as)).toEqual(['named in `properties.a`']);
    expect(everyNamedUse(raw).map(({ as }) => as)).toEqual(['named in `properties.a`', 'named in `properties.b`']);
  });
});
