/** A custom cloud as the settings describe it, and where its tokens may be sent. */
import { refused } from '../../errors.ts';

/** The checked addresses of a custom cloud. */
export interface CustomCloud {
  readonly name: string;
  readonly endpoint: string;
  readonly portal: string;
  readonly scope: string;
  readonly authority: string;
}

/** One of Microsoft's clouds: whoever asks for a token of its services sends it there, and signs in there. */
interface Home {
  readonly manager: string;
  readonly authorities: readonly string[];
  /** Services below these names are Microsoft's; `management.core.windows.net` means the Resource Manager, too. */
  readonly domains: readonly string[];
}

const homes: readonly Home[] = [
  {
    manager: 'management.azure.com',
    authorities: ['login.microsoftonline.com', 'login.microsoft.com', 'login.windows.net', 'sts.windows.net'],
    domains: [
      ...['azure.com', 'azure.net', 'windows.net', 'windowsazure.com', 'microsoft.com', 'microsoftonline.com'],
      ...['office.com', 'office365.com', 'outlook.com', 'sharepoint.com', 'dynamics.com', 'visualstudio.com'],
    ],
  },
  {
    manager: 'management.usgovcloudapi.net',
    authorities: ['login.microsoftonline.us'],
    domains: ['usgovcloudapi.net', 'azure.us', 'windowsazure.us', 'microsoft.us', 'microsoftonline.us', 'office365.us'],
  },
  {
    manager: 'management.chinacloudapi.cn',
    authorities: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
    domains: ['chinacloudapi.cn', 'azure.cn', 'windowsazure.cn', 'microsoftonline.cn'],
  },
  {
    manager: 'management.microsoftazure.de',
    authorities: ['login.microsoftonline.de'],
    domains: ['cloudapi.de', 'microsoftazure.de', 'microsoftonline.de'],
  },
];

const setting = 'The setting microsoft-sovereign-cloud.customEnvironment';
/** A host, perhaps a port and a path; nothing that one reader could take for another host, or for a second scope. */
const plainAddress = /^https:\/\/(?:(?:[a-z0-9-]+\.)*[a-z0-9-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:\/[\w.~/-]*)?$/i;

/**
 * Returns the cloud that these settings describe. Throws `refused` if an address is missing or is not plain https, or if a
 * token for one of Microsoft's services would be requested from, or sent to, anybody but Microsoft.
 */
export function customCloud(given: Readonly<Record<string, unknown>>): CustomCloud {
  const address = (name: string): string => {
    const text = given[name];
    if (typeof text === 'string' && plainAddress.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '');
    throw refused(
      `${setting} has no plain https address as "${name}": one like https://management.example.com, without a user name, blanks or a question mark.`,
    );
  };
  address('managementEndpointUrl');
  const endpoint = address('resourceManagerEndpointUrl');
  const portal = address('portalUrl');
  const audience = address('activeDirectoryResourceId');
  const authority = address('activeDirectoryEndpointUrl');
  assertAtHome(audience, { resourceManagerEndpointUrl: endpoint, activeDirectoryEndpointUrl: authority });
  const name = typeof given['name'] === 'string' ? given['name'] : 'Custom cloud';
  return { name, endpoint, portal, scope: `${audience}/.default`, authority };
}

interface Places {
  readonly resourceManagerEndpointUrl: string;
  readonly activeDirectoryEndpointUrl: string;
}

/** A token for one of Microsoft's services is sent to Microsoft only, and requested from Microsoft only. */
function assertAtHome(audience: string, places: Places): void {
  const { hostname } = new URL(audience);
  const home = homes.find(({ domains }) => domains.some((domain) => isIn(domain, hostname)));
  if (!home) return;
  assertOneOf([home.manager], 'resourceManagerEndpointUrl', 'be sent to');
  assertOneOf(home.authorities, 'activeDirectoryEndpointUrl', 'be asked for at');

  function assertOneOf(hosts: readonly string[], name: keyof Places, what: string): void {
    const url = new URL(places[name]);
    if (url.port === '' && hosts.some((host) => isIn(host, url.hostname))) return;
    throw refused(
      `${setting} would have tokens for ${hostname}, which is Microsoft's, ${what} ${url.host}. Correct "${name}" (https://${hosts[0]}) or "activeDirectoryResourceId" in your user settings.`,
    );
  }
}

function isIn(domain: string, hostname: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`);
}
