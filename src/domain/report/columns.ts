import type { Cluster } from '../cluster/model.ts';
import type { Checked } from '../findings/checked.ts';
import type { Finding } from '../findings/finding.ts';
import type { Severity } from '../findings/severity.ts';
import { describeControlPlane, describeKubelet } from '../words/describe.ts';

/** One cluster in a report. */
export interface ReportRow {
  readonly cluster: Cluster;
  readonly findings: readonly Finding[];
  /** What its identities need, of which it can't be told whether they have it; left out: nothing. */
  readonly unknown?: Checked['unknown'];
  /** The name of the cluster's subscription, where it is known. */
  readonly subscriptionName?: string | undefined;
}

/** What a report says of each cluster: a column on the page and in Markdown, a field in CSV and JSON, or both. */
export interface ReportColumn {
  /** The name by which a table is sorted. */
  readonly key: string;
  /** The column's head; without one only CSV and JSON have the column. */
  readonly title?: string;
  readonly of: (row: ReportRow) => string | number;
  /** Whether the column has numbers, of which the largest come first. */
  readonly isCount: boolean;
  /** The severity of the findings that are counted. */
  readonly severity?: Severity;
  /** The field's name in CSV and JSON; without one only tables have the column. */
  readonly field?: string;
  /** The field's name in CSV, where that is another. */
  readonly csvField?: string;
  /** What JSON has in the field, where that is not the text of the column. */
  readonly json?: (cluster: Cluster) => unknown;
  /** Whether it is a place; CSV begins with the places, from the largest to the smallest. */
  readonly isPlace?: true;
}

function countOf(severity: Severity, title: string): ReportColumn {
  const of = ({ findings }: ReportRow): number => findings.filter((finding) => finding.severity === severity).length;
  return { key: severity, title, of, isCount: true, severity };
}

/** Counts what could not be checked: roles of which it can't be told whether they are there, and findings that say so. */
export function notCheckedIn({ findings, unknown = [] }: Pick<ReportRow, 'findings' | 'unknown'>): number {
  const roles = unknown.filter(({ verdict }) => verdict === 'unknown');
  return roles.length + findings.filter(({ severity }) => severity === 'unknown').length;
}

/** The columns in the order of the page: after the name, the reason to look. */
export const columns: readonly ReportColumn[] = [
  {
    ...{ key: 'name', title: 'Cluster', isCount: false, isPlace: true },
    ...{ field: 'name', csvField: 'cluster' },
    of: ({ cluster }) => cluster.name,
  },
  countOf('error', 'Errors'),
  countOf('warning', 'Warnings'),
  countOf('info', 'Info'),
  {
    ...{ key: 'unknown', title: 'Not checked', isCount: true, severity: 'unknown' },
    field: 'notChecked',
    of: notCheckedIn,
  },
  {
    ...{ key: 'group', title: 'Resource group', isCount: false, isPlace: true },
    field: 'resourceGroup',
    of: ({ cluster }) => cluster.resourceGroup,
  },
  {
    ...{ key: 'subscription', title: 'Subscription', isCount: false, isPlace: true },
    field: 'subscriptionId',
    of: ({ cluster, subscriptionName }) => subscriptionName ?? cluster.subscriptionId,
    json: ({ subscriptionId }) => subscriptionId,
  },
  {
    ...{ key: 'region', title: 'Region', isCount: false },
    field: 'location',
    of: ({ cluster }) => cluster.location,
  },
  {
    ...{ key: 'controlPlane', title: 'Control plane', isCount: false },
    field: 'controlPlane',
    of: ({ cluster }) => describeControlPlane(cluster.controlPlane),
    json: ({ controlPlane }) => controlPlane,
  },
  {
    ...{ key: 'kubelet', title: 'Kubelet', isCount: false },
    field: 'kubelet',
    of: ({ cluster }) => describeKubelet(cluster.kubelet),
    json: ({ kubelet }) => kubelet,
  },
  {
    ...{ key: 'provisioningState', isCount: false },
    field: 'provisioningState',
    of: ({ cluster }) => cluster.provisioningState,
  },
];

/** A column that tables have. */
export type TableColumn = ReportColumn & { readonly title: string };

/** The columns of tables that people read. */
export const tableColumns = columns.filter((column): column is TableColumn => column.title !== undefined);
