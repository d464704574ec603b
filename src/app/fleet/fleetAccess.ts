/** Who may do what, from a fleet's tables, and from ARM's own lists if the tables can't decide. */
import { reachesScope } from '../../domain/access/accessCheck.ts';
import type { Gap } from '../../domain/arm/answer.ts';
import { idKey, isAtOrBelow, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { whyNotRead } from '../../domain/arm/unknown.ts';
import { readKey, type Read, type ReadOf } from '../../domain/cluster/facts.ts';
import { subjectOfRead } from '../../domain/cluster/subjects.ts';
import type { DenyAssignment, RoleAssignment } from '../../domain/cluster/model.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { gapOf } from '../facts/everything.ts';
import type { AnyAnswer } from '../facts/gatherFacts.ts';
import type { SharedReader } from '../facts/readOnce.ts';
import type { FleetTables } from './fleetTables.ts';
import { ScopeIndex } from './assignmentTable.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** The tables, and a reader of ARM for what they can't decide. */
export interface TablesAndArm {
  readonly tables: FleetTables;
  /** Reads from ARM, each thing only once. */
  readonly read: SharedReader;
}

/** Returns the assignments that have effect at the scope; `undefined` until that is known. */
export function assignmentsReaching(scope: string, reading: TablesAndArm): readonly RoleAssignment[] | undefined {
  if (!reading.tables.covers(scope)) return undefined;
  return decided(reading.tables.assignments()?.reaching(scope), scope, reading);
}

/** Returns the assignments of a principal that have effect at the scope; `undefined` until that is known. */
export function assignmentsAt(
  scope: string,
  principalId: string,
  reading: TablesAndArm,
): readonly RoleAssignment[] | undefined {
  if (!reading.tables.covers(scope)) return undefined;
  return decided(ofPrincipal(principalId, reading.tables), scope, reading);
}

/** Returns the assignments of a principal at, below and above a subscription; `undefined` until that is known. */
export function assignmentsIn(
  subscriptionId: string,
  principalId: string,
  reading: TablesAndArm,
): readonly RoleAssignment[] | undefined {
  const place = `/subscriptions/${subscriptionId}`;
  if (!reading.tables.covers(place)) return undefined;
  const assignments = ofPrincipal(principalId, reading.tables);
  const isAbove = ({ scope }: RoleAssignment): boolean => subscriptionOf(scope) === undefined;
  const above = decided(assignments?.filter(isAbove), place, reading);
  return assignments && above && [...assignments.filter(({ scope }) => isAtOrBelow(scope, place)), ...above];
}

/**
 * Selects the assignments that have effect at the scope. If the tables don't say whether a management group is above
 * it, the list that ARM has for its subscription decides; until that has been read, the answer is `undefined`.
 */
function decided(
  assignments: readonly RoleAssignment[] | undefined,
  scope: string,
  { tables, read }: TablesAndArm,
): readonly RoleAssignment[] | undefined {
  if (assignments === undefined) return undefined;
  const sure = assignments.map((assignment) => tables.reaches(assignment, scope));
  if (!sure.includes(undefined)) return assignments.filter((_, index) => sure[index]);
  const answer = read.peek(readKey(assignmentsRead(scope)));
  const readNow = answer?.kind === 'found' ? (answer.value as readonly RoleAssignment[]) : undefined;
  const listed = tables.everyAssignmentIn(subscriptionOf(scope) ?? '') ?? readNow;
  const listedIds = listed && idsOf(listed);
  const verdicts = assignments.map((assignment, index) => sure[index] ?? listedIds?.has(idKey(assignment.id)));
  return verdicts.includes(undefined) ? undefined : assignments.filter((_, index) => verdicts[index]);
}

const idsOf = oncePer((assignments: readonly RoleAssignment[]) => new Set(assignments.map(({ id }) => idKey(id))));

/** Describes the read of ARM's list of what is granted in a scope's subscription and above it. */
export function assignmentsRead(scope: string): Read {
  return { kind: 'everyAssignmentIn', subscriptionId: subscriptionOf(scope) ?? '' };
}

type TablesEverywhere = Pick<
  FleetTables,
  'isReadEverywhere' | 'assignments' | 'assignmentsElsewhere' | 'whyUnanswered' | 'grantsRefused' | 'subscription'
>;

/**
 * Returns what the tables know about a kubelet or the like, even if they lack a subscription: asking ARM everywhere for each
 * of them takes too long.
 */
export function assignmentsEverywhere(
  read: ReadOf<'assignmentsEverywhere'>,
  tables: TablesEverywhere,
): AnyAnswer | undefined {
  const { principalId } = read;
  if (!tables.isReadEverywhere(principalId)) return undefined;
  const listedHere = ofPrincipal(principalId, tables);
  const elsewhere = tables.assignmentsElsewhere(principalId);
  if (!listedHere || !elsewhere) {
    const unanswered = tables.whyUnanswered();
    const reason = unanswered ? say`Resource Graph: ${unanswered.reason}` : say`Resource Graph isn't responding.`;
    // One failure, however many lists it hides.
    const because = unanswered && whyNotRead(unanswered);
    const subject = subjectOfRead(read);
    return { kind: 'unreadable', cause: 'failed', ...unanswered, subject, reason, ...defined({ because }) };
  }
  const gaps = refusedGaps(read, tables);
  return { kind: 'found', value: [...listedHere, ...elsewhere], ...(gaps.length === 0 ? {} : { gaps }) };
}

function refusedGaps(read: Read, tables: TablesEverywhere): readonly Gap[] {
  const subject = subjectOfRead(read);
  return [...tables.grantsRefused()].map(([subscriptionId, failure]) => {
    const { name, tenantId = '' } = tables.subscription(subscriptionId) ?? {};
    return gapOf(subject, { failure, tenantId, subscriptionId, ...defined({ subscriptionName: name }) });
  });
}

/**
 * Returns what the tables know about identities of workloads; in subscriptions without clusters, mostly only grants on
 * the whole subscription. `undefined` if the tables lack what is granted in a visible subscription.
 */
export function assignmentsOfAll(
  principalIds: readonly string[],
  tables: FleetTables,
): readonly RoleAssignment[] | undefined {
  const table = tables.assignments();
  const elsewhere = tables.subscriptionAssignmentsElsewhere();
  if (table === undefined || elsewhere === undefined || tables.grantsRefused().size > 0) return undefined;
  const assignments = principalIds
    .map((id) => id.toLowerCase())
    .flatMap((id) => [...table.byPrincipal.get(id), ...elsewhere.byPrincipal.get(id)]);
  return distinctBy(assignments, ({ id }) => idKey(id));
}

function ofPrincipal(
  principalId: string,
  tables: Pick<FleetTables, 'assignments'>,
): readonly RoleAssignment[] | undefined {
  const table = tables.assignments();
  return table?.byPrincipal.get(principalId.toLowerCase());
}

const byScope = oncePer((denyAssignments: readonly DenyAssignment[]) => new ScopeIndex(denyAssignments));

/** Returns the deny assignments near a scope. Resource Graph has none; ARM lists those of a whole subscription at once. */
export function denyAssignmentsNear(
  scope: string,
  { tables, read }: TablesAndArm,
): readonly DenyAssignment[] | undefined {
  if (!tables.covers(scope)) return undefined;
  const answer = read.peek(readKey(denyAssignmentsRead(scope)));
  if (answer?.kind !== 'found') return undefined;
  const denyAssignments = byScope(answer.value as readonly DenyAssignment[]).reaching(scope);
  return denyAssignments.filter((denyAssignment) =>
    reachesScope(denyAssignment.scope, scope, 'asListed', denyAssignment.doNotApplyToChildScopes),
  );
}

/** Describes the read of ARM's list of deny assignments in a scope's subscription. */
export function denyAssignmentsRead(scope: string): Read {
  return { kind: 'denyAssignmentsIn', subscriptionId: subscriptionOf(scope) ?? '' };
}
