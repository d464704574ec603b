/** Returns a text as a literal in a query of Resource Graph, whatever is in it. */
export function kqlText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
