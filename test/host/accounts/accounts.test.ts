import { beforeEach, expect, it, vi } from 'vitest';
import { cloudOf } from '../../../src/host/accounts/clouds.ts';
import { openAccounts } from '../../../src/host/accounts/accounts.ts';
import { code } from '../../support/vscode/user.ts';

const world = vi.hoisted(() => ({ asked: new Array<string>() }));
vi.mock('../../../src/host/accounts/vscodeAccounts.ts', () => ({ vscodeAccounts: () => accountsOf('vscode') }));
vi.mock('../../../src/host/accounts/fallbackAccounts.ts', () => ({ fallbackAccounts: accountsOf }));
function accountsOf(how: string): unknown {
  return {
    list: async () => (world.asked.push(`${how} list`), []),
    signIn: async () => void world.asked.push(`${how} signIn`),
  };
}
beforeEach(() => void (world.asked.length = 0));

it.each(['vscode', 'azureCli', 'environment', 'deviceCode'] as const)(
  'no one is asked for a token by %s once a workspace would decide where it goes',
  async (how) => {
    const accounts = await openAccounts(how, cloudOf({}));
    await accounts.list();
    await accounts.signIn({});
    expect(world.asked).toEqual([`${how} list`, `${how} signIn`]);
    code.settings = { workspace: { 'microsoft-sovereign-cloud.environment': 'custom' } };
    await expect(accounts.list()).rejects.toMatchObject({ code: 'refused' });
    await expect(accounts.signIn({})).rejects.toMatchObject({ code: 'refused' });
    expect(world.asked).toHaveLength(2);
    code.settings = {};
    await accounts.list();
    expect(world.asked).toHaveLength(3);
  },
);
