import { idKey } from '../arm/path.ts';
import { withoutUndefined, type JsonObject } from '../arm/json.ts';

/** A role assignment as the emulator keeps it. */
export interface RoleAssignment {
  readonly name: string;
  readonly scope: string;
  readonly principalId: string;
  readonly principalType: string;
  /** The GUID of the role. */
  readonly role: string;
  readonly condition?: string;
  readonly conditionVersion?: string;
  readonly description?: string;
  readonly delegatedManagedIdentityResourceId?: string;
  readonly createdOn: string;
  readonly updatedOn: string;
  readonly createdBy: string;
  readonly updatedBy: string;
  /** When checks start to see it, in milliseconds of the clock. */
  readonly effectiveFrom: number;
}

/** A removed assignment that checks still see until `effectiveUntil`. */
export interface RemovedAssignment {
  readonly assignment: RoleAssignment;
  readonly effectiveUntil: number;
}

/** Role assignments by scope and by principal. */
export class RoleAssignmentStore {
  readonly #byScope = new Map<string, Map<string, RoleAssignment>>();
  readonly #byPrincipal = new Map<string, Map<string, RoleAssignment>>();
  #removed: readonly RemovedAssignment[] = [];
  #onChange: (before: RoleAssignment | undefined, after: RoleAssignment | undefined) => void = () => undefined;

  /** Sets who is told of each assignment that is written or removed. */
  onChange(listener: (before: RoleAssignment | undefined, after: RoleAssignment | undefined) => void): void {
    this.#onChange = listener;
  }

  get(scope: string, name: string): RoleAssignment | undefined {
    return this.#byScope.get(idKey(scope))?.get(name.toLowerCase());
  }

  put(assignment: RoleAssignment): void {
    this.#onChange(this.get(assignment.scope, assignment.name), assignment);
    entries(this.#byScope, idKey(assignment.scope)).set(assignment.name.toLowerCase(), assignment);
    entries(this.#byPrincipal, assignment.principalId.toLowerCase()).set(fullName(assignment), assignment);
  }

  /** Removes the assignment; checks see it until `effectiveUntil`. */
  delete(assignment: RoleAssignment, effectiveUntil: number): void {
    this.#byScope.get(idKey(assignment.scope))?.delete(assignment.name.toLowerCase());
    this.#byPrincipal.get(assignment.principalId.toLowerCase())?.delete(fullName(assignment));
    this.#removed = [...this.#removed, { assignment, effectiveUntil }];
    this.#onChange(assignment, undefined);
  }

  /** Returns those exactly at that scope. */
  atScope(scope: string): readonly RoleAssignment[] {
    return [...(this.#byScope.get(idKey(scope)) ?? new Map<string, RoleAssignment>()).values()];
  }

  ofPrincipal(principalId: string): readonly RoleAssignment[] {
    return [...(this.#byPrincipal.get(principalId.toLowerCase()) ?? new Map<string, RoleAssignment>()).values()];
  }

  /** Returns those at scopes below that one. */
  below(scope: string): readonly RoleAssignment[] {
    const prefix = idKey(scope) === '/' ? '/' : `${idKey(scope)}/`;
    return [...this.#byScope]
      .filter(([candidate]) => candidate !== '/' && candidate.startsWith(prefix))
      .flatMap(([, assignments]) => [...assignments.values()]);
  }

  /** Returns removed assignments that still have effect for the principal. */
  removedOf(principalId: string, now: number): readonly RoleAssignment[] {
    this.#removed = this.#removed.filter((entry) => entry.effectiveUntil > now);
    return this.#removed
      .map((entry) => entry.assignment)
      .filter((assignment) => assignment.principalId.toLowerCase() === principalId.toLowerCase());
  }

  all(): readonly RoleAssignment[] {
    return [...this.#byScope.values()].flatMap((assignments) => [...assignments.values()]);
  }

  get removed(): readonly RemovedAssignment[] {
    return this.#removed;
  }

  restoreRemoved(removed: readonly RemovedAssignment[]): void {
    this.#removed = removed;
  }
}

function fullName(assignment: RoleAssignment): string {
  return `${idKey(assignment.scope)}|${assignment.name.toLowerCase()}`;
}

function entries(index: Map<string, Map<string, RoleAssignment>>, name: string): Map<string, RoleAssignment> {
  const indexed = index.get(name);
  if (indexed !== undefined) return indexed;
  const emptyEntries = new Map<string, RoleAssignment>();
  index.set(name, emptyEntries);
  return emptyEntries;
}

/** Returns what the history keeps of a role assignment, in ARM's form. */
export function assignmentRecord(assignment: RoleAssignment): JsonObject {
  const { name, scope, role, effectiveFrom: _effectiveFrom, ...members } = assignment;
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  return {
    id: `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: withoutUndefined({ ...members, scope, roleDefinitionId }),
  };
}
