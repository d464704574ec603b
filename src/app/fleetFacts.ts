import { identityOf } from '../identity/clusterJson.ts';
import type { Read } from '../identity/facts.ts';
import { objectsAt, textAt } from '../identity/jsonPath.ts';
import type { DenyAssignment, JsonObject } from '../identity/model.ts';
import { reaches } from '../identity/permissions.ts';
import { idKey, parseResourceId, resourceType, sameId, subscriptionOf } from '../identity/resourceId.ts';
import { roleGuidOf } from '../identity/roles.ts';
import type { FleetTables } from './fleetTables.ts';
import type { AnyAnswer, ReadFact } from './gatherFacts.ts';

/** What a fleet's reader is made from. */
export interface FleetReading {
  readonly tables: FleetTables;
  /** Reads one thing from ARM; asked once for each. */
  readonly read: ReadFact;
  /** Identities, by `idKey`, that are read from ARM because Resource Graph shows less of them. */
  readonly exactly: ReadonlySet<string>;
  /** Why federated credentials are not counted, where they are not. */
  readonly uncounted?: string;
}

const network = 'Microsoft.Network/virtualNetworks';

/**
 * Reads for many clusters: from the tables where Resource Graph shows what matters, else from ARM. Grants through groups are
 * not among a principal's assignments here, and assignments at a scope are those of service principals only.
 */
export function createFleetReader(reading: FleetReading): ReadFact {
  return async (wanted) => (await fromTables(wanted, reading)) ?? reading.read(wanted);
}

async function fromTables(wanted: Read, reading: FleetReading): Promise<AnyAnswer | undefined> {
  const { tables } = reading;
  switch (wanted.kind) {
    case 'subscription':
      return found(await tables.subscription(wanted.id));
    case 'resource':
      return found(await resource(wanted.id, reading));
    case 'identities':
      return found(await identities(tables));
    case 'assignments':
      return found(await held(wanted.scope, wanted.principalId, tables));
    case 'assignmentsOf':
      return found(await heldIn(wanted.subscriptionId, wanted.principalId, tables));
    case 'assignmentsAt': {
      if (!(await tables.covers(wanted.scope))) return undefined;
      return found((await tables.assignments())?.reaching(wanted.scope));
    }
    case 'role':
      return found((await tables.roles())?.get(roleGuidOf(wanted.guid)));
    case 'denyAssignments':
      return found(await denials(wanted.scope, reading));
    case 'federatedCredentials':
      return reading.uncounted === undefined ? undefined : { kind: 'unreadable', reason: reading.uncounted };
    case 'cluster':
    case 'clusters':
    case 'resourcesOfType':
    case 'assignment':
    case 'roleNamed':
    case 'denyAssignmentsIn':
    case 'callerPermissions':
    case 'upgradeProfile':
    case 'carriers':
      return undefined;
  }
}

function found(value: Extract<AnyAnswer, { kind: 'found' }>['value'] | undefined): AnyAnswer | undefined {
  return value === undefined ? undefined : { kind: 'found', value };
}

/** Identities, subnets and registries; what a table does not have may still be there, so ARM has the last word. */
async function resource(id: string, { tables, exactly }: FleetReading): Promise<JsonObject | undefined> {
  const type = parseResourceId(id)?.type.toLowerCase();
  const row = async (table: string, key = id): Promise<JsonObject | undefined> =>
    (await tables.resources(table))?.get(idKey(key));
  if (type === resourceType.identity.toLowerCase()) {
    return exactly.has(idKey(id)) ? undefined : row(resourceType.identity);
  }
  if (type === network.toLowerCase()) return row(network);
  if (type === resourceType.subnet.toLowerCase()) {
    const subnets = objectsAt(await row(network, parseResourceId(id)?.parent), 'properties.subnets');
    return subnets.find((subnet) => sameId(textAt(subnet, 'id'), id));
  }
  if (type !== resourceType.registry.toLowerCase()) return undefined;
  // Older versions of the registry's API, which Resource Graph may read, do not tell how permissions are given.
  const registry = await row(resourceType.registry);
  return textAt(registry, 'properties.roleAssignmentMode') === undefined ? undefined : registry;
}

async function identities(tables: FleetTables): Promise<readonly ReturnType<typeof identityOf>[] | undefined> {
  const rows = (await tables.isComplete()) ? await tables.resources(resourceType.identity) : undefined;
  return rows && [...rows.values()].map(identityOf);
}

async function held(scope: string, principalId: string, tables: FleetTables) {
  if (!(await tables.covers(scope))) return undefined;
  const table = await tables.assignments();
  return table && (table.byPrincipal.get(principalId.toLowerCase()) ?? []).filter((one) => reaches(one.scope, scope));
}

async function heldIn(subscriptionId: string, principalId: string, tables: FleetTables) {
  if (!(await tables.covers(`/subscriptions/${subscriptionId}`))) return undefined;
  const table = await tables.assignments();
  return (
    table &&
    (table.byPrincipal.get(principalId.toLowerCase()) ?? []).filter(({ scope }) => {
      const place = subscriptionOf(scope);
      return place === undefined || place.toLowerCase() === subscriptionId.toLowerCase();
    })
  );
}

/** Resource Graph has no deny assignments: ARM lists those of a whole subscription at once. */
async function denials(scope: string, { tables, read }: FleetReading): Promise<readonly DenyAssignment[] | undefined> {
  const subscriptionId = subscriptionOf(scope);
  if (subscriptionId === undefined || !(await tables.covers(scope))) return undefined;
  const answer = await read({ kind: 'denyAssignmentsIn', subscriptionId });
  if (answer.kind !== 'found') return undefined;
  const all = answer.value as readonly DenyAssignment[];
  return all.filter((one) => reaches(one.scope, scope, one.doNotApplyToChildScopes));
}
