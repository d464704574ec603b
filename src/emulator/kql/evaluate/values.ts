import type { Json } from '../../arm/worldFile.ts';

/** Kusto's types, as far as the subset has them. */
export type ScalarType = 'string' | 'long' | 'real' | 'bool' | 'dynamic';

/** A value of a column; `null` is Kusto's null, which a string never is. */
export type Value = Json;

/** What a column of the type holds where there is nothing. */
export function emptyValue(type: ScalarType): Value {
  return type === 'string' ? '' : null;
}

/** As `tostring`: null is the empty string, arrays and bags are JSON. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** As `toreal`: null for what is no number. */
export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** As `tolong`: towards zero. */
function toWhole(value: Value): number | null {
  const number = toNumber(value);
  return number === null ? null : Math.trunc(number);
}

/** As `tobool`: null for what is neither. */
function toTruth(value: Value): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return null;
  const text = value.toLowerCase();
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : null;
}

/** Makes a value of the type from any other, as `mv-expand ... to typeof()` and the `to...` functions do. */
export function convert(value: Value, type: ScalarType): Value {
  switch (type) {
    case 'string':
      return toText(value);
    case 'long':
      return toWhole(value);
    case 'real':
      return toNumber(value);
    case 'bool':
      return toTruth(value);
    case 'dynamic':
      return value;
  }
}

/** One text for equal values of the same type: what grouping and hash joins go by. */
export function keyOf(value: Value): string {
  return typeof value === 'string' ? `s${value}` : JSON.stringify(value);
}

/** Which of two comes first; strings by their characters, false before true. Nulls are the caller's business. */
export function order(left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [first, second] = [toText(left), toText(right)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** The member of a bag, or null; what an object inherits is none of it. */
export function member(bag: Value, name: string): Value {
  if (bag === null || typeof bag !== 'object' || isList(bag) || !Object.hasOwn(bag, name)) return null;
  return bag[name] ?? null;
}

/** The item of an array, from its end where the index is negative, or null. */
export function item(list: Value, index: number): Value {
  return isList(list) ? (list.at(index) ?? null) : null;
}

/** Whether the value is an array. */
export function isList(value: Value): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether the value is a property bag. */
export function isBag(value: Value): value is { readonly [name: string]: Json | undefined } {
  return value !== null && typeof value === 'object' && !isList(value);
}
