import { idKey } from '../../domain/arm/resourceId.ts';

/** Finds things that were made at scopes by the scopes that they reach. */
export class ScopeIndex<T extends { readonly scope: string }> {
  readonly #byScope = new Map<string, T[]>();
  readonly #aboveAll: T[] = [];

  constructor(items: Iterable<T> = []) {
    for (const item of items) this.add(item);
  }

  add(item: T): void {
    const scope = idKey(item.scope);
    if (!scope.startsWith('/subscriptions/')) this.#aboveAll.push(item);
    const there = this.#byScope.get(scope);
    if (there) there.push(item);
    else this.#byScope.set(scope, [item]);
  }

  /** Returns those at the scope or above it, and all above subscriptions, some of which may have no effect there. */
  reaching(scope: string): readonly T[] {
    return [...pathsTo(scope).flatMap((path) => this.#byScope.get(path) ?? []), ...this.#aboveAll];
  }
}

/** Returns the scope and everything above it that may be a scope of its own, as `idKey`. */
export function pathsTo(scope: string): readonly string[] {
  const segments = idKey(scope).split('/');
  return segments
    .map((_, index) => segments.slice(0, index + 1).join('/'))
    .filter((path, index) => index >= 2 && index % 2 === 0 && !path.endsWith('/providers'));
}
