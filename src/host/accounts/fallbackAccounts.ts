/** Signs in without VS Code's account, with a credential of `@azure/identity`; this file and the package are loaded only then. */
import type { Authentication } from '../../manifest.ts';
import type { Accounts } from './account.ts';
import type { Cloud } from './clouds.ts';
import { credentialAccounts } from './credentialAccounts.ts';
import { createFallback } from './fallbackCredential.ts';

/** Returns the one account of the Azure CLI, of the environment, or of a device code. */
export function fallbackAccounts(how: Exclude<Authentication, 'vscode'>, cloud: Cloud): Accounts {
  return credentialAccounts(how, createFallback(how, cloud), cloud);
}
