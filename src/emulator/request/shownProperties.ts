import { asObject, isObject, type JsonObject } from '../arm/json.ts';
import type { Json, WorldResource } from '../arm/worldFile.ts';
import type { World } from '../world/world.ts';

/**
 * The first version in which AKS shows a property of a cluster; a preview's properties are shown in previews only.
 * Source: the published TypeSpec of Microsoft.ContainerService; that older versions leave it out is an assumption.
 */
const published: Readonly<Record<string, string>> = {
  'properties.securityProfile.defender.securityGating': '2026-05-01',
  'properties.ingressProfile.applicationLoadBalancer': '2025-09-02-preview',
  'properties.securityProfile.serviceAccountImagePullProfile': '2026-08-02-preview',
  'properties.storageProfile.diskCSIDriver.quickAttachDetach': '2026-08-02-preview',
};

/** Returns a cluster as a version shows it: without properties that are newer. */
export function withPropertiesOf<T extends WorldResource | JsonObject>(version: string, cluster: T, world: World): T {
  return hiddenIn(version, world).reduce((cut, path) => withoutPath(cut, path) as T, cluster);
}

/** Returns a cluster as Resource Graph shows it, without anything newer than its index. */
export function clusterInGraph(cluster: WorldResource, world: World): WorldResource {
  return withPropertiesOf('', cluster, world);
}

/** Returns a cluster after a PUT: properties that its version does not show stay unchanged. */
export function withHidden(version: string, next: WorldResource, before: WorldResource, world: World): WorldResource {
  return hiddenIn(version, world).reduce((kept, path) => {
    const hidden = path.reduce<Json | undefined>((value, name) => asObject(value)[name], before);
    return hidden === undefined ? kept : (withPath(kept, path, hidden) as WorldResource);
  }, next);
}

function hiddenIn(version: string, world: World): readonly (readonly string[])[] {
  const versions = { ...published, ...world.propertyVersions };
  return Object.entries(versions).flatMap(([path, since]) => (isShownIn(version, since) ? [] : [path.split('.')]));
}

/** Returns true if a version shows what another one introduced; what a preview introduced is shown in previews only. */
export function isShownIn(version: string, since: string): boolean {
  const isOnlyInPreviews = since.length > 10;
  return version.slice(0, 10) >= since.slice(0, 10) && (!isOnlyInPreviews || version.length > 10);
}

function withoutPath(value: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  if (!Object.hasOwn(value, name)) return value;
  const inner = value[name];
  if (rest.length > 0) return isObject(inner) ? { ...value, [name]: withoutPath(inner, rest) } : value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}

function withPath(value: JsonObject, [name = '', ...rest]: readonly string[], hidden: Json): JsonObject {
  return { ...value, [name]: rest.length === 0 ? hidden : withPath(asObject(value[name]), rest, hidden) };
}
