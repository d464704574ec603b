import { unknownWith } from '../../domain/arm/unknown.ts';
import { roleGuidOf } from '../../domain/access/roles.ts';
import { objectsAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import type { ReadonlyIdMap } from '../../domain/arm/idMap.ts';
import { idKey, parseResourceId, resourceType, sameId, subscriptionOf, sameText } from '../../domain/arm/resourceId.ts';
import type { ResourceWithIdentity, Read, ReadKind, ReadOf, VaultPolicy } from '../../domain/cluster/facts.ts';
import { policiesOf } from '../../domain/cluster/fromArm.ts';
import { subjectOfRead } from '../../domain/cluster/subjects.ts';
import type { AnyAnswer, Gathering } from '../facts/gatherFacts.ts';
import type { FleetTables } from './fleetTables.ts';
import type { TableName } from './loadedTables.ts';
import { indexOf } from '../../domain/workloads/trust.ts';
import { isInGraph, tableOfList, typeOfList } from '../../azure/read/around/aroundClusters.ts';
import {
  assignmentsAt,
  assignmentsEverywhere,
  assignmentsIn,
  assignmentsOfAll,
  denyAssignmentsRead,
  denyAssignmentsNear,
  assignmentsRead,
  assignmentsReaching,
  type TablesAndArm,
} from './fleetAccess.ts';
import type { Words } from '../../sentences/words.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** Holds everything that a fleet reader needs. */
export interface FleetReading extends TablesAndArm {
  /** Returns what is known before anything is read, such as the clusters themselves. */
  readonly known: (read: Read) => AnyAnswer | undefined;
  /** Why lists below clusters are not read, by what they list, if there would be too many. */
  readonly unlisted?: ReadonlyMap<string, Words>;
  /** Why the identity bindings of clusters are not listed, if that would take too many requests. */
  readonly unlistedBindings?: Words;
  /**
   * The identities of clusters, by `idKey`, whose federated credentials are not read, and the reason; the credentials
   * of workload identities are not read either.
   */
  readonly uncounted?: { readonly identities: ReadonlySet<string>; readonly reason: Words };
}

/**
 * Creates a reader for many clusters: it answers from the tables if Resource Graph shows what matters, otherwise from
 * ARM. A principal's assignments don't include grants through groups, and the assignments at a scope are those of
 * service principals only.
 */
export function createFleetReader(reading: FleetReading): Required<Pick<Gathering, 'read' | 'peek'>> {
  const { tables, read, known } = reading;
  return {
    peek(question, key) {
      const earlier = known(question);
      if (earlier !== undefined) return earlier;
      const answer = tables.isLoaded(tablesFor(question)) ? fromTables(question, reading) : undefined;
      return answer ?? read.peek(key);
    },
    async read(question) {
      await tables.load(tablesFor(question));
      if (question.kind === 'denyAssignments' && tables.covers(question.scope))
        await read.read(denyAssignmentsRead(question.scope));
      const place = undecidedPlace(question, reading);
      if (place !== undefined) await read.read(assignmentsRead(place));
      return fromTables(question, reading) ?? read.read(question);
    },
  };
}

/** How the tables answer a kind of read, and which of them that needs. */
interface FromTables<K extends ReadKind> {
  readonly answer: (read: ReadOf<K>, reading: FleetReading) => AnyAnswer | undefined;
  readonly tables?: (read: ReadOf<K>) => readonly TableName[];
}

const onlyAssignments = (): readonly TableName[] => ['assignments'];
const onlyCredentials = (): readonly TableName[] => ['credentials'];

/** The kinds of reads that tables answer; all others go to ARM. */
const ways: { readonly [K in ReadKind]?: FromTables<K> } = {
  subscription: { answer: ({ id }, { tables }) => foundAnswer(tables.subscription(id)) },
  resource: {
    answer: ({ id }, { tables }) => foundAnswer(resourceInTables(id, tables)),
    tables: ({ id }) => {
      const type = tableOf(id);
      return type === undefined ? [] : [{ resources: type }];
    },
  },
  identities: {
    answer: (_, { tables }) => foundAnswer(tables.isComplete() ? tables.identities() : undefined),
    tables: () => [{ resources: resourceType.identity }],
  },
  everyResource: {
    answer: ({ type, fromArm }, { tables }) => (fromArm ? undefined : foundAnswer(everyRow(type, tables))),
    tables: ({ type, fromArm }) => (fromArm ? [] : [{ resources: type }]),
  },
  vaultPolicies: {
    answer: ({ principalId }, { tables }) => foundAnswer(policiesNaming(principalId, tables)),
    tables: () => [{ resources: vaultType }],
  },
  listBelow: {
    answer: (read, { tables, unlisted }) =>
      foundAnswer(rowsBelow(read, tables)) ?? answerNotAsked(read, unlisted?.get(read.list), inNotes),
    tables: ({ list }) => (isInGraph(list) ? [{ resources: tableOfList(list) }] : []),
  },
  assignments: {
    answer: ({ scope, principalId }, reading) => foundAnswer(assignmentsAt(scope, principalId, reading)),
    tables: onlyAssignments,
  },
  assignmentsOf: {
    answer: ({ subscriptionId, principalId }, reading) =>
      foundAnswer(assignmentsIn(subscriptionId, principalId, reading)),
    tables: onlyAssignments,
  },
  assignmentsAt: {
    answer: ({ scope }, reading) => foundAnswer(assignmentsReaching(scope, reading)),
    tables: onlyAssignments,
  },
  everyAssignmentIn: {
    answer: ({ subscriptionId }, { tables }) => foundAnswer(tables.everyAssignmentIn(subscriptionId)),
    tables: onlyAssignments,
  },
  assignmentsEverywhere: {
    answer: (read, { tables }) => assignmentsEverywhere(read, tables),
    tables: () => ['assignments', 'assignmentsElsewhere'],
  },
  assignmentsOfAll: {
    answer: ({ principalIds }, { tables }) => foundAnswer(assignmentsOfAll(principalIds, tables)),
    tables: () => ['assignments', 'subscriptionAssignmentsElsewhere'],
  },
  carriers: {
    answer: ({ identityId }, { tables }) => foundAnswer(carriers(identityId, tables)),
    tables: () => ['carriers'],
  },
  role: {
    answer: ({ guid }, { tables }) => foundAnswer(tables.roles()?.get(roleGuidOf(guid))),
    tables: () => ['roles'],
  },
  denyAssignments: { answer: ({ scope }, reading) => foundAnswer(denyAssignmentsNear(scope, reading)) },
  federatedCredentials: { answer: credentialsFromTables, tables: onlyCredentials },
  credentials: { answer: credentials, tables: onlyCredentials },
  bindings: { answer: (read, { unlistedBindings }) => answerNotAsked(read, unlistedBindings) },
};

function fromTables<K extends ReadKind>(read: ReadOf<K>, reading: FleetReading): AnyAnswer | undefined {
  const way: FromTables<K> | undefined = ways[read.kind];
  return way?.answer(read, reading);
}

function tablesFor<K extends ReadKind>(read: ReadOf<K>): readonly TableName[] {
  const way: FromTables<K> | undefined = ways[read.kind];
  return way?.tables?.(read) ?? [];
}

function foundAnswer(value: Extract<AnyAnswer, { kind: 'found' }>['value'] | undefined): AnyAnswer | undefined {
  return value === undefined ? undefined : { kind: 'found', value };
}

/** Added if the notes say it once for all clusters, so that no cluster repeats it. */
const inNotes = { inNotes: true } as const;

/** The answer to a read that is left out for this reason; `undefined` without a reason. */
function answerNotAsked(
  read: Read,
  reason: Words | undefined,
  members: { inNotes?: true } = {},
): AnyAnswer | undefined {
  if (reason === undefined) return undefined;
  return { kind: 'unreadable', cause: 'notAsked', subject: subjectOfRead(read), reason, ...members };
}

/** What Resource Graph lists. If that is not everything, ARM is asked for the rest, or the reason for not asking is added. */
function credentials(read: ReadOf<'credentials'>, { tables, uncounted }: FleetReading): AnyAnswer | undefined {
  if (read.subscriptionId !== undefined) return answerNotAsked(read, uncounted?.reason, inNotes);
  const listing = tables.credentials();
  if (listing === undefined) return answerNotAsked(read, uncounted?.reason, inNotes);
  if (tables.isComplete()) return { kind: 'found', value: listing };
  if (uncounted === undefined) return undefined;
  const unknown = [unknownWith('notAsked', 'credentials', uncounted.reason)];
  return { kind: 'found', value: { ...listing, unknown } };
}

function credentialsFromTables(
  { identityId }: ReadOf<'federatedCredentials'>,
  { tables, uncounted }: FleetReading,
): AnyAnswer | undefined {
  const listing = tables.hasCredentialsOf(identityId) ? tables.credentials() : undefined;
  if (listing) return { kind: 'found', value: indexOf(listing.all).ofIdentity(identityId) };
  if (uncounted?.identities.has(idKey(identityId)) !== true) return undefined;
  // About all credentials of the subscription, since none were read; a cluster's workloads report the same subject.
  return answerNotAsked({ kind: 'credentials', subscriptionId: subscriptionOf(identityId) ?? '' }, uncounted.reason);
}

const network = 'Microsoft.Network/virtualNetworks';
const vaultType = 'Microsoft.KeyVault/vaults';
const zoneTypes = ['Microsoft.Network/dnsZones', 'Microsoft.Network/privateDnsZones'];

/** The resource type under which a table is loaded, by each type that it has, in lower case. */
const tablesByType = new Map([
  ...[resourceType.identity, resourceType.registry, network, vaultType, ...zoneTypes].map(
    (type) => [type.toLowerCase(), type] as const,
  ),
  [resourceType.subnet.toLowerCase(), network],
]);

function tableOf(id: string): string | undefined {
  return tablesByType.get(parseResourceId(id)?.type.toLowerCase() ?? '');
}

/** Finds identities, subnets, registries, vaults and zones; what a table lacks may still exist, so ARM has the last word. */
function resourceInTables(id: string, tables: FleetTables): JsonObject | undefined {
  const { type, parent = '' } = parseResourceId(id) ?? {};
  const table = tables.resources(tableOf(id) ?? '');
  if (sameText(type, resourceType.subnet)) {
    const subnets = objectsAt(table?.get(parent), 'properties.subnets');
    return subnets.find((subnet) => sameId(textAt(subnet, 'id'), id));
  }
  const row = table?.get(id);
  // Resource Graph may read older versions of the registry's API, which don't say how permissions are granted.
  const isOld = textAt(row, 'properties.roleAssignmentMode') === undefined;
  return sameText(type, resourceType.registry) && isOld ? undefined : row;
}

/** Returns the scope of a read that first needs ARM's own list for the subscription. */
function undecidedPlace(read: Read, reading: FleetReading): string | undefined {
  const isHeld = read.kind === 'assignments' || read.kind === 'assignmentsOf' || read.kind === 'assignmentsAt';
  if (!isHeld || reading.tables.assignments() === undefined) return undefined;
  const place = 'scope' in read ? read.scope : `/subscriptions/${read.subscriptionId}`;
  return reading.tables.covers(place) && fromTables(read, reading) === undefined ? place : undefined;
}

function carriers(identityId: string, tables: FleetTables): readonly ResourceWithIdentity[] | undefined {
  const table = tables.carriers();
  return table && tables.isComplete() ? (table.get(idKey(identityId)) ?? []) : undefined;
}

/** Returns the resources of a type if the tables have all of them. */
function everyRow(type: string, tables: FleetTables): readonly JsonObject[] | undefined {
  const rows = tables.resources(type);
  return rows && tables.isComplete() ? [...rows.values()] : undefined;
}

/** Returns the access policies that name a principal if the tables have all vaults. */
function policiesNaming(principalId: string, tables: FleetTables): readonly VaultPolicy[] | undefined {
  const rows = tables.resources(vaultType);
  if (rows === undefined || !tables.isComplete()) return undefined;
  return policiesByHolder(rows).get(principalId.toLowerCase()) ?? [];
}

/** The access policies in a table of vaults by whom they name. */
const policiesByHolder = oncePer((vaults: ReadonlyIdMap<JsonObject>) =>
  Map.groupBy([...vaults.values()].flatMap(policiesOf), ({ objectId }) => objectId.toLowerCase()),
);

/** Returns the rows that Resource Graph has below a cluster, for the types that it indexes. */
function rowsBelow({ id, list }: ReadOf<'listBelow'>, tables: FleetTables): readonly JsonObject[] | undefined {
  const rows = isInGraph(list) && tables.covers(id) ? tables.resources(tableOfList(list)) : undefined;
  const isOfType = ({ type }: JsonObject): boolean => typeof type !== 'string' || sameText(type, typeOfList(list));
  return rows && (byParent(rows).get(idKey(id)) ?? []).filter(isOfType);
}

/** The rows of a table by the `idKey` of their parent. */
const byParent = oncePer((rows: ReadonlyIdMap<JsonObject>) => {
  const parentOf = (row: JsonObject): string => /^(.+)\/providers\//i.exec(textAt(row, 'id') ?? '')?.[1] ?? '';
  return Map.groupBy(rows.values(), (row) => idKey(parentOf(row)));
});
