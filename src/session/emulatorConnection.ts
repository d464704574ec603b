import { say } from '../sentences/words.ts';
import type { TokenCredential } from '@azure/core-auth';
import { createConnection, type Connection, type ConnectOptions } from '../azure/directory/connection.ts';
import { createDirectory } from '../azure/directory/directory.ts';
import { isLoopback } from '../domain/arm/cidr.ts';
import { saidMessage, IdentityError, refusedError, type Failure } from '../errors.ts';
import { isListening } from '../host/isListening.ts';

/** A credential with a meaningless token, so that an emulator uses the caller of its world. */
export const visitor: TokenCredential = {
  getToken: () => Promise.resolve({ token: 'aks-identity-visitor', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** Makes a connection to an emulator on this machine; rejects if the address belongs to another machine or nothing answers there. */
export async function emulatorConnection(
  address: string,
  options: Pick<ConnectOptions, 'userAgent' | 'onNote'>,
): Promise<Connection> {
  const url = emulatorUrl(address);
  if (!(await isListening(url)))
    throw new IdentityError({
      code: 'unexpected',
      message: say`No emulator answers at ${url.origin}. Start it, or enter another address.`,
    });
  const name = say`the emulator at ${url.host}`;
  const connection = createConnection({
    kind: 'emulator',
    name,
    endpoint: url.origin,
    graph: { endpoint: url.origin, scope: `${url.origin}/.default` },
    tenants: [{ tenantId: 'emulator', name: url.host, credential: visitor }],
    ...options,
  });
  const { items, failures } = await createDirectory(connection).refresh();
  const [failed] = failures;
  if (failed !== undefined && items.length === 0) throw unusable(url, failed.failure);
  return connection;
}

function unusable({ origin, protocol }: URL, failure: Failure): IdentityError {
  const isPlain = failure.details?.some(({ message = '' }) => message.includes('EPROTO')) === true;
  const why =
    isPlain && protocol === 'https:'
      ? say`It does not speak https: enter ${origin.replace(/^https/, 'http')}, or start it with --https.`
      : saidMessage(failure);
  const message = failure.isUnanswered
    ? say`No emulator answers at ${origin}. ${why}`
    : say`What answers at ${origin} is not an emulator that can be used. ${why}`;
  return new IdentityError({ ...failure, code: failure.code === 'notFound' ? 'unexpected' : failure.code, message });
}

function emulatorUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refusedError(say`"${text}" is not a web address.`);
  if (url.username || url.password)
    throw refusedError(say`An emulator has no user names or passwords: remove them from the address.`);
  if (!/^https?:$/.test(url.protocol))
    throw refusedError(say`The address of an emulator begins with http:// or https://, not ${`${url.protocol}//`}.`);
  if (isLoopback(url)) return url;
  throw refusedError(say`Only an emulator on this machine can be connected to, not ${url.host}.`);
}
