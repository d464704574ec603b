import { unknownTexts } from '../arm/unknown.ts';
import type { Cluster } from '../cluster/model.ts';
import { otherIdentitiesOf } from '../cluster/identitiesOf.ts';
import { ingressNames, ingressOf } from '../gateway/progress.ts';
import { type Severity, countOpen } from '../findings/rule/weight.ts';
import { describeControlPlane, describeKubelet } from '../words/describe.ts';
import { linkToCluster } from '../words/links.ts';
import { accessModeNames, accessPosture } from '../whoCanAct/accessMode.ts';
import type { PageColumn } from '../words/reportLook.ts';
import { aroundFields } from './aroundFields.ts';
import { countNotChecked, type CheckedRow } from './unknowns.ts';
import { textOf, textsOf } from '../../sentences/textOf.ts';
import { say, type Phrase, type Words } from '../../sentences/words.ts';

/** One cluster in a report. */
export interface ReportRow extends CheckedRow {
  readonly cluster: Cluster;
  /** The name of the cluster's subscription, if it is known. */
  readonly subscriptionName?: string | undefined;
}

/** What a report says about each cluster: a column on the page and in Markdown, a field in CSV and JSON, or both. */
export interface ReportColumn {
  /** The head of the column; without one, only CSV and JSON have it. */
  readonly title?: string;
  readonly of: (row: ReportRow) => Phrase | number;
  /** Whether the column contains numbers; the largest are sorted first. */
  readonly isCount: boolean;
  /** The severity of the findings that it counts. */
  readonly severity?: Severity;
  /** The name of the field in CSV and JSON; without one, only tables have it. */
  readonly field?: string;
  /** The name of the field in CSV, if it differs. */
  readonly csvField?: string;
  /** The value of the field in JSON, if it is not the text of the column. */
  readonly json?: (row: ReportRow) => unknown;
  /** True for a list, which has no place in a line of CSV. */
  readonly isInJsonOnly?: true;
  /** True for what only the page shows, although it has a title. */
  readonly isInNoTable?: true;
  /** True for a location; CSV begins with these, from the largest to the smallest. */
  readonly isPlace?: true;
}

/** Returns a value of a column as exports have it. */
export function exportedValue(value: Phrase | number): string | number {
  return typeof value === 'number' ? value : textOf(value);
}

/** A column with a head. */
export type TableColumn = ReportColumn & { readonly title: string };

function countOf(severity: Severity, title: string): TableColumn {
  return { title, of: ({ findings }) => countOpen(findings, severity), isCount: true, severity };
}

const unknownCount = say`unknown`;

/** A number of workloads; a number that is not known is never shown as 0. */
function workloadColumn(key: 'workloads' | 'credentials' | 'bindings', title: string): TableColumn {
  return {
    title,
    isCount: true,
    field: key,
    of: ({ workloads }) => workloads?.[key] ?? unknownCount,
    json: ({ workloads }) => workloads?.[key] ?? null,
  };
}

/** Something that a cluster has or has not, in words for the one and the other. */
function accessColumn(
  field: 'hasLocalAccounts' | 'usesEntra',
  title: string,
  [has, hasNot]: readonly [Words, Words],
): TableColumn {
  const json = ({ cluster }: ReportRow): boolean => accessPosture(cluster)[field];
  return { title, isCount: false, isInNoTable: true, field, of: (row) => (json(row) ? has : hasNot), json };
}

/** A number of those who can act; a number that is not known is never shown as 0. */
function actorColumn(
  key: 'administrators' | 'canBecomeAdmin' | 'namespaces',
  title: string,
  field: string,
): TableColumn {
  return {
    title,
    isCount: true,
    field,
    of: ({ access }) => access?.[key] ?? unknownCount,
    json: ({ access }) => access?.[key] ?? null,
  };
}

function accessUnknown({ access }: ReportRow): readonly string[] {
  return access === undefined ? ['It was not checked.'] : textsOf(unknownTexts(access.unknown));
}

function workloadsUnknown({ workloads }: ReportRow): readonly string[] {
  return workloads === undefined ? ['It was not checked.'] : textsOf(unknownTexts(workloads.unknown));
}

/** The name of a cluster, with which each line of a table begins. */
export const nameColumn: TableColumn = {
  title: 'Cluster',
  isCount: false,
  isPlace: true,
  field: 'name',
  csvField: 'cluster',
  of: ({ cluster }) => cluster.name,
};

/** The columns that the page can show, too; the compiler asks for each of `reportColumns` and refuses others. */
export const pageColumns: Readonly<Record<PageColumn, TableColumn>> = {
  group: {
    title: 'Resource group',
    isCount: false,
    isPlace: true,
    field: 'resourceGroup',
    of: ({ cluster }) => cluster.resourceGroup,
  },
  subscription: {
    title: 'Subscription',
    isCount: false,
    isPlace: true,
    field: 'subscriptionId',
    csvField: 'subscription',
    of: ({ cluster, subscriptionName }) => subscriptionName ?? cluster.subscriptionId,
    json: ({ cluster }) => cluster.subscriptionId,
  },
  region: {
    title: 'Region',
    isCount: false,
    field: 'location',
    of: ({ cluster }) => cluster.location,
  },
  controlPlane: {
    title: 'Control plane',
    isCount: false,
    field: 'controlPlane',
    of: ({ cluster }) => describeControlPlane(cluster.controlPlane),
    json: ({ cluster }) => cluster.controlPlane,
  },
  kubelet: {
    title: 'Kubelet',
    isCount: false,
    field: 'kubelet',
    of: ({ cluster }) => describeKubelet(cluster.kubelet),
    json: ({ cluster }) => cluster.kubelet,
  },
  workloads: workloadColumn('workloads', 'Workloads'),
  credentials: workloadColumn('credentials', 'Credentials'),
  bindings: workloadColumn('bindings', 'Bindings'),
  state: {
    title: 'State',
    isCount: false,
    isInNoTable: true,
    field: 'provisioningState',
    of: ({ cluster }) => cluster.provisioningState,
  },
  accessMode: {
    title: 'Access decided by',
    isCount: false,
    isInNoTable: true,
    field: 'accessMode',
    of: ({ cluster }) => accessModeNames[accessPosture(cluster).mode],
    json: ({ cluster }) => accessPosture(cluster).mode,
  },
  localAccounts: accessColumn('hasLocalAccounts', 'Local accounts', [say`on`, say`off`]),
  entra: accessColumn('usesEntra', 'Microsoft Entra', [say`used`, say`not used`]),
  ingress: {
    title: 'Ingress in Azure',
    isCount: false,
    isInNoTable: true,
    field: 'ingress',
    of: ({ cluster, gateways }) => ingressNames[ingressOf(cluster, gateways)],
    json: ({ cluster, gateways }) => ingressOf(cluster, gateways),
  },
  administrators: actorColumn('administrators', 'Administrators', 'administrators'),
  canBecomeAdmin: actorColumn('canBecomeAdmin', 'Can become administrator', 'canBecomeAdmin'),
  namespaces: actorColumn('namespaces', 'Namespaces with roles', 'namespacesWithRoles'),
};

/** Every column, in the order of tables, CSV and JSON: after the name come the reasons to look. */
export const columns: readonly ReportColumn[] = [
  nameColumn,
  countOf('error', 'Errors'),
  countOf('warning', 'Warnings'),
  countOf('info', 'Info'),
  {
    title: 'Not checked',
    isCount: true,
    severity: 'unknown',
    field: 'notChecked',
    of: countNotChecked,
  },
  pageColumns.group,
  pageColumns.subscription,
  pageColumns.region,
  pageColumns.controlPlane,
  pageColumns.kubelet,
  {
    isCount: false,
    isInJsonOnly: true,
    field: 'otherIdentities',
    of: ({ cluster }) => otherIdentitiesOf(cluster).length,
    json: ({ cluster }) => otherIdentitiesOf(cluster).map(({ identityId, as }) => ({ identityId, as })),
  },
  pageColumns.workloads,
  pageColumns.credentials,
  pageColumns.bindings,
  {
    isCount: false,
    field: 'workloadsUnknown',
    of: (row) => workloadsUnknown(row).join(' '),
    json: workloadsUnknown,
  },
  ...aroundFields.map(({ field, inWords, asData }) => ({
    field,
    isCount: false,
    of: ({ around }: ReportRow) => inWords(around),
    json: ({ around }: ReportRow) => asData(around),
  })),
  pageColumns.state,
  {
    isCount: false,
    field: 'link',
    of: ({ cluster }) => linkToCluster(cluster.id),
  },
  pageColumns.accessMode,
  pageColumns.localAccounts,
  pageColumns.entra,
  pageColumns.administrators,
  pageColumns.canBecomeAdmin,
  pageColumns.namespaces,
  { isCount: false, field: 'accessUnknown', of: (row) => accessUnknown(row).join(' '), json: accessUnknown },
  pageColumns.ingress,
  {
    isCount: true,
    field: 'daysWithoutPatches',
    of: ({ daysWithoutPatches }) => daysWithoutPatches ?? '',
    json: ({ daysWithoutPatches }) => daysWithoutPatches ?? null,
  },
];

const tableColumns = columns.filter(
  (column): column is TableColumn => column.title !== undefined && column.isInNoTable === undefined,
);

/** Returns the columns of the tables in files: that of ingress only where a cluster has one. */
export function tableColumnsFor(rows: readonly ReportRow[]): readonly TableColumn[] {
  const hasIngress = rows.some(({ cluster, gateways }) => ingressOf(cluster, gateways) !== 'none');
  return hasIngress ? [...tableColumns, pageColumns.ingress] : tableColumns;
}
