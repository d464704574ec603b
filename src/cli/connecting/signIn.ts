/** Signs in without a person at the machine. */
import type { TokenCredential } from '@azure/core-auth';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  redirectPolicyName,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import {
  AzureCliCredential,
  ClientAssertionCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { proxyOf } from '../../azure/http/proxyOf.ts';
import { IdentityError, refusedError } from '../../errors.ts';
import { azCredential } from '../../host/accounts/azCredential.ts';
import type { Cloud } from '../../host/accounts/clouds.ts';
import type { Fallback } from '../../host/accounts/credentialAccounts.ts';
import { isRecord } from '../../shape/shape.ts';
import type { SignIn } from '../commandLine/arguments.ts';
import { defined } from '../../shape/defined.ts';

/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A way to sign in. */
export interface WayToSignIn {
  /** For use after "Signing in with". */
  readonly name: string;
  /** Whether it was configured on purpose: then its failure is reported, and nothing else is tried. */
  readonly isMeant: boolean;
  readonly credential: TokenCredential;
  readonly reaches?: (tenantId: string) => Promise<boolean>;
  /** Returns why the last request for a token failed, if it did. */
  readonly unanswered?: () => string | undefined;
  /** What to configure if it fails, in a sentence. */
  readonly advice?: string;
}

const anyTenant = { additionallyAllowedTenants: ['*'] };

/** The ways to sign in, in the order in which they are tried, with the variables that each needs. */
const needs = {
  secret: 'AZURE_CLIENT_ID, AZURE_TENANT_ID, and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH',
  workload: 'AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_FEDERATED_TOKEN_FILE',
  github: 'AZURE_CLIENT_ID, AZURE_TENANT_ID, and in a job of GitHub Actions the permission to write the id-token',
  managedIdentity: 'a machine in Azure with a managed identity; if it has several, AZURE_CLIENT_ID selects one',
  azureCli: '"az login" on this machine',
} as const;
type WayName = keyof typeof needs;
const allWays = Object.keys(needs) as WayName[];

/** The ways that are tried, and what chose them. */
interface ChosenWays {
  readonly ways: readonly WayName[];
  /** Left out if nothing did. */
  readonly by?: string;
}

const waysOf: Readonly<Record<SignIn, readonly WayName[]>> = {
  environment: ['secret', 'workload'],
  azureCli: ['azureCli'],
  managedIdentity: ['managedIdentity'],
  github: ['github'],
};

/**
 * What AZURE_TOKEN_CREDENTIALS chooses, in lower case; its other values are tools that are not supported here. Source:
 * https://aka.ms/azsdk/js/identity/credential-chains
 */
const waysOfVariable: Readonly<Record<string, readonly WayName[]>> = {
  prod: ['secret', 'workload', 'github', 'managedIdentity'],
  dev: ['azureCli'],
  environmentcredential: ['secret'],
  workloadidentitycredential: ['workload'],
  managedidentitycredential: ['managedIdentity'],
  azureclicredential: ['azureCli'],
};

function choiceOf(signIn: SignIn | undefined, env: Environment): ChosenWays {
  if (signIn !== undefined) return { ways: waysOf[signIn], by: `--sign-in ${signIn}` };
  const value = env['AZURE_TOKEN_CREDENTIALS']?.trim() ?? '';
  if (value === '') return { ways: allWays };
  const ways = waysOfVariable[value.toLowerCase()];
  if (ways !== undefined) return { ways, by: `AZURE_TOKEN_CREDENTIALS=${value}` };
  throw refusedError(
    `AZURE_TOKEN_CREDENTIALS is ${value}, which the command line does not know. Use prod, dev, EnvironmentCredential, WorkloadIdentityCredential, ManagedIdentityCredential or AzureCliCredential, or override it with --sign-in.`,
  );
}

/**
 * Returns the ways to sign in that the environment offers, in the order in which they are tried: environment variables,
 * a workload identity, a managed identity, the login of `az`. If one was chosen, returns only that. Throws `signedOut`
 * with what to configure if the environment doesn't offer it.
 */
export function waysToSignIn(environment: Environment, cloud: Cloud, signIn?: SignIn): readonly WayToSignIn[] {
  const env = withoutEmpty(environment);
  const { ways: wantedWays, by } = choiceOf(signIn, env);
  const offered = wantedWays.flatMap((name) => {
    const way = wayOf(name, { env, cloud, isOnly: by !== undefined && wantedWays.length === 1 });
    if (way === undefined) return [];
    return by === undefined
      ? way
      : {
          ...way,
          name: `${way.name} (${by})`,
          // The others are offered only where the environment has what they need.
          ...(name === 'azureCli' || name === 'managedIdentity' ? { advice: `It needs ${needs[name]}.` } : {}),
        };
  });
  if (offered.length > 0) return offered;
  const lacking = wantedWays.map((name) => needs[name]).join('; or ');
  throw new IdentityError({
    code: 'signedOut',
    message: `You're not signed in to Azure. ${by ?? ''} needs ${lacking}.`,
  });
}

interface SignInPlace {
  readonly env: Environment;
  readonly cloud: Cloud;
  /** Whether nothing else is tried. */
  readonly isOnly: boolean;
}

function wayOf(name: WayName, { env, cloud, isOnly }: SignInPlace): WayToSignIn | undefined {
  const { httpClient, unanswered } = watchedClient();
  const place = {
    ...anyTenant,
    httpClient,
    authorityHost: cloud.authority,
    disableInstanceDiscovery: cloud.isCustom,
  };
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId, AZURE_FEDERATED_TOKEN_FILE: tokenFilePath } = env;
  const isNamed = clientId !== undefined && tenantId !== undefined;
  switch (name) {
    case 'secret': {
      const hasSecret = (env['AZURE_CLIENT_SECRET'] ?? env['AZURE_CLIENT_CERTIFICATE_PATH']) !== undefined;
      if (!isNamed || !hasSecret) return undefined;
      return { name: 'AZURE_CLIENT_ID', isMeant: true, credential: new EnvironmentCredential(place), unanswered };
    }
    case 'workload': {
      if (!isNamed || tokenFilePath === undefined) return undefined;
      const credential = new WorkloadIdentityCredential({ ...place, clientId, tenantId, tokenFilePath });
      return { name: 'the workload identity of AZURE_FEDERATED_TOKEN_FILE', isMeant: true, credential, unanswered };
    }
    case 'github': {
      if (!isNamed || env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined) return undefined;
      const credential = new ClientAssertionCredential(tenantId, clientId, () => tokenOfGitHub(env), place);
      return { name: 'the token of GitHub Actions', isMeant: true, credential, unanswered };
    }
    case 'managedIdentity':
      return {
        name: 'a managed identity',
        isMeant: (env['IDENTITY_ENDPOINT'] ?? env['MSI_ENDPOINT']) !== undefined,
        credential: managedIdentity(env, clientId, isOnly ? longPatience : patience),
        reaches: () => Promise.resolve(false),
      };
    case 'azureCli': {
      const az = azCredential(new AzureCliCredential(anyTenant));
      return { name: azLogin, isMeant: false, credential: az, reaches: (tenant) => az.reaches(tenant, cloud.scope) };
    }
  }
}

/** Keeps why a request failed, because the sign-in library only says that it did. */
function watchedClient(): { readonly httpClient: HttpClient; readonly unanswered: () => string | undefined } {
  const client = createDefaultHttpClient();
  let reason: string | undefined;
  return {
    httpClient: {
      async sendRequest(request) {
        try {
          const answer = await client.sendRequest(request);
          const { status } = answer;
          const { host } = new URL(request.url);
          reason = status < 400 ? undefined : `${host} answered with status ${status}${throughProxy(request)}`;
          return answer;
        } catch (error) {
          reason = `${error instanceof Error ? error.message : String(error)}${throughProxy(request)}`;
          throw error;
        }
      },
    },
    unanswered: () => reason,
  };
}

function throughProxy(request: PipelineRequest): string {
  const proxy = proxyOf(request);
  return proxy === undefined ? '' : `, through the proxy ${proxy}`;
}

/** Pipelines set a variable to an empty text if its source does not exist. */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

const azLogin = 'az login';

/** For people who have set up nothing. */
const howToBegin = 'Run "az login"; or add --demo to look around in sample clusters, without an account. ';

/** Makes a credential that uses the first way to sign in that gets a token; rejects with `signedOut` and every reason if none does. */
export async function firstWorkingCredential(ways: readonly WayToSignIn[], scope: string): Promise<Fallback> {
  const reasons: string[] = [];
  const isForPeople = ways.some(({ name }) => name === azLogin) && !ways.some(({ isMeant }) => isMeant);
  for (const way of ways) {
    const { name, isMeant, credential, reaches, advice } = way;
    try {
      if (await credential.getToken(scope)) {
        const signIn = (): Promise<unknown> => Promise.reject(new Error('Interactive sign-in is not available here.'));
        return { quiet: credential, signIn, ...defined({ reaches }) };
      }
    } catch (error) {
      reasons.push(
        `Signing in with ${name} failed: ${reasonOf(error, way)}`,
        ...(advice === undefined ? [] : [advice]),
      );
      if (isMeant) break;
    }
  }
  throw new IdentityError({
    code: 'signedOut',
    message: `You're not signed in to Azure. ${isForPeople ? howToBegin : ''}${reasons.join(' ')}`,
  });
}

/** Entra's whole message, or why nothing answered; otherwise the details, or the first line, after which the library repeats itself. */
function reasonOf(error: unknown, { unanswered }: Pick<WayToSignIn, 'unanswered'>): string {
  const text = error instanceof Error ? error.message : String(error);
  const [entraText] = /AADSTS\d+:[^]*/.exec(text) ?? [];
  const ownText = entraText?.replace(/(?: - (?:Correlation|Trace) ID: Not Available)*[,\s]*$/, '').replace(/\s+/g, ' ');
  return asSentence(
    ownText ?? unanswered?.() ?? (text.split('More details:').at(-1) ?? '').trim().split('\n', 1)[0] ?? '',
  );
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Milliseconds within which a machine in Azure would have answered. */
const patience = 1000;

/** The same if nothing else is tried: the endpoint of a machine that has just started may be slow. */
const longPatience = 10_000;

/** A managed identity, used only if its endpoint answers within that many milliseconds. */
function managedIdentity(env: Environment, clientId: string | undefined, within: number): TokenCredential {
  const credential =
    clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
  let isThere: Promise<boolean> | undefined;
  return {
    async getToken(scopes, options) {
      isThere ??= hasManagedIdentities(env, within);
      if (!(await isThere)) throw new Error('this machine has none.');
      return credential.getToken(scopes, options);
    },
  };
}

/** Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token */
async function hasManagedIdentities(env: Environment, within: number): Promise<boolean> {
  if ((env['IDENTITY_ENDPOINT'] ?? env['MSI_ENDPOINT']) !== undefined) return true;
  const endpoint = env['AZURE_POD_IDENTITY_AUTHORITY_HOST'] ?? 'http://169.254.169.254';
  try {
    await fetch(`${endpoint}/metadata/identity/oauth2/token`, { signal: AbortSignal.timeout(within) });
    return true;
  } catch {
    return false;
  }
}

/**
 * Uses the same proxy as all other requests. Source:
 * https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect
 */
async function tokenOfGitHub(env: Environment): Promise<string> {
  const url = `${env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? ''}&audience=${encodeURIComponent('api://AzureADTokenExchange')}`;
  const request = createPipelineRequest({
    url,
    headers: createHttpHeaders({ authorization: `Bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}` }),
    timeout: 30_000,
  });
  const pipeline = createPipelineFromOptions({});
  pipeline.removePolicy({ name: redirectPolicyName });
  const { status, bodyAsText } = await pipeline.sendRequest(createDefaultHttpClient(), request);
  const body: unknown = status === 200 ? JSON.parse(bodyAsText ?? '') : undefined;
  const value = isRecord(body) ? body['value'] : undefined;
  if (typeof value === 'string') return value;
  throw new Error(`GitHub issued no token (${status}): the job needs the permission to write the id-token.`);
}
