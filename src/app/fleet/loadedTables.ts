/** The tables of Resource Graph that a survey reads. */
import { doInTurn } from '../../async/yielding.ts';
import type { SubscriptionAccess } from '../../azure/directory/directory.ts';
import type { ReadonlyIdMap } from '../../domain/arm/idMap.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import type { CredentialListing, ResourceWithIdentity } from '../../domain/cluster/facts.ts';
import type { RoleAssignment, RoleDefinition, UserAssignedIdentity } from '../../domain/cluster/model.ts';
import type { AssignmentTable } from './assignmentTable.ts';

/** Names a table, or the resources of a type. */
export type TableName =
  | 'subscriptions'
  | 'ancestors'
  | 'assignments'
  | 'assignmentsElsewhere'
  | 'subscriptionAssignmentsElsewhere'
  | 'carriers'
  | 'roles'
  | 'credentials'
  | { readonly resources: string };

/** Returns the key of a table, the same in any casing. */
export function tableKey(name: TableName): string {
  return typeof name === 'string' ? name : name.resources.toLowerCase();
}

/** Returns the resources that carry each identity, by the `idKey` of the identity. */
export function carriersByIdentity(
  rows: readonly (ResourceWithIdentity & { readonly identityIds: readonly string[] })[],
): ReadonlyMap<string, readonly ResourceWithIdentity[]> {
  const carriers = new Map<string, ResourceWithIdentity[]>();
  for (const { identityIds, ...carrier } of rows)
    for (const id of identityIds) carriers.set(idKey(id), [...(carriers.get(idKey(id)) ?? []), carrier]);
  return carriers;
}

/** The tables that were loaded; one for which Resource Graph does not answer is `undefined`. */
export interface LoadedTables {
  subscriptions?: { readonly byId: ReadonlyMap<string, SubscriptionAccess>; readonly isWhole: boolean };
  /** The management groups above each subscription. */
  ancestors?: ReadonlyMap<string, ReadonlySet<string> | undefined> | undefined;
  assignments?: AssignmentTable | undefined;
  /** Everyone's role assignments in the subscriptions that ARM itself has listed, by ID in lower case. */
  everyAssignment?: ReadonlyMap<string, readonly RoleAssignment[]>;
  assignmentsElsewhere?: AssignmentTable | undefined;
  subscriptionAssignmentsElsewhere?: AssignmentTable | undefined;
  carriers?: ReadonlyMap<string, readonly ResourceWithIdentity[]> | undefined;
  roles?: ReadonlyMap<string, RoleDefinition> | undefined;
  credentials?: CredentialListing | undefined;
  identities?: readonly UserAssignedIdentity[];
  readonly resources: Map<string, ReadonlyIdMap<JsonObject> | undefined>;
}

/** Returns the list after building indexes of it that the first cluster to be judged would otherwise build all at once. */
export async function indexInTurns<T>(
  list: readonly T[],
  ...indexes: readonly ((list: readonly T[]) => unknown)[]
): Promise<readonly T[]> {
  for (const index of indexes) await doInTurn(() => index(list));
  return list;
}
