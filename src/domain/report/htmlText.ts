import { inLine } from '../arm/inert.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Escapes a text for HTML and SVG, between tags or in a quoted attribute, so that it contains no markup, and no control
 * sequences for whatever logs it.
 */
export function htmlText(text: string): string {
  return inLine(text.toWellFormed())
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
    .replace(/##/g, '#&#35;')
    .replace(/::/g, ':&#58;');
}
