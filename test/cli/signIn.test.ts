import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { cloudSettings } from '../../src/cli/cloudSettings.ts';
import { firstWay, waysToSignIn, type Way } from '../../src/cli/signIn.ts';
import { IdentityError } from '../../src/errors.ts';
import { cloudOf } from '../../src/host/accounts/clouds.ts';

const cloud = cloudOf({});
const named = { AZURE_CLIENT_ID: '11111111-1111-4111-8111-111111111111', AZURE_TENANT_ID: 'contoso.onmicrosoft.com' };
const namesIn = (env: Record<string, string>): readonly string[] => waysToSignIn(env, cloud).map(({ name }) => name);

const token = { token: 't', expiresOnTimestamp: 1 };
const works = (name: string): Way => ({ name, isMeant: false, credential: { getToken: async () => token } });
const fails = (name: string, isMeant = false): Way => ({
  ...{ name, isMeant },
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

  it('with the token of GitHub Actions asks for it through the proxy of the environment', async () => {
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
    expect((await firstWay([fails('one'), way, works('three')], 'scope')).quiet).toBe(way.credential);
  });

  it('goes on after what was set up for it only where that works', async () => {
    const error = await firstWay([fails('one', true), works('two')], 'scope').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IdentityError);
    expect((error as IdentityError).failure).toEqual({
      code: 'signedOut',
      message: "You're not signed in to Azure. Signing in with one failed: no one.",
    });
  });

  it('names each reason where no way has a token', async () => {
    await expect(firstWay([fails('one'), fails('two')], 'scope')).rejects.toThrow(
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
