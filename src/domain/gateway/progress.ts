/** How far a cluster is on its way from NGINX to Gateway API. */
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { addonInfo, addonNamed } from '../cluster/addons.ts';
import { routingAddon } from './mapping.ts';
import type { Readiness } from './readiness.ts';
import { routingOf, servesGateways } from './routing.ts';
import { say, type Phrase } from '../../sentences/words.ts';

/** What lets traffic into a cluster through application routing, or through the Istio add-on and Gateway API. */
export type IngressState =
  | 'none'
  | 'nginx'
  | 'both'
  | 'nginxGatewayNotReady'
  | 'nginxGatewayUnknown'
  | 'gatewayReady'
  | 'gatewayNotReady'
  | 'gatewayUnknown'
  /** No default controller, with the operator on: the old one, and others, are seen only in the cluster. */
  | 'nginxUnknown'
  | 'nginxUnknownGatewayReady'
  | 'nginxUnknownGatewayNotReady'
  | 'nginxUnknownGatewayUnknown';

/** What each state is called. */
export const ingressNames: Readonly<Record<IngressState, Phrase>> = {
  none: say`None`,
  nginx: 'NGINX',
  both: say`NGINX, Gateway ready`,
  nginxGatewayNotReady: say`NGINX, Gateway not ready`,
  nginxGatewayUnknown: say`NGINX, Gateway unknown`,
  gatewayReady: say`Gateway ready`,
  gatewayNotReady: say`Gateway not ready`,
  gatewayUnknown: say`Gateway unknown`,
  nginxUnknown: say`NGINX unknown`,
  nginxUnknownGatewayReady: say`NGINX unknown, Gateway ready`,
  nginxUnknownGatewayNotReady: say`NGINX unknown, Gateway not ready`,
  nginxUnknownGatewayUnknown: say`NGINX unknown, Gateway unknown`,
};

const withNginx: Readonly<Record<Readiness, IngressState>> = {
  ready: 'both',
  notReady: 'nginxGatewayNotReady',
  unknown: 'nginxGatewayUnknown',
};

const withoutNginx: Readonly<Record<Readiness, IngressState>> = {
  ready: 'gatewayReady',
  notReady: 'gatewayNotReady',
  unknown: 'gatewayUnknown',
};

const withUnknownNginx: Readonly<Record<Readiness, IngressState>> = {
  ready: 'nginxUnknownGatewayReady',
  notReady: 'nginxUnknownGatewayNotReady',
  unknown: 'nginxUnknownGatewayUnknown',
};

/** Returns how far a cluster is; without its readiness, that was not checked. */
export function ingressOf(cluster: Cluster, readiness: Readiness = 'unknown'): IngressState {
  const routing = routingOf(cluster);
  const { hasOperator } = routing;
  const hasNginx = routing.hasNginx || hasOldRouting(cluster);
  if (!servesGateways(routing)) return hasNginx ? 'nginx' : hasOperator ? 'nginxUnknown' : 'none';
  return (hasNginx ? withNginx : hasOperator ? withUnknownNginx : withoutNginx)[readiness];
}

/** The key of the retired HTTP application routing, which serves through NGINX as well. */
const oldRouting = 'httpApplicationRouting';

function hasOldRouting(cluster: Cluster): boolean {
  return addonNamed(cluster, oldRouting)?.enabled === true;
}

const day = 24 * 3_600_000;

/** Returns the last day on which the NGINX that a cluster uses gets patches, as `2026-11-30`; `undefined` if it uses none. */
export function lastPatchDay(cluster: Cluster): string | undefined {
  // The older one was retired first.
  if (hasOldRouting(cluster)) return addonInfo(oldRouting)?.retiredAfter;
  return routingOf(cluster).hasNginx ? addonInfo(routingAddon)?.ending?.until : undefined;
}

/** Returns for how many days NGINX has got no patches in a cluster that uses it; `undefined` for others, and before its last day is over. */
export function daysWithoutPatches(cluster: Cluster, { now }: Pick<Facts, 'now'>): number | undefined {
  const lastDay = lastPatchDay(cluster);
  if (lastDay === undefined) return undefined;
  const days = Math.floor((now.getTime() - Date.parse(`${lastDay}T00:00:00Z`)) / day);
  return days > 0 ? days : undefined;
}
