import type { TokenCredential } from '@azure/core-auth';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { sleep, type Sleep } from '../../async/sleep.ts';
import { refusedError } from '../../errors.ts';
import { createArm, type Arm } from '../arm/arm.ts';
import type { GraphPlace } from '../http/pipeline.ts';
import { checkedEndpoint } from '../http/originPolicy.ts';
import { withCountedSleep } from '../http/looks.ts';
import { createApiVersions } from '../http/versionPolicy.ts';
import { connectionKey } from './connectionKey.ts';
import type { Listing } from './partialList.ts';
import { defined } from '../../shape/defined.ts';
import { say, type Phrase } from '../../sentences/words.ts';

/** A directory, and the account that looks into it. */
export interface Tenant {
  readonly tenantId: string;
  readonly name?: string;
  /** The account that reads, by its name for the user and its id for the sign-in. */
  readonly account?: string;
  readonly accountId?: string;
  readonly credential: TokenCredential;
  /** Asks the account's owner to sign in for these scopes; left out where nobody can be asked. */
  readonly askFor?: (scopes: readonly string[]) => Promise<unknown>;
  /** Throws `signedOut` once the credential may no longer be used. */
  readonly assertSignedIn?: () => void;
}

/** Finds the tenants of all accounts that are signed in at the time; the same tenant is always the same object. */
export type FindTenants = (arm: (tenant: Tenant) => Arm, signal?: AbortSignal) => Promise<Listing<Tenant>>;

/** The source of clusters, such as Azure, an emulator or a file, with what is needed to reach it. */
export interface Connection {
  readonly kind: 'azure' | 'demo' | 'emulator' | 'file';
  /** Shown to the user. */
  readonly name: Phrase;
  readonly endpoint: string;
  /** The portal's address, if there is one. */
  readonly portal?: string;
  /** It has files, and none of them lists role assignments. */
  readonly lacksRoles?: true;
  /** What kubectl would list in a cluster with this name, where samples take its place; `undefined` if there are none. */
  readonly objectsIn?: (clusterName: string) => readonly Record<string, unknown>[] | undefined;
  /** Finds the tenants to look into, again each time; an account whose tenants can't be listed is among the failures. */
  tenants(signal?: AbortSignal): Promise<Listing<Tenant>>;
  /** Identifies the place across sessions; the journal uses it to keep places apart. */
  readonly key: string;
  /** ARM as the tenant sees it, created on first use. */
  arm(tenant: Tenant): Arm;
}

/** What a connection needs. */
export interface ConnectOptions {
  readonly kind: Connection['kind'];
  readonly name: Phrase;
  readonly endpoint: string;
  readonly portal?: string;
  readonly lacksRoles?: true;
  readonly objectsIn?: Connection['objectsIn'];
  /** The token scopes; left out: the endpoint's own `/.default`. */
  readonly scopes?: readonly string[];
  /** Microsoft Graph of the same cloud; left out where it is not known. */
  readonly graph?: GraphPlace;
  readonly tenants: readonly Tenant[] | FindTenants;
  readonly userAgent: string;
  /** Called with a sentence for the log. */
  readonly onNote?: (sentence: string) => void;
  /** Replaces the network. */
  readonly httpClient?: HttpClient;
  readonly sleep?: Sleep;
  /** Milliseconds, consistent with `sleep`. */
  readonly now?: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** Creates a connection without sending anything; throws `refused` for plain http to another computer, and for Azure without https. */
export function createConnection(options: ConnectOptions): Connection {
  const url = checkedEndpoint(options.endpoint);
  if (options.kind === 'azure' && url.protocol !== 'https:') throw refusedError(say`Azure is reached over https only.`);
  const endpoint = options.endpoint.replace(/\/+$/, '');
  const versions = createApiVersions(options.onNote);
  const arms = new Map<Tenant, Arm>();
  const { tenants } = options;
  const wait = withCountedSleep(options.sleep ?? sleep);

  function armOf(tenant: Tenant): Arm {
    const { assertSignedIn, askFor } = tenant;
    const arm =
      arms.get(tenant) ??
      createArm({
        endpoint,
        tenantId: tenant.tenantId,
        credential: tenant.credential,
        isEmulator: options.kind === 'emulator' || options.kind === 'demo',
        ...defined({ assertSignedIn, askFor, graph: options.graph }),
        scopes: options.scopes ?? [`${endpoint}/.default`],
        userAgent: options.userAgent,
        versions,
        sleep: wait,
        ...defined({ httpClient: options.httpClient, now: options.now, random: options.random }),
      });
    arms.set(tenant, arm);
    return arm;
  }

  return {
    kind: options.kind,
    name: options.name,
    endpoint,
    ...defined({ portal: options.portal, lacksRoles: options.lacksRoles, objectsIn: options.objectsIn }),
    tenants: async (signal) =>
      typeof tenants === 'function' ? tenants(armOf, signal) : { items: tenants, failures: [] },
    key: connectionKey(options.kind, endpoint),
    arm: armOf,
  };
}
