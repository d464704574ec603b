/** Which cloud to use. */
import { refusedError } from '../../errors.ts';
import { options } from '../commandLine/options.ts';

/** The clouds' names in the settings, by their names in `az cloud list`, in lower case. */
const clouds: Readonly<Record<string, string>> = {
  azurecloud: 'AzureCloud',
  azureusgovernment: 'USGovernment',
  azurechinacloud: 'ChinaCloud',
};

/** The clouds by the host of their authority, as the sign-in library's variable names it. */
const authorities: Readonly<Record<string, string>> = {
  'login.microsoftonline.com': 'AzureCloud',
  'login.windows.net': 'AzureCloud',
  'login.microsoftonline.us': 'USGovernment',
  'login.partner.microsoftonline.cn': 'ChinaCloud',
  'login.chinacloudapi.cn': 'ChinaCloud',
};

/** Returns the settings of the cloud that was given or that the environment names; for a custom cloud, its description. */
export async function cloudSettings(
  cloudName: string | undefined,
  {
    env,
    readJson,
  }: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly readJson: (path: string) => Promise<unknown>;
  },
): Promise<{ readonly environment?: string | undefined; readonly custom?: unknown }> {
  if (cloudName === undefined) return { environment: environmentOf(env['AZURE_AUTHORITY_HOST'] ?? '') };
  const environment = clouds[cloudName.toLowerCase()];
  if (environment !== undefined) return { environment };
  if (!cloudName.toLowerCase().endsWith('.json'))
    throw refusedError(`Unknown cloud "${cloudName}". Use ${cloudNames.join(', ')} or a JSON file.`);
  return { environment: 'custom', custom: await readJson(cloudName) };
}

/** An unknown authority is refused, because nothing says which cloud it belongs to. */
function environmentOf(authority: string): string | undefined {
  const host = authority.replace(/^https:\/\//, '').replace(/\/.*$/, '');
  const environment = authorities[host.toLowerCase()];
  if (environment !== undefined || authority === '') return environment;
  throw refusedError(
    `AZURE_AUTHORITY_HOST is ${authority}, which belongs to no known cloud. Specify the cloud with --cloud: ${cloudNames.join(', ')} or a JSON file.`,
  );
}

/** The names of clouds that need no file. */
const cloudNames = options.cloud.words;
