/** The guided run goes the way that the product goes. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { rawAzure } from '../../../scripts/live/rawAzure.ts';
import { place } from '../../support/azure/smallWorld.ts';
import { liveCredential } from './place.ts';
import { servedWorld } from './servedWorld.ts';

const server = servedWorld();

it.each([
  ['asks Azure through the proxy of the environment', 'https://management.azure.com', ['management.azure.com:443']],
  ['asks an emulator on this machine without it', undefined, []],
])('the guided run %s', async (_, endpoint, connects) => {
  const asked: string[] = [];
  const proxy = createServer((request, answer) => {
    asked.push(request.url ?? '');
    answer.end();
  });
  proxy.on('connect', ({ url }, socket) => {
    asked.push(url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY']) vi.stubEnv(name, address);
  onTestFinished(() => (vi.unstubAllEnvs(), void proxy.close()));
  const credential = await liveCredential(undefined, { AKS_IDENTITY_LIVE_TOKEN: 'any' });
  const azure = rawAzure(endpoint ?? server.url, credential, { wait: async () => undefined });
  await azure.send('GET', `/subscriptions/${place.subscriptionId}?api-version=2022-12-01`).catch(() => undefined);
  expect(asked).toEqual(connects);
});
