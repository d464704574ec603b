import { forEachInTurns } from '../../async/yielding.ts';
import type { RoleAssignment } from '../../domain/cluster/model.ts';
import { keptText } from '../../memory/kept.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { Grouped } from '../../shape/grouped.ts';

/** Finds role assignments by their holder and by their scope. */
export interface AssignmentTable {
  /** The assignments by the holder's object id in lower case. */
  readonly byPrincipal: Pick<Grouped<RoleAssignment>, 'get'>;
  /**
   * Returns the assignments at the scope or above it. Those above all subscriptions are included, although they may not
   * be above this scope.
   */
  reaching(scope: string): readonly RoleAssignment[];
}

/** Indexes these assignments. */
export async function assignmentTable(rows: readonly RoleAssignment[], signal?: AbortSignal): Promise<AssignmentTable> {
  const byPrincipal = new Grouped<RoleAssignment>();
  const places = new ScopeIndex<RoleAssignment>();
  await forEachInTurns(
    rows,
    (row) => {
      byPrincipal.add(keptText(row.principalId.toLowerCase()), row);
      places.add(row);
    },
    signal,
  );
  return { byPrincipal, reaching: (scope) => places.reaching(scope) };
}

/** Finds things that were made at scopes by the scopes that they reach. */
export class ScopeIndex<T extends { readonly scope: string }> {
  readonly #byScope = new Grouped<T>();
  readonly #aboveAll: T[] = [];

  constructor(items: Iterable<T> = []) {
    for (const item of items) this.add(item);
  }

  add(item: T): void {
    const scope = keptText(idKey(item.scope));
    if (!scope.startsWith('/subscriptions/')) this.#aboveAll.push(item);
    this.#byScope.add(scope, item);
  }

  /** Returns those at the scope or above it. All those above subscriptions are included, although some may have no effect there. */
  reaching(scope: string): readonly T[] {
    if (this.#byScope.size === 0) return this.#aboveAll;
    return [...scopeAndAbove(scope).flatMap((path) => this.#byScope.get(path)), ...this.#aboveAll];
  }
}

/** Returns, as `idKey`, the scope and everything above it that can be a scope. */
export function scopeAndAbove(scope: string): readonly string[] {
  const key = idKey(scope);
  const paths: string[] = [];
  for (let end = key.indexOf('/', 1), slashes = 1; end >= 0; slashes++) {
    end = key.indexOf('/', end + 1);
    const path = end < 0 ? key : key.slice(0, end);
    if (slashes % 2 === 1 && !path.endsWith('/providers')) paths.push(path);
  }
  return paths;
}
