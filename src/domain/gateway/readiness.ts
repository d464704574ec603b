/** Whether Gateways of a cluster have what they need in Azure; what is in the cluster is not seen from there. */
import { unknownsOf } from '../arm/answer.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { gatewayHolders } from './holders.ts';
import { mappingOf, type MappedPlace } from './mapping.ts';
import { gatewayLacks, routingOf, servesGateways, type GatewayLack } from './routing.ts';

/** Whether what Gateways need is there, as far as that is known. */
export type Readiness = 'ready' | 'notReady' | 'unknown';

/** What Gateways of a cluster lack. */
export interface GatewayState {
  readonly lacks: readonly GatewayLack[];
  /** The zones that the settings name and Azure does not have. */
  readonly gone: readonly MappedPlace[];
  /** The zones and vaults that no identity may use that accounts can; only if that is known. */
  readonly without: readonly MappedPlace[];
  /** Those of which that is not known, although everything was read. */
  readonly open: readonly MappedPlace[];
  /** All places for which it is not known that an identity may use them. */
  readonly lacking: readonly MappedPlace[];
  /** Why more places may be used than are known. */
  readonly unknownPlaces: readonly Unknown[];
  /** Why more may be missing: what could not be read, or what nothing tells. */
  readonly unknown: readonly Unknown[];
}

/**
 * Returns what Gateways of a cluster lack: settings, zones, and identities for the places that the plan of a preparation proposes. Each place
 * may have an identity of its own, as each preparation names one.
 */
export function gatewayStateOf(cluster: Cluster, facts: Facts): GatewayState {
  const { places: named, unknown } = mappingOf(cluster, facts);
  // What reads a vault says whether it is there.
  const zones = named.flatMap((place) =>
    place.kind === 'vault' ? [] : [[place, facts.get({ kind: 'resource', id: place.id })] as const],
  );
  const missing = new Set(zones.flatMap(([place, answer]) => (answer?.kind === 'missing' ? [place] : [])));
  const places = named.filter((place) => !missing.has(place));
  const holders = gatewayHolders(cluster, places, facts);
  const hasVaults = places.some(({ kind }) => kind === 'vault');
  const areKnown = holders.unknown.length === 0;
  return {
    lacks: gatewayLacks(cluster, hasVaults),
    gone: [...missing].filter(({ sources }) => sources.some(({ kind }) => kind === 'setting')),
    without: areKnown ? holders.without : [],
    open: areKnown ? holders.open : [],
    lacking: areKnown ? [...holders.without, ...holders.open] : places,
    unknownPlaces: unknown,
    unknown: [
      ...unknown,
      ...zones.flatMap(([{ id }, answer]) => unknownsOf(scopeWithKind(id), answer)),
      ...holders.unknown,
    ],
  };
}

/** Returns whether Gateways have what they need, and which places lack an identity; nothing if the cluster serves none. */
export function readinessOf(
  cluster: Cluster,
  facts: Facts,
): { readonly gateways?: Readiness; readonly unheld?: readonly MappedPlace[] } {
  if (!servesGateways(routingOf(cluster))) return {};
  const { lacks, gone, without, open, unknown } = gatewayStateOf(cluster, facts);
  if (without.length > 0) return { gateways: 'notReady', unheld: without };
  if (lacks.length + gone.length > 0) return { gateways: 'notReady' };
  return { gateways: unknown.length === 0 && open.length === 0 ? 'ready' : 'unknown' };
}
