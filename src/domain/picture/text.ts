/** How wide texts are, and where they break. */

/** Returns the width of a text in pixels. */
export type Measure = (text: string, size: number, isBold?: boolean) => number;

/** The advance of each character from space to tilde in thousandths of the size, as DejaVu Sans has it, the widest of the usual fonts. */
const widths = [
  ...[318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337],
  ...[636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531],
  ...[1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787],
  ...[603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500],
  ...[500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612],
  ...[635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838],
];

/** Measures without a font, as wide as any of the usual ones would be: the same everywhere. */
export const measureAnywhere: Measure = (text, size, isBold = false) => {
  let sum = 0;
  for (const character of text) sum += widths[(character.codePointAt(0) ?? 0) - 32] ?? 1000;
  return (sum / 1000) * size * (isBold ? 1.16 : 1);
};

/** By so many pixels lines become shorter at a time. */
const evenStep = 4;

/** A text of one size and weight, to be measured. */
export interface Style {
  readonly size: number;
  readonly isBold?: boolean;
}

/**
 * Breaks a text into lines that are not wider than that: after a space, a dash, a dot or a slash, and elsewhere where nothing
 * else helps. So much of the first line is taken.
 */
export function wrapText(text: string, width: number, style: Style, measure: Measure, taken = 0): readonly string[] {
  const lines: string[] = [];
  const room = (): number => (lines.length === 0 ? width - taken : width);
  const fits = (line: string): boolean => measure(line.trimEnd(), style.size, style.isBold) <= room();
  if (fits(text)) return [text];
  let line = '';
  for (const part of textPieces(text)) {
    if (line !== '' && !fits(line + part)) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
    while (!fits(line)) {
      const end = longestStart(line, fits);
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

/** Breaks a text into as few lines as `wrapText`, of about the same length: none is left with two letters. */
export function evenLines(text: string, width: number, style: Style, measure: Measure, taken = 0): readonly string[] {
  const fewest = wrapText(text, width, style, measure, taken);
  const widths = textPieces(text).map((part) => measure(part.trimEnd(), style.size, style.isBold));
  const least = Math.max((widths[0] ?? 0) + taken, ...widths);
  let lines = fewest;
  for (let narrower = width - evenStep; narrower >= least; narrower -= evenStep) {
    const next = wrapText(text, narrower, style, measure, taken);
    if (fewest.length === 1 || next.length > fewest.length) break;
    lines = next;
  }
  return lines;
}

/** Returns the parts between which a text may break. */
export function textPieces(text: string): readonly string[] {
  return text.split(/(?<=[\s\-_./:])/);
}

function longestStart(line: string, fits: (line: string) => boolean): number {
  let end = line.length - 1;
  while (end > 1 && !fits(line.slice(0, end))) end -= 1;
  // A character of two units stays whole.
  return end > 1 && /[\uD800-\uDBFF]/.test(line[end - 1] ?? '') ? end - 1 : Math.max(1, end);
}

/** Returns the width of the longest of some texts. */
export function longestWidth(texts: readonly string[], { size, isBold }: Style, measure: Measure): number {
  return Math.ceil(Math.max(0, ...texts.map((text) => measure(text, size, isBold))));
}
