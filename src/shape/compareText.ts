/** Compares texts by code unit: the same on every machine, and in time for moments in ISO 8601. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
