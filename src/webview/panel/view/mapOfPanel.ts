/** The map of a panel: that of its cluster, or of its identity. */
import { openOf } from '../../../domain/findings/rule/weight.ts';
import { identityOwnMap, type IdentityMapFacts } from '../../../domain/identityMap/identityOwnMap.ts';
import { defined } from '../../../shape/defined.ts';
import { mapView, shownMap } from '../../map/mapView.ts';
import type { MapView, SavedPicture } from '../../protocol/map.ts';
import type { ClusterAround } from '../../../app/facts/clusterAround.ts';
import type { Requirement } from '../../../domain/needs/need.ts';
import type { WorkloadsModel } from '../../workloads/workloadsView.ts';
import type { ClusterKnowledge } from './detailsView.ts';

/** What a panel knows about the subject of its map. */
export interface MapModel {
  /** The panel's cluster; left out until it has been read. */
  readonly known?: ClusterKnowledge & { readonly requirements: readonly Requirement[] };
  /** The panel's identity, in place of a cluster; left out until it has been read. */
  readonly identity?: IdentityMapFacts;
  readonly workloads?: WorkloadsModel;
  /** Left out until it has been read. */
  readonly around?: ClusterAround;
}

/** Returns the map; `undefined` until its subject has been read. */
export function mapOfPanel({ known, identity, workloads, around }: MapModel): MapView | undefined {
  if (identity) return shownMap(identityOwnMap(identity), identity.identity.name);
  if (!known) return undefined;
  const later = defined({ workloads: workloads?.known, around, untold: known.untold });
  return mapView(known, known.requirements, openOf(known.findings), later);
}

/** Returns the name of a file for the picture of a panel's map, such as `aks-identity-shop-weu.svg`. */
export function fileOfMap(model: MapModel, { format }: SavedPicture): string {
  return `${mapOfPanel(model)?.fileName ?? 'aks-identity'}.${format}`;
}
