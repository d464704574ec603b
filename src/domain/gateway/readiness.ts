/** Whether Gateways of a cluster have what they need in Azure; what is in the cluster is not seen from there. */
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { gatewayHolders } from './holders.ts';
import { mappingOfRoles, type MappedPlace } from './mapping.ts';
import { gatewayLacks, routingOf, servesGateways, type GatewayLack } from './routing.ts';

/** Whether what Gateways need is there, as far as that is known. */
export type Readiness = 'ready' | 'notReady' | 'unknown';

/** What Gateways of a cluster lack. */
export interface GatewayState {
  readonly lacks: readonly GatewayLack[];
  /** The zones and vaults for which no identity that accounts can use has a role; only if that is known. */
  readonly without: readonly MappedPlace[];
  /** Those of which that is not known, although everything was read. */
  readonly open: readonly MappedPlace[];
  /** False if something could not be read, so that more may be missing. */
  readonly isRead: boolean;
}

/** Returns what Gateways of a cluster lack: settings, and identities for the places that settings and roles of the add-on name. */
export function gatewayStateOf(cluster: Cluster, facts: Facts): GatewayState {
  const { places, unknown } = mappingOfRoles(cluster, facts);
  const holders = gatewayHolders(cluster, places, facts);
  const hasVaults = places.some(({ kind }) => kind === 'vault');
  const areKnown = holders.unknown.length === 0;
  return {
    lacks: gatewayLacks(cluster, hasVaults),
    without: areKnown ? holders.without : [],
    open: areKnown ? holders.open : [],
    isRead: areKnown && unknown.length === 0,
  };
}

/** Returns whether Gateways have what they need; `undefined` if the cluster serves none. */
export function readinessOf(cluster: Cluster, facts: Facts): Readiness | undefined {
  if (!servesGateways(routingOf(cluster))) return undefined;
  const { lacks, without, open, isRead } = gatewayStateOf(cluster, facts);
  if (lacks.length > 0 || without.length > 0) return 'notReady';
  return isRead && open.length === 0 ? 'ready' : 'unknown';
}
