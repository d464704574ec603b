/** Whether Gateways are ready, told for all clusters at once and for one alone: what is known of the one is known of all. */
import { describe, expect, it } from 'vitest';
import { lastSegment } from '../../../src/domain/arm/resourceId.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { pageColumns } from '../../../src/domain/report/columns.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { platform } from '../../../src/emulator/scenarios/demoSubscriptions.ts';
import { assignRole, guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';

const demo = demoWorld();
const named = (name: string) => demo.resources.find(({ id }) => lastSegment(id) === name)!;
const own = named('search-weu');
const zone = named('search.contoso.com').id;
const vault = named('kv-contoso-search');
const addon = (
  (own.properties as JsonObject)['ingressProfile'] as { webAppRouting: { identity: { objectId: string } } }
).webAppRouting.identity.objectId;
const holder = (named('id-search-gateway').properties as { principalId: string }).principalId;
/** A subscription that no cluster is in, nor names. */
const hub = { subscriptionId: guidOf('subscription', 'hub'), displayName: 'Hub' };
const hubGroup = `/subscriptions/${hub.subscriptionId}/resourceGroups/rg-hub`;
const hubZone = `${hubGroup}/providers/Microsoft.Network/dnsZones/hub.contoso.com`;
const members = [{ objectId: guidOf('group', 'gateways'), displayName: 'Gateways', members: [holder] }];
const ofGroup = { ...assignRole('DNS Zone Contributor', members[0]!.objectId, zone), principalType: 'Group' as const };
const atZone = assignRole('DNS Zone Contributor', addon, zone);

/** The demo with other roles, without those of the Gateways' identity at the zone if its access is to go. */
function worldWith(roles: WorldFile['roleAssignments'], more: Partial<WorldFile> = {}, isHeld = true): WorldFile {
  const kept = demo.roleAssignments.filter(
    ({ scope, principalId }) => isHeld || scope !== zone || principalId !== holder,
  );
  return { ...demo, ...more, roleAssignments: [...kept, ...roles] };
}

/** The demo where the vault uses access policies, of which these have one. */
function policyWorld(...holders: readonly string[]): WorldFile {
  const accessPolicies = holders.map((objectId) => ({ objectId, permissions: { secrets: ['get'] } }));
  const properties = { ...(vault.properties as JsonObject), enableRbacAuthorization: false, accessPolicies };
  const addonProfiles = { azureKeyvaultSecretsProvider: { enabled: true } };
  const changed = new Map([
    [vault, { ...vault, properties }],
    [own, { ...own, properties: { ...(own.properties as JsonObject), addonProfiles } }],
  ]);
  return { ...demo, resources: demo.resources.map((each) => changed.get(each) ?? each) };
}

function hubWorld(...roles: WorldFile['roleAssignments']): WorldFile {
  const resources = [
    { id: hubGroup, name: 'rg-hub', type: 'Microsoft.Resources/resourceGroups', location: 'westeurope' },
    { id: hubZone, name: 'hub.contoso.com', type: 'Microsoft.Network/dnsZones', location: 'global', properties: {} },
  ];
  return worldWith(roles, {
    subscriptions: [...demo.subscriptions, hub],
    resources: [...demo.resources, ...resources] as WorldFile['resources'],
  });
}

async function told(bench: Bench): Promise<string> {
  const { clusters } = JSON.parse(await bench.service.report({ format: 'json' })) as {
    clusters: readonly { readonly name: string; readonly ingress: string }[];
  };
  return clusters.find(({ name }) => name === 'search-weu')!.ingress;
}

const groupOfZone = zone.split('/providers/')[0]!;

describe('a cluster that serves Gateways', () => {
  it.each<[string, WorldFile, string]>([
    ['knows no zone or vault', demo, 'Ready'],
    ['has a zone that an identity may use', worldWith([atZone]), 'Ready'],
    ['has a zone that no identity may use', worldWith([atZone], {}, false), 'NotReady'],
    ['has a zone that a group may use', worldWith([atZone, ofGroup], { groups: members }, false), 'Unknown'],
    ['has a role at a resource group', worldWith([assignRole('DNS Zone Contributor', addon, groupOfZone)]), 'Unknown'],
    [
      'has a role at a subscription',
      worldWith([assignRole('Key Vault Secrets User', addon, `/subscriptions/${platform.subscriptionId}`)]),
      'Unknown',
    ],
    ['has a policy, and its identity has none', policyWorld(addon), 'NotReady'],
    ['has a policy, and its identity has one', policyWorld(addon, holder), 'Ready'],
    ['has a policy, and somebody else has one', policyWorld(addon, members[0]!.objectId), 'Unknown'],
    ['has a zone elsewhere', hubWorld(assignRole('DNS Zone Contributor', addon, hubZone)), 'NotReady'],
    [
      'has a zone elsewhere that its identity may use',
      hubWorld(...[addon, holder].map((id) => assignRole('DNS Zone Contributor', id, hubZone))),
      'Ready',
    ],
  ])('is told alike in a report of all and alone: one that %s (G-11)', async (_, world, state) => {
    const bench = createBench(world);
    expect(await told(bench)).toBe(`nginxUnknownGateway${state}`);
    expect(pageColumns.ingress.json?.(await bench.service.reportRow(own.id))).toBe(`nginxUnknownGateway${state}`);
  });

  it('takes no request of its own in a report of all (G-11)', async () => {
    const sent = async (count: number): Promise<number> => {
      const copies = Array.from({ length: count }, (_, n) => ({
        ...own,
        id: own.id.replace('search-weu', `search-${n}`),
        name: `search-${n}`,
      }));
      const bench = createBench({ ...policyWorld(addon), resources: [...policyWorld(addon).resources, ...copies] });
      await bench.forget();
      await bench.service.report({ format: 'json' });
      const requests = await bench.requests();
      return requests.filter(({ path }) => /resourceGraph|vaults|dnszones/i.test(path)).length;
    };
    expect(await sent(12)).toBe(await sent(2));
  });
});
