/** Who signs in where nobody sits in front of the machine. */
import type { TokenCredential } from '@azure/core-auth';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  redirectPolicyName,
} from '@azure/core-rest-pipeline';
import {
  AzureCliCredential,
  ClientAssertionCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { IdentityError, refusedError } from '../errors.ts';
import { azCredential } from '../host/accounts/azCredential.ts';
import type { Cloud } from '../host/accounts/clouds.ts';
import type { Fallback } from '../host/accounts/credentialAccounts.ts';
import { isRecord } from '../shape/shape.ts';

/** The variables of the process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A way to sign in. */
export interface Way {
  /** To stand after "Signing in with". */
  readonly name: string;
  /** Whether it was set up for this: then its failure is told, and nothing else is tried. */
  readonly isMeant: boolean;
  readonly credential: TokenCredential;
  readonly reaches?: (tenantId: string) => Promise<boolean>;
}

const anyTenant = { additionallyAllowedTenants: ['*'] };

/**
 * Returns the ways that the environment offers, in the order in which they are tried: what the environment's variables say, a
 * workload identity, a managed identity, the login of `az`.
 */
export function waysToSignIn(all: Environment, cloud: Cloud): readonly Way[] {
  const env = withoutEmpty(all);
  const place = { ...anyTenant, authorityHost: cloud.authority, disableInstanceDiscovery: cloud.isCustom };
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId, AZURE_FEDERATED_TOKEN_FILE: tokenFilePath } = env;
  const isNamed = clientId !== undefined && tenantId !== undefined;
  const hasSecret = (env['AZURE_CLIENT_SECRET'] ?? env['AZURE_CLIENT_CERTIFICATE_PATH']) !== undefined;
  const az = azCredential(new AzureCliCredential(anyTenant));
  const ways: (Way | false)[] = [
    isNamed && hasSecret && { name: 'AZURE_CLIENT_ID', isMeant: true, credential: new EnvironmentCredential(place) },
    isNamed &&
      tokenFilePath !== undefined && {
        name: 'the workload identity of AZURE_FEDERATED_TOKEN_FILE',
        isMeant: true,
        credential: new WorkloadIdentityCredential({ ...place, clientId, tenantId, tokenFilePath }),
      },
    isNamed &&
      env['ACTIONS_ID_TOKEN_REQUEST_URL'] !== undefined && {
        name: 'the token of GitHub Actions',
        isMeant: true,
        credential: new ClientAssertionCredential(tenantId, clientId, () => tokenOfGitHub(env), place),
      },
    {
      name: 'a managed identity',
      isMeant: (env['IDENTITY_ENDPOINT'] ?? env['MSI_ENDPOINT']) !== undefined,
      credential: managedIdentity(env, clientId),
      reaches: () => Promise.resolve(false),
    },
    { name: 'az login', isMeant: false, credential: az, reaches: (tenant) => az.reaches(tenant, cloud.scope) },
  ];
  return ways.filter((way) => way !== false);
}

/** Pipelines set a variable to nothing where what it is to have does not exist. */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

/** Makes a credential of the first way that has a token; rejects with `signedOut` and every reason if none has. */
export async function firstWay(ways: readonly Way[], scope: string): Promise<Fallback> {
  const reasons: string[] = [];
  for (const { name, isMeant, credential, reaches } of ways) {
    try {
      if (await credential.getToken(scope)) {
        const signIn = (): Promise<unknown> => Promise.reject(new Error('Interactive sign-in is not available here.'));
        return { quiet: credential, signIn, ...(reaches ? { reaches } : {}) };
      }
    } catch (error) {
      reasons.push(
        `Signing in with ${name} failed: ${error instanceof Error ? firstLine(error.message) : String(error)}`,
      );
      if (isMeant) break;
    }
  }
  throw new IdentityError({ code: 'signedOut', message: `You're not signed in to Azure. ${reasons.join(' ')}` });
}

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** Milliseconds after which a machine of Azure would have answered. */
const patience = 1000;

/** A managed identity, asked for only where there is something that could have one. */
function managedIdentity(env: Environment, clientId: string | undefined): TokenCredential {
  const credential =
    clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
  let isThere: Promise<boolean> | undefined;
  return {
    async getToken(scopes, options) {
      isThere ??= hasManagedIdentities(env);
      if (!(await isThere)) throw new Error('this machine has none.');
      return credential.getToken(scopes, options);
    },
  };
}

/** Source: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token */
async function hasManagedIdentities(env: Environment): Promise<boolean> {
  if ((env['IDENTITY_ENDPOINT'] ?? env['MSI_ENDPOINT']) !== undefined) return true;
  const endpoint = env['AZURE_POD_IDENTITY_AUTHORITY_HOST'] ?? 'http://169.254.169.254';
  try {
    await fetch(`${endpoint}/metadata/identity/oauth2/token`, { signal: AbortSignal.timeout(patience) });
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks through the same proxy as everything else.
 * Source: https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect
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
  throw new Error(`GitHub issued no token (${status}): the job needs "permissions: id-token: write".`);
}

/** The names of clouds, as `az cloud list` has them. */
const clouds: Readonly<Record<string, string>> = {
  azurecloud: 'AzureCloud',
  azureusgovernment: 'USGovernment',
  azurechinacloud: 'ChinaCloud',
};

/** What the sign-in library is told of clouds, and what it means. */
const authorities: Readonly<Record<string, string>> = {
  'login.microsoftonline.com': 'AzureCloud',
  'login.windows.net': 'AzureCloud',
  'login.microsoftonline.us': 'USGovernment',
  'login.partner.microsoftonline.cn': 'ChinaCloud',
  'login.chinacloudapi.cn': 'ChinaCloud',
};

/** Returns how settings call the cloud that is asked for, or that the environment names; its description, for one of your own. */
export async function cloudSettings(
  given: string | undefined,
  { env, readJson }: { readonly env: Environment; readonly readJson: (path: string) => Promise<unknown> },
): Promise<{ readonly environment?: string | undefined; readonly custom?: unknown }> {
  if (given === undefined) return { environment: environmentOf(env['AZURE_AUTHORITY_HOST'] ?? '') };
  const environment = clouds[given.toLowerCase()];
  if (environment !== undefined) return { environment };
  if (!given.toLowerCase().endsWith('.json'))
    throw refusedError(`Unknown cloud "${given}". Use ${cloudNames.join(', ')} or a JSON file.`);
  return { environment: 'custom', custom: await readJson(given) };
}

/** Of an authority that is not known nobody can tell which cloud is meant: none is taken in its place. */
function environmentOf(authority: string): string | undefined {
  const host = authority.replace(/^https:\/\//, '').replace(/\/.*$/, '');
  const environment = authorities[host.toLowerCase()];
  if (environment !== undefined || authority === '') return environment;
  throw refusedError(
    `AZURE_AUTHORITY_HOST is ${authority}, which belongs to no known cloud. Specify the cloud with --cloud: ${cloudNames.join(', ')} or a JSON file.`,
  );
}

const cloudNames = ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud'];
