import type { TokenCredential } from '@azure/core-auth';
import { createConnection, type Connection } from '../../../src/azure/directory/connection.ts';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { memoryStore } from '../../support/azure/azureBench.ts';

/** Where the live checks look, and where they may write. */
export interface LivePlace {
  readonly service: IdentityService;
  readonly connection: Connection;
  readonly subscriptionId: string;
  /** An existing resource group in which things may be made and deleted; without it nothing is written. */
  readonly group?: string;
}

/** What the environment asks for; a text says why there is nothing to do. Throws where it asks for something incomplete. */
export async function livePlace(env: NodeJS.ProcessEnv): Promise<LivePlace | string> {
  if (env['AKS_IDENTITY_LIVE'] !== '1') return 'AKS_IDENTITY_LIVE is not 1';
  const subscriptionId = env['AKS_IDENTITY_LIVE_SUBSCRIPTION'];
  if (!subscriptionId) throw new Error('AKS_IDENTITY_LIVE_SUBSCRIPTION has to name the subscription to look into.');
  const endpoint = env['AKS_IDENTITY_LIVE_ENDPOINT'] ?? 'https://management.azure.com';
  const connection = createConnection({
    kind: endpoint.startsWith('https:') ? 'azure' : 'emulator',
    name: 'live',
    endpoint,
    scopes: ['https://management.azure.com/.default'],
    tenants: [
      {
        tenantId: env['AKS_IDENTITY_LIVE_TENANT'] ?? 'home',
        credential: await liveCredential(env['AKS_IDENTITY_LIVE_TENANT'], env),
      },
    ],
    userAgent: 'aks-identity-live',
  });
  const service = createIdentityService({ connection, journal: createJournal(memoryStore()) });
  const group = env['AKS_IDENTITY_LIVE_GROUP'];
  return { service, connection, subscriptionId, ...(group && { group }) };
}

/** AKS_IDENTITY_LIVE_TOKEN, else the login of `az`, else whatever else `@azure/identity` finds. */
export async function liveCredential(
  tenantId: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<TokenCredential> {
  const token = env['AKS_IDENTITY_LIVE_TOKEN'];
  if (token) return { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const identity = await import('@azure/identity');
  const options = tenantId ? { tenantId } : {};
  return new identity.ChainedTokenCredential(
    new identity.AzureCliCredential({ ...options, processTimeoutInMs: 60_000 }),
    new identity.DefaultAzureCredential(options),
  );
}
