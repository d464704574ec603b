/** How far a cluster is on its way from NGINX to Gateway API. */
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { addonInfo } from '../cluster/addons.ts';
import { routingAddon } from './mapping.ts';
import { routingOf, servesGateways } from './routing.ts';

/** Whether what Gateways need is there, as far as that is known. */
export type Readiness = 'ready' | 'notReady' | 'unknown';

/** What lets traffic into a cluster through application routing, or through the Istio add-on and Gateway API. */
export type IngressState =
  | 'none'
  | 'nginx'
  | 'both'
  | 'nginxGatewayNotReady'
  | 'nginxGatewayUnknown'
  | 'gatewayReady'
  | 'gatewayNotReady'
  | 'gatewayUnknown';

/** What each state is called. */
export const ingressNames: Readonly<Record<IngressState, string>> = {
  none: 'None',
  nginx: 'NGINX',
  both: 'NGINX, Gateway ready',
  nginxGatewayNotReady: 'NGINX, Gateway not ready',
  nginxGatewayUnknown: 'NGINX, Gateway unknown',
  gatewayReady: 'Gateway ready',
  gatewayNotReady: 'Gateway not ready',
  gatewayUnknown: 'Gateway unknown',
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

/** Returns how far a cluster is; `readiness` is what its findings say. */
export function ingressOf(cluster: Cluster, readiness: Readiness): IngressState {
  const routing = routingOf(cluster);
  if (!servesGateways(routing)) return routing.hasNginx ? 'nginx' : 'none';
  return (routing.hasNginx ? withNginx : withoutNginx)[readiness];
}

const day = 24 * 3_600_000;

/** Returns for how many days NGINX has got no patches in a cluster that uses it; `undefined` for others, and before its last day is over. */
export function daysWithoutPatches(cluster: Cluster, { now }: Pick<Facts, 'now'>): number | undefined {
  const lastDay = addonInfo(routingAddon)?.ending?.until;
  if (lastDay === undefined || !routingOf(cluster).hasNginx) return undefined;
  const days = Math.floor((now.getTime() - Date.parse(`${lastDay}T00:00:00Z`)) / day);
  return days > 0 ? days : undefined;
}
