import { customCloud } from './customCloud.ts';
import { isRecord } from '../../shape/shape.ts';
import type { Phrase } from '../../sentences/words.ts';

/** A cloud of Azure: its Resource Manager, its portal, and who signs users in. */
export interface Cloud {
  readonly name: Phrase;
  readonly endpoint: string;
  readonly portal: string;
  readonly scope: string;
  readonly authority: string;
  /** Microsoft Graph, which has the names of people and groups; left out where its address is not known. */
  readonly graph?: { readonly endpoint: string; readonly scope: string };
  /** Not one of Microsoft's own; its sign-in pages are used without looking them up at Microsoft. */
  readonly isCustom: boolean;
  /** The authentication provider of VS Code. */
  readonly provider: 'microsoft' | 'microsoft-sovereign-cloud';
}

const publicCloud: Cloud = {
  isCustom: false,
  name: 'Azure',
  endpoint: 'https://management.azure.com',
  portal: 'https://portal.azure.com',
  scope: 'https://management.azure.com/.default',
  authority: 'https://login.microsoftonline.com',
  graph: graphAt('https://graph.microsoft.com'),
  provider: 'microsoft',
};
const sovereign = { provider: 'microsoft-sovereign-cloud', isCustom: false } as const;
const usGovernment: Cloud = {
  ...sovereign,
  name: 'Azure US Government',
  endpoint: 'https://management.usgovcloudapi.net',
  portal: 'https://portal.azure.us',
  scope: 'https://management.usgovcloudapi.net/.default',
  authority: 'https://login.microsoftonline.us',
  graph: graphAt('https://graph.microsoft.us'),
};
const china: Cloud = {
  ...sovereign,
  name: 'Azure China',
  endpoint: 'https://management.chinacloudapi.cn',
  portal: 'https://portal.azure.cn',
  scope: 'https://management.chinacloudapi.cn/.default',
  authority: 'https://login.partner.microsoftonline.cn',
  graph: graphAt('https://microsoftgraph.chinacloudapi.cn'),
};

/** The settings of VS Code's sign-in to sovereign clouds. */
export interface CloudSettings {
  readonly environment?: string | undefined;
  readonly custom?: unknown;
}

/** Returns the cloud that the settings name. Throws `refused` like `customCloud`. */
export function cloudOf({ environment, custom }: CloudSettings): Cloud {
  switch (environment) {
    case 'USGovernment':
      return usGovernment;
    case 'ChinaCloud':
      return china;
    case 'custom':
      return {
        ...sovereign,
        isCustom: true,
        ...customCloud(isRecord(custom) ? custom : {}),
      };
    case undefined:
    default:
      return publicCloud;
  }
}

/** Source: https://learn.microsoft.com/graph/deployments */
function graphAt(endpoint: string): NonNullable<Cloud['graph']> {
  return { endpoint, scope: `${endpoint}/.default` };
}
