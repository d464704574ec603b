/** The map itself: its shapes in the colours of the theme, each box and each role a button. */
import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { drawBox, drawHeading, drawLabel, drawSpine, drawWay, kindsOfScene } from '../../../domain/picture/draw.ts';
import type { PlacedBox, PlacedLine } from '../../../domain/picture/layout.ts';
import { legendWords, lineWords } from '../../../domain/picture/picture.ts';
import type { PictureShape } from '../../../domain/picture/shapes.ts';
import type { MapView } from '../../protocol/map.ts';
import type { Page } from '../drawing/parts.ts';
import { onKey } from './keys.ts';
import type { DrawnMap } from './mapState.ts';
import { lightUpPath, moveMapOnDrag, onWheel, watchWidth } from './pointer.ts';
import { selectThing } from './select.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** Draws the map in its frame, with its legend below. */
export function drawCanvas(page: Page, map: MapView, drawn: DrawnMap): TemplateResult {
  const { scene, legend, picture } = drawn;
  const { zoom } = page.local.map;
  const width = Math.round(scene.width * zoom);
  const height = Math.round(scene.height * zoom);
  const size = `${width}px`;
  const [firstBox] = scene.boxes.toSorted((a, b) => a.thing.column - b.thing.column);
  const first = firstBox?.thing.id;
  const current = page.local.map.selected ?? first;
  const isThere =
    scene.boxes.some(({ thing }) => thing.id === current) || scene.lines.some(({ line }) => line.id === current);
  const light = lightUpPath(picture);
  seekGroup(page, map, scene);
  return html`<div class="map-canvas">
    <div
      class="map-frame"
      @wheel=${{ handleEvent: onWheel(page), passive: false }}
      @pointerdown=${moveMapOnDrag}
      @pointerover=${light}
      @pointerleave=${light}
      @focusin=${light}
      @focusout=${light}
      @keydown=${onKey(page, map, drawn)}
      ${ref(watchWidth(page))}
    >
      ${
        scene.boxes.length === 0
          ? html`<p class="hint map-nothing">${t`Nothing on the map matches.`}</p>`
          : svg`<svg role="group" aria-label=${map.title} viewBox="0 0 ${scene.width} ${scene.height}" width=${size} height="${height}px">
              ${drawSpine(scene).map((shape) => paintAsSvg(shape))}
              ${scene.lines.map((line) => drawLine(page, line, line.line.id === current))}
              <g aria-hidden="true">${scene.headings.map((heading) => paintAsSvg(drawHeading(heading)))}</g>
              ${scene.boxes.map((box) => drawThing(page, box, drawn, box.thing.id === (isThere ? current : first)))}
            </svg>`
      }
    </div>
    <svg
      class="map-legend"
      role="img"
      aria-label=${t`Lines: ${kindsOfScene(scene)
        .map((kind) => shownText(legendWords[kind]))
        .join('; ')}`}
      viewBox="0 0 ${scene.width} ${legend.height}"
      width="100%"
      height=${legend.height}
      preserveAspectRatio="xMinYMin meet"
    >
      ${legend.shapes.map((shape) => paintAsSvg(shape))}
    </svg>
  </div>`;
}

/** Brings the group that somebody has asked for into view, once it is there. */
function seekGroup({ local }: Page, { groups }: MapView, { headings }: DrawnMap['scene']): void {
  const { sought, zoom } = local.map;
  const title = groups.find(({ id }) => id === sought)?.title;
  const heading = headings.find(({ text }) => text === title);
  if (sought === undefined || heading === undefined) return;
  delete local.map.sought;
  requestAnimationFrame(() => {
    const frame = document.querySelector('.map-frame');
    if (frame === null) return;
    const topOf = ({ y }: { readonly y: number }): number => (y - 24) * zoom;
    const top = Math.min(topOf(heading), frame.scrollHeight - frame.clientHeight);
    // Where the map ends before that heading is at the top, another may stand there, which is not cut.
    const cut = headings.find((other) => topOf(other) < top && top < other.y * zoom);
    frame.scrollTo({ top: cut === undefined ? top : topOf(cut) });
  });
}

function drawThing(page: Page, box: PlacedBox, { measure }: DrawnMap, isCurrent: boolean): TemplateResult {
  const { thing, words } = box;
  const isChosen = page.local.map.selected === thing.id;
  const wrong = words.map(({ lines }) => lines.join(' ')).join(', ');
  const name = [thing.label, thing.caption, wrong].filter(Boolean).join(', ');
  return svg`<g
    class="thing ${isChosen ? 'chosen' : ''}"
    data-id=${thing.id}
    role="button"
    aria-pressed=${isChosen ? 'true' : 'false'}
    tabindex=${isCurrent ? '0' : '-1'}
    @click=${() => selectThing(page, thing)}
  ><title>${thing.folded === undefined ? name : t`Show ${name}`}</title>${drawBox(box, measure).map((shape, index) => paintAsSvg(shape, index === 0 ? 'box-frame' : ''))}</g>`;
}

function drawLine(page: Page, placed: PlacedLine, isCurrent: boolean): TemplateResult {
  const { line, d, label } = placed;
  const way = drawWay(placed).map((shape) => paintAsSvg(shape));
  if (label === undefined) return svg`<g class="tie" data-id=${line.id} aria-hidden="true">${way}</g>`;
  const isChosen = page.local.map.selected === line.id;
  const words = line.marks.map(({ word }) => word).join(', ');
  return svg`<g
    class="role ${isChosen ? 'chosen' : ''}"
    data-id=${line.id}
    role="button"
    aria-pressed=${isChosen ? 'true' : 'false'}
    tabindex=${isCurrent ? '0' : '-1'}
    @click=${() => selectThing(page, line)}
  ><title>${line.label}, ${words || shownText(lineWords[line.kind])}</title><path class="role-reach" d=${d} />${way}${drawLabel(
    label,
    line,
  ).map((shape, index) => paintAsSvg(shape, index === 0 ? 'label-frame' : ''))}</g>`;
}

/** Paints a shape in the theme's colours. */
function paintAsSvg(shape: PictureShape, name = ''): TemplateResult {
  if (shape.kind === 'text') {
    const { x, y, text, size, ink, isBold } = shape;
    return svg`<text x=${x} y=${y} font-size=${size} font-weight=${isBold ? 600 : nothing} class="fill-${ink}">${text}</text>`;
  }
  const { d, at, fill, isFaint, stroke, width = 1, dash } = shape;
  const classes = [name, fill ? `fill-${fill}` : 'fill-none', isFaint ? 'faint' : '', stroke ? `stroke-${stroke}` : ''];
  return svg`<path
    d=${d}
    class=${classes.filter(Boolean).join(' ')}
    transform=${at ? `translate(${at[0]} ${at[1]})` : nothing}
    stroke-width=${stroke ? width : nothing}
    stroke-dasharray=${dash ? dash.join(' ') : nothing}
  />`;
}
