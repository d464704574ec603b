import type { TokenCredential } from '@azure/core-auth';
import {
  AzureCliCredential,
  ChainedTokenCredential,
  DeviceCodeCredential,
  EnvironmentCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { env, Uri } from 'vscode';
import { t } from '../../sentences/language.ts';
import type { Authentication } from '../../manifest.ts';
import { showInformation } from '../window/notify.ts';
import { azCredential } from './azCredential.ts';
import type { Fallback } from './credentialAccounts.ts';
import type { Cloud } from './clouds.ts';

const anyTenant = { additionallyAllowedTenants: ['*'] };

/** Makes the credential of `@azure/identity` that the setting names. */
export function createFallback(how: Exclude<Authentication, 'vscode'>, cloud: Cloud): Fallback {
  const place = { ...anyTenant, authorityHost: cloud.authority, disableInstanceDiscovery: cloud.isCustom };
  switch (how) {
    case 'azureCli': {
      const az = azCredential(new AzureCliCredential(anyTenant));
      return { ...withoutPerson(az), reaches: (tenantId) => az.reaches(tenantId, cloud.scope) };
    }
    case 'environment':
      return withoutPerson(
        new ChainedTokenCredential(
          new EnvironmentCredential(place),
          ...(process.env['AZURE_FEDERATED_TOKEN_FILE'] ? [new WorkloadIdentityCredential(place)] : []),
        ),
      );
    case 'deviceCode': {
      const credential = new DeviceCodeCredential({
        ...place,
        disableAutomaticAuthentication: true,
        userPromptCallback: ({ userCode, verificationUri }) => void showCode(userCode, verificationUri),
      });
      return {
        quiet: credential,
        signIn: (scopes, tenantId) => credential.authenticate(scopes, tenantId === undefined ? {} : { tenantId }),
      };
    }
  }
}

function withoutPerson(quiet: TokenCredential): Fallback {
  return { quiet, signIn: (scopes, tenantId) => quiet.getToken(scopes, tenantId === undefined ? {} : { tenantId }) };
}

async function showCode(code: string, address: string): Promise<void> {
  const open = t`Copy Code & Open Page`;
  const isOnWeb = address.startsWith('https://');
  const chosen = await showInformation(
    t`To sign in to Azure, enter the code ${code} at ${address}.`,
    ...(isOnWeb ? [open] : []),
  );
  if (chosen !== open) return;
  await env.clipboard.writeText(code);
  await env.openExternal(Uri.parse(address));
}
