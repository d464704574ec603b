import { describe, expect, it } from 'vitest';
import { zoneVerdict } from '../../../src/domain/cluster/privateDnsZone.ts';

describe('a private DNS zone for a cluster in West Europe', () => {
  it.each([
    ['privatelink.westeurope.azmk8s.io', 'pass'],
    ['PrivateLink.WestEurope.azmk8s.io', 'pass'],
    ['shop.privatelink.westeurope.azmk8s.io', 'pass'],
    ['privatelink.westeurope.cx.aks.containerservice.azure.us', 'pass'],
    ['privatelink.westeurope.cx.prod.service.azk8s.cn', 'pass'],
    ['privatelink.westeurope.cx.prod-aks.sovcloud-api.fr', 'unknown'],
    ['privatelink.northeurope.azmk8s.io', 'fail'],
    ['privatelink.azmk8s.io', 'fail'],
    ['westeurope.azmk8s.io', 'fail'],
    ['private.westeurope.azmk8s.io', 'fail'],
    ['a.b.privatelink.westeurope.azmk8s.io', 'fail'],
    [`${'a'.repeat(33)}.privatelink.westeurope.azmk8s.io`, 'fail'],
    ['shop-privatelink.westeurope.azmk8s.io', 'fail'],
    ['internal.contoso.com', 'fail'],
  ])('named %s: %s (T-78)', (name, verdict) => {
    const id = `/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/${name}`;
    expect(zoneVerdict(id, 'West Europe').verdict).toBe(verdict);
  });
});
