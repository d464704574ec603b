import { asList, asObject, asText, valueAt, isObject, type JsonObject } from '../../../arm/json.ts';
import type { Json } from '../../../arm/worldFile.ts';

/** What AKS chooses for the API server of a new private cluster. */
const chosen = { privateDNSZone: 'system', enablePrivateClusterPublicFQDN: true };

/** Returns true if the API server is reached through a private link. */
export function isPrivate(access: Json | undefined): boolean {
  return valueAt(access, 'enablePrivateCluster') === true;
}

/** Returns true if the API server's name is in the user's own DNS zone. */
export function hasOwnZone(access: Json | undefined): boolean {
  return asText(valueAt(access, 'privateDNSZone'))?.startsWith('/subscriptions/') === true;
}

/** Returns the access profile after a PUT; a private cluster keeps its zone and whether its name is public. */
export function nextAccess(givenAccess: Json | undefined, before: Json | undefined, isNew: boolean): Json | undefined {
  const askedAccess = stillPrivate(givenAccess ?? before, before);
  if (!isObject(askedAccess) || !isPrivate(askedAccess)) return askedAccess ?? undefined;
  const old = asObject(before);
  const keptAccess = isNew
    ? chosen
    : Object.fromEntries(Object.entries(old).filter(([name]) => Object.hasOwn(chosen, name)));
  const setMembers = Object.entries(askedAccess).filter(([name, value]) => value !== null || old[name] === null);
  return { ...keptAccess, ...Object.fromEntries(setMembers) };
}

/** What is requested; a private cluster stays private if a body leaves that out. */
function stillPrivate(askedAccess: Json | undefined, before: Json | undefined): Json | undefined {
  const isSaid = (valueAt(askedAccess, 'enablePrivateCluster') ?? undefined) !== undefined;
  return isObject(askedAccess) && isPrivate(before) && !isSaid
    ? { ...askedAccess, enablePrivateCluster: true }
    : askedAccess;
}

/** Returns the private link resources of a new cluster; there are none without a private link, or with an API server in the network. */
export function privateLinkOf(access: Json | undefined): JsonObject {
  if (!isPrivate(access) || valueAt(access, 'enableVnetIntegration') === true) return {};
  const type = 'Microsoft.ContainerService/managedClusters/privateLinkResources';
  const link = { name: 'management', type, groupId: 'management', requiredMembers: ['management'] };
  return { privateLinkResources: [link] };
}

/** Returns the private link resources with the ids that AKS adds once the cluster exists. */
export function withPrivateLinkIds(clusterId: string, links: Json | undefined): Json | undefined {
  if (!Array.isArray(links)) return links;
  return asList(links).map((entry) => {
    const link = asObject(entry);
    const name = asText(link['name']);
    if (name === undefined || link['id'] !== undefined) return entry;
    return { id: `${clusterId}/privateLinkResources/${name}`, ...link };
  });
}
