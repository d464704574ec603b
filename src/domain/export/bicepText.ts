import { acting } from '../arm/inert.ts';
import type { Json, JsonObject } from '../arm/json.ts';

/** A text that is an expression, and is written unchanged. */
export class Expression {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A value that can be written in Bicep. */
export type BicepValue = Json | Expression | { readonly [key: string]: BicepValue | undefined } | readonly BicepValue[];

/** Returns a text as a Bicep string literal. */
export function bicepString(text: string): string {
  const escaped = text
    .toWellFormed()
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'")
    .replace(/\$\{/g, '\\${')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(acting, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
  return `'${escaped}'`;
}

/** Returns a value in Bicep, with its inner lines indented below `indent`. */
export function bicepValue(value: BicepValue, indent = ''): string {
  if (value instanceof Expression) return value.text;
  if (typeof value === 'string') return bicepString(value);
  if (value === null || typeof value !== 'object') return bicepNumber(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = (value as readonly BicepValue[]).map((item) => `${inner}${bicepValue(item, inner)}\n`);
    return items.length === 0 ? '[]' : `[\n${items.join('')}${indent}]`;
  }
  const lines = Object.entries(value as JsonObject).flatMap(([key, item]) =>
    item === undefined ? [] : [`${inner}${bicepKey(key)}: ${bicepValue(item, inner)}\n`],
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
}

/** Bicep has only whole numbers; others are parsed from JSON. */
function bicepNumber(value: number | boolean | null): string {
  return typeof value === 'number' && !Number.isInteger(value) ? `json('${value}')` : String(value);
}

function bicepKey(key: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(key) ? key : bicepString(key);
}
