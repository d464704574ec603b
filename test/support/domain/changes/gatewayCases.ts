/** Cases of changes on the way from NGINX to Gateway API. */
import type { ChangeOf } from '../../../../src/domain/change/change.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { of, type CasesOf } from './changeCase.ts';
import { idShop, issuingCluster, onIdentity, vaultId, zone, zoneId } from './changeWorld.ts';
import { nginxControllers } from '../../../../src/domain/change/gatewayKinds.ts';
import { cp, onSubnet } from '../plans/identityPlans.ts';
import { cluster, clusterId, group, groupResource, guid, sub, userAssigned } from '../worldFacts.ts';

const publicZoneId = `${group}/providers/Microsoft.Network/dnsZones/shop.example`;
const publicZone: JsonObject = { id: publicZoneId, name: 'shop.example', properties: {} };
const roleVault: JsonObject = { id: vaultId, name: 'kv-shop', properties: { enableRbacAuthorization: true } };
const routed = cluster(userAssigned('id-shop', guid(10)), {
  ...onSubnet,
  ingressProfile: { webAppRouting: { enabled: true } },
});
const accounts = [
  { namespace: 'shop', serviceAccount: 'app-routing' },
  { namespace: 'pay', serviceAccount: 'app-routing' },
];
const prepared: ChangeOf<'prepareGateway'> = {
  kind: 'prepareGateway',
  clusterId,
  identityId: idShop,
  zones: [publicZoneId, zoneId],
  vaults: [vaultId],
  accounts,
};
const newIdentity = { subscriptionId: sub, resourceGroup: 'rg-shop', name: 'id-gateway', location: 'westeurope' };
const { identityId: _, ...withoutIdentity } = prepared;

export const gatewayCases = {
  prepareGateway: {
    example: prepared,
    doing: 'Preparing Gateway API on shop-weu',
    done: 'Prepared Gateway API on shop-weu',
    plans: [
      [prepared, [issuingCluster, cp, publicZone, zone, roleVault]],
      [{ ...withoutIdentity, newIdentity }, [onIdentity, cp, groupResource, publicZone, zone, roleVault]],
    ],
    draw: ({ a, b, clusterId, identityId, place, things, idsOf }) => {
      const zones = [...idsOf('dnsZones'), ...idsOf('privateDnsZones')];
      const vaults = idsOf('vaults');
      const account = { namespace: 'shop', serviceAccount: of(things.accounts, a) ?? 'app-routing' };
      return {
        kind: 'prepareGateway',
        clusterId,
        ...(b % 2 === 0 ? { identityId } : { newIdentity: { ...place, name: `id-gateway-${b % 3}` } }),
        zones: zones.filter((_unused, index) => (a + index) % 2 === 0),
        vaults: vaults.filter((_unused, index) => (b + index) % 2 === 0),
        accounts: [account],
      };
    },
  },
  setNginxRouting: {
    example: { kind: 'setNginxRouting', clusterId, controller: 'None' },
    doing: 'Changing the default ingress controller of shop-weu to None',
    done: 'Changed the default ingress controller of shop-weu to None',
    plans: [
      [{ kind: 'setNginxRouting', clusterId, controller: 'None' }, [routed, cp]],
      [{ kind: 'setNginxRouting', clusterId, controller: 'Internal' }, [routed, cp]],
    ],
    draw: ({ c, clusterId }) => ({
      kind: 'setNginxRouting',
      clusterId,
      controller: of(nginxControllers, c) ?? 'None',
    }),
  },
} satisfies Partial<CasesOf>;
