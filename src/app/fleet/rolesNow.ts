import { doInTurn } from '../../async/yielding.ts';
import { inParallel } from '../../async/inParallel.ts';
import { asIdentityError, isAboutEverything } from '../../azure/arm/armErrors.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { listAssignmentsIn } from '../../azure/read/roleAssignments.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import type { RoleAssignment } from '../../domain/cluster/model.ts';
import type { Failure } from '../../errors.ts';
import { distinctBy } from '../../shape/distinct.ts';

/** Few, because a subscription may have thousands of role assignments. */
const sideBySide = 4;

/** What ARM itself lists, which Resource Graph may show only some minutes later. */
export interface RolesNow {
  /** The role assignments of applications, managed identities and holders of unknown kind. */
  readonly rows: readonly RoleAssignment[];
  /** Everyone's role assignments by the subscription that was listed, in lower case; of the others, Resource Graph may show a part. */
  readonly listed: ReadonlyMap<string, readonly RoleAssignment[]>;
  /** Why the others were not listed, by their IDs in lower case. */
  readonly refused: ReadonlyMap<string, Failure>;
}

/** Lists the role assignments of each of these subscriptions with a request to ARM; leaves out those whose list is refused or fails. */
export async function rolesNow(
  directory: Directory,
  subscriptionIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<RolesNow> {
  const listed = new Map<string, readonly RoleAssignment[]>();
  const refused = new Map<string, Failure>();
  const lists = await inParallel(subscriptionIds, sideBySide, async (id) => {
    try {
      const assignments = await directory.read(
        `/subscriptions/${id}`,
        (arm) => listAssignmentsIn(arm, id, signal),
        signal,
      );
      listed.set(id.toLowerCase(), assignments);
      return assignments.filter(isOfProgram);
    } catch (error) {
      const { failure } = asIdentityError(error);
      if (signal?.aborted || isAboutEverything(failure)) throw error;
      refused.set(id.toLowerCase(), failure);
      return [];
    }
  });
  // Each list has what is granted above its subscription.
  return { rows: await eachOnce(lists.flat()), listed, refused };
}

/** Adds what Resource Graph lists of other subscriptions; each assignment once, as both have what was made above subscriptions. */
export async function withRowsNow(
  { rows }: RolesNow,
  graph: readonly RoleAssignment[],
): Promise<readonly RoleAssignment[]> {
  return rows.length === 0 ? graph : eachOnce([...rows, ...graph]);
}

function eachOnce(assignments: readonly RoleAssignment[]): Promise<readonly RoleAssignment[]> {
  return doInTurn(() => distinctBy(assignments, ({ id }) => idKey(id)));
}

function isOfProgram({ principalType = '' }: RoleAssignment): boolean {
  return principalType === '' || principalType.toLowerCase() === 'serviceprincipal';
}
