/** A picture of a cluster's identities and what is wrong with each, as SVG without a script, a font or a link. */
import { compareText } from '../../../shape/compareText.ts';
import { defined } from '../../../shape/defined.ts';
import { roleById, roleGuidOf } from '../../access/roles.ts';
import { idKey, subscriptionOf } from '../../arm/resourceId.ts';
import type { SubscriptionNames } from '../../arm/scopeWords.ts';
import { clusterMap } from '../../identityMap/clusterMap.ts';
import type { MapRole } from '../../identityMap/holders.ts';
import type { IdentityMap } from '../../identityMap/sketch.ts';
import { openOf } from '../../findings/rule/weight.ts';
import { drawScene } from '../../picture/draw.ts';
import { foldPicture } from '../../picture/fold.ts';
import { layOut } from '../../picture/layout.ts';
import { inks, type Ink } from '../../picture/shapes.ts';
import { svgText, type Palette } from '../../picture/svgText.ts';
import { measureAnywhere as measure } from '../../picture/text.ts';
import type { ReportRow } from '../columns.ts';
import { countNotChecked } from '../unknowns.ts';
import { textOf } from '../../../sentences/textOf.ts';

/** Narrower than a printed page, so that its words are as large there as those around it. */
const width = 820;

/** The colours of the page, by the names that its style gives them. */
const ofPage = Object.fromEntries(inks.map((ink) => [ink, `var(--${ink})`])) as Record<Ink, string> satisfies Palette;

/** Makes the map of the cluster with what the report knows: its identities, and every role and place that is held, or that a finding is about. */
export function reportMap(row: ReportRow, names?: SubscriptionNames): IdentityMap {
  const { cluster, findings, unjudged, workloads, ownRoles } = row;
  const inOrder = ownRoles?.held.toSorted((a, b) => compareText(idKey(a.id), idKey(b.id)));
  const roles = inOrder?.map((assignment): MapRole => {
    const { roleDefinitionId, scope } = assignment;
    const roleId = roleGuidOf(roleDefinitionId);
    const roleName = roleById(roleId)?.name ?? `custom role ${roleId}`;
    return { ...assignment, roleId, roleName, ...defined({ subscriptionName: names?.(subscriptionOf(scope) ?? '') }) };
  });
  return clusterMap({
    cluster,
    findings: openOf(findings),
    notChecked: countNotChecked(row),
    ...defined({
      roles,
      requirements: unjudged,
      met: ownRoles?.met,
      workloads: workloads?.list?.map((workload) => ({ ...workload, roles: [] })),
    }),
  });
}

/** Draws such a map. */
export function identityPicture(map: IdentityMap): string {
  const scene = layOut(foldPicture(map), { width, measure });
  const { shapes, height } = drawScene(scene, measure, textOf);
  return svgText(shapes, { width: scene.width, height, title: 'Identity map', palette: ofPage });
}
