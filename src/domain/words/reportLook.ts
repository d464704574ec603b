/** How someone looks at the identity report: what pages, links and reloads carry. */
import { defineShape, count, flag, list, object, oneOf, type Of } from '../../shape/shape.ts';

/** By what clusters can be filtered besides words: severities, nothing found, an accepted finding, one that is new. */
export const reportMarks = ['error', 'warning', 'info', 'unknown', 'none', 'new', 'accepted'] as const;

/** What lines can be: clusters with their findings, or findings with their clusters. */
export const reportGroups = ['cluster', 'finding'] as const;

/** The columns that can be shown after a cluster's name and findings, in their order; `pageColumns` has what they say. */
export const reportColumns = [
  'controlPlane',
  'kubelet',
  'workloads',
  'region',
  'subscription',
  'group',
  'credentials',
  'bindings',
  'state',
  'accessMode',
  'localAccounts',
  'entra',
  'administrators',
  'canBecomeAdmin',
  'namespaces',
  'ingress',
] as const;
/** The key of such a column. */
export type PageColumn = (typeof reportColumns)[number];

/** The columns by which lines can be sorted: all of them, in their order. */
export const reportOrders = ['name', 'findings', ...reportColumns] as const;

/** Characters; longer than any search, shorter than what could slow one down. */
export const longestFilter = 500;

/** The check of a look. */
export const reportLook = object({
  group: oneOf(...reportGroups),
  /** Words and terms such as `region:westeurope`. */
  text: defineShape<string>(
    `a text of at most ${longestFilter} characters`,
    (value) => typeof value === 'string' && value.length <= longestFilter,
  ),
  /** One of them has to match; an empty list matches everything. */
  marks: list(oneOf(...reportMarks), reportMarks.length),
  /** Those that are shown, in any order. */
  columns: list(oneOf(...reportColumns), reportColumns.length),
  by: oneOf(...reportOrders),
  descending: flag,
  /** From 0. */
  page: count,
});
/** Which clusters the user wants to see, how, and in which order. */
export type ReportLook = Of<typeof reportLook>;

/** The most severe first, and nothing filtered out. */
export const firstLook: ReportLook = {
  group: 'cluster',
  text: '',
  marks: [],
  columns: ['controlPlane', 'kubelet', 'workloads', 'region'],
  by: 'findings',
  descending: true,
  page: 0,
};

/** A look with the rows that are unfolded: keys of clusters' ids, and of findings. */
export interface ReportSight {
  readonly look: ReportLook;
  readonly unfolded: readonly string[];
}
