import { forEachInTurns } from '../../async/yielding.ts';
import type { RoleAssignment } from '../../domain/cluster/model.ts';
import { ScopeIndex } from './scopeIndex.ts';

/** Finds role assignments by their holder and by their scope. */
export interface AssignmentTable {
  /** The assignments by the holder's object id in lower case. */
  readonly byPrincipal: ReadonlyMap<string, readonly RoleAssignment[]>;
  /**
   * Returns the assignments at the scope or above it. Those above all subscriptions are included, although they may not
   * be above this scope.
   */
  reaching(scope: string): readonly RoleAssignment[];
}

/** Indexes these assignments. */
export async function assignmentTable(rows: readonly RoleAssignment[], signal?: AbortSignal): Promise<AssignmentTable> {
  const byPrincipal = new Map<string, RoleAssignment[]>();
  const places = new ScopeIndex<RoleAssignment>();
  await forEachInTurns(
    rows,
    (row) => {
      const principal = row.principalId.toLowerCase();
      const assignmentsOfPrincipal = byPrincipal.get(principal);
      if (assignmentsOfPrincipal) assignmentsOfPrincipal.push(row);
      else byPrincipal.set(principal, [row]);
      places.add(row);
    },
    signal,
  );
  return { byPrincipal, reaching: (scope) => places.reaching(scope) };
}
