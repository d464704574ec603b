/**
 * `node scripts/terraformSchema.ts`: what the azurerm provider calls the arguments and attributes that our exports may name, from
 * its schema as CDK for Terraform has published it. That package is too large (270 MB) to be a dependency, so it is installed
 * in a temporary folder, and what is needed of it is written to a file that the tests read.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = '@cdktf/provider-azurerm@14.23.1';
const target = join(import.meta.dirname, '../test/domain/export/azurerm.json');
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
  const plain = [...body.matchAll(/this\.get\w+Attribute\(['"](\w+)['"]\)|new cdktf\.\w+\(this, ['"](\w+)['"]/g)];
  const nested = [...body.matchAll(/new (\w+?)(?:List|OutputReference)\(this, ['"](\w+)['"]/g)];
  const attributes: Record<string, Attribute> = {};
  for (const [, one, other] of plain) attributes[one ?? other ?? ''] = useOf(one ?? other ?? '');
  for (const [, inner = '', name = ''] of nested)
    if (inner !== 'cdktf' && name !== 'timeouts')
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

const folder = mkdtempSync(join(tmpdir(), 'azurerm-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', source];
  execFileSync('npm', install, { cwd: folder, stdio: 'inherit' });
  const lib = join(folder, 'node_modules/@cdktf/provider-azurerm/lib');
  const all = (kind: keyof typeof types): Record<string, Block> =>
    Object.fromEntries(types[kind].map((type) => [`azurerm_${type}`, readType(lib, kind, type)]));
  const version = /providerVersion: '([\d.]+)'/.exec(readFileSync(join(lib, 'resource-group/index.js'), 'utf8'))?.[1];
  const schema = { source, provider: `azurerm ${version ?? '?'}`, resource: all('resource'), data: all('data') };
  writeFileSync(target, `${JSON.stringify(schema, undefined, 2)}\n`);
  console.log(`${target}: ${schema.provider}`);
} finally {
  rmSync(folder, { recursive: true });
}
