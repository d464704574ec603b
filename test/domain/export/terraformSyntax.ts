/** Terraform as a real parser reads it, held against the schema of its provider. */
import { parse } from '@cdktf/hcl2json';
import type { AzurermVersion } from '../../../src/domain/export/terraformVersions.ts';
import schema4 from './azurerm4.json' with { type: 'json' };
import schema5 from './azurerm5.json' with { type: 'json' };

type Json = Readonly<Record<string, unknown>>;
type Use = 'required' | 'optional' | 'read';
interface Block {
  readonly [name: string]: Use | { readonly use: Use; readonly inside: Block };
}

/** Both kinds of types, by name. */
interface Schema {
  readonly resource: Readonly<Record<string, Block>>;
  readonly data: Readonly<Record<string, Block>>;
}

/**
 * The data source and the resource of azapi that are used, which no schema on npm describes.
 * Sources: https://registry.terraform.io/providers/Azure/azapi/latest/docs/data-sources/resource,
 * https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/resource
 */
const azapi: Block = {
  type: 'required',
  resource_id: 'optional',
  name: 'optional',
  parent_id: 'optional',
  response_export_values: 'optional',
  output: 'read',
};
const written: Block = { type: 'required', name: 'optional', parent_id: 'optional', body: 'optional', id: 'read' };
const withAzapi = ({ resource, data }: Schema): Schema => ({
  resource: { ...resource, azapi_resource: written },
  data: { ...data, azapi_resource: azapi },
});
/** By major version; the file names the source of each. */
const schemas: Readonly<Record<AzurermVersion, Schema>> = {
  4: withAzapi(schema4 as unknown as Schema),
  5: withAzapi(schema5 as unknown as Schema),
};

/** How an argument of a resource is used in a version, by names with dots between them; `undefined` if it has none. */
export function useOf(type: string, at: string, version: AzurermVersion): Use | undefined {
  let block: Block | undefined = schemas[version].resource[type];
  let use: Use | undefined;
  for (const name of at.split('.')) {
    const attribute: Block[string] | undefined = block?.[name];
    use = typeof attribute === 'object' ? attribute.use : attribute;
    block = typeof attribute === 'object' ? attribute.inside : undefined;
  }
  return use;
}

/** A file, parsed; rejects with the place of what is wrong. */
export async function parsed(text: string): Promise<Json> {
  return (await parse('plan.tf', text)) as Json;
}

/** The blocks that a file holds as comments, because they are changed elsewhere or not known to be right. */
export function commented(text: string): string {
  return [...text.matchAll(/^# (?:resource ".*|import )\{\n(?:# .*\n|#\n)*?# \}$/gm)]
    .map(([block]) => block.replace(/^# ?/gm, ''))
    .join('\n');
}

/** What the provider would refuse: arguments and attributes that it doesn't have, arguments that are missing, names of nothing. */
export function problemsOf(file: Json, version: AzurermVersion, isWhole = true): readonly string[] {
  const { resource, data } = schemas[version];
  const declared = new Set(['resource', 'data', 'variable'].flatMap((kind) => addressesOf(file, kind)));
  return [
    ...blocksOf(file, 'resource').flatMap(([type, body]) => wrongIn(body, resource[type], type, isWhole)),
    ...blocksOf(file, 'data').flatMap(([type, body]) => wrongIn(body, data[type], `data.${type}`, isWhole)),
    ...(isWhole ? expressionsIn(file).flatMap((text) => wrongReferences(text, declared, schemas[version])) : []),
    ...(isWhole ? wrongProviders(file, version) : []),
  ];
}

function blocksOf(file: Json, kind: string): readonly (readonly [type: string, body: Json])[] {
  const types = Object.entries((file[kind] ?? {}) as Record<string, Record<string, readonly Json[]>>);
  return types.flatMap(([type, labels]) =>
    Object.values(labels).flatMap((all) => all.map((body) => [type, body] as const)),
  );
}

function addressesOf(file: Json, kind: string): readonly string[] {
  if (kind === 'variable') return Object.keys(file[kind] ?? {}).map((name) => `var.${name}`);
  const types = Object.entries((file[kind] ?? {}) as Record<string, Json>);
  const prefix = kind === 'data' ? 'data.' : '';
  return types.flatMap(([type, labels]) => Object.keys(labels).map((label) => `${prefix}${type}.${label}`));
}

const meta = ['count', 'provider', 'depends_on'];

function wrongIn(body: Json, block: Block | undefined, at: string, isWhole: boolean): readonly string[] {
  if (!block) return [`${at} is no type`];
  const given = Object.entries(body).filter(([name]) => !meta.includes(name));
  const wrong = given.flatMap(([name, value]): readonly string[] => {
    const attribute = block[name];
    const use = typeof attribute === 'object' ? attribute.use : attribute;
    if (attribute === undefined || use === 'read') return [`${at}.${name} can't be set`];
    if (typeof attribute === 'string') return [];
    if (!Array.isArray(value)) return [`${at}.${name} is a block`];
    return (value as readonly Json[]).flatMap((inner) => wrongIn(inner, attribute.inside, `${at}.${name}`, isWhole));
  });
  const needed = Object.entries(block).filter(([, one]) => (typeof one === 'object' ? one.use : one) === 'required');
  const missing = needed.flatMap(([name]) => (name in body || !isWhole ? [] : [`${at}.${name} is missing`]));
  return [...wrong, ...missing];
}

/** Everything that is an expression, or has one in it. */
function expressionsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(/(?<!\$)\$\{(.*)\}/gs)].map(([, inner = '']) => inner);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

function wrongReferences(text: string, declared: ReadonlySet<string>, { resource, data }: Schema): readonly string[] {
  const references = text.matchAll(/\b(data\.)?((?:azurerm|azapi)_\w+)\.(\w+)((?:\.\w+|\[\d+\])*)|\bvar\.\w+/g);
  return [...references].flatMap(([whole, isData, type = '', label = '', path = '']) => {
    const address = type === '' ? whole : `${isData ?? ''}${type}.${label}`;
    if (!declared.has(address)) return [`${address} is not declared`];
    if (path === '') return [];
    const names = path.split(/[.[\]]+/).filter((name) => name !== '');
    return isShown((isData ? data : resource)[type], names) ? [] : [`${whole} is not shown`];
  });
}

/** Whether the names lead to something: in `a`, `0`, `b`, the number picks one of the blocks. */
function isShown(block: Block | undefined, [name = '', ...rest]: readonly string[]): boolean {
  const attribute = block?.[name];
  if (attribute === undefined) return false;
  if (typeof attribute === 'string') return rest.length === 0 || name === 'output';
  const [index, ...inner] = rest;
  return index !== undefined && /^\d+$/.test(index) && isShown(attribute.inside, inner);
}

/** A provider has to be asked for in its version, and no other; an alias has to be there. */
function wrongProviders(file: Json, version: AzurermVersion): readonly string[] {
  const used = new Set([...blocksOf(file, 'resource'), ...blocksOf(file, 'data')].map(([type]) => type.split('_')[0]));
  const wanted = {
    ...(used.has('azapi') ? { azapi: { source: 'Azure/azapi', version: '>= 2.0' } } : {}),
    azurerm: { source: 'hashicorp/azurerm', version: `~> ${version}.0` },
  };
  const needed = (file['terraform'] as readonly Json[] | undefined)?.map((each) => each['required_providers']);
  const aliases = JSON.stringify(file['provider'] ?? {});
  const named = [...blocksOf(file, 'resource'), ...blocksOf(file, 'data')].map(([, body]) => body['provider']);
  return [
    ...(JSON.stringify(needed) === JSON.stringify([[wanted]])
      ? []
      : [`required_providers are ${JSON.stringify(needed)}`]),
    ...named.flatMap((name) => {
      const alias = typeof name === 'string' ? /^\$\{azurerm\.(\w+)\}$/.exec(name)?.[1] : 'none';
      return alias === 'none' || aliases.includes(`"alias":"${alias}"`) ? [] : [`no provider ${String(name)}`];
    }),
  ];
}
