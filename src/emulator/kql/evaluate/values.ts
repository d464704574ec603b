import type { Json } from '../../arm/worldFile.ts';

/** The types of Kusto that the subset has. */
export type ScalarType = 'string' | 'long' | 'real' | 'bool' | 'datetime' | 'timespan' | 'dynamic';

/** A value of a column; `null` is Kusto's null, which strings don't have. */
export type Value = Json;

/** Returns the value of an empty cell in a column of this type. */
export function emptyValue(type: ScalarType): Value {
  return type === 'string' ? '' : null;
}

/** Converts as `tostring` does: null becomes the empty string, arrays and bags become JSON. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Converts as `toreal` does: anything but a number becomes null. */
export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Writes milliseconds as Kusto writes spans of time: `1.02:03:04.0050000`. */
export function textOfSpan(milliseconds: number): string {
  const whole = Math.abs(Math.round(milliseconds));
  const two = (count: number): string => String(count).padStart(2, '0');
  const days = Math.floor(whole / 86_400_000);
  const clock = [Math.floor(whole / 3_600_000) % 24, Math.floor(whole / 60_000) % 60, Math.floor(whole / 1000) % 60];
  const rest = whole % 1000;
  const part = rest === 0 ? '' : `.${String(rest).padStart(3, '0')}0000`;
  return `${milliseconds < 0 ? '-' : ''}${days > 0 ? `${String(days)}.` : ''}${clock.map(two).join(':')}${part}`;
}

/** Returns the same text for equal values of the same type; grouping uses it. */
export function valueKey(value: Value): string {
  return typeof value === 'string' ? `s${value}` : JSON.stringify(value);
}

/** Compares two values that are not null: strings by their characters, false before true. */
export function compareValues(left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const first = toText(left);
  const second = toText(right);
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** Returns the member of a bag, or null; inherited members do not count. */
export function bagMember(bag: Value, name: string): Value {
  if (bag === null || typeof bag !== 'object' || isList(bag) || !Object.hasOwn(bag, name)) return null;
  return bag[name] ?? null;
}

/** Returns the item of an array, or null. */
export function listItem(list: Value, index: number): Value {
  return isList(list) ? (list[index] ?? null) : null;
}

function isList(value: Value): value is readonly Json[] {
  return Array.isArray(value);
}
