/** A picture as an SVG file that needs nothing else: no font, no script, no style of a page. */
import { withoutMarkup } from '../arm/inert.ts';
import type { Ink, PictureShape } from './shapes.ts';

/** The colours of a picture by what they are for, as SVG takes them. */
export type Palette = Readonly<Record<Ink, string>>;

const light: Palette = {
  ground: '#ffffff',
  box: '#f6f7f9',
  border: '#c4c9cf',
  ink: '#1f2328',
  soft: '#59616b',
  line: '#8a929c',
  error: '#b42318',
  warning: '#8a5a00',
  info: '#0a5fb4',
  unknown: '#59616b',
  missing: '#b42318',
  tooWide: '#8a5a00',
  notUsed: '#0a5fb4',
  noEffect: '#8f2bb3',
  eligible: '#0b6b52',
};

const dark: Palette = {
  ground: '#1e1e1e',
  box: '#272829',
  border: '#4b4f55',
  ink: '#e6e8ea',
  soft: '#a6adb5',
  line: '#868e97',
  error: '#ff7b72',
  warning: '#e3b341',
  info: '#6cb6ff',
  unknown: '#a6adb5',
  missing: '#ff7b72',
  tooWide: '#e3b341',
  notUsed: '#6cb6ff',
  noEffect: '#d8a0f0',
  eligible: '#7fd6b8',
};

/** The looks of a file: that of a light and of a dark theme. */
export const palettes = { light, dark } as const;

/** How much of a faint fill is seen. */
export const faintness = 0.1;

/** The font of a file: whichever the reader has. */
export const fileFont = 'sans-serif';

/** Describes a picture as a whole. */
export interface SvgOptions {
  readonly width: number;
  readonly height: number;
  /** What it shows, for those who do not see it. */
  readonly title: string;
  readonly palette: Palette;
  /** Left out where the page around it says the font. */
  readonly font?: string;
}

/** Writes shapes as SVG; equal shapes give equal text. */
export function svgText(shapes: readonly PictureShape[], { width, height, title, palette, font }: SvgOptions): string {
  const style = font === undefined ? '' : ` font-family="${escaped(font)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}"${style}>`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${palette.ground}"/>`,
    ...shapes.map((shape) => element(shape, palette)),
    '</svg>',
  ].join('');
}

function element(shape: PictureShape, palette: Palette): string {
  if (shape.kind === 'text') {
    const { x, y, text, size, ink, isBold } = shape;
    const weight = isBold ? ' font-weight="600"' : '';
    return `<text x="${x}" y="${y}" font-size="${size}"${weight} fill="${palette[ink]}">${escaped(text)}</text>`;
  }
  const { d, at, fill, isFaint, stroke, width = 1, dash } = shape;
  const place = at ? ` transform="translate(${at[0]} ${at[1]})"` : '';
  const line = stroke
    ? ` stroke="${palette[stroke]}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`
    : '';
  const dashes = dash ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  const faint = isFaint ? ` fill-opacity="${faintness}"` : '';
  return `<path d="${d}"${place} fill="${fill ? palette[fill] : 'none'}"${faint}${line}${dashes}/>`;
}

function escaped(text: string): string {
  return withoutMarkup(text.replace(/[\uFFFE\uFFFF]/g, ' '));
}
