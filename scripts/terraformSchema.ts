/**
 * `node scripts/terraformSchema.ts`: what two versions of the azurerm provider call the arguments and attributes that our exports may
 * name. Version 4 is its schema as CDK for Terraform has published it. No package has the schema of version 5: it is that of
 * the newest version 4 that CDK Terrain has published, with the changes below. The packages are too large (270 MB) to be
 * dependencies, so they are installed in a temporary folder, and what is needed of them is written to files that the tests read.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const guide =
  'https://github.com/hashicorp/terraform-provider-azurerm/blob/main/website/docs/guides/5.0-upgrade-guide.html.markdown';
const credentialPage =
  'https://github.com/hashicorp/terraform-provider-azurerm/blob/v5.12.0/website/docs/r/federated_identity_credential.html.markdown';

/** What version 5 changed in the types below, according to its upgrade guide and its pages; `gone` is refused. The guide names no other. */
const changesOf5 = [
  { type: 'azurerm_federated_identity_credential', at: 'parent_id', is: 'gone', source: guide },
  { type: 'azurerm_federated_identity_credential', at: 'resource_group_name', is: 'gone', source: credentialPage },
  {
    type: 'azurerm_federated_identity_credential',
    at: 'user_assigned_identity_id',
    is: 'required',
    source: credentialPage,
  },
  { type: 'azurerm_kubernetes_cluster', at: 'node_provisioning_profile', is: 'required', source: guide },
  {
    type: 'azurerm_kubernetes_cluster',
    at: 'default_node_pool.kubelet_config.container_log_max_line',
    is: 'gone',
    source: guide,
  },
  {
    type: 'azurerm_kubernetes_cluster',
    at: 'default_node_pool.linux_os_config.transparent_huge_page_enabled',
    is: 'gone',
    source: guide,
  },
] as const;

/** Where the schema of a major version is from, and what is different in it. */
const sources = [
  { major: 4, from: '@cdktf/provider-azurerm@14.23.1', changes: [] },
  { major: 5, from: '@cdktn/provider-azurerm@16.1.0', changes: changesOf5 },
] as const;
const types = {
  resource: [
    'resource_group',
    'user_assigned_identity',
    'federated_identity_credential',
    'role_assignment',
    'kubernetes_cluster',
  ],
  data: ['user_assigned_identity', 'kubernetes_cluster'],
} as const;

/** How it may be used; of a block also what is in it. */
type Use = 'required' | 'optional' | 'read';
type Attribute = Use | { readonly use: Use; readonly inside: Block };
interface Block {
  readonly [name: string]: Attribute;
}

/** The code of a type in the package, and its declarations. */
interface Code {
  readonly js: string;
  readonly dts: string;
}

/** The arguments of a class, by Terraform's name; true for those that are needed. */
function argumentsOf({ dts }: Code, name: string): ReadonlyMap<string, boolean> {
  const body = new RegExp(`^export interface ${name} .*?\\n\\}`, 'ms').exec(dts)?.[0] ?? '';
  const found = body.matchAll(/#(\w+) \w+#\w+\}.*?\*\/\s*readonly \w+(\??):/gs);
  return new Map([...found].map(([, argument = '', mark]) => [argument, mark === '']));
}

/** Everything that a class shows, by Terraform's name. */
function blockOf(code: Code, className: string, argumentsName: string): Block {
  const body = new RegExp(`^class ${className} .*?\\n\\}`, 'ms').exec(code.js)?.[0] ?? '';
  const given = argumentsOf(code, argumentsName);
  const useOf = (name: string): Use => (given.has(name) ? (given.get(name) ? 'required' : 'optional') : 'read');
  const plain = [...body.matchAll(/this\.get\w+Attribute\(['"](\w+)['"]\)|new cdkt[fn]\.\w+\(this, ['"](\w+)['"]/g)];
  const nested = [...body.matchAll(/new (\w+?)(?:List|OutputReference)\(this, ['"](\w+)['"]/g)];
  const attributes: Record<string, Attribute> = {};
  for (const [, one, other] of plain) attributes[one ?? other ?? ''] = useOf(one ?? other ?? '');
  for (const [, inner = '', name = ''] of nested)
    if (!/^cdkt[fn]$/.test(inner) && name !== 'timeouts')
      attributes[name] = { use: useOf(name), inside: blockOf(code, `${inner}OutputReference`, inner) };
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => a.localeCompare(b)));
}

function readType(folder: string, kind: keyof typeof types, type: string): Block {
  const path = join(folder, `${kind === 'data' ? 'data-azurerm-' : ''}${type.replaceAll('_', '-')}`, 'index');
  const code = { js: readFileSync(`${path}.js`, 'utf8'), dts: readFileSync(`${path}.d.ts`, 'utf8') };
  const pascal = `${kind === 'data' ? 'data_azurerm_' : ''}${type}`.replace(/(?:^|_)(\w)/g, (_, letter: string) =>
    letter.toUpperCase(),
  );
  return blockOf(code, pascal, `${pascal}Config`);
}

/** A block in which an attribute, at names with dots between them, is used otherwise or gone. */
function changed(block: Block, [name = '', ...rest]: readonly string[], use: Use | 'gone'): Block {
  const { [name]: attribute, ...others } = block;
  if (attribute === undefined) throw new Error(`There is no ${name} to change.`);
  if (rest.length > 0) {
    if (typeof attribute === 'string') throw new Error(`${name} is no block.`);
    return { ...block, [name]: { ...attribute, inside: changed(attribute.inside, rest, use) } };
  }
  if (use === 'gone') return others;
  return { ...block, [name]: typeof attribute === 'string' ? use : { ...attribute, use } };
}

const folder = mkdtempSync(join(tmpdir(), 'azurerm-'));
try {
  for (const { major, from, changes } of sources) {
    const home = join(folder, String(major));
    mkdirSync(home);
    writeFileSync(join(home, 'package.json'), '{ "private": true }');
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', from];
    execFileSync('npm', install, { cwd: home, stdio: 'inherit' });
    const lib = join(home, 'node_modules', from.slice(0, from.lastIndexOf('@')), 'lib');
    const all = (kind: keyof typeof types): Record<string, Block> =>
      Object.fromEntries(types[kind].map((type) => [`azurerm_${type}`, readType(lib, kind, type)]));
    const resource = all('resource');
    for (const { type, at, is } of changes) resource[type] = changed(resource[type] ?? {}, at.split('.'), is);
    const version = /providerVersion: '([\d.]+)'/.exec(readFileSync(join(lib, 'resource-group/index.js'), 'utf8'))?.[1];
    const provider = `azurerm ${version ?? '?'}`;
    const schema = { source: from, provider, changes, resource, data: all('data') };
    const target = join(import.meta.dirname, `../test/domain/export/azurerm${major}.json`);
    writeFileSync(target, `${JSON.stringify(schema, undefined, 2)}\n`);
    console.log(`${target}: ${schema.provider}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
