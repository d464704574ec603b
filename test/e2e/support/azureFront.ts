/** An Azure of several directories behind https: one emulator a directory, chosen by the token, and a proxy that leads there. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createEmulator, type Emulator } from '../../../src/emulator/emulator.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { inCloud } from '../../support/azure/cloud.ts';

/** A directory, and by their object ids the people that are in it. */
export interface Directory {
  readonly tenantId: string;
  readonly name: string;
  readonly members: readonly string[];
  readonly world: WorldFile;
}

/** A request as it came in; the token only by its claims. */
export interface Arrived {
  readonly at: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly who: string;
  readonly tenantId: string;
  readonly tokenId: string;
  readonly status: number;
}

/** Something to answer instead; `undefined`: as usual. */
export type Instead = (
  asked: Omit<Arrived, 'status'>,
  claims: Claims,
) => Promise<Answer | undefined> | Answer | undefined;
interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}
type Claims = Readonly<Record<string, unknown>>;

/** The Azure that listens. */
export interface AzureFront {
  readonly url: string;
  readonly proxyUrl: string;
  /** The certificate, to be trusted. */
  readonly certificate: string;
  readonly arrived: Arrived[];
  /** Every host and port that the proxy was asked for. */
  readonly tunnels: string[];
  /** The tokens that came, to look for them elsewhere. */
  readonly tokens: Set<string>;
  instead: Instead;
  readonly stop: () => void;
}

/** Makes a certificate for the hosts in the folder, and returns its path and the key's. */
function certificateIn(folder: string, hosts: readonly string[]): { readonly cert: string; readonly key: string } {
  const cert = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  const names = ['IP:127.0.0.1', ...hosts.map((host) => `DNS:${host}`)].join(',');
  const what = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  execFileSync('openssl', [...what, '-keyout', key, '-out', cert, '-addext', `subjectAltName=${names}`], {
    stdio: 'ignore',
  });
  return { cert, key };
}

/** Milliseconds for which an expired token is taken all the same: Microsoft's services let clocks differ by minutes. */
const leeway = 60_000;

/** Starts it. The proxy leads the hosts there, and nothing else anywhere. */
export async function startAzure(
  folder: string,
  hosts: readonly string[],
  directories: readonly Directory[],
  operationSeconds: number,
): Promise<AzureFront> {
  const { cert, key } = certificateIn(folder, hosts);
  const emulators = new Map(
    directories.map(({ tenantId, world }) => [tenantId, createEmulator({ world: inCloud(world), operationSeconds })]),
  );
  const arrived: Arrived[] = [];
  const tunnels: string[] = [];
  const tokens: Set<string> = new Set();
  const front: { instead: Instead } = { instead: () => undefined };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const claims = claimsOf(token);
    const url = new URL(request.url ?? '/', `https://${request.headers.host ?? ''}`);
    const asked = {
      at: Date.now(),
      host: url.host,
      method: request.method ?? 'GET',
      path: url.pathname,
      who: String(claims['upn']),
      tenantId: String(claims['tid']),
      tokenId: String(claims['jti']),
    };
    tokens.add(token);
    const body = await textOf(request);
    const usual = (): Promise<Answer> => usualAnswer(asked, claims, { url, body, request });
    const { status, headers, body: text } = (await front.instead(asked, claims)) ?? (await usual());
    arrived.push({ ...asked, status });
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
  }

  async function usualAnswer(
    asked: Omit<Arrived, 'status'>,
    claims: Claims,
    { url, body, request }: { url: URL; body: string; request: IncomingMessage },
  ): Promise<Answer> {
    if (Number(claims['exp']) * 1000 + leeway < Date.now()) return refusal(401, 'ExpiredAuthenticationToken');
    const mine = directories.filter(({ members }) => members.includes(String(claims['oid'])));
    if (asked.path === '/tenants') {
      const value = mine.map(({ tenantId, name }) => ({ id: `/tenants/${tenantId}`, tenantId, displayName: name }));
      return { status: 200, body: JSON.stringify({ value }) };
    }
    const directory = mine.find(({ tenantId }) => tenantId === asked.tenantId);
    const emulator = directory && emulators.get(directory.tenantId);
    if (!emulator) return refusal(401, 'InvalidAuthenticationTokenTenant');
    return forwarded(emulator, url, body, request);
  }

  const listening: Server[] = [];
  const serve = async (server: Server): Promise<number> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    listening.push(server);
    return (server.address() as AddressInfo).port;
  };
  const sockets = new Set<Socket>();
  const https = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const port = await serve(https);
  const proxy = createHttpServer((request, response) => {
    tunnels.push(request.url ?? '');
    response.writeHead(403).end();
  });
  proxy.on('connect', ({ url = '' }: IncomingMessage, socket: Socket) => {
    tunnels.push(url);
    if (!hosts.some((host) => url === `${host}:443`)) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const one of [onward, socket]) sockets.add(one.on('error', () => undefined));
    return undefined;
  });
  const proxyPort = await serve(proxy);
  return Object.assign(front, {
    url: `https://127.0.0.1:${port}`,
    proxyUrl: `http://127.0.0.1:${proxyPort}`,
    certificate: cert,
    arrived,
    tunnels,
    tokens,
    stop: () => {
      for (const server of listening) server.close();
      https.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      for (const emulator of emulators.values()) emulator.dispose();
    },
  });
}

/** ARM's answer to an error. */
export function refusal(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: JSON.stringify({ error: { code, message: `${code}, says the test.` } }) };
}

async function forwarded(emulator: Emulator, url: URL, body: string, request: IncomingMessage): Promise<Answer> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const method = request.method ?? 'GET';
  const answer = await emulator.handle({ method, url: url.href, headers, ...(body === '' ? {} : { body }) });
  return answer === 'drop' ? refusal(502, 'Dropped') : answer;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function claimsOf(token: string): Claims {
  const payload = token.split('.')[1] ?? '';
  return payload === '' ? {} : (JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims);
}
