import type { Authentication } from '../../manifest.ts';
import { assertOnlyUserDecides } from '../ownSetting.ts';
import type { Cloud } from './clouds.ts';
import type { Accounts } from './account.ts';

/**
 * Opens the accounts that the settings name, without loading or asking anything yet. While a workspace tries to decide
 * about them, listing and signing in reject with `refused`, and no one is asked for a token.
 */
export async function openAccounts(how: Authentication, cloud: Cloud): Promise<Accounts> {
  const accounts = await createAccounts(how, cloud);
  return {
    async list() {
      assertOnlyUserDecides();
      return accounts.list();
    },
    async signIn(wish) {
      assertOnlyUserDecides();
      await accounts.signIn(wish);
    },
  };
}

async function createAccounts(how: Authentication, cloud: Cloud): Promise<Accounts> {
  if (how === 'vscode') return (await import('./vscodeAccounts.ts')).vscodeAccounts(cloud);
  return (await import('./fallbackAccounts.ts')).fallbackAccounts(how, cloud);
}
