import { notKnown } from '../../domain/arm/unknown.ts';
import { reaches } from '../../domain/access/accessCheck.ts';
import { roleGuidOf } from '../../domain/access/roles.ts';
import { objectsAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import {
  idKey,
  isAtOrBelow,
  parseResourceId,
  resourceType,
  sameId,
  subscriptionOf,
} from '../../domain/arm/resourceId.ts';
import { readKey, type ResourceWithIdentity, type Read } from '../../domain/cluster/facts.ts';
import { subjectOfRead } from '../../domain/cluster/subjects.ts';
import type { DenyAssignment, RoleAssignment } from '../../domain/cluster/model.ts';
import type { Answers, AnyAnswer, Gathering } from '../facts/gatherFacts.ts';
import type { SharedReader } from '../facts/readOnce.ts';
import type { FleetTables } from './fleetTables.ts';
import { indexOf } from '../../domain/workloads/trust.ts';
import { everyRow, rowsBelow } from './aroundRows.ts';
import { network, tablesFor } from './tablesOfReads.ts';
import { ScopeIndex } from './scopeIndex.ts';
import { say, type Words } from '../../sentences/words.ts';

/** The inputs of a fleet reader. */
export interface FleetReading {
  readonly tables: FleetTables;
  /** Reads one thing from ARM, and each thing only once. */
  readonly read: SharedReader;
  /** Answers that are known before anything is read, such as the clusters themselves. */
  readonly known: Answers;
  /** Why lists below clusters are not read, where these would be too many, by what is listed. */
  readonly unlisted?: ReadonlyMap<string, Words>;
  /** Why the identity bindings of clusters are not listed, where these would be too many lists. */
  readonly unlistedBindings?: Words;
  /**
   * The identities of clusters, by `idKey`, whose federated credentials are not counted (nor are those of workloads),
   * with the reason.
   */
  readonly uncounted?: { readonly identities: ReadonlySet<string>; readonly reason: Words };
}

/**
 * Creates a reader for many clusters: it answers from the tables where Resource Graph shows what matters, and otherwise
 * from ARM. Grants through groups are not among a principal's assignments here, and the assignments at a scope are
 * those of service principals only.
 */
export function createFleetReader(reading: FleetReading): Required<Pick<Gathering, 'read' | 'peek'>> {
  const { tables, read, known } = reading;
  return {
    peek(wanted, key) {
      const given = known.get(key);
      if (given !== undefined) return given;
      const listed = tables.isLoaded(tablesFor(wanted)) ? fromTables(wanted, reading) : undefined;
      return listed ?? read.peek(key);
    },
    async read(wanted) {
      await tables.load(tablesFor(wanted));
      if (wanted.kind === 'denyAssignments' && tables.covers(wanted.scope)) await read.read(deniedIn(wanted.scope));
      const place = undecidedPlace(wanted, reading);
      if (place !== undefined) await read.read(listedIn(place));
      return fromTables(wanted, reading) ?? read.read(wanted);
    },
  };
}

function fromTables(wanted: Read, reading: FleetReading): AnyAnswer | undefined {
  const { tables } = reading;
  switch (wanted.kind) {
    case 'subscription':
      return found(tables.subscription(wanted.id));
    case 'resource':
      return found(resource(wanted.id, reading));
    case 'identities':
      return found(tables.isComplete() ? tables.identities() : undefined);
    case 'everyResource':
      return wanted.fromArm ? undefined : found(everyRow(wanted.type, tables));
    case 'listBelow':
      return found(rowsBelow(wanted, tables)) ?? notAsked(wanted, reading.unlisted?.get(wanted.list), inNotes);
    case 'assignments':
      return found(assignmentsAt(wanted.scope, wanted.principalId, reading));
    case 'assignmentsOf':
      return found(assignmentsIn(wanted.subscriptionId, wanted.principalId, reading));
    case 'assignmentsEverywhere':
      return assignmentsEverywhere(wanted, tables);
    case 'carriers':
      return found(carriers(wanted.identityId, tables));
    case 'assignmentsAt':
      return found(reaching(wanted.scope, reading));
    case 'role':
      return found(tables.roles()?.get(roleGuidOf(wanted.guid)));
    case 'denyAssignments':
      return found(denials(wanted.scope, reading));
    case 'federatedCredentials':
      return credentialsOf(wanted, reading);
    case 'credentials':
      return wanted.subscriptionId === undefined
        ? credentials(wanted, reading)
        : notAsked(wanted, reading.uncounted?.reason, inNotes);
    case 'bindings':
      return notAsked(wanted, reading.unlistedBindings);
    case 'assignmentsOfAll':
      return found(assignmentsOfAll(wanted.principalIds, reading));
    case 'feature':
    case 'hiddenSubscriptions':
    case 'assignedIn':
    case 'vaultPolicies':
    case 'cluster':
    case 'clusters':
    case 'newerClusters':
    case 'resourcesOfType':
    case 'creationTimes':
    case 'regions':
    case 'assignment':
    case 'roleNamed':
    case 'denyAssignmentsIn':
    case 'callerPermissions':
    case 'callerAssignments':
    case 'accounts':
    case 'eligibleRoles':
    case 'upgradeProfile':
      return undefined;
  }
}

function found(value: Extract<AnyAnswer, { kind: 'found' }>['value'] | undefined): AnyAnswer | undefined {
  return value === undefined ? undefined : { kind: 'found', value };
}

/** Added where the notes say it for all clusters at once, and no cluster by itself. */
const inNotes = { inNotes: true } as const;

/** Nobody has asked. */
function notAsked(read: Read, reason: Words | undefined, more: { inNotes?: true } = {}): AnyAnswer | undefined {
  if (reason === undefined) return undefined;
  return { kind: 'unreadable', cause: 'notAsked', subject: subjectOfRead(read), reason, ...more };
}

/** What Resource Graph lists; where that is not all, the rest is read from ARM, or is too much and the reason stands for it. */
function credentials(wanted: Read, { tables, uncounted }: FleetReading): AnyAnswer | undefined {
  const listed = tables.credentials();
  if (listed === undefined) return notAsked(wanted, uncounted?.reason, inNotes);
  if (tables.isComplete()) return { kind: 'found', value: listed };
  if (uncounted === undefined) return undefined;
  const unknown = [notKnown('notAsked', 'credentials', uncounted.reason)];
  return { kind: 'found', value: { ...listed, unknown } };
}

function credentialsOf(
  { identityId }: Extract<Read, { kind: 'federatedCredentials' }>,
  { tables, uncounted }: FleetReading,
): AnyAnswer | undefined {
  const listed = tables.hasCredentialsOf(identityId) ? tables.credentials() : undefined;
  if (listed) return { kind: 'found', value: indexOf(listed.all).ofIdentity(identityId) };
  if (uncounted?.identities.has(idKey(identityId)) !== true) return undefined;
  // None of the subscription were asked for, which a cluster's workloads tell as well.
  return notAsked({ kind: 'credentials', subscriptionId: subscriptionOf(identityId) ?? '' }, uncounted.reason);
}

/** What the tables know of identities of workloads; elsewhere than where clusters are, only what reaches a whole subscription. */
function assignmentsOfAll(
  principalIds: readonly string[],
  { tables }: FleetReading,
): readonly RoleAssignment[] | undefined {
  const [here, elsewhere] = [tables.assignments(), tables.subscriptionAssignmentsElsewhere()];
  if (here === undefined || elsewhere === undefined) return undefined;
  const held = principalIds
    .map((id) => id.toLowerCase())
    .flatMap((id) => [...(here.byPrincipal.get(id) ?? []), ...(elsewhere.byPrincipal.get(id) ?? [])]);
  return [...new Map(held.map((one) => [idKey(one.id), one])).values()];
}

/** Finds identities, subnets and registries; what a table lacks may still exist, so ARM has the last word. */
function resource(id: string, { tables }: FleetReading): JsonObject | undefined {
  const type = parseResourceId(id)?.type.toLowerCase();
  const row = (table: string, key = id): JsonObject | undefined => tables.resources(table)?.get(idKey(key));
  if (type === resourceType.identity.toLowerCase()) return row(resourceType.identity);
  if (type === network.toLowerCase()) return row(network);
  if (type === resourceType.subnet.toLowerCase()) {
    const subnets = objectsAt(row(network, parseResourceId(id)?.parent), 'properties.subnets');
    return subnets.find((subnet) => sameId(textAt(subnet, 'id'), id));
  }
  if (type !== resourceType.registry.toLowerCase()) return undefined;
  // Older versions of the registry's API, which Resource Graph may read, do not tell how permissions are given.
  const registry = row(resourceType.registry);
  return textAt(registry, 'properties.roleAssignmentMode') === undefined ? undefined : registry;
}

function reaching(scope: string, reading: FleetReading): readonly RoleAssignment[] | undefined {
  if (!reading.tables.covers(scope)) return undefined;
  return decided(reading.tables.assignments()?.reaching(scope), scope, reading);
}

function assignmentsAt(
  scope: string,
  principalId: string,
  reading: FleetReading,
): readonly RoleAssignment[] | undefined {
  if (!reading.tables.covers(scope)) return undefined;
  return decided(ofPrincipal(principalId, reading.tables), scope, reading);
}

function assignmentsIn(
  subscriptionId: string,
  principalId: string,
  reading: FleetReading,
): readonly RoleAssignment[] | undefined {
  const place = `/subscriptions/${subscriptionId}`;
  if (!reading.tables.covers(place)) return undefined;
  const all = ofPrincipal(principalId, reading.tables);
  const isAbove = ({ scope }: RoleAssignment): boolean => subscriptionOf(scope) === undefined;
  const above = decided(all?.filter(isAbove), place, reading);
  return all && above && [...all.filter(({ scope }) => isAtOrBelow(scope, place)), ...above];
}

/**
 * Selects the assignments that have effect at the scope. Where the tables do not say whether a management group is
 * above it, the list that ARM made for its subscription decides; the answer is `undefined` until that list has been
 * read.
 */
function decided(
  all: readonly RoleAssignment[] | undefined,
  scope: string,
  { tables, read }: FleetReading,
): readonly RoleAssignment[] | undefined {
  if (all === undefined) return undefined;
  const sure = all.map((one) => tables.reaches(one, scope));
  if (!sure.includes(undefined)) return all.filter((_, index) => sure[index]);
  const answer = read.peek(readKey(listedIn(scope)));
  const listed = answer?.kind === 'found' ? idsOf(answer.value as readonly RoleAssignment[]) : undefined;
  const verdicts = all.map((one, index) => sure[index] ?? listed?.has(idKey(one.id)));
  return verdicts.includes(undefined) ? undefined : all.filter((_, index) => verdicts[index]);
}

const idsOf = memoised((all: readonly RoleAssignment[]) => new Set(all.map(({ id }) => idKey(id))));

/** Returns the scope of a read for which ARM's own list of the subscription has to be read first. */
function undecidedPlace(wanted: Read, reading: FleetReading): string | undefined {
  const isHeld = wanted.kind === 'assignments' || wanted.kind === 'assignmentsOf' || wanted.kind === 'assignmentsAt';
  if (!isHeld || reading.tables.assignments() === undefined) return undefined;
  const place = 'scope' in wanted ? wanted.scope : `/subscriptions/${wanted.subscriptionId}`;
  return reading.tables.covers(place) && fromTables(wanted, reading) === undefined ? place : undefined;
}

/** Describes the read of ARM's own list of what is granted at a scope's subscription and above. */
function listedIn(scope: string): Read {
  return { kind: 'assignmentsAt', scope: `/subscriptions/${subscriptionOf(scope)?.toLowerCase() ?? ''}` };
}

/**
 * Returns what the tables know about a kubelet even where they lack a subscription: asking ARM everywhere for each
 * kubelet takes too long.
 */
function assignmentsEverywhere(
  wanted: Extract<Read, { kind: 'assignmentsEverywhere' }>,
  tables: FleetTables,
): AnyAnswer | undefined {
  const { principalId } = wanted;
  if (!tables.isKubelet(principalId)) return undefined;
  const [here, elsewhere] = [ofPrincipal(principalId, tables), tables.assignmentsElsewhere(principalId)];
  const reason = say`Resource Graph isn't responding.`;
  if (!here || !elsewhere) return { kind: 'unreadable', cause: 'failed', subject: subjectOfRead(wanted), reason };
  return { kind: 'found', value: [...here, ...elsewhere] };
}

function carriers(identityId: string, tables: FleetTables): readonly ResourceWithIdentity[] | undefined {
  const table = tables.carriers();
  return table && tables.isComplete() ? (table.get(idKey(identityId)) ?? []) : undefined;
}

function ofPrincipal(principalId: string, tables: FleetTables): readonly RoleAssignment[] | undefined {
  const table = tables.assignments();
  return table && (table.byPrincipal.get(principalId.toLowerCase()) ?? []);
}

const byScope = memoised((all: readonly DenyAssignment[]) => new ScopeIndex(all));

/** Resource Graph has no deny assignments: ARM lists those of a whole subscription at once. */
function denials(scope: string, { tables, read }: FleetReading): readonly DenyAssignment[] | undefined {
  if (!tables.covers(scope)) return undefined;
  const answer = read.peek(readKey(deniedIn(scope)));
  if (answer?.kind !== 'found') return undefined;
  const near = byScope(answer.value as readonly DenyAssignment[]).reaching(scope);
  return near.filter((one) => reaches(one.scope, scope, 'asListed', one.doNotApplyToChildScopes));
}

function deniedIn(scope: string): Read {
  return { kind: 'denyAssignmentsIn', subscriptionId: subscriptionOf(scope) ?? '' };
}

/** Remembers the function's answer for each object as long as the object exists. */
function memoised<T extends object, R>(work: (input: T) => R): (input: T) => R {
  const known = new WeakMap<T, R>();
  return (input) => {
    const result = known.get(input) ?? work(input);
    known.set(input, result);
    return result;
  };
}
