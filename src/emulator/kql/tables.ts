import { asObject } from '../arm/json.ts';
import type { Json } from '../arm/worldFile.ts';
import type { Column } from './evaluate/compiled.ts';
import type { Value } from './evaluate/values.ts';

/** A row of a table or of an answer. */
export type Row = Readonly<Record<string, Json | undefined>>;

/** The names of the emulator's tables. */
export const tableNames = [
  'resources',
  'resourcecontainers',
  'authorizationresources',
  'kubernetesconfigurationresources',
  'resourcechanges',
] as const;

/** The name of one of them. */
export type TableName = (typeof tableNames)[number];

/** Rows for each table, as `resourceRow` makes them. */
export type Tables = Readonly<Record<TableName, readonly Row[]>>;

const credentialType = 'microsoft.managedidentity/userassignedidentities/federatedidentitycredentials';
const groupType = 'microsoft.resources/subscriptions/resourcegroups';
const texts = ['id', 'name', 'type', 'tenantId', 'kind', 'location', 'resourceGroup', 'subscriptionId', 'managedBy'];
const dynamics = ['sku', 'plan', 'properties', 'tags', 'identity', 'zones', 'extendedLocation'];

/** Every table has these columns; other members of a row can't be queried. */
export const tableColumns: readonly Column[] = [
  ...texts.map((name): Column => ({ name, type: 'string' })),
  ...dynamics.map((name): Column => ({ name, type: 'dynamic' })),
];

/** The rows of resources that have not changed since the last query about them. */
const rowsMade = new WeakMap<Row, Row>();

function resourceRow(resource: Row, tenantId: string): Row {
  const rowMade = rowsMade.get(resource);
  const row = rowMade?.['tenantId'] === tenantId ? rowMade : tableRow(resource, tenantId);
  rowsMade.set(resource, row);
  return row;
}

/** An ARM resource as Resource Graph shows it: id and type in lower case, subscription and group taken from the id. */
function tableRow(resource: Row, tenantId: string): Row {
  const id = typeof resource['id'] === 'string' ? resource['id'] : '';
  const type = typeof resource['type'] === 'string' ? resource['type'].toLowerCase() : '';
  const segments = id.split('/');
  const isIn = (name: string, position: number): boolean => segments[position]?.toLowerCase() === name;
  return {
    ...resource,
    id: id.toLowerCase(),
    type: type === 'microsoft.resources/resourcegroups' ? groupType : type,
    tenantId,
    subscriptionId: isIn('subscriptions', 1) ? (segments[2] ?? '') : '',
    resourceGroup: isIn('resourcegroups', 3) ? (segments[4] ?? '').toLowerCase() : '',
  };
}

/** Returns the values of the row in the order of the columns; a missing text is empty, anything else missing is null. */
export function tupleOf(row: Row): readonly Value[] {
  return tableColumns.map(
    ({ name, type }) => (Object.hasOwn(row, name) ? row[name] : undefined) ?? (type === 'string' ? '' : null),
  );
}

/** The source of the tables: ARM's JSON of everything visible. */
export interface Indexed {
  readonly tenantId: string;
  readonly subscriptions: readonly {
    readonly subscriptionId: string;
    readonly displayName: string;
    readonly state?: string;
    readonly tenantId?: string;
    /** The management groups above it, the nearest first. */
    readonly chain?: readonly { readonly displayName: string; readonly name: string }[];
  }[];
  /** The management groups above these. */
  readonly groupsAbove?: readonly Row[];
  readonly resources: () => readonly Row[];
  /** Whether federated credentials are rows of `resources`, although they are children. */
  readonly hasCredentials?: boolean;
  /** Role assignments and role definitions. */
  readonly authorization: () => readonly Row[];
  /** Changes of resources; left out: none. */
  readonly changes?: () => readonly Row[];
}

/**
 * Makes the tables for queries. As in Azure, no table has children of resources (subnets, ...). Whether federated
 * credentials are an exception is not documented, so the world decides. A table is made when it is first used.
 */
export function indexTables(indexed: Indexed): Tables {
  const {
    tenantId,
    subscriptions,
    resources,
    authorization,
    groupsAbove = [],
    hasCredentials = false,
    changes = () => [],
  } = indexed;
  const isGroup = (row: Row): boolean => row['type'] === groupType;
  const isTopLevel = (row: Row): boolean => typeof row['type'] === 'string' && row['type'].split('/').length === 2;
  const isCredential = (row: Row): boolean => hasCredentials && row['type'] === credentialType;
  const rows = once(() => resources().map((resource) => resourceRow(resource, tenantId)));
  const tables: Readonly<Record<TableName, () => readonly Row[]>> = {
    resources: once(() =>
      rows().filter((row) => (isTopLevel(row) && !isGroup(row) && !isConfiguration(row)) || isCredential(row)),
    ),
    resourcecontainers: once(() => [
      ...groupsAbove.map((group) => resourceRow(group, tenantId)),
      ...subscriptions.map((subscription) => subscriptionRow(subscription, subscription.tenantId ?? tenantId)),
      ...rows().filter(isGroup),
    ]),
    authorizationresources: once(() => authorization().map((row) => resourceRow(row, tenantId))),
    resourcechanges: once(() => changes().map((row) => resourceRow(row, tenantId))),
    kubernetesconfigurationresources: once(() => rows().filter(isConfiguration).map(withCapitalKeys)),
  };
  return {
    get resources() {
      return tables.resources();
    },
    get resourcecontainers() {
      return tables.resourcecontainers();
    },
    get authorizationresources() {
      return tables.authorizationresources();
    },
    get resourcechanges() {
      return tables.resourcechanges();
    },
    get kubernetesconfigurationresources() {
      return tables.kubernetesconfigurationresources();
    },
  };
}

function isConfiguration(row: Row): boolean {
  return typeof row['type'] === 'string' && row['type'].startsWith('microsoft.kubernetesconfiguration/');
}

/** Public queries of this table name properties with a capital, such as `properties.ExtensionType`. */
function withCapitalKeys(row: Row): Row {
  const entries = Object.entries(asObject(row['properties'])).map(([name, value]) => [
    `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return { ...row, properties: Object.fromEntries(entries) as Row };
}

function once<T extends object>(make: () => T): () => T {
  let madeOnce: T | undefined;
  return () => (madeOnce ??= make());
}

function subscriptionRow(subscription: Indexed['subscriptions'][number], tenantId: string): Row {
  const { subscriptionId, displayName, state = 'Enabled' } = subscription;
  return {
    id: `/subscriptions/${subscriptionId}`,
    name: displayName,
    type: 'microsoft.resources/subscriptions',
    tenantId,
    subscriptionId,
    properties: { state, managementGroupAncestorsChain: subscription.chain ?? [] },
  };
}
