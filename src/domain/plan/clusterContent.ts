/** Whether a cluster is still what a plan was made from, judged by its content; used if there is no eTag to compare. */
import { objectAt, type Json, type JsonObject } from '../arm/json.ts';
import { shortHash } from '../arm/stableId.ts';
import type { Cluster } from '../cluster/model.ts';
import { isAlready } from './clusterEdit.ts';
import { bodyForPut } from './clusterPutBody.ts';
import type { StepOf } from './plan.ts';

/**
 * Returns a text that is the same for clusters with the same writable content, part by part: `tags=1f2e..
 * properties.sku=..`. Node pools are left out: they have their own operations and eTags, autoscalers change them, and
 * they are written back unchanged.
 */
export function contentOf(raw: JsonObject): string {
  const parts = Object.entries(ownMembers(bodyForPut(raw, {})));
  return parts.map(([name, value]) => `${name}=${hashOf(value)}`).join(' ');
}

/** Returns true if the cluster's content is what the plan was made from. */
export function isAsPlanned({ raw }: Cluster, { basis }: StepOf<'putCluster'>): boolean {
  return basis !== undefined && contentOf(raw) === basis;
}

/**
 * Returns which parts of the cluster have changed since the plan was made, in words such as `tags` or `network
 * profile`; empty if that is not known.
 */
export function changedParts({ raw }: Cluster, { basis }: StepOf<'putCluster'>): readonly string[] {
  if (basis === undefined || isOlderBasis(basis)) return [];
  const then = basis.split(' ');
  const partsNow = contentOf(raw).split(' ');
  const changed = [
    ...then.filter((part) => !partsNow.includes(part)),
    ...partsNow.filter((part) => !then.includes(part)),
  ];
  const words = (name: string): string =>
    name
      .replace(/^properties\./, '')
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase();
  return [...new Set(changed.map((part) => words(part.split('=')[0] ?? '')))].sort();
}

/** Returns true for a basis from an earlier version of the extension, which does not separate the parts. */
export function isOlderBasis(basis: string): boolean {
  return !basis.includes('=');
}

/** The parts of a body that are compared separately, in a fixed order. */
function ownMembers(body: JsonObject): JsonObject {
  const { properties: _, ...rest } = body;
  const { agentPoolProfiles: __, ...properties } = objectAt(body, 'properties') ?? {};
  const inside = Object.entries(properties).map(([key, value]) => [`properties.${key}`, value ?? null] as const);
  return Object.fromEntries([...Object.entries(rest), ...inside].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Returns true if the step's own request may explain how the cluster has changed, so that no one else needs to have changed it. */
export function isAsSent(cluster: Cluster, { edit, sentContent }: StepOf<'putCluster'>): boolean {
  return isAlready(cluster, edit) && sentContentOf(bodyForPut(cluster.raw, edit)) === sentContent;
}

/** Returns a text that is the same for bodies of the same content, whatever service principal and node pools the cluster had. */
export function sentContentOf(body: JsonObject): string {
  // AKS itself changes the service principal once a cluster no longer uses it.
  const { 'properties.servicePrincipalProfile': _, ...parts } = ownMembers(body);
  return hashOf(parts);
}

/**
 * Returns the step as it is stored, without its body, which can be made again from the cluster; the content shows
 * whether that has changed.
 */
export function withoutBody(step: StepOf<'putCluster'>): StepOf<'putCluster'> {
  const { body, ...request } = step.request;
  return body === undefined ? step : { ...step, request, sentContent: step.sentContent ?? sentContentOf(body) };
}

function hashOf(value: Json | undefined): string {
  return shortHash(JSON.stringify(withSortedKeys(value ?? null)));
}

/** The value with its keys in a fixed order. */
function withSortedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withSortedKeys(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject).map(
    ([key, inner]) => [key, withSortedKeys(inner ?? null)] as const,
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
