/** Escapes text from Azure and from files, so that whatever reads it sees only text. */

/** Characters that control a terminal, end a line, or change the direction of text. */
export const acting = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;
const actingInLines = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** Returns the text, with its lines, without control characters. */
export function inLines(text: string): string {
  return text.replace(actingInLines, ' ');
}

/** Returns the text on one line, without control characters. */
export function inLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu, ' ');
}

/**
 * Returns a text, with its lines, that contains no commands for a terminal, GitHub Actions or Azure Pipelines, even if
 * the source is hostile.
 * Sources: https://docs.github.com/actions/reference/workflow-commands-for-github-actions,
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function harmlessText(text: string): string {
  return inLines(text)
    .replace(/^(\s*:)(?=:)/gm, '$1 ')
    .replace(/##(?=\w*\[)/g, '# #');
}

/** Returns the value as JSON without such commands: they are escaped, so that the JSON is read back unchanged. */
export function inertJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent)
    .replace(actingInLines, escape)
    .replace(/(?<=#)#/g, String.raw`\u0023`);
}

/** Returns a text as JSON with control characters escaped; that is also valid in YAML and most languages. */
export function inertText(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(acting, escape);
}

function escape(sign: string): string {
  return sign.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Returns a text on one line that contains no markup, between tags or in a quoted attribute. */
export function withoutMarkup(text: string): string {
  return inLine(text.toWellFormed()).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
