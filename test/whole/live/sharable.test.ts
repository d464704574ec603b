/** What the file of a guided run may say: nothing of who ran it, from where, and what they sign in with. */
import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guidedRun } from '../../../scripts/live/guidedRun.ts';
import { leftOut, sharable, sharableHeaders } from '../../../scripts/live/sharable.ts';
import { maskGuids } from '../../../src/domain/report/mask.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { serveEmulator, type ListeningEmulator } from '../../../src/emulator/server.ts';
import { place, smallWorld } from '../../support/azure/smallWorld.ts';
import { liveCredential } from './place.ts';

describe('what a guided run may share', () => {
  it.each([
    ['systemData.createdBy', { systemData: { createdBy: 'Kim Doe' } }, { systemData: { createdBy: '...' } }],
    ['principalName', { principalName: 'Kim Doe' }, { principalName: '...' }],
    ['userPrincipalName', { userPrincipalName: 'Kim Doe' }, { userPrincipalName: '...' }],
    ['displayName', { displayName: 'Kim Doe' }, { displayName: '...' }],
    ['givenname', { givenname: 'Kim' }, { givenname: '...' }],
    [
      'a claim',
      { 'http://schemas.xmlsoap.org/identity/claims/surname': 'Doe' },
      { 'http://schemas.xmlsoap.org/identity/claims/surname': '...' },
    ],
    ['a short IPv6 address', { says: 'from 2001:db8::7: no' }, { says: 'from address: no' }],
    ['a long one', { says: 'at 2001:DB8:0:0:8:800:200C:417A.' }, { says: 'at address.' }],
    ['one in a link', { says: 'https://[fe80::1]:443/x' }, { says: 'https://[address]:443/x' }],
    ['one with IPv4 in it', { says: '::ffff:203.0.113.9' }, { says: 'address' }],
    [
      'no address',
      { says: '10:20:30, 2026-12-01T10:20:30Z, a::b::c' },
      { says: '10:20:30, 2026-12-01T10:20:30Z, a::b::c' },
    ],
    ['names of resources', { name: 'id-a', createdByType: 'User' }, { name: 'id-a', createdByType: 'User' }],
    ['the home folder', { says: 'ENOENT: /home/kim/.azure/x' }, { says: 'ENOENT: ~/.azure/x' }],
    [
      'a token',
      { says: 'Authorization: Bearer eyJhbGciOi.eyJvaWQi.c2lnbmF0dXJl' },
      { says: 'Authorization: Bearer [token]' },
    ],
    ['a password', { says: 'Password: hunter2' }, { says: 'Password: [secret]' }],
    ['a cookie', { says: 'Set-Cookie: session=s3cr3t' }, { says: 'Set-Cookie: [secret]' }],
    [
      'a secret member',
      { clientSecret: 'x', adminPassword: { value: 'x' } },
      { clientSecret: '...', adminPassword: { value: '...' } },
    ],
    ['what is like one', { path: '/x', keyName: 'k' }, { path: '/x', keyName: 'k' }],
    [
      'a signature',
      { says: 'at https://management.azure.com/x?api-version=2024-01-01&t=638&s=SIGN, https://aka.ms/x?sig=abc' },
      { says: 'at https://management.azure.com/x?api-version=2024-01-01 https://aka.ms/x' },
    ],
    ['a user of Windows', { says: 'refused CONTOSO\\ada: no' }, { says: 'refused somebody: no' }],
    ['a proxy', { says: 'via px01.corp.contoso.com, http://px02:3128/x' }, { says: 'via host, http://host/x' }],
    ['one in other letters', { says: 'proxy.münchen.example' }, { says: 'host' }],
    [
      'no private host',
      { says: 'Microsoft.ContainerService/managedClusters at https://management.azure.com/, see https://aka.ms/x.' },
      { says: 'Microsoft.ContainerService/managedClusters at https://management.azure.com/, see https://aka.ms/x.' },
    ],
    ['an API group', { apiGroups: ['metrics.k8s.io'] }, { apiGroups: ['metrics.k8s.io'] }],
    ['a long word', { says: 'c=MIIHpDCCBoygAwIBAgITfwTYu0qoRwcN0bP8jwAEBNi7SjAN' }, { says: '[value]' }],
    ['a key in Base64', { says: 'k MIIHpDCC/oygAwIBAgITfwTYu0qoRwcN0b+8jwAEBNi7Sg==' }, { says: 'k [value]' }],
    ['values of tags', { tags: { owner: 'Kim Doe' }, name: 'x' }, { tags: { owner: '...' }, name: 'x' }],
    ['management groups', { hierarchy: 'root/shops/Kim Doe' }, { hierarchy: '...' }],
    ['one in an ID', { scope: '/x/managementGroups/kim-doe/y' }, { scope: '/x/managementGroups/.../y' }],
    ['what policies say', { policies: '[{"value":"Kim Doe"}]' }, { policies: '...' }],
    ['a machine that is not found', { says: 'getaddrinfo ENOTFOUND px01kim' }, { says: 'getaddrinfo ENOTFOUND host' }],
    ['a machine that refuses', { says: 'connect ECONNREFUSED px01:3128' }, { says: 'connect ECONNREFUSED host:3128' }],
    [
      'JSON in a text',
      { responseBody: '{"tags":{"owner":"Kim Doe"},"systemData":{"createdBy":"Kim Doe"},"name":"id-a"}' },
      { responseBody: '{"tags":{"owner":"..."},"systemData":{"createdBy":"..."},"name":"id-a"}' },
    ],
    [
      'JSON in JSON in a text',
      { responseBody: JSON.stringify([{ body: '{"tags":{"owner":"Kim Doe"}}' }]) },
      { responseBody: JSON.stringify([{ body: '{"tags":{"owner":"..."}}' }]) },
    ],
    ['JSON that is cut off', { responseBody: '{"tags":{"owner":"Kim D' }, { responseBody: '...' }],
    [
      'what a sign-in says',
      {
        says: "Sign-in failed. AADSTS90072: User account 'Kim Doe' from 'x' does not exist in tenant 'Contoso Bank AG'.",
      },
      { says: 'AADSTS90072 ...' },
    ],
    ['a person within quotation marks', { says: "The client 'Kim Doe' may not" }, { says: "The client '...' may not" }],
    ['one with one name', { says: "The user 'kim' may not" }, { says: "The user '...' may not" }],
    [
      'no resource within them',
      { says: "The cluster 'shop' isn't 'x-1'." },
      { says: "The cluster 'shop' isn't 'x-1'." },
    ],
    [
      'what a policy says',
      { message: 'Disallowed by policy. Policy identifiers: \'[{"policyAssignment":{"name":"Only Contoso Bank"}}]\'.' },
      { message: 'Disallowed by policy. Policy identifiers: ...' },
    ],
    [
      'what it compares',
      { error: { code: 'X', additionalInfo: [{ info: { expressionValue: 'Kim Doe' } }] } },
      { error: { code: 'X', additionalInfo: { 0: '...' } } },
    ],
    [
      'a machine in a certificate',
      { says: 'altnames: DNS:px01kim, DNS:px02' },
      { says: 'altnames: DNS:host, DNS:host' },
    ],
    [
      'no list of versions',
      { says: "offers '2024-01-01, 2025-01-01-preview'." },
      { says: "offers '2024-01-01, 2025-01-01-preview'." },
    ],
    ['no command', { says: "Please run 'az login' again." }, { says: "Please run 'az login' again." }],
    ['no name of a member', { says: 'properties.subject is wrong' }, { says: 'properties.subject is wrong' }],
    ['a directory in double quotation marks', { says: 'Directory "Contoso Ltd" x' }, { says: 'Directory "..." x' }],
    ['why there is no answer', { says: 'no answer: AADSTS50173: Kim' }, { says: 'no answer: AADSTS50173 ...' }],
    ['the reason of a policy', { says: "Denied. Reasons: 'Kim's rule'." }, { says: 'Denied. Reasons: ...' }],
    ['the owner of a certificate', { says: 'CN=px01, O=Contoso Ltd' }, { says: 'CN=..., O=...' }],
    ['headers in a text', { says: 'Failed. Headers: {"server":"px01kim"}' }, { says: 'Failed. Headers: ...' }],
    ['the name of a member', { 'px01.corp.contoso.com': 1 }, { host: 1 }],
  ])('leaves out what its words say, and nothing else: %s', (_, given, shared) => {
    expect(sharable(given, '/home/kim')).toEqual(shared);
    const guide = readFileSync(new URL('../../../CONTRIBUTING.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');
    expect(guide).toContain(leftOut);
  });

  it('replaces GUIDs by others that nobody can work out, and the same one always by the same', () => {
    const directory = '72f988bf-86f1-41af-91ab-2d7cd011db47';
    const { says } = sharable({ says: `${directory} ${directory}` }) as { readonly says: string };
    const [one, other] = says.split(' ');
    expect(one).toMatch(/^[\da-f]{8}-0000-5000-[\da-f]{4}-[\da-f]{12}$/);
    expect(other).toBe(one);
    expect(one).not.toBe(maskGuids(directory));
  });

  it('names no root as the home folder of a container', () => {
    expect(sharable({ says: '/etc/x' }, '/')).toEqual({ says: '/etc/x' });
  });

  it('has of headers their names, and the values of those that say nothing of anybody', () => {
    const given = {
      'retry-after': '5',
      'content-type': 'application/json; charset=utf-8',
      'api-supported-versions': '2024-01-01, 2024-02-01-preview',
      location: 'https://management.azure.com/x?s=SIGN',
      'set-cookie': 'session=s3cr3t',
      via: '1.1 px01',
    };
    expect(sharableHeaders(given)).toEqual({ ...given, location: '...', 'set-cookie': '...', via: '...' });
    expect(sharableHeaders({ 'Retry-After': 'ask ada', 'content-type': 'x/ada' })).toEqual({
      'Retry-After': '...',
      'content-type': '...',
    });
  });
});

/** A company's proxy, which refuses one read with a page, one as JSON, and adds headers to what is made. */
function proxyBefore(emulator: string): Server {
  const page = (headers: IncomingHttpHeaders): string =>
    `<html>px01 refused CONTOSO\\ada. You sent: ${headers.authorization}, Kennwort=hunter2</html>`;
  return createServer((asked, answer) => {
    const { url = '', method, headers } = asked;
    asked.on('error', () => undefined);
    if (url.includes('trustedAccessRoles')) {
      asked.resume();
      answer.writeHead(403, { 'Content-Type': 'text/html' }).end(page(headers));
      return;
    }
    if (url.includes('denyAssignments') || url.includes('managementGroups')) {
      asked.resume();
      answer.writeHead(403, { 'Content-Type': 'application/json' }).end('{"proxy":"px01","kennwort":"hunter2"}');
      return;
    }
    const passed = request(`${emulator}${url}`, { method, headers }, (from) => {
      const isCreation = method === 'PUT' && url.includes('id-aks-identity-live?');
      const added = {
        via: '1.1 px01.corp.contoso.com (squid)',
        'set-cookie': 'ARRAffinity=5f3c2a; session=s3cr3t',
        'x-authenticated-user': 'CONTOSO\\ada',
        location: 'https://management.azure.com/x/operationresults/1?api-version=1&c=MIIHpDCC&s=SIGNATURE-abcdef',
      };
      answer.writeHead(from.statusCode ?? 0, { ...from.headers, ...(isCreation && added) });
      from.pipe(answer);
    });
    asked.pipe(passed);
  });
}

describe('the file of a guided run through a proxy', () => {
  let server: ListeningEmulator;
  let proxy: Server;
  let url: string;
  beforeAll(async () => {
    server = await serveEmulator(createEmulator({ world: smallWorld() }), { port: 0 });
    proxy = proxyBefore(server.url).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await server.close();
  });

  it('has nothing of the proxy, of who asks, and of what they sign in with', async () => {
    let file = '';
    const said: string[] = [];
    await guidedRun({
      endpoint: url,
      subscriptionId: place.subscriptionId,
      location: 'westeurope',
      credential: await liveCredential(undefined, {
        AKS_IDENTITY_LIVE_TOKEN: 'eyJhbGciOiJub25lIn0.eyJvaWQiOiIxIn0.SECRETSIG',
      }),
      say: (line) => void said.push(line),
      isAgreed: async () => true,
      keep: async (content) => void (file = content),
      wait: async (advanceSeconds) =>
        void (await fetch(`${server.url}/_emulator/clock`, {
          method: 'POST',
          body: JSON.stringify({ advanceSeconds }),
        })),
      signal: new AbortController().signal,
    });
    const { answers, cloud } = JSON.parse(file) as {
      readonly cloud: string;
      readonly answers: readonly { readonly about: string; readonly says: string; readonly evidence: unknown }[];
    };
    const told = (about: string): unknown => answers.find((each) => each.about === about)?.evidence;
    const dangerous = /SECRETSIG|hunter2|px01|s3cr3t|SIGNATURE|ARRAffinity|127\.0\.0\.1|CONTOSO|MIIH/;
    expect(file).not.toMatch(dangerous);
    expect(answers.map(({ says }) => says).filter((says) => /^no answer|^not asked/.test(says))).toEqual([
      ...Array.from({ length: 3 }, () => 'no answer: 403, 37 characters, no error of Resource Manager'),
      expect.stringMatching(/^no answer: 403, \d+ characters, no JSON$/),
    ]);
    expect(cloud).toMatch(/^http:\/\/address/);
    expect(told('T-44')).toMatchObject({ via: '...', 'set-cookie': '...', location: '...' });
  });
});
