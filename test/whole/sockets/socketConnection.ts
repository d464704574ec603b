import type { Sleep } from '../../../src/async/sleep.ts';
import { createConnection, type Connection } from '../../../src/azure/directory/connection.ts';

/** A connection to an emulator that listens, with nothing in the place of the network. */
export function socketConnection(endpoint: string, sleep?: Sleep): Connection {
  const token = { token: 'emulator', expiresOnTimestamp: Date.now() + 3_600_000 };
  const credential = { getToken: () => Promise.resolve(token) };
  const tenants = [{ tenantId: 'contoso', credential }];
  return createConnection({
    kind: 'emulator',
    name: 'sockets',
    endpoint,
    tenants,
    userAgent: 'aks-identity-test',
    ...(sleep === undefined ? {} : { sleep }),
  });
}
