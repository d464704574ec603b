import { defined } from '../../shape/defined.ts';
/** A parsed ARM path keeps its case as sent; compare ids with `key`. */
export interface ArmPath {
  /** The path itself, without a slash at the end. */
  readonly id: string;
  /** What an extension resource belongs to; `''` is the tenant. For other resources, the part before `/providers/`. */
  readonly scope: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  readonly namespace?: string;
  /** One more than `names` if the path is a collection or an action. */
  readonly types: readonly string[];
  readonly names: readonly string[];
}

/** Returns the form in which ids are compared, because ARM ignores case. */
export function idKey(id: string): string {
  const trimmed = id.endsWith('/') && id.length > 1 ? id.slice(0, -1) : id;
  return trimmed.toLowerCase();
}

/**
 * Parses a path; `undefined` if a segment is empty. Two may be, because Azure's own clients fill
 * `/{scope}/providers/...` with ids that begin with a slash, and `/providers/{namespace}/{parent}/{type}` without a
 * parent.
 */
export function parsePath(path: string): ArmPath | undefined {
  const filled = path.replace(/^\/\/(?!\/)/, '/').replace(/(\/providers\/[^/]+)\/\/(?!\/)/i, '$1/');
  const id = filled.length > 1 && filled.endsWith('/') ? filled.slice(0, -1) : filled;
  const segments = id.split('/').slice(1);
  if (segments.includes('')) return undefined;
  const lower = segments.map((segment) => segment.toLowerCase());
  const subscriptionId = lower[0] === 'subscriptions' ? segments[1] : undefined;
  const resourceGroup = subscriptionId !== undefined && lower[2] === 'resourcegroups' ? segments[3] : undefined;
  const start = lower.lastIndexOf('providers');
  const parts = {
    id,
    ...defined({ subscriptionId, resourceGroup }),
  };
  if (start < 0) return { ...parts, scope: id, types: [], names: [] };
  const typesAndNames = segments.slice(start + 2);
  const namespace = segments[start + 1];
  return {
    ...parts,
    scope: segments.slice(0, start).reduce((scope, segment) => `${scope}/${segment}`, ''),
    ...defined({ namespace }),
    types: typesAndNames.filter((_, index) => index % 2 === 0),
    names: typesAndNames.filter((_, index) => index % 2 === 1),
  };
}

/** Returns the scope that an extension resource belongs to; the tenant is `/`. */
export function scopeOf(path: ArmPath): string {
  return path.scope === '' ? '/' : path.scope;
}

/** Returns the `Microsoft.X/a/b` of the path in lower case, without the last segment if that is an action. */
export function typeOf(path: ArmPath, isAction = false): string {
  const types = isAction ? path.types.slice(0, -1) : path.types;
  return [path.namespace ?? '', ...types].join('/').toLowerCase();
}

/** Returns the last segment of an id. */
export function lastSegment(id: string): string {
  return idKey(id) === '' ? '' : (id.split('/').at(-1) ?? '');
}

/** Returns the parent of an id: the resource of a child resource, the group of a resource, the subscription of a group. */
export function parentScope(id: string): string | undefined {
  const segments = id.split('/').slice(1);
  if (segments.length <= 2) return undefined;
  const cut = segments.at(-4)?.toLowerCase() === 'providers' ? 4 : 2;
  const parent = segments.slice(0, segments.length - cut);
  return parent.length === 0 ? undefined : `/${parent.join('/')}`;
}

/** Returns the scope and everything above it except management groups, in lower case and ending with `/`. */
export function scopesAbove(scope: string): readonly string[] {
  const scopes: string[] = [];
  for (let current: string | undefined = idKey(scope); current !== undefined && current !== '' && current !== '/';) {
    scopes.push(current);
    current = parentScope(current);
  }
  return [...scopes, '/'];
}

/** Says whether a scope is a management group. */
export function isManagementGroup(scope: string): boolean {
  return /^\/providers\/microsoft\.management\/managementgroups\/[^/]+\/?$/i.test(scope);
}

/** Returns the subscription of an id, in lower case. */
export function subscriptionOf(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();
}

/** Returns the id of the resource group that contains an id, in lower case. */
export function groupOf(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/i.exec(id)?.[0].toLowerCase();
}
