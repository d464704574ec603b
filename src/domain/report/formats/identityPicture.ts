/** A picture of a cluster's identities and what is wrong with each, as SVG without a script, a font or a link. */
import { defined } from '../../../shape/defined.ts';
import { clusterMap } from '../../identityMap/clusterMap.ts';
import { openOf } from '../../findings/rule/weight.ts';
import { drawLegend, drawScene } from '../../picture/draw.ts';
import { foldPicture } from '../../picture/fold.ts';
import { layOut } from '../../picture/layout.ts';
import { kindsOnMap } from '../../picture/picture.ts';
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

/** Draws the map of the cluster with what the report knows: its identities, and every role and place that a finding is about. It is plain if all its lines are alike. */
export function identityPicture(row: ReportRow): { readonly svg: string; readonly isPlain: boolean } {
  const { cluster, findings, unjudged, workloads } = row;
  const notChecked = countNotChecked(row);
  const map = clusterMap({
    cluster,
    findings: openOf(findings),
    notChecked,
    ...defined({ requirements: unjudged, workloads: workloads?.list?.map((workload) => ({ ...workload, roles: [] })) }),
  });
  const scene = layOut(foldPicture(map), { width, measure });
  const kinds = kindsOnMap(scene.lines.map(({ line }) => line));
  const { shapes, height } = drawScene(scene, measure, textOf, kinds);
  const title = `Identity map of ${cluster.name}.`;
  const svg = svgText(shapes, { width: scene.width, height, title, palette: ofPage });
  return { svg, isPlain: kinds.length === 0 };
}

/** Draws what every kind of line on a map of identities means. */
export function legendPicture(): string {
  const { shapes, height } = drawLegend(width, measure, textOf);
  return svgText(shapes, { width, height, title: 'Lines on the maps', palette: ofPage });
}
