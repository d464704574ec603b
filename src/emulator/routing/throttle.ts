import { refuse } from '../arm/error.ts';
import type { ArmPath } from '../arm/path.ts';
import { key, typeOf } from '../arm/path.ts';
import { isFeaturePath } from '../providers/features/features.ts';
import { GraphQuota } from '../providers/resourceGraph/quota.ts';
import { credentialType } from '../world/federatedCredentials.ts';

interface Bucket {
  readonly capacity: number;
  /** Tokens that come back in a second. */
  readonly rate: number;
}

interface Level {
  readonly tokens: number;
  readonly at: number;
}

const armReads: Bucket = { capacity: 250, rate: 25 };
const armWrites: Bucket = { capacity: 200, rate: 10 };

/**
 * The throttle has the token buckets of ARM and of AKS, and Resource Graph's quota
 * (https://learn.microsoft.com/azure/aks/quotas-skus-regions).
 */
export class Throttle {
  readonly #levels = new Map<string, Level>();
  readonly #isOn: boolean;
  readonly #graph: GraphQuota;

  constructor(isOn: boolean) {
    this.#isOn = isOn;
    this.#graph = new GraphQuota(isOn);
  }

  /** Takes one token of each bucket; throws 429 where one is empty. Answers the headers that ARM adds. */
  take(method: string, path: ArmPath, callerId: string, now: number): Readonly<Record<string, string>> {
    const subscription = key(path.subscriptionId ?? 'tenant');
    const kind = method === 'GET' || method === 'HEAD' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
    const scope = path.subscriptionId === undefined ? 'tenant' : 'subscription';
    const left = this.#take(
      `arm|${kind}|${subscription}|${callerId}`,
      kind === 'reads' ? armReads : armWrites,
      now,
      'Throttled',
    );
    const bucket = aksBucket(method, path, subscription);
    if (bucket !== undefined) this.#take(bucket.name, bucket, now, 'Throttled');
    for (const each of credentialBuckets(method, path, subscription))
      this.#take(each.name, each, now, 'TooManyRequests');
    const graph = isGraph(path) ? this.#graph.take(callerId, now) : {};
    const headers = { ...graph, [`x-ms-ratelimit-remaining-${scope}-${kind}`]: String(left) };
    return kind === 'reads'
      ? { ...headers, [`x-ms-ratelimit-remaining-${scope}-global-reads`]: String(left + 3500) }
      : headers;
  }

  #take(name: string, { capacity, rate }: Bucket, now: number, code: string): number {
    const level = this.#levels.get(name) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, level.tokens + (Math.max(0, now - level.at) / 1000) * rate);
    if (this.#isOn && tokens < 1) {
      const seconds = String(Math.ceil((1 - tokens) / rate));
      const message = `The request was throttled. Please try again after '${seconds}' seconds.`;
      throw refuse(429, code, message, { headers: { 'Retry-After': seconds } });
    }
    const left = Math.max(0, tokens - 1);
    this.#levels.set(name, { tokens: left, at: now });
    return Math.floor(left);
  }
}

function isGraph(path: ArmPath): boolean {
  return key(path.namespace ?? '') === 'microsoft.resourcegraph';
}

/** Requests a second at an identity and in a subscription; how many may come at once is our own choice. */
const credentialRates: Readonly<Record<string, { readonly identity: number; readonly subscription: number }>> = {
  PUT: { identity: 0.25, subscription: 2 },
  DELETE: { identity: 0.25, subscription: 2 },
  GET: { identity: 0.5, subscription: 10 },
  LIST: { identity: 0.25, subscription: 5 },
};

/**
 * The limits of federated credentials, each kind of request with its own: a read may use a minute's worth at once, a write
 * a second's.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
function credentialBuckets(
  method: string,
  path: ArmPath,
  subscription: string,
): readonly (Bucket & { readonly name: string })[] {
  if (typeOf(path) !== credentialType.toLowerCase()) return [];
  const kind = path.names.length < path.types.length ? 'LIST' : method;
  const rates = credentialRates[kind];
  if (rates === undefined) return [];
  const seconds = kind === 'GET' || kind === 'LIST' ? 60 : 1;
  const identity = `${path.scope}/${path.names[0] ?? ''}`.toLowerCase();
  return [
    { name: `credentials|${kind}|${identity}`, capacity: Math.max(1, rates.identity * seconds), rate: rates.identity },
    { name: `credentials|${kind}|${subscription}`, capacity: rates.subscription * seconds, rate: rates.subscription },
  ];
}

function aksBucket(
  method: string,
  path: ArmPath,
  subscription: string,
): (Bucket & { readonly name: string }) | undefined {
  if (key(path.namespace ?? '') !== 'microsoft.containerservice' || isFeaturePath(path.id)) return undefined;
  const type = typeOf(path);
  if (type.startsWith('microsoft.containerservice/locations/operations')) {
    return { name: `aks|poll|${subscription}`, capacity: 200, rate: 2 };
  }
  const isInstance = path.names.length === path.types.length;
  if (type === 'microsoft.containerservice/managedclusters' && method === 'GET') {
    if (isInstance) return { name: `aks|get|${key(path.id)}`, capacity: 60, rate: 1 };
    if (path.resourceGroup !== undefined) return { name: `aks|list|${key(path.scope)}`, capacity: 60, rate: 1 };
    return { name: `aks|list|${subscription}`, capacity: 500, rate: 1 };
  }
  const isWrite =
    type === 'microsoft.containerservice/managedclusters' ||
    type === 'microsoft.containerservice/managedclusters/agentpools';
  if (isWrite && method === 'PUT') return { name: `aks|put|${key(path.id)}`, capacity: 20, rate: 1 / 60 };
  return { name: `aks|other|${subscription}`, capacity: 60, rate: 1 };
}
