/** Links that open the extension in VS Code; they only show something. */
import { Refusal } from '../arm/refusal.ts';
import { asArmId, isGuid, resourceType } from '../arm/resourceId.ts';
import { sightOfLink, sightParameters } from './reportLinks.ts';
import type { ReportSight } from './reportLook.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';

/** The tabs of a cluster's panel, by their names in links and commands. */
export const tabs = ['map', 'details', 'workloads', 'change'] as const;
type LinkedTab = (typeof tabs)[number];

/** What a link points to. */
export type LinkTarget =
  | { readonly kind: 'cluster'; readonly clusterId: string; readonly tab: LinkedTab; readonly finding?: string }
  | { readonly kind: 'report'; readonly subscriptionId?: string; readonly sight?: ReportSight };

/** The publisher and the name in package.json. */
export const extensionId = 'aks-identity.aks-identity';

/**
 * Returns the link that shows a cluster in VS Code, and of its findings the one with that fingerprint; `scheme` is that of
 * another edition, such as `vscode-insiders`.
 */
export function linkToCluster(
  clusterId: string,
  {
    tab = 'details',
    scheme = 'vscode',
    finding,
  }: { tab?: LinkedTab; scheme?: string; finding?: string | undefined } = {},
): string {
  const which = finding === undefined ? '' : `&finding=${finding}`;
  return `${scheme}://${extensionId}/cluster?id=${encodeForLink(clusterId)}&tab=${tab}${which}`;
}

/**
 * Returns the link that shows the identity report of one subscription, or of all that are shown, as someone looks at it. It has
 * as many unfolded rows as fit.
 */
export function linkToReport(
  subscriptionId?: string,
  { scheme = 'vscode', sight }: { readonly scheme?: string; readonly sight?: ReportSight } = {},
): string {
  const place = subscriptionId === undefined ? [] : [`subscriptionId=${encodeForLink(subscriptionId)}`];
  const start = `${scheme}://${extensionId}/report`;
  const used = [start, ...place].join('?').length;
  const parameters = [...place, ...(sight === undefined ? [] : sightParameters(sight, encodeForLink, used))];
  return parameters.length === 0 ? start : `${start}?${parameters.join('&')}`;
}

/** Names of resource groups may contain parentheses, which would end a Markdown link. */
function encodeForLink(text: string): string {
  return encodeURIComponent(text).replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'));
}

/** Returns true for a text that could be the fingerprint of a finding. */
export function isFingerprint(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{12}$/.test(text);
}

/** Characters; longer than any id that Azure allows. */
const longestId = 500;

function shortenedText(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

function clusterIdOrUndefined(id: string): string {
  try {
    return asArmId(id, resourceType.cluster);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(say`The resource ID in this link does not name an AKS cluster. ${error.said}`, error.source);
  }
}

/**
 * Returns what a link points to, from its path and query; throws a `Refusal` that says what is wrong with it. Unknown
 * parameters are ignored.
 */
export function parseLink(path: string, query: string): LinkTarget {
  const parameters = new URLSearchParams(query);
  // A refusal repeats the value, which must not reorder the text around it.
  if (/\p{C}/u.test([path, ...parameters.values()].join('')))
    throw new Refusal(say`This link has invisible characters, which no link to a cluster or the report has.`);
  switch (path.replace(/\/+$/, '').toLowerCase()) {
    case '/cluster': {
      const id = parameters.get('id') ?? '';
      if (id === '') throw new Refusal(say`This link does not say which cluster it is about.`);
      if (id.length > longestId) throw new Refusal(say`The resource ID in this link is too long to be one.`);
      const clusterId = clusterIdOrUndefined(id);
      const tabName = shortenedText(parameters.get('tab') ?? 'details');
      const tab = tabs.find((candidate) => candidate === tabName.toLowerCase());
      if (tab === undefined)
        throw new Refusal(
          say`A cluster has no tab "${tabName}". Its tabs are ${tabs.slice(0, -1).join(', ')} and ${tabs.at(-1) ?? ''}.`,
        );
      const finding = parameters.get('finding');
      if (finding === null) return { kind: 'cluster', clusterId, tab };
      if (!isFingerprint(finding))
        throw new Refusal(say`"${shortenedText(finding)}" in this link does not name a finding.`);
      return { kind: 'cluster', clusterId, tab: 'details', finding };
    }
    case '/report': {
      const subscriptionId = parameters.get('subscriptionId') ?? undefined;
      if (subscriptionId !== undefined && !isGuid(subscriptionId))
        throw new Refusal(say`"${shortenedText(subscriptionId)}" is not a subscription ID.`);
      return { kind: 'report', ...defined({ subscriptionId, sight: sightOfLink(parameters) }) };
    }
    default: {
      const page = path.replace(/^\/+/, '');
      const complaint =
        page === '' ? say`This link names no page` : say`AKS Identity has no page "${shortenedText(page)}"`;
      throw new Refusal(say`${complaint}. A link can open a cluster or the report.`);
    }
  }
}
