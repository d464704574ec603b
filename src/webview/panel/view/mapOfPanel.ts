/** The map of a panel: that of its cluster, or of its identity. */
import type { CheckedCluster } from '../../../domain/checked/checkedCluster.ts';
import { countNotChecked } from '../../../domain/report/unknowns.ts';
import { openOf } from '../../../domain/findings/rule/weight.ts';
import { identityOwnMap, type IdentityMapFacts } from '../../../domain/identityMap/identityOwnMap.ts';
import { defined } from '../../../shape/defined.ts';
import { mapView, shownMap } from '../../map/mapView.ts';
import type { ClusterAccess } from '../../../domain/whoCanAct/model.ts';
import { withInside } from '../../../domain/whoCanAct/insideAccess.ts';
import { notKnownTexts } from '../../../domain/whoCanAct/text/accessLines.ts';
import type { AccessModel } from '../../access/accessView.ts';
import type { MapView, SavedPicture } from '../../protocol/map.ts';
import type { ClusterAround } from '../../../app/facts/clusterAround.ts';
import type { Requirement } from '../../../domain/needs/need.ts';
import type { WorkloadsModel } from '../../workloads/workloadsView.ts';
import type { ClusterKnowledge } from './detailsView.ts';

/** What a panel knows about the subject of its map. */
export interface MapModel {
  /** The panel's cluster; left out until it has been read. */
  readonly known?: ClusterKnowledge & {
    readonly requirements: readonly Requirement[];
    /** What the check left open; left out until the cluster was checked. */
    readonly checked?: Omit<CheckedCluster, 'findings'>;
  };
  /** The panel's identity, in place of a cluster; left out until it has been read. */
  readonly identity?: IdentityMapFacts;
  readonly workloads?: WorkloadsModel;
  /** Left out until it has been read. */
  readonly around?: ClusterAround;
  /** Left out until it was asked for. */
  readonly access?: AccessModel;
  /** The map shows who can act on the cluster. */
  readonly isAccessOnMap?: boolean;
}

/** Counts what could not be checked of a panel's cluster, as reports and the tree do; `undefined` until it was checked. */
export function notCheckedIn({ known }: MapModel): number | undefined {
  if (known?.checked === undefined) return undefined;
  // One finding says all that is unknown, which counts by itself.
  const findings = known.findings.filter(({ code }) => code !== 'notAllRead');
  return countNotChecked({ ...known.checked, findings });
}

/** What a map of a panel shows besides its model. */
interface MapLook {
  /** It can show who can act on the cluster. */
  readonly hasAccess?: boolean;
  /** How much of the cluster could not be checked. */
  readonly notChecked?: number | undefined;
}

/** Returns the map; `undefined` until its subject has been read. */
export function mapOfPanel(model: MapModel, { hasAccess = false, notChecked }: MapLook = {}): MapView | undefined {
  const { known, identity, workloads, around } = model;
  if (identity) return shownMap(identityOwnMap(identity), identity.identity.name);
  if (!known) return undefined;
  const access = hasAccess && model.isAccessOnMap === true ? accessOf(model) : undefined;
  const later = defined({ workloads: workloads?.known, around, access, untold: known.untold, notChecked });
  const map = mapView(known, known.requirements, openOf(known.findings), later);
  return hasAccess ? { ...map, access: accessLayer(model) } : map;
}

/** Who can act on the cluster, with what a check in it has read. */
function accessOf({ access, workloads }: MapModel): ClusterAccess | undefined {
  const objects = workloads?.check?.found?.objects;
  return access?.known && objects ? withInside(access.known, objects) : access?.known;
}

function accessLayer(model: MapModel): NonNullable<MapView['access']> {
  const { isAccessOnMap: isShown = false, access: { isReading = false, problem } = {} } = model;
  if (!isShown) return { isShown, isReading: false, unknown: [] };
  const known = accessOf(model);
  return { isShown, isReading, ...defined({ problem }), unknown: known ? notKnownTexts(known) : [] };
}

/** Returns the name of a file for the picture of a panel's map, such as `aks-identity-shop-weu.svg`. */
export function fileOfMap(model: MapModel, { format }: SavedPicture): string {
  return `${mapOfPanel(model)?.fileName ?? 'aks-identity'}.${format}`;
}
