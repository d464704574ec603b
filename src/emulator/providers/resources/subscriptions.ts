import type { ArmRequest, Emulation } from '../../request/armRequest.ts';
import type { ArmAnswer } from '../../arm/error.ts';
import { logicalRegions, regions } from '../../request/locations.ts';
import { idKey, subscriptionOf } from '../../arm/path.ts';
import { asText } from '../../arm/json.ts';
import { pageAnswer } from '../../request/paging.ts';
import { grantsOfPrincipal } from '../../access/rbac.ts';
import { readableOf } from '../../request/readAnswers.ts';
import { resourceType } from '../../world/resourceStore.ts';
import type { World } from '../../world/world.ts';
import type { WorldResource, WorldSubscription } from '../../arm/worldFile.ts';
import { resourceFilter } from './resourceFilter.ts';

/** Answers the subscriptions in which the caller has any role. */
export function listSubscriptions(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const { world } = emulation;
  return pageAnswer(
    request,
    emulation,
    visibleSubscriptions(request, world).map((entry) => subscriptionBody(world, entry)),
  );
}

/** Returns the subscriptions in which the caller has any role, as the world has them. */
export function visibleSubscriptions(request: ArmRequest, world: World): readonly WorldSubscription[] {
  if (request.caller.ownsEverything) return world.subscriptions;
  const grants = grantsOfPrincipal(world, request.caller.objectId, request.now);
  const visibleIds = new Set(grants.map((grant) => subscriptionOf(grant.scope)));
  const above = new Set(grants.map((grant) => idKey(grant.scope)));
  return world.subscriptions.filter(
    ({ subscriptionId }) =>
      visibleIds.has(subscriptionId.toLowerCase()) ||
      world.managementGroups.scopesAbove(`/subscriptions/${subscriptionId}`).some((scope) => above.has(scope)),
  );
}

/** Answers a read of one subscription. */
export function getSubscription(request: ArmRequest, { world }: Emulation): ArmAnswer {
  const subscription = world.subscription(request.path.subscriptionId ?? '');
  return subscription === undefined ? { status: 404 } : { status: 200, body: subscriptionBody(world, subscription) };
}

/** Answers the tenants of the world. */
export function listTenants(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const { world } = emulation;
  const ids = new Set([world.tenantId, ...world.subscriptions.map((entry) => world.tenantOf(entry))]);
  const value = [...ids].map((tenantId) => ({
    id: `/tenants/${tenantId}`,
    tenantId,
    countryCode: 'NL',
    displayName: 'Contoso',
    defaultDomain: 'contoso.onmicrosoft.com',
    domains: ['contoso.onmicrosoft.com'],
    tenantCategory: 'Home',
    tenantType: 'AAD',
  }));
  return pageAnswer(request, emulation, value);
}

/** Answers the regions of a subscription, and the logical ones among them. */
export function listLocations(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const { subscriptionId = '' } = request.path;
  const physical = regions.map(({ geography, ...region }) => ({
    ...region,
    regionalDisplayName: `(${geography}) ${region.displayName}`,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended', geography, geographyGroup: geography },
  }));
  const logical = logicalRegions.map(({ geography, ...region }) => ({
    ...region,
    regionalDisplayName: geography === '' ? region.displayName : `(${geography}) ${region.displayName}`,
    metadata: {
      regionType: 'Logical',
      regionCategory: 'Other',
      ...(geography === '' ? {} : { geographyGroup: geography }),
    },
  }));
  const value = [...physical, ...logical].map(({ name, ...region }) => ({
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: 'Region',
    ...region,
  }));
  return pageAnswer(request, emulation, value);
}

/** Answers the resources of a subscription or group in the short form of ARM's own lists. */
export function listAnyResources(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const { subscriptionId = '', resourceGroup } = request.path;
  const { resources } = emulation.world;
  const allResources =
    resourceGroup === undefined
      ? resources.inSubscription(subscriptionId)
      : resources.inGroup(`/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`);
  const tracked = allResources.filter((resource) => isTracked(resource));
  const matching = tracked.filter(resourceFilter(request.query.get('$filter')));
  const expanded = (request.query.get('$expand') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  return pageAnswer(
    request,
    emulation,
    readableOf(request, emulation, matching).map((resource) => shortForm(emulation.world, resource, expanded)),
  );
}

function isTracked(resource: WorldResource): boolean {
  const type = resourceType(resource.id);
  return type !== 'microsoft.resources/resourcegroups' && type.split('/').length === 2;
}

function shortForm(
  { times }: World,
  resource: WorldResource,
  expanded: readonly string[],
): Record<string, WorldResource[string]> {
  const form: Record<string, WorldResource[string]> = {};
  for (const name of ['id', 'name', 'type', 'location', 'tags', 'identity', 'sku', 'kind', 'managedBy', 'zones']) {
    if (resource[name] !== undefined) form[name] = resource[name];
  }
  const properties = resource['properties'] as Record<string, WorldResource[string]> | undefined;
  const { createdTime, changedTime } = times.of(resource.id);
  if (expanded.includes('createdtime')) form['createdTime'] = createdTime;
  if (expanded.includes('changedtime')) form['changedTime'] = changedTime;
  if (expanded.includes('provisioningstate'))
    form['provisioningState'] = asText(properties?.['provisioningState']) ?? 'Succeeded';
  return form;
}

function subscriptionBody(world: World, entry: WorldSubscription): Record<string, WorldResource[string]> {
  const { subscriptionId, displayName } = entry;
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: 'RoleBased',
    managedByTenants: (entry.managedByTenants ?? []).map(({ tenantId }) => ({ tenantId })),
    subscriptionId,
    tenantId: world.tenantOf(entry),
    displayName,
    state: entry.state ?? 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}
