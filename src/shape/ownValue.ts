/** Returns what a table has under a name that others choose; inherited names such as `constructor` have nothing. */
export function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
