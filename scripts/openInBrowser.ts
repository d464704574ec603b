import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import open from 'open';

/** Tells whether this machine has a screen that a browser could appear on, and the person sits before it. */
export function hasScreen(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (env['SSH_CONNECTION'] !== undefined) return false;
  return platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
}

/**
 * Opens a secret address in the person's browser. Every user of the machine can read the arguments of the browser, so they
 * name an address that leads to the secret one a single time.
 */
export async function openInBrowser(
  secret: string,
  start: (address: string) => Promise<unknown> = open,
): Promise<void> {
  const path = `/${randomBytes(16).toString('hex')}`;
  const server = createServer((request, response) => {
    if (request.url !== path) return void response.writeHead(404).end();
    response.writeHead(302, { location: secret, connection: 'close' }).end();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  await start(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
}
