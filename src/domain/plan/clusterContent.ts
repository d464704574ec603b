/** Whether a cluster still is what a plan was made from, told by its content; for where an eTag does not tell. */
import { objectAt } from '../arm/json.ts';
import { shortHash } from '../arm/stableId.ts';
import type { Cluster } from '../cluster/model.ts';
import { isAlready } from './clusterEdit.ts';
import { bodyForPut } from './clusterPutBody.ts';
import type { Step } from './plan.ts';
import type { Json, JsonObject } from '../arm/json.ts';

type PutCluster = Extract<Step, { kind: 'putCluster' }>;

/** Returns a text that is equal for clusters whose writable content is equal. */
export function contentOf(raw: JsonObject): string {
  return hashed(bodyForPut(raw, {}));
}

/** Returns true if the cluster's content is what the plan was made from. */
export function isAsPlanned({ raw }: Cluster, { basis }: PutCluster): boolean {
  return basis !== undefined && contentOf(raw) === basis;
}

/**
 * Returns true if the step's own request may explain how the cluster has changed, so that nobody else changed anything.
 */
export function isAsSent(cluster: Cluster, { edit, sentContent }: PutCluster): boolean {
  return isAlready(cluster, edit) && sentContentOf(bodyForPut(cluster.raw, edit)) === sentContent;
}

/** Returns a text that is equal for bodies of the same content, whatever service principal the cluster had. */
export function sentContentOf(body: JsonObject): string {
  return hashed(withoutServicePrincipal(body));
}

/** Returns the step as it is stored: what it sends is made again from the cluster, and told by its content. */
export function withoutBody(step: PutCluster): PutCluster {
  const { body, ...request } = step.request;
  return body === undefined ? step : { ...step, request, sentContent: step.sentContent ?? sentContentOf(body) };
}

/** What AKS itself changes once a cluster leaves its service principal. */
function withoutServicePrincipal(body: JsonObject): JsonObject {
  const { servicePrincipalProfile: _, ...properties } = objectAt(body, 'properties') ?? {};
  return { ...body, properties };
}

function hashed(body: JsonObject): string {
  return shortHash(JSON.stringify(sorted(body)));
}

/** The value with its keys in one order. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => sorted(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject).map(([key, inner]) => [key, sorted(inner ?? null)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
