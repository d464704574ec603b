import { createServer as createWebServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect, it } from 'vitest';
import { IdentityError } from '../../src/errors.ts';
import { isListening } from '../../src/host/isListening.ts';
import { openEmulator } from '../../src/session/openConnection.ts';

const place = { folder: '/nowhere', userAgent: 'test', onDamaged: () => undefined };

async function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

it('an address without an emulator is reported, with what to do', async () => {
  const { server, port } = await listening();
  await new Promise((resolve) => server.close(resolve));
  const error = await openEmulator(place, `http://127.0.0.1:${port}`).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(IdentityError);
  expect((error as IdentityError).failure).toEqual({
    code: 'unexpected',
    message: `No emulator answers at http://127.0.0.1:${port}. Start it, or enter another address.`,
  });
});

it('what answers, but not as an emulator does, is not said to be silent', async () => {
  const server = createWebServer((_, response) =>
    response.writeHead(404).end('{"error":{"code":"NotFound","message":"No."}}'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  await expect(openEmulator(place, origin)).rejects.toMatchObject({
    // Not "notFound": nothing that somebody named was looked for.
    code: 'unexpected',
    message: expect.stringContaining(`What answers at ${origin} is not an emulator that can be used. `) as string,
  });
  server.close();
});

it('an address with https of what speaks http is reported, with the one to enter', async () => {
  const server = createWebServer((_, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(openEmulator(place, `https://${host}`)).rejects.toMatchObject({
    message: `No emulator answers at https://${host}. It does not speak https: enter http://${host}, or start it with --https.`,
  });
  server.close();
});

it('a program that answers is distinguished from an address without one, also by name', async () => {
  const { server, port } = await listening();
  expect(await isListening(new URL(`http://127.0.0.1:${port}`))).toBe(true);
  expect(await isListening(new URL(`http://localhost:${port}`))).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await isListening(new URL(`http://localhost:${port}`))).toBe(false);
});

it.each([
  'http://127.0.0.1.evil.example',
  'http://127.0.0.1@evil.example',
  'http://evil.example#@127.0.0.1',
  'http://localhost.evil.example',
  'http://3232235777',
  'http://0.0.0.0',
  'http://[::]',
  'http://[::ffff:127.0.0.1]',
  'https://evil.example\\@127.0.0.1',
  'ftp://127.0.0.1',
  'file:///etc/passwd',
  'command:workbench.action.terminal.new',
  'http://name:word@127.0.0.1:1',
  'nonsense',
  '',
])('Connect to Emulator refuses other machines, and sends nothing: %s', async (address) => {
  await expect(openEmulator(place, address)).rejects.toMatchObject({ code: 'refused' });
});
