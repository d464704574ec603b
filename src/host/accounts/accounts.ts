import type { Authentication } from '../../manifest.ts';
import { assertOnlyPersonDecides } from '../ownSetting.ts';
import type { Cloud } from './cloud.ts';
import type { Accounts } from './account.ts';

/**
 * The accounts as the settings say. Nothing is loaded or asked yet; as long as a workspace would have a say in them, both
 * reject with `refused` and nobody is asked for a token.
 */
export async function openAccounts(how: Authentication, cloud: Cloud): Promise<Accounts> {
  const accounts = await accountsOf(how, cloud);
  return {
    async list() {
      assertOnlyPersonDecides();
      return accounts.list();
    },
    async signIn(wish) {
      assertOnlyPersonDecides();
      await accounts.signIn(wish);
    },
  };
}

async function accountsOf(how: Authentication, cloud: Cloud): Promise<Accounts> {
  if (how === 'vscode') return (await import('./vscodeAccounts.ts')).vscodeAccounts(cloud);
  return (await import('./fallbackAccounts.ts')).fallbackAccounts(how, cloud);
}
