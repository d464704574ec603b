/** HCL as text: literals, blocks and labels. */
import { inertText } from '../arm/inert.ts';

/** A text that is an expression, and is written unchanged. */
export class Reference {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A value that an argument of a block can have. */
export type HclValue =
  | string
  | number
  | boolean
  | Reference
  | readonly HclValue[]
  | { readonly [key: string]: HclValue | undefined };

/** A nested block among the arguments of another block. */
export class Block {
  readonly content: HclBody;
  constructor(content: HclBody) {
    this.content = content;
  }
}

/** The contents of a block, in order; `undefined` members are left out. */
export interface HclBody {
  readonly [name: string]: HclValue | Block | undefined;
}

/** The escapes that JSON has and HCL hasn't. */
const controls: Readonly<Record<string, string>> = { '\\b': '\\u0008', '\\f': '\\u000c' };

/** Returns a text as an HCL string literal without interpolation. */
export function hclString(text: string): string {
  return inertText(text)
    .replace(/\\(\\|[bf])/g, (escape) => controls[escape] ?? escape)
    .replace(/\$\{/g, '$$$${')
    .replace(/%\{/g, '%%{');
}

/** Returns a block with its header, such as `resource "azurerm_resource_group" "rg"`. */
export function hclBlock(header: string, body: HclBody, indent = ''): string {
  const inner = `${indent}  `;
  const lines = Object.entries(body).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return value instanceof Block
      ? [hclBlock(name, value.content, inner)]
      : [`${inner}${name} = ${hclValue(value, inner)}\n`];
  });
  return `${indent}${header} {\n${lines.join('')}${indent}}\n`;
}

function hclValue(value: HclValue, indent: string): string {
  if (value instanceof Reference) return value.text;
  if (typeof value === 'string') return hclString(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value))
    return `[${(value as readonly HclValue[]).map((item) => hclValue(item, indent)).join(', ')}]`;
  const inner = `${indent}  `;
  const lines = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [`${inner}${hclString(key)} = ${hclValue(item, inner)}\n`],
  );
  return `{\n${lines.join('')}${indent}}`;
}

/** Returns a label for a resource, made from its name: letters, digits, `_` and `-`, not starting with a digit. */
export function hclLabel(name: string): string {
  const label = name.toLowerCase().replace(/[^a-z0-9_]+/g, '_');
  return /^[a-z_]/.test(label) ? label : `_${label}`;
}
