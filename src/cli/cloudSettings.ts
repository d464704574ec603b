/** Which cloud is meant. */
import { refusedError } from '../errors.ts';

/** The names of clouds, as `az cloud list` has them. */
const clouds: Readonly<Record<string, string>> = {
  azurecloud: 'AzureCloud',
  azureusgovernment: 'USGovernment',
  azurechinacloud: 'ChinaCloud',
};

/** What the sign-in library is told of clouds, and what it means. */
const authorities: Readonly<Record<string, string>> = {
  'login.microsoftonline.com': 'AzureCloud',
  'login.windows.net': 'AzureCloud',
  'login.microsoftonline.us': 'USGovernment',
  'login.partner.microsoftonline.cn': 'ChinaCloud',
  'login.chinacloudapi.cn': 'ChinaCloud',
};

/** Returns how settings call the cloud that is asked for, or that the environment names; its description, for one of your own. */
export async function cloudSettings(
  given: string | undefined,
  {
    env,
    readJson,
  }: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly readJson: (path: string) => Promise<unknown>;
  },
): Promise<{ readonly environment?: string | undefined; readonly custom?: unknown }> {
  if (given === undefined) return { environment: environmentOf(env['AZURE_AUTHORITY_HOST'] ?? '') };
  const environment = clouds[given.toLowerCase()];
  if (environment !== undefined) return { environment };
  if (!given.toLowerCase().endsWith('.json'))
    throw refusedError(`Unknown cloud "${given}". Use ${cloudNames.join(', ')} or a JSON file.`);
  return { environment: 'custom', custom: await readJson(given) };
}

/** Of an authority that is not known nobody can tell which cloud is meant: none is taken in its place. */
function environmentOf(authority: string): string | undefined {
  const host = authority.replace(/^https:\/\//, '').replace(/\/.*$/, '');
  const environment = authorities[host.toLowerCase()];
  if (environment !== undefined || authority === '') return environment;
  throw refusedError(
    `AZURE_AUTHORITY_HOST is ${authority}, which belongs to no known cloud. Specify the cloud with --cloud: ${cloudNames.join(', ')} or a JSON file.`,
  );
}

const cloudNames = ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud'];
