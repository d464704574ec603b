import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuthenticationGetSessionOptions, AuthenticationWwwAuthenticateRequest } from 'vscode';
import { cloudOf } from '../../../src/host/accounts/clouds.ts';
import { vscodeAccounts } from '../../../src/host/accounts/vscodeAccounts.ts';
import { code } from '../../support/vscode/user.ts';

interface Asked {
  readonly what: readonly string[] | AuthenticationWwwAuthenticateRequest;
  readonly tenantId: string | undefined;
  readonly options: AuthenticationGetSessionOptions;
}

const world = vi.hoisted(() => ({
  asked: [] as unknown[],
  answer: (_asked: unknown): object | undefined | Promise<object | undefined> => undefined,
}));

vi.mock('@microsoft/vscode-azext-azureauth/dist/esm/src/getSessionFromVSCode.js', () => ({
  getSessionFromVSCode: async (what: unknown, tenantId: unknown, options: { readonly account?: object }) => {
    const asked = { what, tenantId, options };
    world.asked.push(asked);
    const given = await world.answer(asked);
    return given && { account: options.account, ...given };
  },
}));

const ada = { id: 'ada', label: 'ada@contoso.com' };
const grace = { id: 'grace', label: 'grace@adatum.com' };
const exp = Math.floor(Date.now() / 1000) + 3600;
const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const session = (claims: object = {}): { accessToken: string } => ({
  accessToken: jwt({ exp, tid: 'home', ...claims }),
});
const asked = (): readonly Asked[] => world.asked as Asked[];
const scope = 'https://management.azure.com/.default';

beforeEach(() => {
  code.accounts = [ada, grace];
  world.asked = [];
  world.answer = () => session();
});

describe('the Microsoft accounts of VS Code', () => {
  it('are those that give a session without asking, each always the same object', async () => {
    const accounts = vscodeAccounts(cloudOf({}));
    world.answer = (one) => ((one as Asked).options.account?.id === 'grace' ? undefined : session({ tid: 'contoso' }));
    const [first, ...others] = await accounts.list();
    expect(others).toEqual([]);
    expect(first).toMatchObject({ id: 'ada', label: 'ada@contoso.com', homeTenantId: 'contoso' });
    expect((await accounts.list())[0]).toBe(first);
    expect(asked().every(({ options }) => options.silent === true)).toBe(true);
  });

  it('request every token again, in the directory and for the scopes that are wanted, and say when it expires', async () => {
    const [account] = await vscodeAccounts(cloudOf({})).list();
    world.asked = [];
    const credential = account!.credential('fabrikam');
    await credential.getToken(scope);
    expect(await credential.getToken([scope])).toMatchObject({ expiresOnTimestamp: exp * 1000 });
    expect(asked()).toHaveLength(2);
    expect(asked()[1]).toEqual({ what: [scope], tenantId: 'fabrikam', options: { silent: true, account: ada } });
  });

  it('give no token of another person than the one that was requested', async () => {
    const [account] = await vscodeAccounts(cloudOf({})).list();
    world.answer = () => ({ ...session(), account: grace });
    const token = account!.credential('fabrikam').getToken(scope, { claims: '{}' });
    await expect(token).rejects.toMatchObject({ code: 'signedOut' });
    await expect(token).rejects.toThrow('You signed in as grace@adatum.com, but this needs ada@contoso.com.');
  });

  it('answer a claims challenge with a new session, once for all requests that wait for it', async () => {
    const [account] = await vscodeAccounts(cloudOf({})).list();
    world.asked = [];
    const credential = account!.credential('fabrikam');
    const claims = '{"access_token":{"nbf":{"essential":true}}}';
    await Promise.all([credential.getToken(scope, { claims }), credential.getToken(scope, { claims })]);
    expect(asked()).toHaveLength(1);
    const { what, options } = asked()[0]!;
    const { wwwAuthenticate, fallbackScopes } = what as AuthenticationWwwAuthenticateRequest;
    const sent = /claims="([^"]+)"/.exec(wwwAuthenticate)?.[1] ?? '';
    expect(Buffer.from(sent, 'base64').toString()).toBe(claims);
    expect(fallbackScopes).toEqual([scope]);
    expect(options.account).toEqual(ada);
    expect(JSON.stringify(options.createIfNone)).toContain('asks ada@contoso.com to sign in again, for fabrikam.');
  });

  it('name the directory that wants a sign-in as people know it, where that is known', async () => {
    const [account] = await vscodeAccounts(cloudOf({})).list();
    const guid = '11111111-1111-4111-8111-111111111111';
    await account!.credential(guid, 'Fabrikam').getToken(scope, { claims: '{}' });
    const { options } = asked().at(-1)!;
    expect(JSON.stringify(options.createIfNone)).toContain('to sign in again, for Fabrikam.');
    world.answer = () => undefined;
    await expect(account!.credential(guid, 'Fabrikam').getToken(scope)).rejects.toMatchObject({
      message: 'ada@contoso.com is not signed in to the directory Fabrikam.',
    });
  });

  it('are signed out as soon as VS Code has no session for them, and the others stay', async () => {
    const accounts = vscodeAccounts(cloudOf({}));
    const [first, second] = await accounts.list();
    code.accounts = [ada];
    await accounts.list();
    expect(() => first!.assertSignedIn()).not.toThrow();
    expect(() => second!.assertSignedIn()).toThrow('grace@adatum.com is not signed in');
    code.accounts = [ada, grace];
    await accounts.list();
    expect(() => second!.assertSignedIn()).not.toThrow();
  });

  it('say which directory wants a sign-in, and count as signed out if the user leaves it', async () => {
    const [account] = await vscodeAccounts(cloudOf({})).list();
    world.answer = () => undefined;
    await expect(account!.credential('fabrikam').getToken(scope)).rejects.toMatchObject({
      code: 'signedOut',
      message: 'ada@contoso.com is not signed in to the directory fabrikam.',
    });
    world.answer = () => Promise.reject(new Error('User did not consent to login.'));
    await expect(account!.credential('fabrikam').getToken(scope, { claims: '{}' })).rejects.toMatchObject({
      code: 'signedOut',
    });
  });

  it('keep an account that fails for another reason, so that the reason is shown', async () => {
    code.accounts = [ada];
    world.answer = () => Promise.reject(new Error('net::ERR_INTERNET_DISCONNECTED'));
    const [account] = await vscodeAccounts(cloudOf({})).list();
    await expect(account!.credential(undefined).getToken(scope)).rejects.toMatchObject({
      code: 'signedOut',
      message: 'Signing in failed: net::ERR_INTERNET_DISCONNECTED',
    });
  });

  it('sign in to a directory with the account that is known there, or else let the user choose', async () => {
    const accounts = vscodeAccounts(cloudOf({}));
    await accounts.signIn({ tenantId: 'fabrikam', accountId: 'grace' });
    await accounts.signIn({});
    expect(asked()).toEqual([
      { what: [scope], tenantId: 'fabrikam', options: { createIfNone: true, account: grace } },
      { what: [scope], tenantId: undefined, options: { createIfNone: true, clearSessionPreference: true } },
    ]);
    world.answer = () => Promise.reject(new Error('User did not consent to login.'));
    await expect(accounts.signIn({})).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ask the same person, in the same directory, to sign in for another service if that is wanted', async () => {
    const [account] = await vscodeAccounts(cloudOf({})).list();
    world.asked = [];
    const graph = 'https://graph.microsoft.com/.default';
    await account!.askFor!([graph], 'fabrikam');
    expect(asked()).toEqual([{ what: [graph], tenantId: 'fabrikam', options: { createIfNone: true, account: ada } }]);
    world.answer = () => Promise.reject(new Error('User did not consent to login.'));
    await expect(account!.askFor!([graph], 'fabrikam')).rejects.toMatchObject({ code: 'cancelled' });
  });
});
