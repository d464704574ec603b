/**
 * What the panel's page shows. The whole state goes down, ready to show, and intents come up (intent.ts); both are checked
 * at run time, so that nothing of the wrong shape gets through.
 */
import type { ChangeKind } from '../../domain/change/change.ts';
import {
  count,
  defineShape,
  flag,
  isRecord,
  object,
  oneOf,
  optional,
  readOrUndefined,
  type Of,
} from '../../shape/shape.ts';
import { accessView, actsView } from './access.ts';
import { historyView } from './history.ts';
import type { Memento } from './memento.ts';
import { tab } from './tab.ts';
import { mapViewShape } from './map.ts';
import { flow } from './flow.ts';
import { fact } from './form.ts';
import { leftOutFixes } from '../../domain/report/promisedFixes.ts';
import { decidable, findingStart, href, cappedList, shownName, text } from './limits.ts';
import { tone } from './tone.ts';
import { clusterCheck, workloads } from './workloads.ts';

/** How good or bad something is; each has its own sign, so that colour is never the only one. */
export type Tone = Of<typeof tone>;

const badge = object({ text, tone });
/** A sign of a state with a few words next to it. */
export type Badge = Of<typeof badge>;

const identityRow = object({
  title: text,
  state: text,
  tone,
  /** What is missing, and what could not be checked, in words. */
  lacking: optional(text),
  /** The ids of the existing identity. */
  facts: cappedList(fact),
  use: text,
  permissions: text,
  ownIdentity: text,
  source: href,
  /** The tab that has more about it. */
  leadsTo: optional(oneOf('workloads')),
});
/** One row of the summary table: an identity that a cluster can have, and what this one has. */
export type IdentityRow = Of<typeof identityRow>;

const findingView = object({
  /** Its fingerprint, by which rows, links and other pages lead to it; left out where it is only a need that could not be judged. */
  id: optional(text),
  title: text,
  tone,
  text,
  /** The evidence, with names instead of ids. */
  evidence: text,
  /** The full evidence, if `evidence` is shorter. */
  fullEvidence: optional(text),
  source: href,
  /** Names the change that fixes it; left out if there is none. */
  fixKey: optional(text),
  /** The form for getting rid of it, if that takes a choice or more than one change. */
  start: optional(findingStart),
  /** A custom role to copy: its JSON, indented. */
  customRole: optional(text),
  /** A command of `az` that resolves it. */
  command: optional(text),
  /** Since when it is there, and who made it. */
  since: optional(text),
  /** Azure's logs may tell that, and were not asked yet. */
  asksSince: optional(flag),
  ...decidable,
});
/** Something to know about the cluster, with the change that fixes it if there is one. */
export type FindingView = Of<typeof findingView>;

const fixAll = object({
  label: text,
  fixKeys: cappedList(text),
  /** What has its own fix and is not among them, and why. */
  leftOut: optional(leftOutFixes),
});
/** Several fixes in one plan. */
export type FixAll = Of<typeof fixAll>;

/** A role that one of the cluster's identities holds. */
const roleRow = object({
  identity: text,
  role: text,
  scope: text,
  fullScope: text,
  inherited: flag,
  assignmentId: text,
});

/** A role that one of the cluster's identities may need or lack; `lacks` names what the file would have to contain. */
const uncheckedRole = object({ identity: text, role: text, scope: text, fullScope: text, lacks: text });

const details = object({
  facts: cappedList(fact),
  identities: cappedList(identityRow),
  findings: cappedList(findingView),
  /** The fixes that one plan contains; left out if fewer than two can be combined. */
  fixAll: optional(fixAll),
  roles: cappedList(roleRow),
  /** Why it is not known whether there are any, if none is visible. */
  noRoles: optional(text),
  /** The roles that a file leaves open; left out where there are none. */
  unchecked: optional(cappedList(uncheckedRole)),
  workloads: optional(workloads),
  /** `imageNames` are Azure's own names of the images; `identities` are those that its machines carry, empty where that can't be looked at. */
  pools: cappedList(
    object({ name: text, image: text, imageNames: text, identities: text, state: text, tone, isUpgradable: flag }),
  ),
});
/** The details of a cluster. */
export type Details = Of<typeof details>;

const start = object({
  kind: shownName<ChangeKind | 'leavePodIdentity'>(),
  label: text,
  description: text,
  /** Why it can't be started. */
  disabled: optional(text),
});
/** A change that the panel offers to start. */
export type Start = Of<typeof start>;

const banner = object({
  tone,
  text,
  /** What the buttons next to the words do; `signIn` also has that of `refresh`. */
  action: optional(oneOf('refresh', 'signIn', 'showLog')),
});
/** A message above everything. */
export type Banner = Of<typeof banner>;

const ofFile = object({
  name: text,
  /** The command whose output has its roles, where the file is not opened with one. */
  rolesCommand: optional(text),
  /** The names of what it doesn't contain. */
  lacks: cappedList(text),
});
/** The file that a cluster is from. */
export type OfFile = Of<typeof ofFile>;

/** The page keeps it as it is. */
const kept = defineShape<Memento>('an object', isRecord);

const panelState = object({
  /** The number of the last edit in this state. */
  seen: count,
  title: text,
  subtitle: text,
  badges: cappedList(badge),
  isDemo: flag,
  /** True if the cluster has a page in a portal. */
  hasPortal: flag,
  tabs: cappedList(tab),
  tab,
  banner: optional(banner),
  /** The finding to bring into view, by its id; the page says when it has done so. */
  spot: optional(text),
  /** Announced once to a screen reader and shown for a moment. */
  notice: optional(text),
  loading: optional(text),
  details: optional(details),
  access: optional(accessView),
  acts: optional(actsView),
  history: optional(historyView),
  map: optional(mapViewShape),
  starts: cappedList(start),
  file: optional(ofFile),
  flow: optional(flow),
  /** A check with kubectl; left out if there is no kubectl, or no context for the cluster. */
  clusterCheck: optional(clusterCheck),
  memento: kept,
});
/** Everything that the page shows. */
export type PanelState = Of<typeof panelState>;

/** Returns the message as a state of the panel; `undefined` if it is none. */
export function parseState(message: unknown): PanelState | undefined {
  return readOrUndefined(panelState, message);
}
