/** Pictures for the extension's page: a screenshot in a few colours, which is a fifth of its size and looks the same. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel. */
  readonly pixels: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Writes a screenshot again with so many colours at most. */
export function withFewColors(png: Buffer, most: number): Buffer {
  const picture = decoded(png);
  const palette = paletteOf([picture], most);
  return Buffer.concat([
    signature,
    header(picture),
    colorsOf(palette),
    chunk('IDAT', dataOf(picture, palette)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * Writes screenshots of one size as a picture that shows one after the other, for so many seconds each, again and again.
 * Source: https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function moving(
  pngs: readonly Buffer[],
  { most, seconds }: { readonly most: number; readonly seconds: number },
): Buffer {
  const pictures = pngs.map(decoded);
  const [first] = pictures;
  if (!first) throw new Error('There is nothing to show.');
  const palette = paletteOf(pictures, most);
  let sequence = 0;
  const frames = pictures.flatMap((picture, index) => {
    const data = dataOf(picture, palette);
    const control = chunk(
      'fcTL',
      Buffer.concat([numbers(sequence++, first.width, first.height, 0, 0), shorts(seconds, 1), Buffer.alloc(2)]),
    );
    return [control, index === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([numbers(sequence++), data]))];
  });
  return Buffer.concat([
    signature,
    header(first),
    chunk('acTL', numbers(pictures.length, 0)),
    colorsOf(palette),
    ...frames,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function header({ width, height }: Picture): Buffer {
  return chunk('IHDR', Buffer.concat([numbers(width, height), Buffer.from([8, 3, 0, 0, 0])]));
}

function colorsOf(palette: readonly number[]): Buffer {
  return chunk('PLTE', Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255])));
}

/** The lines of a picture as places in the palette, packed. */
function dataOf({ pixels, width, height }: Picture, palette: readonly number[]): Buffer {
  const known = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < width * height; at++) {
    const color = colorAt(pixels, at * 3);
    let index = known.get(color);
    if (index === undefined) known.set(color, (index = nearest(palette, color)));
    rows[at + Math.floor(at / width) + 1] = index;
  }
  return deflateSync(rows, { level: 9, memLevel: 9 });
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
}

function shorts(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(content.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}

/** Reads what Chromium writes: 8 bits a channel, not interlaced. */
function decoded(png: Buffer): Picture {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, kind] = [png[24], png[25]];
  if (depth !== 8 || (kind !== 2 && kind !== 6)) throw new Error('This is no screenshot.');
  const channels = kind === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const data = inflateSync(Buffer.concat(parts));
  const line = width * channels;
  const pixels = new Uint8Array(width * height * 3);
  let above = new Uint8Array(line);
  for (let y = 0; y < height; y++) {
    const row = unfiltered(data.subarray(y * (line + 1), (y + 1) * (line + 1)), above, channels);
    for (let x = 0; x < width; x++) pixels.set(row.subarray(x * channels, x * channels + 3), (y * width + x) * 3);
    above = row;
  }
  return { width, height, pixels };
}

/** Undoes the filter of one line. Source: https://www.w3.org/TR/png-3/#9Filters */
function unfiltered(line: Buffer, above: Uint8Array, channels: number): Uint8Array<ArrayBuffer> {
  const [filter = 0, ...given] = line;
  const row = new Uint8Array(given.length);
  for (const [at, value] of given.entries()) {
    const [left = 0, up = 0, corner = 0] = [row[at - channels], above[at], above[at - channels]];
    const guesses = [0, left, up, Math.floor((left + up) / 2), paeth(left, up, corner)];
    row[at] = value + (guesses[filter] ?? 0);
  }
  return row;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function colorAt(pixels: Uint8Array, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

/** The most frequent colours, each far enough from those before it. */
function paletteOf(pictures: readonly Picture[], most: number): readonly number[] {
  const counts = new Map<number, number>();
  for (const { pixels } of pictures) {
    for (let at = 0; at < pixels.length; at += 3) {
      const color = colorAt(pixels, at);
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
  }
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).map(([color]) => color);
  for (let apart = 6; ; apart += 4) {
    const palette: number[] = [];
    for (const color of frequent) {
      if (palette.every((one) => distance(one, color) >= apart ** 2)) palette.push(color);
      if (palette.length > most) break;
    }
    if (palette.length <= most) return palette;
  }
}

function nearest(palette: readonly number[], color: number): number {
  let [best, least] = [0, Infinity];
  for (const [index, one] of palette.entries()) {
    const far = distance(one, color);
    if (far < least) [best, least] = [index, far];
  }
  return best;
}

/** Another tint is seen more than another brightness: grey stays grey. */
function distance(one: number, other: number): number {
  const [red = 0, green = 0, blue = 0] = [16, 8, 0].map((bits) => ((one >> bits) & 255) - ((other >> bits) & 255));
  return red ** 2 + green ** 2 + blue ** 2 + 4 * ((red - green) ** 2 + (green - blue) ** 2);
}
