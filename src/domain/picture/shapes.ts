/** What a picture is drawn with: paths and texts, in colours that have names until the picture is painted. */

/** A colour by what it is for. */
export const inks = [
  ...['ground', 'box', 'border', 'ink', 'soft', 'line'],
  ...['error', 'warning', 'info', 'unknown', 'missing', 'tooWide', 'notUsed', 'noEffect', 'eligible'],
] as const;

/** Names a colour by what it is for. */
export type Ink = (typeof inks)[number];

/** A line or an area. */
export interface PathShape {
  readonly kind: 'path';
  readonly d: string;
  /** Where its own origin is; left out: that of the picture. */
  readonly at?: readonly [x: number, y: number];
  readonly fill?: Ink;
  /** The fill is mostly transparent. */
  readonly isFaint?: boolean;
  readonly stroke?: Ink;
  readonly width?: number;
  readonly dash?: readonly number[];
}

/** A line of text; y is that of its baseline. */
export interface TextShape {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly ink: Ink;
  readonly isBold?: boolean;
}

/** A piece of a picture; what comes later covers what comes before. */
export type PictureShape = PathShape | TextShape;

/** Returns a rectangle with round corners as the `d` of a path. */
export function roundedBox(x: number, y: number, width: number, height: number, radius: number): string {
  const w = width - 2 * radius;
  const h = height - 2 * radius;
  const r = radius;
  const corner = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${w}${corner(r, r)}v${h}${corner(-r, r)}h${-w}${corner(-r, -r)}v${-h}${corner(r, -r)}z`;
}
