import type { Connection } from '../../azure/directory/connection.ts';
import { connectionToCloud } from '../../azure/directory/tenants.ts';
import { version } from '../../domain/report/version.ts';
import type { From } from '../commandLine/arguments.ts';
import { standard } from '../commandLine/options.ts';
import { cloudSettings } from './cloudSettings.ts';
import { assertProxies, usableProxies } from './proxies.ts';
import { parsedJson, readGiven } from '../terminal/files.ts';
import type { Terminal } from '../terminal/terminal.ts';

type Files = Extract<From, { readonly kind: 'files' }>;
type Azure = Extract<From, { readonly kind: 'azure' }>;

const userAgent = `aks-identity-cli/${version}`;

/** Connects to where clusters come from, and loads only what that kind of connection needs. */
export async function connectTo(from: From, terminal: Terminal): Promise<Connection> {
  // The SDK reads them for everything, although it uses none on this machine.
  Object.assign(process.env, usableProxies(terminal.env));
  switch (from.kind) {
    case 'demo':
      return (await import('../../session/demoConnection.ts')).freshDemo(userAgent).connection;
    case 'emulator':
      return (await import('../../session/emulatorConnection.ts')).emulatorConnection(from.url, { userAgent });
    case 'files':
      return ofFiles(from, terminal);
    case 'azure':
      return connectToAzure(from, terminal);
  }
}

async function ofFiles({ clusters, assignments }: Files, { readFile, readInput }: Terminal): Promise<Connection> {
  const { fileConnection } = await import('../../session/fileConnection.ts');
  const files = [
    ...clusters.map((path) => ({ path, holds: 'clusters' }) as const),
    ...assignments.map((path) => ({ path, holds: 'assignments' }) as const),
  ];
  return fileConnection(files, userAgent, (path) => (path === standard ? readInput() : readFile(path)));
}

async function connectToAzure({ cloud: cloudName, signIn }: Azure, terminal: Terminal): Promise<Connection> {
  assertProxies({ ...terminal.env, ...usableProxies(terminal.env) });
  const { firstWorkingCredential, waysToSignIn } = await import('./signIn.ts');
  const { cloudOf } = await import('../../host/accounts/clouds.ts');
  const { credentialAccounts } = await import('../../host/accounts/credentialAccounts.ts');
  const cloud = cloudOf(
    await cloudSettings(cloudName, {
      env: terminal.env,
      readJson: async (path) => parsedJson(await readGiven(path, terminal), path),
    }),
  );
  const accounts = credentialAccounts(
    'cli',
    await firstWorkingCredential(waysToSignIn(terminal.env, cloud, signIn), cloud.scope),
    cloud,
  );
  return connectionToCloud(cloud, () => accounts.list(), { userAgent });
}
