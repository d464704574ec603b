/**
 * What the page of the identity report shows and asks for, checked at run time in both directions. The host filters and
 * sorts, and sends one page of lines at a time, so that the window is as fast with 10,000 clusters as with ten.
 */
import { count, either, flag, object, oneOf, optional, readOrUndefined, variants, type Of } from '../../shape/shape.ts';
import { decidable, href, list, namedFinding, text, textUpTo } from './limits.ts';

/** Longer than any search, shorter than what could slow one down. */
const words = textUpTo(500);
const severity = oneOf('error', 'warning', 'info', 'unknown');
const findingTone = oneOf('error', 'warning', 'info', 'unknown', 'off');

const mark = oneOf('error', 'warning', 'info', 'unknown', 'any', 'none', 'accepted', 'new');
/**
 * A severity, something that could not be checked, any finding, no finding at all, an accepted finding, or one that an
 * earlier report does not have.
 */
export type Mark = Of<typeof mark>;

const head = object({
  key: words,
  title: words,
  /** Whether its cells are numbers. */
  isCount: flag,
  /** The severity of the findings that it counts, or that it counts what could not be checked. */
  severity: optional(severity),
});
/** A column of the table. */
export type ReportHead = Of<typeof head>;

const look = object({
  /** Whether lines are clusters with their findings, or findings with their clusters. */
  group: oneOf('cluster', 'finding'),
  /** Words that must all occur in the name, place, identities or findings. */
  text: words,
  marks: list(mark),
  controlPlane: oneOf('', 'servicePrincipal', 'systemAssigned', 'userAssigned', 'none'),
  kubelet: oneOf('', 'servicePrincipal', 'default', 'preCreated', 'unknown'),
  /** The topic of findings: the key of one of the topics, or the part before its colon. */
  topic: words,
  /** A security framework, or one of its controls, that findings concern. */
  control: words,
  /** The key of a column. */
  by: words,
  descending: flag,
  /** From 0. */
  page: count,
});
/** Which clusters the user wants to see, and in which order. An empty text or list lets everything through. */
export type ReportLook = Of<typeof look>;

const finding = object({
  title: text,
  severity: findingTone,
  text,
  /** The evidence, with names instead of ids. */
  evidence: text,
  /** The full evidence, if `evidence` is shorter. */
  fullEvidence: optional(text),
  source: href,
  /** Names the change that fixes it, for the intent `fix`; left out if there is none. */
  fixKey: optional(text),
  ...decidable,
  /** Since when reports have had it, if there is an earlier one. */
  since: optional(text),
});
/** Something to know about a cluster of the report. */
export type ReportFinding = Of<typeof finding>;

const cell = either(text, count);
const line = object({
  id: text,
  name: text,
  /** The texts of the columns, in their order. */
  cells: list(cell),
  selected: flag,
  /** Why its findings are unknown, if the cluster is only listed. */
  unchecked: optional(text),
  /** Set if the line is unfolded. */
  findings: optional(list(finding)),
});
/** One cluster of the report. */
export type ReportLine = Of<typeof line>;

const fixAll = object({
  label: text,
  /** What has its own fix and is not in the plan, and why. */
  leftOut: list(text),
});
/** The fixes that one plan contains. */
export type ReportFixAll = Of<typeof fixAll>;

const group = object({
  key: text,
  title: text,
  severity,
  clusters: count,
  fixAll: optional(fixAll),
  /** Set if it is unfolded: its first clusters, each with its finding. */
  items: optional(list(object({ id: text, name: text, place: text, finding }))),
});
/** One finding that clusters share. */
export type ReportGroup = Of<typeof group>;

const facet = object({ value: text, label: text, count });
/** Something to choose, with how many clusters match. */
export type Facet = Of<typeof facet>;

const memento = object({
  version: oneOf(1),
  /** The only subscription of the report; left out: those that the tree shows. */
  subscriptionId: optional(words),
  look,
});
/** What the page keeps across a reload of the window; the host checks it again. */
export type ReportMemento = Of<typeof memento>;

const phase = oneOf('reading', 'ready', 'stopped', 'failed', 'signedOut');
/** The progress of the report. */
export type ReportPhase = Of<typeof phase>;

const reportState = object({
  subtitle: text,
  phase,
  /** Clusters found so far, while reading. */
  found: count,
  /** How many clusters there are, once that is known. */
  all: optional(count),
  /** What is still to come, and how long it takes at least, while a long report is read. */
  toCome: optional(text),
  /** What went wrong and what to do. */
  failure: optional(text),
  /** Something was written since the clusters were read. */
  stale: flag,
  /** All clusters of the report, whatever the filter. */
  clusters: count,
  /**
   * How many findings of each severity there are and how many are accepted, and how many clusters could not be checked,
   * have findings, and have none.
   */
  counts: object({
    error: count,
    warning: count,
    info: count,
    unknown: count,
    any: count,
    none: count,
    accepted: count,
    new: count,
  }),
  controlPlanes: list(facet),
  kubelets: list(facet),
  topics: list(facet),
  controls: list(facet),
  columns: list(head),
  /** How many clusters pass the filter. */
  matching: count,
  /** How many of these are only listed. */
  unchecked: count,
  /** The index of the first of them on this page, from 0. */
  first: count,
  pages: count,
  lines: list(line),
  /** The findings of all clusters that pass the filter, if lines are findings. */
  groups: list(group),
  /** How many clusters are selected; without a selection, all clusters that the filter shows count. */
  selected: count,
  fixAll: optional(fixAll),
  /** What could not be read, and other notes. */
  notes: list(text),
  /** Something was left out because it takes many single requests, and can be asked for. */
  canAskEach: flag,
  /** What has changed since an earlier report, if there is one. */
  changes: optional(list(text)),
  memento,
});
/** Everything that the page shows. */
export type ReportState = Of<typeof reportState>;

const intent = variants({
  ready: {},
  look: { look },
  unfold: { id: words, unfolded: flag },
  /** Selects a cluster, or all clusters that the filter shows. */
  select: { id: optional(words), selected: flag },
  open: { id: words },
  /** Copies a link to a cluster, or to this report. */
  copyLink: { id: optional(words) },
  fix: { id: words, fixKey: text },
  /** Fixes what is selected, or what passes the filter; with a topic, only that. */
  fixAll: { topic: optional(words) },
  /** Accepts a finding of a cluster, or stops accepting it. */
  decide: { id: words, ...namedFinding, stop: flag },
  export: { format: oneOf('markdown', 'csv', 'json', 'sarif') },
  /** Compares with an earlier report, which the user picks, or stops comparing. */
  compare: { stop: flag },
  refresh: {},
  /** Reads again, and asks each cluster and identity for what was left out. */
  askEach: {},
  cancel: {},
  run: { what: oneOf('signIn', 'startDemo', 'selectSubscriptions', 'showLog') },
});
/** What the user wants. Clusters and fixes are named, never sent: the host uses its own. */
export type ReportIntent = Of<typeof intent>;

/** Returns the message as an intent; `undefined` if it is none. */
export function parseReportIntent(message: unknown): ReportIntent | undefined {
  return readOrUndefined(intent, message);
}

/** Returns the message as a state of the report; `undefined` if it is none. */
export function parseReportState(message: unknown): ReportState | undefined {
  return readOrUndefined(reportState, message);
}

/** Returns what a page kept, or `undefined` if this version would not have written it. */
export function parseReportMemento(value: unknown): ReportMemento | undefined {
  return readOrUndefined(memento, value);
}
