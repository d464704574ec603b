import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { refused } from '../errors.ts';
import type { Arm } from './arm.ts';
import { createArm } from './arm.ts';
import { checkedEndpoint } from './origin.ts';
import type { Sleep } from './sleep.ts';
import { sleep } from './sleep.ts';

/** A directory that is looked into, and who looks. */
export interface Tenant {
  readonly tenantId: string;
  readonly name?: string;
  readonly account?: string;
  readonly credential: TokenCredential;
}

/** Where the clusters come from. */
export interface Connection {
  readonly kind: 'azure' | 'demo' | 'emulator';
  /** Shown to the person. */
  readonly name: string;
  readonly endpoint: string;
  /** The portal's address, where there is one. */
  readonly portal?: string;
  readonly tenants: readonly Tenant[];
  /** The same for the same place, across sessions; the journal keeps places apart by it. */
  readonly key: string;
  /** ARM as the tenant sees it, made on first use. */
  arm(tenant: Tenant): Arm;
}

/** What a connection is made from. */
export interface ConnectOptions {
  readonly kind: Connection['kind'];
  readonly name: string;
  readonly endpoint: string;
  readonly portal?: string;
  /** The token scopes; left out: the endpoint's own `/.default`. */
  readonly scopes?: readonly string[];
  readonly tenants: readonly Tenant[];
  readonly userAgent: string;
  /** Takes the place of the network. */
  readonly httpClient?: HttpClient;
  readonly sleep?: Sleep;
}

/** A connection; nothing is sent yet. Throws `refused` for plain http to another machine, and for Azure without https. */
export function connect(options: ConnectOptions): Connection {
  const url = checkedEndpoint(options.endpoint);
  if (options.kind === 'azure' && url.protocol !== 'https:') throw refused('Azure is reached over https only.');
  const endpoint = options.endpoint.replace(/\/+$/, '');
  const arms = new Map<Tenant, Arm>();
  return {
    kind: options.kind,
    name: options.name,
    endpoint,
    ...(options.portal === undefined ? {} : { portal: options.portal }),
    tenants: options.tenants,
    key: `${options.kind} ${endpoint.toLowerCase()}`,
    arm(tenant) {
      const arm =
        arms.get(tenant) ??
        createArm({
          endpoint,
          credential: tenant.credential,
          scopes: options.scopes ?? [`${endpoint}/.default`],
          userAgent: options.userAgent,
          sleep: options.sleep ?? sleep,
          ...(options.httpClient === undefined ? {} : { httpClient: options.httpClient }),
        });
      arms.set(tenant, arm);
      return arm;
    },
  };
}
