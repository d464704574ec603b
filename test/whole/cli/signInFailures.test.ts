/** What is reported if signing in fails, with the real sign-in library, over TLS, in its own process. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../../src/cli/main.ts');
const expired =
  "AADSTS7000222: The provided client secret keys for app 'x' are expired. Trace ID: 0 Timestamp: 2026-11-28.";
const clientId = '11111111-1111-4111-8111-111111111111';
let folder = '';
let authority: Server;

/** An authority that refuses every secret in the words of Entra. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sign-in-'));
  const what = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  execFileSync('openssl', [...what, ...files, '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  const [key, cert] = await Promise.all(['key.pem', 'cert.pem'].map((name) => readFile(join(folder, name))));
  authority = createServer({ key: key!, cert: cert! }, (request, response) => {
    const base = `https://127.0.0.1:${(authority.address() as AddressInfo).port}`;
    const path = `${base}/t/oauth2/v2.0`;
    const isToken = request.url?.includes('/token') === true;
    const endpoints = { authorization_endpoint: `${path}/authorize`, token_endpoint: `${path}/token` };
    const known = { issuer: `${base}/t/v2.0`, ...endpoints, jwks_uri: `${base}/keys` };
    response.writeHead(isToken ? 401 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isToken ? { error: 'invalid_client', error_description: expired } : known));
  });
  await once(authority.listen(0, '127.0.0.1'), 'listening');
  await writeFile(join(folder, 'token'), 'x');
  await Promise.all([
    cloudAt((authority.address() as AddressInfo).port, 'cloud.json'),
    // Nobody listens there.
    cloudAt(1, 'closed.json'),
  ]);
});
afterAll(() => void authority.close());

async function cloudAt(port: number, name: string): Promise<void> {
  const cloud = {
    name: 'test',
    portalUrl: 'https://portal.test.example',
    managementEndpointUrl: 'https://arm.test.example',
    resourceManagerEndpointUrl: 'https://arm.test.example',
    activeDirectoryEndpointUrl: `https://127.0.0.1:${port}/`,
    activeDirectoryResourceId: 'https://arm.test.example',
  };
  await writeFile(join(folder, name), JSON.stringify(cloud));
}

async function toldBy(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [main, 'report', '-q', '--cloud', 'cloud.json', ...args], {
    cwd: folder,
    env: { PATH: folder, ...env },
  });
  let told = '';
  child.stderr.on('data', (data: Buffer) => (told += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(1);
  return told;
}

const named = { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: '22222222-2222-4222-8222-222222222222' };
const secret = { ...named, AZURE_CLIENT_SECRET: 'not-a-real-secret' };

describe('a failed sign-in', () => {
  it.each([
    ['a secret', secret],
    ['a federated token', { ...named, AZURE_FEDERATED_TOKEN_FILE: 'token' }],
  ])('with %s says what Entra says, whole (C-07)', async (_, env) => {
    const told = await toldBy({ ...env, NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') });
    expect(told).toMatch(/^aks-identity: You're not signed in to Azure\. Signing in with [\w ]+ failed: AADSTS/);
    expect(told).toContain(`failed: ${expired}`);
  });

  it('says that a certificate is not trusted', async () => {
    expect(await toldBy(secret)).toContain('Signing in with AZURE_CLIENT_ID failed: self-signed certificate');
  });

  it('says that nobody listens', async () => {
    const told = await toldBy(secret, '--cloud', 'closed.json', '--sign-in', 'environment');
    expect(told).toContain('Signing in with AZURE_CLIENT_ID (--sign-in environment) failed: connect ECONNREFUSED');
    expect(told).not.toContain('It needs');
  });

  it.each([
    ['localhost:1', 'connect ECONNREFUSED 127.0.0.1:1, through the proxy localhost:1.'],
    ['ftp://localhost', 'HTTPS_PROXY must be the address of an HTTP proxy, such as http://proxy.example:8080.'],
    ['http://', 'HTTPS_PROXY must be the address of an HTTP proxy, such as http://proxy.example:8080.'],
  ])('says that it went through the proxy, which may lack its scheme: %s', async (proxy, message) => {
    expect(await toldBy({ ...secret, HTTPS_PROXY: proxy, NODE_OPTIONS: '--dns-result-order=ipv4first' })).toContain(
      message,
    );
  });

  it('names the chosen way and what it needs, and no other', async () => {
    const told = await toldBy({ AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential' });
    expect(told).toMatch(
      /Signing in with az login \(AZURE_TOKEN_CREDENTIALS=AzureCliCredential\) failed: .*could not be found/,
    );
    expect(told).toContain('It needs "az login" on this machine.');
    expect(told).not.toContain('managed identity');
  });
});
