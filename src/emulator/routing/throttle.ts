import { armRefusal } from '../arm/error.ts';
import { idKey, typeOf, type ArmPath } from '../arm/path.ts';
import { isFeaturePath } from '../providers/features/features.ts';
import { GraphQuota } from '../providers/resourceGraph/quota.ts';
import { credentialType } from '../world/federatedCredentials.ts';

interface Rate {
  readonly capacity: number;
  /** Tokens that are refilled per second. */
  readonly rate: number;
}

interface Bucket extends Rate {
  readonly name: string;
  /** The code of the refusal if it is empty. */
  readonly code: string;
}

interface Level {
  readonly tokens: number;
  readonly at: number;
}

/** What ARM counts a request as; other methods are writes. */
const kindsOfMethods: Readonly<Record<string, 'reads' | 'deletes'>> = {
  GET: 'reads',
  HEAD: 'reads',
  DELETE: 'deletes',
};

const armReads: Rate = { capacity: 250, rate: 25 };
const armWrites: Rate = { capacity: 200, rate: 10 };

/** The token buckets of ARM and of AKS, and Resource Graph's quota (https://learn.microsoft.com/azure/aks/quotas-skus-regions). */
export class Throttle {
  readonly #levels = new Map<string, Level>();
  readonly #isOn: boolean;
  readonly #graph: GraphQuota;

  constructor(isOn: boolean) {
    this.#isOn = isOn;
    this.#graph = new GraphQuota(isOn);
  }

  /** Takes one token from each bucket; if one is empty, takes none and throws 429. Returns the headers that ARM adds. */
  take(method: string, path: ArmPath, callerId: string, now: number): Readonly<Record<string, string>> {
    const subscription = idKey(path.subscriptionId ?? 'tenant');
    const kind = kindsOfMethods[method] ?? 'writes';
    const scope = path.subscriptionId === undefined ? 'tenant' : 'subscription';
    const arm: Bucket = {
      ...(kind === 'reads' ? armReads : armWrites),
      name: `arm|${kind}|${subscription}|${callerId}`,
      code: 'Throttled',
    };
    const buckets = [arm, ...aksBuckets(method, path, subscription), ...credentialBuckets(method, path, subscription)];
    if (this.#isOn) for (const bucket of buckets) requireToken(bucket, this.#tokens(bucket, now));
    const graph = isGraph(path) ? this.#graph.take(callerId, now) : {};
    for (const bucket of buckets) {
      const tokens = Math.max(0, this.#tokens(bucket, now) - 1);
      this.#levels.set(bucket.name, { tokens, at: now });
    }
    const remaining = Math.floor(this.#tokens(arm, now));
    const headers = { ...graph, [`x-ms-ratelimit-remaining-${scope}-${kind}`]: String(remaining) };
    return kind === 'reads'
      ? { ...headers, [`x-ms-ratelimit-remaining-${scope}-global-reads`]: String(remaining + 3500) }
      : headers;
  }

  #tokens({ name, capacity, rate }: Bucket, now: number): number {
    const { tokens, at } = this.#levels.get(name) ?? { tokens: capacity, at: now };
    return Math.min(capacity, tokens + (Math.max(0, now - at) / 1000) * rate);
  }
}

function requireToken({ rate, code }: Bucket, tokens: number): void {
  if (tokens >= 1) return;
  const seconds = String(Math.ceil((1 - tokens) / rate));
  const message = `The request was throttled. Please try again after '${seconds}' seconds.`;
  throw armRefusal(429, code, message, { headers: { 'Retry-After': seconds } });
}

function isGraph(path: ArmPath): boolean {
  return idKey(path.namespace ?? '') === 'microsoft.resourcegraph';
}

/** Requests a second for an identity and for a subscription; how many may come at once is our own choice. */
const credentialRates: Readonly<Record<string, { readonly identity: number; readonly subscription: number }>> = {
  PUT: { identity: 0.25, subscription: 2 },
  DELETE: { identity: 0.25, subscription: 2 },
  GET: { identity: 0.5, subscription: 10 },
  LIST: { identity: 0.25, subscription: 5 },
};

/**
 * The limits of federated credentials, one for each kind of request: reads may use a minute's worth at once, writes a
 * second's.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
function credentialBuckets(method: string, path: ArmPath, subscription: string): readonly Bucket[] {
  if (typeOf(path) !== credentialType.toLowerCase()) return [];
  const kind = path.names.length < path.types.length ? 'LIST' : method;
  const rates = credentialRates[kind];
  if (rates === undefined) return [];
  const seconds = kind === 'GET' || kind === 'LIST' ? 60 : 1;
  const identity = `${path.scope}/${path.names[0] ?? ''}`.toLowerCase();
  const bucket = (key: string, rate: number): Bucket => ({
    name: `credentials|${kind}|${key}`,
    code: 'TooManyRequests',
    capacity: Math.max(1, rate * seconds),
    rate,
  });
  return [bucket(identity, rates.identity), bucket(subscription, rates.subscription)];
}

function aksBuckets(method: string, path: ArmPath, subscription: string): readonly Bucket[] {
  if (idKey(path.namespace ?? '') !== 'microsoft.containerservice' || isFeaturePath(path.id)) return [];
  const type = typeOf(path);
  const bucket = (key: string, capacity: number, rate: number): readonly Bucket[] => [
    { name: `aks|${key}`, code: 'Throttled', capacity, rate },
  ];
  if (type.startsWith('microsoft.containerservice/locations/operations')) return bucket(`poll|${subscription}`, 200, 2);
  const isInstance = path.names.length === path.types.length;
  if (type === 'microsoft.containerservice/managedclusters' && method === 'GET') {
    if (isInstance) return bucket(`get|${idKey(path.id)}`, 60, 1);
    if (path.resourceGroup !== undefined) return bucket(`list|${idKey(path.scope)}`, 60, 1);
    return bucket(`list|${subscription}`, 500, 1);
  }
  const isWrite =
    type === 'microsoft.containerservice/managedclusters' ||
    type === 'microsoft.containerservice/managedclusters/agentpools';
  if (isWrite && method === 'PUT') return bucket(`put|${idKey(path.id)}`, 20, 1 / 60);
  return bucket(`other|${subscription}`, 60, 1);
}
