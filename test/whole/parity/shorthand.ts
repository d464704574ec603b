import { builtInRoles } from '../../../src/emulator/roles/builtInRoles.ts';
import type { LoggedRequest } from '../../../src/emulator/routing/requestLog.ts';

/** What the last type in an id is called in docs/tables/az-parity.md. */
const types: Readonly<Record<string, string>> = {
  managedclusters: 'mc',
  agentpools: 'pool',
  userassignedidentities: 'uai',
  registries: 'acr',
  subnets: 'subnet',
  virtualnetworks: 'vnet',
  privatednszones: 'zone',
  dnszones: 'zone',
  vaults: 'vault',
  federatedidentitycredentials: 'credential',
  routetables: 'rt',
};

const authorization: Readonly<Record<string, string>> = {
  roleassignments: 'RA',
  roledefinitions: 'RD',
  permissions: 'permissions',
  denyassignments: 'deny',
};

/** A request as docs/tables/az-parity.md writes it: `GET mc 404`, `PUT subnet/RA Network Contributor`, `poll`. */
function shorthand({ method, path, status, body }: LoggedRequest): string {
  if (/\/locations\/[^/]+\/operation(s|results)\//i.test(path)) return 'poll';
  if (/\/microsoft\.resourcegraph\/resources$/i.test(path)) return 'graph query';
  if (/\/providers\/[^/]+$/i.test(path)) return 'GET provider';
  const [, scope = '', kind = '', name] =
    /^(.*?)\/providers\/microsoft\.authorization\/(\w+)(?:\/([^/]+))?$/i.exec(path) ?? [];
  const failed = status >= 400 ? ` ${status}` : '';
  if (kind === '') return `${method} ${placeOf(path)}${failed}`;
  const what = authorization[kind.toLowerCase()] ?? kind;
  const role = method === 'PUT' ? ` ${roleIn(body)}` : '';
  const one = name !== undefined && method === 'GET' ? ' by id' : '';
  return `${method} ${placeOf(scope)}/${what}${role}${one}${failed}`;
}

/** Returns the requests in shorthand, repeated ones once, without polls of operations, whose number depends on the pace. */
export function sequence(requests: readonly LoggedRequest[]): readonly string[] {
  const all = requests.map(shorthand).filter((each) => each !== 'poll');
  return all.filter((each, index) => each !== all[index - 1]);
}

/** True for a shorthand of something that writes. */
export function isWrite(text: string): boolean {
  return /^(PUT|DELETE|PATCH|POST)\b/.test(text) && !/Credential\b/.test(text);
}

function placeOf(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  if (segments.length <= 1) return segments.length === 0 ? 'root' : 'subscriptions';
  if (segments.length === 2) return 'subscription';
  if (segments.length === 4 && /^resourcegroups$/i.test(segments[2]!)) {
    return /^mc_/i.test(segments[3]!) ? 'node group' : 'group';
  }
  if (segments.length === 3) return segments[2]!;
  const names = path.slice(path.toLowerCase().lastIndexOf('/providers/')).split('/').slice(3);
  const type = (position: number): string => types[names.at(position)?.toLowerCase() ?? ''] ?? names.at(position) ?? '';
  const isActionOrList = names.length % 2 === 1;
  return isActionOrList ? `${type(-3)} ${names.at(-1)!}`.trim() : type(-2);
}

function roleIn(body: unknown): string {
  const { roleDefinitionId = '' } = (body as { properties?: { roleDefinitionId?: string } }).properties ?? {};
  const guid = roleDefinitionId.split('/').at(-1) ?? '';
  return builtInRoles.find((role) => role.guid === guid)?.name ?? guid;
}
