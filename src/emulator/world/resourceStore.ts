import { groupOf, idKey, parsePath, subscriptionOf, typeOf } from '../arm/path.ts';
import type { WorldResource } from '../arm/worldFile.ts';

/** A listener of the store gets what was written or removed, and what was there before. */
export type StoreListener = (
  id: string,
  resource: WorldResource | undefined,
  before: WorldResource | undefined,
) => void;

/** Holds all resources, finds ids regardless of case, and returns them as they were last written. */
export class ResourceStore {
  readonly #byId = new Map<string, WorldResource>();
  readonly #byType = new Map<string, Map<string, WorldResource>>();
  readonly #byGroup = new Map<string, Map<string, WorldResource>>();
  readonly #bySubscription = new Map<string, Map<string, WorldResource>>();
  readonly #listeners: StoreListener[] = [];

  get(id: string): WorldResource | undefined {
    return this.#byId.get(idKey(id));
  }

  put(resource: WorldResource): void {
    const id = idKey(resource.id);
    const before = this.#byId.get(id);
    this.#byId.set(id, resource);
    bucket(this.#byType, resourceType(id)).set(id, resource);
    const group = groupOf(id);
    if (group !== undefined) bucket(this.#byGroup, group).set(id, resource);
    bucket(this.#bySubscription, subscriptionOf(id) ?? '').set(id, resource);
    for (const listener of this.#listeners) listener(id, resource, before);
  }

  /** Removes the resource with everything below it; returns what has been removed. */
  delete(id: string): readonly WorldResource[] {
    const root = idKey(id);
    const group = groupOf(root);
    const candidates =
      group === undefined ? this.#byId : (this.#byGroup.get(group) ?? new Map<string, WorldResource>());
    const removed = [...candidates.values()].filter((resource) => {
      const candidate = idKey(resource.id);
      return candidate === root || candidate.startsWith(`${root}/`);
    });
    for (const resource of removed) this.#remove(idKey(resource.id));
    return removed;
  }

  /** Returns the resources of a type in order of creation, within a scope if one is given. */
  ofType(type: string, scope = ''): readonly WorldResource[] {
    const ofType = this.#byType.get(type.toLowerCase()) ?? new Map<string, WorldResource>();
    if (scope === '') return [...ofType.values()];
    const prefix = `${idKey(scope)}/`;
    const group = this.#byGroup.get(groupOf(scope) ?? '');
    const candidates = group !== undefined && group.size < ofType.size ? group : ofType;
    return [...candidates]
      .filter(([id]) => id.startsWith(prefix) && (candidates === ofType || ofType.has(id)))
      .map(([, resource]) => resource);
  }

  /** Returns what is in a resource group, including the group itself. */
  inGroup(groupId: string): readonly WorldResource[] {
    return [...(this.#byGroup.get(idKey(groupId)) ?? new Map<string, WorldResource>()).values()];
  }

  /** Returns what is in a subscription. */
  inSubscription(subscriptionId: string): readonly WorldResource[] {
    return [...(this.#bySubscription.get(subscriptionId.toLowerCase())?.values() ?? [])];
  }

  all(): readonly WorldResource[] {
    return [...this.#byId.values()];
  }

  hasType(type: string): boolean {
    return (this.#byType.get(type.toLowerCase())?.size ?? 0) > 0;
  }

  onChange(listener: StoreListener): void {
    this.#listeners.push(listener);
  }

  #remove(id: string): void {
    const before = this.#byId.get(id);
    this.#byId.delete(id);
    this.#byType.get(resourceType(id))?.delete(id);
    const group = groupOf(id);
    if (group !== undefined) this.#byGroup.get(group)?.delete(id);
    this.#bySubscription.get(subscriptionOf(id) ?? '')?.delete(id);
    for (const listener of this.#listeners) listener(id, undefined, before);
  }
}

/** Returns the type in an id, in lower case; resource groups are `microsoft.resources/resourcegroups`. */
export function resourceType(id: string): string {
  const path = parsePath(id);
  if (path === undefined || path.namespace !== undefined) return path === undefined ? '' : typeOf(path);
  return path.resourceGroup === undefined ? 'microsoft.resources/subscriptions' : 'microsoft.resources/resourcegroups';
}

function bucket(index: Map<string, Map<string, WorldResource>>, name: string): Map<string, WorldResource> {
  const indexed = index.get(name);
  if (indexed !== undefined) return indexed;
  const emptyEntries = new Map<string, WorldResource>();
  index.set(name, emptyEntries);
  return emptyEntries;
}
