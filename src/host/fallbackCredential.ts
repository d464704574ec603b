import type { TokenCredential } from '@azure/core-auth';
import { env, Uri, window } from 'vscode';
import type { Authentication } from '../manifest.ts';
import type { Cloud } from './cloud.ts';

/** A credential of `@azure/identity`, which is loaded only here: the login of `az`, the environment's, or a device code. */
export async function fallbackCredential(
  how: Exclude<Authentication, 'vscode'>,
  cloud: Cloud,
  tenantId: string | undefined,
): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  const tenant = tenantId === undefined ? {} : { tenantId };
  switch (how) {
    case 'azureCli':
      return new identity.AzureCliCredential(tenant);
    case 'environment':
      return new identity.ChainedTokenCredential(
        new identity.EnvironmentCredential({ authorityHost: cloud.authority }),
        ...(process.env['AZURE_FEDERATED_TOKEN_FILE'] ? [new identity.WorkloadIdentityCredential(tenant)] : []),
      );
    case 'deviceCode':
      return new identity.DeviceCodeCredential({
        ...tenant,
        authorityHost: cloud.authority,
        userPromptCallback: ({ userCode, verificationUri }) => void showCode(userCode, verificationUri),
      });
  }
}

async function showCode(code: string, address: string): Promise<void> {
  const open = 'Copy Code & Open Page';
  const chosen = await window.showInformationMessage(
    `To sign in to Azure, enter the code ${code} at ${address}.`,
    open,
  );
  if (chosen !== open) return;
  await env.clipboard.writeText(code);
  await env.openExternal(Uri.parse(address));
}
