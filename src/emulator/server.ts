import { Buffer } from 'node:buffer';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { headerOfLimit } from './arm/limits.ts';
import type { Emulator } from './emulator.ts';
import { hostOf, inUrl, isLoopback } from './hosts.ts';

/** Options of the server; with `tls` the protocol is https. */
export interface ListenOptions {
  /** 0 uses a free port. */
  readonly port: number;
  /** The address; left out: 127.0.0.1. */
  readonly host?: string;
  /** Names that requests may have in `Host`, besides this machine's names for itself. */
  readonly allowHosts?: readonly string[];
  /** PEM; the certificate of the authority is sent to anyone who asks. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly authority?: string };
}

/** An emulator that listens on an address of this machine. */
export interface ListeningEmulator {
  /** The address for its clients; if other machines may be among them, with the first allowed name. */
  readonly url: string;
  close(): Promise<void>;
}

const bodyLimit = 4 * 1024 * 1024;

/** What a server accepts, and what it answers besides the emulator. */
interface Door {
  readonly scheme: string;
  readonly isAllowed: (host: string) => boolean;
  readonly authority: string | undefined;
}

/** Serves the emulator to clients that use an allowed name, and never to a page of another origin. */
export async function serveEmulator(
  emulator: Emulator,
  { port, host = '127.0.0.1', allowHosts = [], tls }: ListenOptions,
): Promise<ListeningEmulator> {
  const scheme = tls === undefined ? 'http' : 'https';
  const allowed = new Set(allowHosts.map((name) => name.toLowerCase()));
  const isAllowed = (name: string): boolean => isLoopback(name) || allowed.has(name);
  const door: Door = { scheme, isAllowed, authority: tls?.authority };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    serveRequest(emulator, door, request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      const message = error instanceof Error ? error.message : String(error);
      const text = `The emulator failed: ${message}`;
      sendResponse(response, 500, headerOfLimit('itself'), errorBody('InternalServerError', text));
    });
  };
  const server: Server = tls === undefined ? createHttpServer(answer) : createHttpsServer({ ...tls }, answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `${scheme}://${inUrl(isLoopback(host) ? host : (allowHosts[0] ?? host))}:${String(taken)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          emulator.dispose();
          resolve();
        });
        server.closeIdleConnections();
        setTimeout(() => {
          server.closeAllConnections();
        }, 1000).unref();
      }),
  };
}

async function serveRequest(
  emulator: Emulator,
  { scheme, isAllowed, authority }: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { host = '', origin } = request.headers;
  if (!isAllowed(hostOf(host) ?? '')) {
    const message = 'The emulator answers only to names of this machine, and to those that --allow-host names.';
    sendResponse(response, 403, headerOfLimit('host'), errorBody('HostNotAllowed', message));
    return;
  }
  if (origin !== undefined && origin.toLowerCase() !== `${scheme}://${host}`.toLowerCase()) {
    const message = 'The emulator does not answer pages of another origin.';
    sendResponse(response, 403, headerOfLimit('host'), errorBody('OriginNotAllowed', message));
    return;
  }
  const url = requestedPath(request.url ?? '/', scheme, host);
  if (url === undefined) {
    sendResponse(response, 400, {}, errorBody('BadRequest', 'The address of the request is not valid.'));
    return;
  }
  if (authority !== undefined && request.method === 'GET' && new URL(url).pathname === '/_emulator/certificate') {
    sendResponse(response, 200, { 'Content-Type': 'application/x-pem-file' }, authority);
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    const message = `The request content size exceeds the maximum size of '${String(bodyLimit / 1024 / 1024)} MB'.`;
    sendResponse(response, 413, { Connection: 'close' }, errorBody('RequestContentTooLarge', message));
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const answer = await emulator.handle({
    method: request.method ?? 'GET',
    url,
    headers,
    ...(request.socket.remoteAddress !== undefined ? { address: request.socket.remoteAddress } : {}),
    ...(body !== '' ? { body } : {}),
  });
  if (answer === 'drop') {
    response.destroy();
    return;
  }
  sendResponse(response, answer.status, answer.headers, answer.body);
}

/** The absolute address; a path alone can't name another host. */
function requestedPath(target: string, scheme: string, host: string): string | undefined {
  const path = /^https?:\/\/[^/]+(\/.*)?$/i.exec(target)?.[1] ?? target;
  if (!path.startsWith('/')) return undefined;
  const address = `${scheme}://${host}${path}`;
  return URL.canParse(address) ? address : undefined;
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
    else if (size > bodyLimit * 8) return undefined;
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks).toString('utf8');
}

function sendResponse(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  const hasBody = body !== '';
  const length = hasBody || status !== 204 ? { 'Content-Length': String(Buffer.byteLength(body)) } : {};
  response.writeHead(status, {
    ...(hasBody ? { 'Content-Type': 'application/json; charset=utf-8' } : {}),
    ...length,
    ...headers,
  });
  response.end(body);
}

function errorBody(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } });
}
