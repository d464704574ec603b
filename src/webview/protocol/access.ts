/** What the panel shows about who can act on a cluster. */
import type { ChangeKind } from '../../domain/change/change.ts';
import { onlyTrue } from '../../domain/change/fields.ts';
import { count, flag, object, oneOf, optional, type Of } from '../../shape/shape.ts';
import { fact } from './form.ts';
import { cappedList, shownName, text } from './limits.ts';

const column = object({ id: text, title: text, group: oneOf('Azure', 'Kubernetes') });
/** An ability, and where it is exercised. */
export type AccessColumn = Of<typeof column>;

const cell = object({
  column: text,
  /** `noEffect`: the cluster does not ask Azure about it; `eligible`: only after a role is activated. */
  sign: oneOf('yes', 'perhaps', 'denied', 'noEffect', 'eligible'),
  /** What can be done, and through which role assignment. */
  text,
});
/** What a principal can do in the whole cluster. */
export type AccessCellView = Of<typeof cell>;

/** What a principal can do to a cluster, in either direction. */
const abilitiesOfRow = {
  cells: cappedList(cell),
  /** What the principal can do only in some namespaces, one line each. */
  namespaces: cappedList(text),
  /** How the principal can become administrator, one sentence each. */
  ways: cappedList(text),
  /** Everything with the role assignments that give it, one line each. */
  evidence: cappedList(text),
};

const row = object({
  key: text,
  who: text,
  /** The same with a shortened object id, where it has one. */
  short: optional(text),
  kind: oneOf('person', 'group', 'application', 'identity', 'unknown'),
  /** The object id is not known, so that nothing else can be asked about it. */
  isNameless: optional(onlyTrue),
  /** Everything needs a role to be activated. */
  isEligible: flag,
  ...abilitiesOfRow,
  /** The role assignments that give it, each with its role and scope, and the line of the evidence where it stands. */
  assignments: cappedList(object({ id: text, text, line: count })),
});
/** Somebody who can act on the cluster. */
export type AccessRowView = Of<typeof row>;

const actsRow = object({
  /** The id of the cluster. */
  key: text,
  name: text,
  /** Its resource group and region, because several clusters may have its name. */
  place: text,
  /** How far the principal gets, in a few words. */
  standing: text,
  tone: oneOf('warning', 'info'),
  ...abilitiesOfRow,
});
/** A cluster that a principal can act on. */
export type ActsRowView = Of<typeof actsRow>;

/** What both tabs have. */
const common = {
  facts: cappedList(fact),
  /** What is being read, in words. */
  reading: optional(text),
  /** Why nothing could be read. */
  problem: optional(text),
  columns: cappedList(column),
  /** Names of people, groups and applications can be asked for, or are; left out if none is missing. */
  naming: optional(oneOf('offered', 'underWay')),
  /** What is not known, with the reason. */
  unknown: cappedList(text),
};

/** The check of the tab of an identity or principal. */
export const actsView = object({
  ...common,
  /** In how many clusters it gets how far. */
  summary: optional(text),
  rows: optional(cappedList(actsRow)),
  /** That there are more clusters than rows. */
  more: optional(text),
});
/** What a principal can act on. */
export type ActsView = Of<typeof actsView>;

/** The check of the tab. */
export const accessView = object({
  ...common,
  /** The changes that can be started, with the reason if one can't. */
  starts: cappedList(object({ kind: shownName<ChangeKind>(), label: text, disabled: optional(text) })),
  /** Left out until it was read. */
  rows: optional(cappedList(row)),
  /** Says that others may be missing in the rows, where their role assignments could not be read. */
  others: optional(text),
  /** What the signed-in person may do. */
  you: optional(row),
  /** How the cluster's own identity can become administrator, which the cluster needs, one sentence each. */
  needed: optional(cappedList(text)),
  /** What may act through Trusted Access. */
  trusted: optional(cappedList(object({ id: text, text, isGone: flag }))),
  /** The tab where the rest can be read. */
  leadsTo: optional(oneOf('workloads')),
});
/** Who can act on the cluster. */
export type AccessView = Of<typeof accessView>;
