/** What only the page knows of a map: what is selected, filtered and unfolded, and how large it is. */
import { foldPicture } from '../../../domain/picture/fold.ts';
import { drawLegend, kindsOfScene } from '../../../domain/picture/draw.ts';
import { layOut, type Scene } from '../../../domain/picture/layout.ts';
import type { Picture } from '../../../domain/picture/picture.ts';
import type { PictureShape } from '../../../domain/picture/shapes.ts';
import type { Measure } from '../../../domain/picture/text.ts';
import type { MapView } from '../../protocol/map.ts';
import type { MapLocal } from '../drawing/parts.ts';
import { filterPicture } from './filter.ts';
import { asShown, shownText } from '../../../sentences/language.ts';

/** A map with its places, as it is drawn. */
export interface DrawnMap {
  /** What is on it, after filters and folds. */
  readonly picture: Picture;
  readonly scene: Scene;
  readonly legend: { readonly shapes: readonly PictureShape[]; readonly height: number };
  readonly measure: Measure;
}

let last: { readonly key: string; readonly drawn: DrawnMap } | undefined;
/** The key of a map is long: it is made once for each. */
let lastMap: { readonly map: MapView; readonly text: string } | undefined;

function textOfMap(map: MapView): string {
  if (lastMap?.map !== map) lastMap = { map, text: JSON.stringify(map) };
  return lastMap.text;
}

/** Places the map as it is filtered and folded; an equal one in equal room keeps its places. */
export function layOutMap(map: MapView, local: MapLocal): DrawnMap {
  const { query, chip, only, unfolded, width } = local;
  const font = getComputedStyle(document.body).fontFamily;
  const key = JSON.stringify([query, chip, only, [...unfolded], width, font, textOfMap(map)]);
  if (last?.key === key) return last.drawn;
  const measure = measureIn(font);
  const picture = asShown(() => foldPicture(filterPicture(map, local), unfolded));
  const scene = asShown(() => layOut(picture, { width, measure }));
  const drawn = {
    picture,
    scene,
    measure,
    legend: drawLegend(width, measure, shownText, kindsOfScene(scene), scene.lines),
  };
  last = { key, drawn };
  return drawn;
}

const context = document.createElement('canvas').getContext('2d');

/** Measures texts as the page will show them; a little more, because text in SVG is not always rounded as in a canvas. */
function measureIn(font: string): Measure {
  return (text, size, isBold = false) => {
    if (context === null) return text.length * size;
    context.font = `${isBold ? 600 : 400} ${size}px ${font}`;
    return context.measureText(text).width * 1.015 + 0.5;
  };
}
