/**
 * What the page of the identity report shows and asks for, checked at run time in both directions. The host filters and
 * sorts, and sends one page of lines at a time, so that the window is as fast with 10,000 clusters as with ten.
 */
import { reportFormatKeys } from '../../domain/report/reportFormats.ts';
import { reportLook, reportOrders, type ReportLook } from '../../domain/words/reportLook.ts';
import { count, either, flag, object, oneOf, optional, readOrUndefined, variants, type Of } from '../../shape/shape.ts';
import { decidable, findingStart, href, cappedList, namedFinding, text, textUpTo } from './limits.ts';
import { queryKeys } from './reportQuery.ts';

/** Longer than any search, shorter than what could slow one down. */
const words = textUpTo(500);
const severity = oneOf('error', 'warning', 'info', 'unknown');
const findingTone = oneOf('error', 'warning', 'info', 'unknown', 'off');

/**
 * A severity, something that could not be checked, no finding at all, a finding that is accepted, or one that an earlier report
 * does not have.
 */
export type ReportMark = ReportLook['marks'][number];

const head = object({
  key: oneOf(...reportOrders),
  title: words,
  /** Whether its cells are numbers. */
  isCount: flag,
  /** Whether the table has it now. */
  isShown: flag,
});
/** A column of the table. */
export type ReportHead = Of<typeof head>;

export type { ReportLook };

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
  /** The form that leads away from it, if no single change fixes it. */
  start: optional(findingStart),
  ...decidable,
  /** Since when reports have had it, if there is an earlier one. */
  since: optional(text),
  /** It has a custom role to copy. */
  hasCustomRole: optional(flag),
});
/** Something to know about a cluster of the report. */
export type ReportFinding = Of<typeof finding>;

const cell = object({
  text: either(text, count),
  /** What the text leaves out. */
  title: optional(text),
});
/** What a line says in a column. */
export type ReportCell = Of<typeof cell>;

const line = object({
  id: text,
  name: text,
  /** Where it is, unless columns say that. */
  place: text,
  /** The number of findings of each severity, without zeros. */
  found: cappedList(object({ tone: severity, count })),
  /** What the columns that are shown say, in their order. */
  cells: cappedList(cell),
  /** The worst of its findings that are not accepted, which wide windows show; left out if there are none. */
  worst: optional(object({ title: text, text })),
  selected: flag,
  /** Why its findings are unknown, if the cluster is only listed. */
  unchecked: optional(text),
  /** Set if the line is unfolded. */
  findings: optional(cappedList(finding)),
});
/** One cluster of the report. */
export type ReportLine = Of<typeof line>;

const groupItem = object({ id: text, name: text, place: text, finding });

const group = object({
  key: text,
  title: text,
  severity,
  clusters: count,
  /** The cluster by name where it is the only one, else how many there are. */
  whose: text,
  /** The button that fixes them with one plan. */
  fixAll: optional(text),
  /** Where it is unfolded: its first clusters, each with what is found there. */
  items: optional(cappedList(groupItem)),
  /** Where it is folded and found only once: that one. */
  only: optional(groupItem),
});
/** One finding that clusters share. */
export type ReportGroup = Of<typeof group>;

const suggestion = object({
  value: text,
  /** What says more than the value. */
  label: optional(text),
  /** What suggestions are listed under. */
  group: optional(text),
  /** How many clusters have it. */
  count,
});
/** Something that the filter can be asked for. */
export type Suggestion = Of<typeof suggestion>;

const queryKey = oneOf(...queryKeys);

const memento = object({
  version: oneOf(2),
  /** The only subscription of the report; left out: those that the tree shows. */
  subscriptionId: optional(words),
  look: reportLook,
  /** The rows that are unfolded: keys of clusters' ids, and of findings. */
  unfolded: cappedList(words),
});
/** What the page keeps across a reload of the window; the host checks it again. */
export type ReportMemento = Of<typeof memento>;

const phase = oneOf('reading', 'ready', 'stopped', 'failed', 'signedOut');
/** The progress of the report. */
export type ReportPhase = Of<typeof phase>;

const reportState = object({
  /** The last look that this state knows of. */
  seen: count,
  isDemo: flag,
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
  /** Something was written since the clusters were read, and not everything that it changed was read again. */
  stale: flag,
  /** What is becoming of the clusters that are being changed. */
  meanwhile: optional(text),
  /** All clusters of the report, whatever the filter. */
  clusters: count,
  /** No list of clusters was read, so that it is not known how many there are. */
  isUnlisted: flag,
  /** How many findings of each severity there are, how many are new and accepted, and how many clusters were not fully checked, or have none. */
  counts: object({
    error: count,
    warning: count,
    info: count,
    unknown: count,
    none: count,
    new: count,
    accepted: count,
  }),
  /** How many of the clusters are in the counts: those that are only listed so far are not. */
  counted: oneOf('all', 'some', 'none'),
  /** What the term that is being typed can ask for. */
  suggestions: optional(object({ key: queryKey, typed: text, options: cappedList(suggestion) })),
  /** The columns that there are. */
  columns: cappedList(head),
  /** How many clusters pass the filter. */
  matching: count,
  /** How many of these are only listed. */
  unchecked: count,
  /** The index of the first of them on this page, from 0. */
  first: count,
  pages: count,
  lines: cappedList(line),
  /** The findings of all clusters that pass the filter, if lines are findings. */
  groups: cappedList(group),
  /** How many clusters are selected; without a selection, all clusters that the filter shows count. */
  selected: count,
  /** The button that fixes with one plan what is selected, or what the filter shows. */
  fixAll: optional(text),
  /** What could not be read, and what else there is to say. */
  notes: cappedList(text),
  /** No line has stayed in its place although it has changed. */
  isInOrder: flag,
  /** Something was left out because it takes many single requests, and can be asked for. */
  canAskEach: flag,
  /** What has changed since an earlier report, if there is one. */
  changes: optional(cappedList(text)),
  memento,
});
/** Everything that the page shows. */
export type ReportState = Of<typeof reportState>;

const exportFormat = oneOf(...reportFormatKeys);

const intent = variants({
  ready: {},
  /** `seq` grows with every look, so that the page knows which of its looks a state has. */
  look: { seq: count, look: reportLook },
  /** Asks what a term with this key can ask for. */
  suggest: { key: queryKey, typed: words },
  unfold: { id: words, unfolded: flag },
  /** Selects a cluster, or all clusters that the filter shows. */
  select: { id: optional(words), selected: flag },
  /** Opens a cluster, at the finding if one is named. */
  open: { id: words, code: optional(text), subject: optional(text) },
  /** Copies a link to a cluster, or to this report. */
  copyLink: { id: optional(words) },
  fix: { id: words, fixKey: text },
  /** Opens the form that leads away from a finding, in the panel of its cluster. */
  start: { id: words, change: findingStart },
  /** Fixes what is selected, or what passes the filter; with a topic, only that. */
  fixAll: { topic: optional(words) },
  /** Accepts a finding of a cluster, or stops accepting it. */
  decide: { id: words, ...namedFinding, stop: flag },
  /** Copies the custom role of a finding. */
  copyRole: { id: words, ...namedFinding },
  export: { format: exportFormat },
  /** Compares with an earlier report, which the user picks, or stops that. */
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
