/** Reads the resources around clusters: all resources of a type, or those below one resource. */
import { say } from '../../../sentences/words.ts';
import type { JsonObject } from '../../../domain/arm/json.ts';
import { machineTypes } from '../../../domain/around/things/nodes.ts';
import { lastSegment, parseResourceId, sameText, type ArmId } from '../../../domain/arm/resourceId.ts';
import { IdentityError } from '../../../errors.ts';
import type { Arm } from '../../arm/arm.ts';
import { bindingProfiles } from '../../../domain/uses/usedAround.ts';
import { previewOfChild, versionOf, versionOfChild } from '../../arm/apiVersions.ts';
import { shapeOfType } from '../../http/armShapes.ts';
import { inExactVersion } from '../../http/versionPolicy.ts';
import { hasTableOfItsOwn, isReadForAll, queryResources } from '../graphTables.ts';
import { isTypeNotOffered } from '../../arm/armCodes.ts';
import type { ListWay } from '../listEverywhere.ts';

/** Returns how the resources of a type are listed in all subscriptions. */
export function everyResourceList(type: string): ListWay<JsonObject> {
  return {
    fromGraph: (arm, subscriptionIds, signal) => queryResources(arm, type, subscriptionIds, signal),
    inSubscription: async (arm, subscriptionId, signal) =>
      hasTableOfItsOwn(type)
        ? listOnClusters(arm, { subscriptionId, list: `providers/${type}` }, signal)
        : unlessNotOffered(listAround(arm, `/subscriptions/${subscriptionId}/providers/${type}`, signal)),
  };
}

/** Lists what is below a resource, such as `members` of a Fleet. */
export function listBelow(
  arm: Arm,
  { id, list: name, inPreview = false }: { readonly id: ArmId; readonly list: string; readonly inPreview?: boolean },
  signal?: AbortSignal,
): Promise<readonly JsonObject[]> {
  return unlessNotOffered((inPreview ? listInPreview : listAround)(arm, `${id}/${name}`, signal));
}

/** Lists in the newest preview only; if none is offered, the list is empty, because only previews have these resources. */
async function listInPreview(arm: Arm, path: string, signal?: AbortSignal): Promise<readonly JsonObject[]> {
  const version = await previewOfChild(arm, `${path}/any`, signal);
  return version === undefined ? [] : inExactVersion(() => arm.list(path, version, signal));
}

/** Returns the type of the resources in a list below a cluster; empty for children of its own type. */
export function typeOfList(name: string): string {
  return name.startsWith('providers/') ? name.slice('providers/'.length) : '';
}

/** Returns the type under which the table with this list is loaded: one table has machines of all types. */
export function tableOfList(name: string): string {
  const type = typeOfList(name);
  const [first = type] = machineTypes;
  return machineTypes.some((machineType) => sameText(machineType, type)) ? first : type;
}

/** Returns true for a list below clusters that Resource Graph has for all of them at once. */
export function isInGraph(name: string): boolean {
  return isReadForAll(typeOfList(name));
}

/** If a subscription has more clusters, they are not asked one by one. */
const mostClusters = 100;

/** Asks each cluster, because ARM has no list of these resources for a subscription. */
async function listOnClusters(
  arm: Arm,
  { subscriptionId, list: name }: { readonly subscriptionId: string; readonly list: string },
  signal?: AbortSignal,
): Promise<readonly JsonObject[]> {
  const clusters = `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/managedClusters`;
  const ids = (await unlessNotOffered(listAround(arm, clusters, signal))).flatMap(({ id }) =>
    typeof id === 'string' ? [id as ArmId] : [],
  );
  if (ids.length > mostClusters) {
    const message = say`Resource Graph isn't responding, and ${ids.length} clusters would have to be asked one by one.`;
    throw new IdentityError({ code: 'unexpected', message, isTooMuch: true });
  }
  const resources: JsonObject[] = [];
  for (const id of ids) resources.push(...(await listBelow(arm, { id, list: name }, signal)));
  return resources;
}

/** Lists that came later than the type that they are below, and so have other API versions. */
const younger: readonly string[] = [bindingProfiles.toLowerCase()];

async function listAround(arm: Arm, path: string, signal?: AbortSignal): Promise<readonly JsonObject[]> {
  const isYounger = younger.includes(lastSegment(path).toLowerCase());
  const version = await (isYounger ? versionOfChild : versionOf)(arm, `${path}/any`, signal);
  return arm.list(path, version, signal, shapeOfType(parseResourceId(`${path}/any`)?.type ?? ''));
}

async function unlessNotOffered(listing: Promise<readonly JsonObject[]>): Promise<readonly JsonObject[]> {
  try {
    return await listing;
  } catch (error) {
    if (isTypeNotOffered(error)) return [];
    throw error;
  }
}
