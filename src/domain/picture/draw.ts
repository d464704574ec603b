/** Draws a map that has places: boxes, lines and the legend, as shapes. */
import { box, sumGap, sumWidth } from './boxes.ts';
import { icons } from './icons.ts';
import { inkOfLine, labelLine, lineStyles, type LineLabel } from './lines.ts';
import type { PlacedBox, PlacedHeading, PlacedLine, Scene } from './layout.ts';
import { kindsInLegend, legendWords, type LineKind, type Mark, type MarkTone } from './picture.ts';
import { roundedBox, type PictureShape } from './shapes.ts';
import { longestWidth, type Measure } from './text.ts';
import type { Words } from '../../sentences/words.ts';

/** Draws everything, what is in front last, with the legend below it. */
export function drawScene(
  scene: Scene,
  measure: Measure,
  shown: (words: Words) => string,
): { readonly shapes: readonly PictureShape[]; readonly height: number } {
  const legend = drawLegend(scene.width, measure, shown, kindsOfScene(scene), scene.lines);
  const at = scene.height;
  return {
    shapes: [
      ...drawSpine(scene),
      ...scene.lines.flatMap(drawWay),
      ...scene.headings.map(drawHeading),
      ...scene.lines.flatMap(({ line, label }) => (label ? drawLabel(label, line) : [])),
      ...scene.boxes.flatMap((placedBox) => drawBox(placedBox, measure)),
      ...legend.shapes.map((shape) => moved(shape, at)),
    ],
    height: at + legend.height,
  };
}

/** Returns the kinds that the legend of a map explains. */
export function kindsOfScene({ lines }: Scene): readonly LineKind[] {
  return kindsInLegend(lines.map(({ line }) => line));
}

/** Draws the line that everything hangs from, where there is one. */
export function drawSpine({ spine }: Scene): readonly PictureShape[] {
  return spine === undefined ? [] : [{ kind: 'path', d: spine, stroke: 'line', width: lineStyles.granted.width }];
}

function moved(shape: PictureShape, down: number): PictureShape {
  if (shape.kind === 'text') return { ...shape, y: shape.y + down };
  const [x, y] = shape.at ?? [0, 0];
  return { ...shape, at: [x, y + down] };
}

/** Draws a heading. */
export function drawHeading({ text, x, y }: PlacedHeading): PictureShape {
  return { kind: 'text', x, y, text: text.toUpperCase(), size: 10.5, ink: 'soft', isBold: true };
}

/** Draws a line without its words. */
export function drawWay({
  line,
  d,
  at,
}: Pick<PlacedLine, 'd' | 'at'> & { readonly line: Parameters<typeof inkOfLine>[0] }): readonly PictureShape[] {
  const { width, dash, isCrossed } = lineStyles[line.kind];
  const ink = inkOfLine(line);
  return [
    { kind: 'path', d, stroke: ink, width, ...(dash ? { dash } : {}) },
    ...(isCrossed
      ? ([{ kind: 'path', d: 'M-4 -4 4 4M-4 4 4 -4', at, stroke: ink, width: 1.9 }] satisfies PictureShape[])
      : []),
  ];
}

/** Draws the words on a line, on a ground that parts the line. */
export function drawLabel(
  { x, y, width, height, texts }: LineLabel,
  line: Parameters<typeof inkOfLine>[0],
): readonly PictureShape[] {
  const ink = line.kind === 'granted' ? 'ink' : inkOfLine(line);
  return [
    { kind: 'path', d: roundedBox(x - 6, y - 2, width + 12, height + 3, 3), fill: 'ground' },
    ...texts.flatMap(({ text, tone, x: left, row }, index): PictureShape[] => {
      const base = y + row * labelLine + 11;
      if (tone === undefined) return [{ kind: 'text', x: x + left, y: base, text, size: 12, ink }];
      const isFirst = texts[index - 1]?.tone !== tone || left !== box.sign + 3;
      return [
        ...(isFirst ? drawSign(tone, x + left, base - 10) : []),
        { kind: 'text', x: x + left + (isFirst ? box.sign + 3 : 0), y: base, text, size: 11, ink: tone, isBold: true },
      ];
    }),
  ];
}

/** The sign of a tone in a square of 12 by 12: a round one for an error, a triangle for a warning, rings for the rest. */
function drawSign(tone: MarkTone, x: number, y: number): readonly PictureShape[] {
  const at = [x, y] as const;
  const path = (d: string, members: Partial<PictureShape>): PictureShape =>
    ({ kind: 'path', d, at, ...members }) as PictureShape;
  const ring = 'M6 .8A5.2 5.2 0 1 0 6 11.2 5.2 5.2 0 0 0 6 .8';
  const white = { stroke: 'ground', width: 1.5 } as const;
  if (tone === 'error') return [path(`${ring}Z`, { fill: tone }), path('M4 4 8 8M8 4 4 8', white)];
  if (tone === 'warning') {
    return [path('M6 .6 11.7 11H.3Z', { fill: tone }), path('M6 4.4V7.2M6 9.1V9.2', white)];
  }
  const inside = tone === 'unknown' ? 'M4.5 4.7A1.5 1.5 0 1 1 6.4 6.1C6 6.3 6 6.6 6 7M6 8.9V9' : 'M6 5.4V8.8M6 3.3V3.4';
  return [path(ring, { stroke: tone, width: 1.2 }), path(inside, { stroke: tone, width: 1.3 })];
}

/** Draws a box: icon, whole name, kind, what is wrong with it, and how many signs there are. */
export function drawBox(placed: PlacedBox, measure: Measure): readonly PictureShape[] {
  const { thing, x, y, width, height, tone, name, caption, words, sums } = placed;
  const border = tone === 'error' || tone === 'warning' ? tone : 'border';
  const d = roundedBox(x + 0.5, y + 0.5, width - 1, height - 1, box.radius);
  const left = x + box.text;
  const shapes: PictureShape[] = [
    { kind: 'path', d, fill: 'box', stroke: border, width: border === 'border' ? 1 : 1.3 },
    ...(border === 'border' ? [] : [{ kind: 'path', d, fill: border, isFaint: true } as const]),
    ...(thing.folded === undefined ? [] : stackEdges(placed)),
    { kind: 'path', d: icons[thing.icon], at: [x + box.padding, y + box.padding + 1], stroke: 'soft', width: 1.2 },
  ];
  const isAlone = name.length === 1 && caption.length === 0 && words.length === 0;
  let base = y + box.padding + (isAlone ? 16 : 9);
  const add = (
    text: string,
    members: Pick<PictureShape & { kind: 'text' }, 'size' | 'ink'> & { isBold?: boolean },
    at = left,
  ): void => {
    shapes.push({ kind: 'text', x: at, y: base, text, ...members });
  };
  for (const text of name) {
    add(text, { size: box.name.size, ink: 'ink', isBold: true });
    base += box.nameLine;
  }
  base -= 1;
  for (const text of caption) {
    add(text, { size: box.small.size, ink: 'soft' });
    base += box.smallLine;
  }
  for (const { tone: how, lines } of words) {
    shapes.push(...drawSign(how, left, base - 10));
    for (const text of lines) {
      add(text, { size: box.small.size, ink: how, isBold: true }, left + 16);
      base += box.smallLine;
    }
  }
  return [...shapes, ...drawSums(sums, x + width - 5, y, measure)];
}

/** What is folded looks like a stack. */
function stackEdges({ x, y, width, height }: PlacedBox): readonly PictureShape[] {
  return [3, 6].map((by) => ({
    kind: 'path',
    stroke: 'border',
    width: 1,
    d: `M${x + by + 2} ${y + height + by - 0.5}H${x + width - by - 2}`,
  }));
}

/** The worst stands first, the last at the corner. */
function drawSums(sums: readonly Mark[], right: number, top: number, measure: Measure): readonly PictureShape[] {
  const last = sums.at(-1);
  if (last === undefined) return [];
  const left = right - sumWidth(last, measure);
  return [...drawSums(sums.slice(0, -1), left - sumGap, top, measure), ...drawSum(last, left, top, measure)];
}

function drawSum(sum: Mark, x: number, top: number, measure: Measure): readonly PictureShape[] {
  const wide = sumWidth(sum, measure);
  const y = top + 5;
  return [
    { kind: 'path', d: roundedBox(x + 0.5, y + 0.5, wide - 1, 16, 8), fill: 'ground', stroke: sum.tone, width: 1 },
    ...drawSign(sum.tone, x + 4, y + 2.5),
    { kind: 'text', x: x + 4 + box.sign + 3, y: y + 12.5, text: sum.word, size: 11, ink: sum.tone, isBold: true },
  ];
}

/** A line as far as its look needs it. */
type Sample = Parameters<typeof inkOfLine>[0];

/** Draws what each kind of line means, in as many rows as it takes. */
export function drawLegend(
  width: number,
  measure: Measure,
  shown: (words: Words) => string,
  kinds: readonly LineKind[],
  lines: readonly { readonly line: Sample }[] = [],
): { readonly shapes: readonly PictureShape[]; readonly height: number } {
  const sample = 30;
  const rowHeight = 20;
  const margin = 14;
  const shapes: PictureShape[] = [];
  let x = margin;
  let y = 16;
  for (const kind of kinds) {
    const text = shown(legendWords[kind]);
    const wide = sample + 7 + longestWidth([text], box.small, measure);
    if (x > margin && x + wide > width - margin) [x, y] = [margin, y + rowHeight];
    shapes.push(
      ...drawWay({ line: sampleOf(kind, lines), d: `M${x} ${y - 4}h${sample}`, at: [x + sample / 2, y - 4] }),
      {
        kind: 'text',
        x: x + sample + 7,
        y,
        text,
        size: box.small.size,
        ink: 'soft',
      },
    );
    x += wide + 20;
  }
  return { shapes, height: y + 10 };
}

/** Returns a line of a kind in the colour that the kind has on the map, where it has only one. */
function sampleOf(kind: LineKind, lines: readonly { readonly line: Sample }[]): Sample {
  const [first, ...others] = lines.map(({ line }) => line).filter((line) => line.kind === kind);
  const isOneColour = first !== undefined && others.every((line) => inkOfLine(line) === inkOfLine(first));
  return isOneColour ? first : { kind };
}
