/** Texts from Azure and from files, so that nothing that reads them takes them for more than text. */

/** Signs that act on a terminal, end a line, or turn the text around. */
export const acting = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;
const actingInLines = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** Returns the text, lines and all, without signs that act. */
export function inLines(text: string): string {
  return text.replace(actingInLines, ' ');
}

/** Returns the text on one line, without signs that act. */
export function inLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu, ' ');
}

/**
 * Returns a text, lines and all, that gives no orders to a terminal, to GitHub Actions or to Azure Pipelines, even if the
 * source is hostile.
 * Sources: https://docs.github.com/actions/reference/workflow-commands-for-github-actions,
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function harmlessText(text: string): string {
  return inLines(text)
    .replace(/^(\s*:)(?=:)/gm, '$1 ')
    .replace(/##(?=\w*\[)/g, '# #');
}

/** Returns the value as JSON that gives no such orders: what would is written as an escape, so that it is read back as it was. */
export function inertJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent)
    .replace(actingInLines, escape)
    .replace(/(?<=#)#/g, String.raw`\u0023`);
}

/** Returns a text as JSON, which is a text of YAML and of most languages, too, with each sign that acts as an escape. */
export function inertText(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(acting, escape);
}

function escape(sign: string): string {
  return sign.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
