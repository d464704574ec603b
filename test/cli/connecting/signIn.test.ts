import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { cloudSettings } from '../../../src/cli/connecting/cloudSettings.ts';
import { firstWorkingCredential, waysToSignIn, type WayToSignIn } from '../../../src/cli/connecting/signIn.ts';
import type { SignIn } from '../../../src/cli/commandLine/arguments.ts';
import { IdentityError } from '../../../src/errors.ts';
import { cloudOf } from '../../../src/host/accounts/clouds.ts';

const cloud = cloudOf({});
const named = { AZURE_CLIENT_ID: '11111111-1111-4111-8111-111111111111', AZURE_TENANT_ID: 'contoso.onmicrosoft.com' };
const namesIn = (env: Record<string, string>): readonly string[] => waysToSignIn(env, cloud).map(({ name }) => name);

const token = { token: 't', expiresOnTimestamp: 1 };
const works = (name: string): WayToSignIn => ({ name, isMeant: false, credential: { getToken: async () => token } });
const fails = (name: string, isMeant = false): WayToSignIn => ({
  name,
  isMeant,
  credential: { getToken: () => Promise.reject(new Error(`no ${name}\nand more`)) },
});

describe('signing in', () => {
  it.each([
    [{}, ['a managed identity', 'az login']],
    [{ ...named, AZURE_CLIENT_SECRET: 's' }, ['AZURE_CLIENT_ID', 'a managed identity', 'az login']],
    [
      { ...named, AZURE_FEDERATED_TOKEN_FILE: '/f' },
      ['the workload identity of AZURE_FEDERATED_TOKEN_FILE', 'a managed identity', 'az login'],
    ],
    [
      { ...named, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x' },
      ['the token of GitHub Actions', 'a managed identity', 'az login'],
    ],
    [{ ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x' }, ['a managed identity', 'az login']],
    [
      { AZURE_CLIENT_ID: '', AZURE_TENANT_ID: '', AZURE_CLIENT_SECRET: '', ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x' },
      ['a managed identity', 'az login'],
    ],
    [{ ...named, AZURE_CLIENT_SECRET: '', AZURE_FEDERATED_TOKEN_FILE: '' }, ['a managed identity', 'az login']],
  ])('with %o tries %j', (env, names) => {
    expect(namesIn(env)).toEqual(names);
  });

  const secret = { ...named, AZURE_CLIENT_SECRET: 's' };
  const everything = { ...secret, AZURE_FEDERATED_TOKEN_FILE: '/f', ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x' };
  const file = 'the workload identity of AZURE_FEDERATED_TOKEN_FILE';
  const chosen = (by: string, ...names: readonly string[]) => names.map((name) => `${name} (${by})`);
  it.each<[SignIn, readonly string[]]>([
    ['environment', ['AZURE_CLIENT_ID', file]],
    ['azureCli', ['az login']],
    ['managedIdentity', ['a managed identity']],
    ['github', ['the token of GitHub Actions']],
  ])('with --sign-in %s tries nothing else, whatever AZURE_TOKEN_CREDENTIALS says (C-12)', (signIn, names) => {
    const env = { ...everything, AZURE_TOKEN_CREDENTIALS: 'VisualStudioCodeCredential' };
    expect(waysToSignIn(env, cloud, signIn).map(({ name }) => name)).toEqual(chosen(`--sign-in ${signIn}`, ...names));
  });

  it.each([
    ['prod', ['AZURE_CLIENT_ID', file, 'the token of GitHub Actions', 'a managed identity']],
    ['dev', ['az login']],
    ['EnvironmentCredential', ['AZURE_CLIENT_ID']],
    ['workloadidentitycredential', [file]],
    ['ManagedIdentityCredential', ['a managed identity']],
    ['AzureCliCredential', ['az login']],
  ])('with AZURE_TOKEN_CREDENTIALS=%s tries what that is', (value, names) => {
    const env = { ...everything, AZURE_TOKEN_CREDENTIALS: value };
    expect(namesIn(env)).toEqual(chosen(`AZURE_TOKEN_CREDENTIALS=${value}`, ...names));
  });

  it('with an empty AZURE_TOKEN_CREDENTIALS chooses nothing', () => {
    expect(namesIn({ AZURE_TOKEN_CREDENTIALS: ' ' })).toEqual(['a managed identity', 'az login']);
  });

  it.each(['AzurePowerShellCredential', 'VisualStudioCodeCredential', 'x'])(
    'with AZURE_TOKEN_CREDENTIALS=%s is refused with the values that are known',
    (value) => {
      expect(() => waysToSignIn({ AZURE_TOKEN_CREDENTIALS: value }, cloud)).toThrow(
        `AZURE_TOKEN_CREDENTIALS is ${value}, which the command line does not know. Use prod, dev, EnvironmentCredential,`,
      );
    },
  );

  it.each<[SignIn | undefined, string | undefined, string]>([
    ['environment', undefined, '--sign-in environment needs AZURE_CLIENT_ID, AZURE_TENANT_ID, and AZURE_CLIENT_SECRET'],
    ['github', undefined, '--sign-in github needs AZURE_CLIENT_ID, AZURE_TENANT_ID, and in a job of GitHub Actions'],
    [undefined, 'EnvironmentCredential', 'AZURE_TOKEN_CREDENTIALS=EnvironmentCredential needs AZURE_CLIENT_ID,'],
  ])('as chosen by %s or by %s says what to set where nothing is', (signIn, value, message) => {
    const env = { AZURE_CLIENT_ID: 'x', ...(value === undefined ? {} : { AZURE_TOKEN_CREDENTIALS: value }) };
    expect(() => waysToSignIn(env, cloud, signIn)).toThrow(`You're not signed in to Azure. ${message}`);
  });

  it('with the token of GitHub Actions asks for it through the proxy of the environment (C-08)', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url }, socket) => {
      asked.push(url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    onTestFinished(() => (vi.unstubAllEnvs(), void proxy.close()));
    const env = { ...named, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.github.example/x?y=z' };
    const [way] = waysToSignIn(env, cloud);
    await expect(way?.credential.getToken('https://management.azure.com/.default')).rejects.toThrow();
    expect(asked).toContain('token.github.example:443');
  });

  it('takes the first way that has a token', async () => {
    const way = works('two');
    expect((await firstWorkingCredential([fails('one'), way, works('three')], 'scope')).quiet).toBe(way.credential);
  });

  it('goes on after what was set up for it only where that works', async () => {
    const error = await firstWorkingCredential([fails('one', true), works('two')], 'scope').catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(IdentityError);
    expect((error as IdentityError).failure).toEqual({
      code: 'signedOut',
      message: "You're not signed in to Azure. Signing in with one failed: no one.",
    });
  });

  it.each([
    [
      'what Entra says, whole',
      'x failed. Status code: 400\nMore details:\ninvalid_client: Error(s): 7 - Description: AADSTS7: It is over.\r\nTrace ID: 0 ' +
        'Timestamp: 2026-11-28 00:00:00Z - Correlation ID: Not Available - Trace ID: Not Available,',
      'AADSTS7: It is over. Trace ID: 0 Timestamp: 2026-11-28 00:00:00Z.',
    ],
    ['why nobody answered', 'x failed. Status code: 400\nMore details:\nnetwork_error', 'getaddrinfo ENOTFOUND x.'],
  ])('tells %s', async (_, thrown, told) => {
    const credential = { getToken: () => Promise.reject(new Error(thrown)) };
    const way: WayToSignIn = { name: 'x', isMeant: true, credential, unanswered: () => 'getaddrinfo ENOTFOUND x' };
    await expect(firstWorkingCredential([way], 'scope')).rejects.toThrow(`Signing in with x failed: ${told}`);
  });

  it('names az login and the demo only where az login was tried, and nothing was set up', async () => {
    const told = async (...ways: readonly WayToSignIn[]): Promise<string> =>
      firstWorkingCredential(ways, 'scope').then(
        () => 'signed in',
        (error: Error) => error.message,
      );
    const begin = `You're not signed in to Azure. Run "az login"; or add --demo to look around in sample clusters, without an account. `;
    expect(await told(fails('one'), fails('az login'))).toBe(
      `${begin}Signing in with one failed: no one. Signing in with az login failed: no az login.`,
    );
    expect(await told(fails('one', true), fails('az login'))).not.toContain('--demo');
    expect(await told(fails('one'))).not.toContain('--demo');
  });

  it('names each reason where no way has a token', async () => {
    await expect(firstWorkingCredential([fails('one'), fails('two')], 'scope')).rejects.toThrow(
      "You're not signed in to Azure. Signing in with one failed: no one. Signing in with two failed: no two.",
    );
  });
});

const readJson = (path: string): Promise<unknown> => Promise.resolve({ name: path });

describe('a cloud', () => {
  it.each([
    [undefined, {}, undefined],
    [undefined, { AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us/' }, 'USGovernment'],
    [undefined, { AZURE_AUTHORITY_HOST: 'https://login.partner.microsoftonline.cn' }, 'ChinaCloud'],
    [undefined, { AZURE_AUTHORITY_HOST: '' }, undefined],
    [undefined, { AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com' }, 'AzureCloud'],
    ['azurechinacloud', {}, 'ChinaCloud'],
    ['AzureCloud', { AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us' }, 'AzureCloud'],
  ])('called %s, with the environment %o, is %s', async (given, env, environment) => {
    expect((await cloudSettings(given, { env, readJson })).environment).toBe(environment);
  });

  it('that is not known is refused with those that are', async () => {
    await expect(cloudSettings('Moon', { env: {}, readJson })).rejects.toThrow(
      'Unknown cloud "Moon". Use AzureCloud, AzureUSGovernment, AzureChinaCloud or a JSON file.',
    );
  });

  it('is not guessed where the environment names a sign-in that is not known', async () => {
    const env = { AZURE_AUTHORITY_HOST: 'https://login.example.com' };
    await expect(cloudSettings(undefined, { env, readJson })).rejects.toThrow(
      'AZURE_AUTHORITY_HOST is https://login.example.com, which belongs to no known cloud.',
    );
    expect(await cloudSettings('AzureCloud', { env, readJson })).toEqual({ environment: 'AzureCloud' });
  });

  it('of its own is what its file says', async () => {
    expect(await cloudSettings('moon.JSON', { env: {}, readJson })).toEqual({
      environment: 'custom',
      custom: { name: 'moon.JSON' },
    });
  });
});
