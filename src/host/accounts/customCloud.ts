/** A custom cloud as the settings describe it, and where its tokens may be sent. */
import type { TokenCredential } from '@azure/core-auth';
import { refusedError } from '../../errors.ts';
import { say, type Phrase } from '../../sentences/words.ts';
import { jwtClaims } from './jwt.ts';

/** The checked addresses of a custom cloud. */
export interface CustomCloud {
  readonly name: Phrase;
  readonly endpoint: string;
  readonly portal: string;
  readonly scope: string;
  readonly authority: string;
}

/** One of Microsoft's clouds: a sign-in there, or a request for a token for its services, also sends the token there. */
interface Home {
  readonly manager: string;
  readonly authorities: readonly string[];
  /** Everything below these names is Microsoft's; `management.core.windows.net` also means the Resource Manager. */
  readonly domains: readonly string[];
}

const homes: readonly Home[] = [
  {
    manager: 'management.azure.com',
    authorities: ['login.microsoftonline.com', 'login.microsoft.com', 'login.windows.net', 'sts.windows.net'],
    domains: [
      'azure.com',
      'azure.net',
      'windows.net',
      'windowsazure.com',
      'microsoft.com',
      'microsoftonline.com',
      'office.com',
      'office365.com',
      'outlook.com',
      'sharepoint.com',
      'dynamics.com',
      'visualstudio.com',
      'microsoft',
      'microsoftonline-p.com',
      'live.com',
      'b2clogin.com',
      'ciamlogin.com',
    ],
  },
  {
    manager: 'management.usgovcloudapi.net',
    authorities: ['login.microsoftonline.us'],
    domains: ['usgovcloudapi.net', 'azure.us', 'windowsazure.us', 'microsoft.us', 'microsoftonline.us', 'office365.us'],
  },
  {
    manager: 'management.chinacloudapi.cn',
    authorities: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn', 'sts.chinacloudapi.cn'],
    domains: ['chinacloudapi.cn', 'azure.cn', 'windowsazure.cn', 'microsoftonline.cn'],
  },
  {
    manager: 'management.microsoftazure.de',
    authorities: ['login.microsoftonline.de'],
    domains: ['cloudapi.de', 'microsoftazure.de', 'microsoftonline.de'],
  },
  ...['de', 'fr', 'sg'].map((country) => ({
    manager: `management.sovcloud-api.${country}`,
    authorities: [`login.sovcloud-identity.${country}`],
    domains: [`sovcloud-api.${country}`, `sovcloud-identity.${country}`],
  })),
  {
    manager: 'management.azure.eaglex.ic.gov',
    authorities: ['login.microsoftonline.eaglex.ic.gov'],
    domains: ['eaglex.ic.gov'],
  },
  {
    manager: 'management.azure.microsoft.scloud',
    authorities: ['login.microsoftonline.microsoft.scloud'],
    domains: ['microsoft.scloud'],
  },
];

const setting = say`The setting microsoft-sovereign-cloud.customEnvironment`;
/** A host, with an optional port and path, and nothing that could be read as another host or as a second scope. */
const plainAddress = /^https:\/\/(?:(?:[a-z0-9-]+\.)*[a-z0-9-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:\/[\w.~/-]*)?$/i;

/**
 * Returns the cloud that these settings describe. Throws `refused` if an address is missing or is not plain https, or
 * if a token that Microsoft signs, or that is for one of its services, would be requested from, or sent to, anyone but
 * Microsoft.
 */
export function customCloud(settings: Readonly<Record<string, unknown>>): CustomCloud {
  const address = (name: string): string => {
    const text = settings[name];
    if (typeof text === 'string' && plainAddress.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '');
    throw refusedError(
      say`${setting} needs a plain https address as "${name}", such as https://management.example.com, without a user name, spaces or a question mark.`,
    );
  };
  address('managementEndpointUrl');
  const endpoint = address('resourceManagerEndpointUrl');
  const portal = address('portalUrl');
  const audience = address('activeDirectoryResourceId');
  const authority = address('activeDirectoryEndpointUrl');
  assertAtHome({
    activeDirectoryResourceId: audience,
    resourceManagerEndpointUrl: endpoint,
    activeDirectoryEndpointUrl: authority,
  });
  const name = typeof settings['name'] === 'string' ? settings['name'] : say`The custom cloud`;
  return { name, endpoint, portal, scope: `${audience}/.default`, authority };
}

interface CloudEndpoints {
  readonly activeDirectoryResourceId: string;
  readonly resourceManagerEndpointUrl: string;
  readonly activeDirectoryEndpointUrl: string;
}

/**
 * If Microsoft signs the user in, or the token is for Microsoft, it is requested only from that cloud of Microsoft, and
 * sent only to its Resource Manager, because no list could name every service that an attacker may want a token for.
 */
function assertAtHome(places: CloudEndpoints): void {
  for (const naming of ['activeDirectoryEndpointUrl', 'activeDirectoryResourceId'] as const) {
    const { hostname } = new URL(places[naming]);
    const home = homes.find(({ domains, authorities }) => isOneOf([...domains, ...authorities], hostname));
    if (!home) continue;
    for (const [name, hosts] of [
      ['resourceManagerEndpointUrl', [home.manager]],
      ['activeDirectoryEndpointUrl', home.authorities],
    ] as const) {
      const url = new URL(places[name]);
      if (url.port === '' && isOneOf(hosts, url.hostname)) continue;
      throw refusedError(
        say`${setting} has ${hostname}, which is Microsoft's, so tokens stay with Microsoft, but "${name}" is ${url.host}. Correct that (https://${hosts[0]}) in your user settings.${naming === name ? '' : say` Or correct "${naming}".`}`,
      );
    }
  }
}

/**
 * Returns the credential restricted to a cloud's Resource Manager: a token that Microsoft signed goes only to one of
 * Microsoft's own. az and managed identities sign in where they are configured, whatever the settings of a cloud say.
 */
export function restrictToCloud(credential: TokenCredential, endpoint: string): TokenCredential {
  const { host, hostname, port } = new URL(endpoint);
  if (port === '' && homes.some(({ manager }) => isOneOf([manager], hostname))) return credential;
  return {
    async getToken(scopes, options) {
      const token = await credential.getToken(scopes, options);
      const signer = jwtClaims(token?.token ?? '')['iss'];
      const at = typeof signer === 'string' && URL.canParse(signer) ? new URL(signer).hostname : '';
      if (!homes.some(({ domains, authorities }) => isOneOf([...domains, ...authorities], at))) return token;
      throw refusedError(
        say`The sign-in returns a token signed by ${at}, which belongs to Microsoft, so it is not sent to ${host}. Sign in to the cloud that ${host} belongs to.`,
      );
    },
  };
}

function isOneOf(domains: readonly string[], hostname: string): boolean {
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
