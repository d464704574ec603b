/** The map of a panel: that of its cluster, or of its identity. */
import { openOf } from '../../domain/findings/rule/weight.ts';
import { identityOwnMap } from '../../domain/identityMap/identityOwnMap.ts';
import { defined } from '../../shape/defined.ts';
import { mapView, shownMap } from '../map/mapView.ts';
import type { MapView, SavedPicture } from '../protocol/map.ts';
import type { PanelModel } from './state.ts';

/** Returns the map; `undefined` until what it is of has been read. */
export function mapOfPanel({ known, identity, workloads, around }: PanelModel): MapView | undefined {
  if (identity) return shownMap(identityOwnMap(identity), identity.identity.name);
  if (!known) return undefined;
  const later = defined({ workloads: workloads?.known, around });
  return mapView(known, known.requirements, openOf(known.findings), later);
}

/** Returns the name of a file for the picture of a panel's map, such as `aks-identity-shop-weu.svg`. */
export function fileOfMap(model: PanelModel, { format }: SavedPicture): string {
  return `${mapOfPanel(model)?.fileName ?? 'aks-identity'}.${format}`;
}
