/** Small checks from which those of the messages are put together. */

/** Says whether a value is a `T`; a second property holds the type for the compiler only. */
export interface Guard<T> {
  (value: unknown): boolean;
  readonly of?: T;
}

const longest = 200_000;
/** A text of bearable length. */
export const text: Guard<string> = (value) => typeof value === 'string' && value.length <= longest;
/** True or false. */
export const flag: Guard<boolean> = (value) => typeof value === 'boolean';
/** A whole number from 0. */
export const count: Guard<number> = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** An address on the web, https only. */
export const href: Guard<string> = (value) => typeof value === 'string' && /^https:\/\/[^\s"'<>]+$/.test(value);
/** One of these texts. */
export const oneOf =
  <T extends string>(...all: readonly T[]): Guard<T> =>
  (value) =>
    all.some((one) => one === value);
/** A list of bearable length of such things. */
export const listOf =
  <T>(item: Guard<T>): Guard<readonly T[]> =>
  (value) =>
    Array.isArray(value) && value.length <= 20_000 && value.every((one) => item(one));
/** Such a thing, or nothing. */
export const maybe =
  <T>(guard: Guard<T>): Guard<T> =>
  (value) =>
    value === undefined || guard(value);
/** What one of the guards lets through. */
export const either =
  <T>(...guards: readonly Guard<T>[]): Guard<T> =>
  (value) =>
    guards.some((guard) => guard(value));

/** A plain object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these properties and no others. */
export function shape<T>(guards: { readonly [K in keyof T]-?: Guard<NonNullable<T[K]>> }): Guard<T> {
  const entries = Object.entries<Guard<unknown>>(guards);
  return (value) =>
    isRecord(value) &&
    entries.every(([name, guard]) => guard(value[name])) &&
    Object.keys(value).every((name) => Object.hasOwn(guards, name));
}
