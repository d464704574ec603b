import { connect, type Connection } from '../azure/directory/connection.ts';
import { tenantsOf } from '../azure/directory/tenants.ts';
import { version } from '../domain/report/version.ts';
import type { From } from './arguments.ts';
import { parsedJson, readGiven } from './files.ts';
import type { Terminal } from './terminal.ts';

const userAgent = `aks-identity-cli/${version}`;

/** Connects to where clusters come from; what a kind needs is loaded only then. */
export async function connectTo(from: From, terminal: Terminal): Promise<Connection> {
  switch (from.kind) {
    case 'demo':
      return (await import('../session/demoConnection.ts')).freshDemo(userAgent).connection;
    case 'emulator':
      return (await import('../session/emulatorConnection.ts')).emulatorConnection(from.url, { userAgent });
    case 'files':
      return (await import('../session/fileConnection.ts')).fileConnection(from.paths, userAgent);
    case 'azure':
      return azure(from.cloud, terminal);
  }
}

async function azure(given: string | undefined, terminal: Terminal): Promise<Connection> {
  const { cloudSettings, firstWay, waysToSignIn } = await import('./signIn.ts');
  const { cloudOf } = await import('../host/accounts/clouds.ts');
  const { credentialAccounts } = await import('../host/accounts/credentialAccounts.ts');
  const cloud = cloudOf(
    await cloudSettings(given, {
      env: terminal.env,
      readJson: async (path) => parsedJson(await readGiven(path, terminal), path),
    }),
  );
  const accounts = credentialAccounts('cli', await firstWay(waysToSignIn(terminal.env, cloud), cloud.scope), cloud);
  const { name, endpoint, portal, scope } = cloud;
  return connect({
    ...{ kind: 'azure', name, endpoint, portal, scopes: [scope] },
    tenants: tenantsOf(() => accounts.list()),
    userAgent,
  });
}
