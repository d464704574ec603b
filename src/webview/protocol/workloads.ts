/** What the panel shows about the workloads of a cluster. */
import type { ChangeKind } from '../../domain/change/change.ts';
import { count, flag, object, optional, type Of } from '../../shape/shape.ts';
import { fact } from './form.ts';
import { cappedList, shownName, text, textUpTo } from './limits.ts';
import { tone } from './tone.ts';

/** Which of those that ask for tokens are shown; an empty text leaves nothing out. */
export const askerFilter = object({
  text: textUpTo(200),
  namespace: textUpTo(300),
  identity: textUpTo(2000),
  /** False: only what is wrong. */
  isAll: flag,
});
/** Which of those that ask for tokens are shown. */
export type AskerFilter = Of<typeof askerFilter>;

const askerRow = object({
  key: text,
  title: text,
  tone,
  /** Whether it gets its token, in a word. */
  state: text,
  /** The product that asks, and for what. */
  by: text,
  /** How, as which account and for which identity. */
  how: text,
  /** Why it is not known whether it works, if no finding says it. */
  reason: optional(text),
  findings: cappedList(
    object({
      title: text,
      tone,
      text,
      /** Names the YAML that fixes it. */
      yaml: optional(text),
      /** A change of Azure fixes it. */
      isFixable: flag,
    }),
  ),
});
/** Something in the cluster that asks for tokens. */
export type AskerRow = Of<typeof askerRow>;

const askers = object({
  /** The first of those that match. */
  rows: cappedList(askerRow),
  matching: count,
  /** How many stand in the list, and how many of these are right; the others stand at their accounts. */
  listed: count,
  fine: count,
  total: count,
  /** What the filter can choose from. */
  namespaces: cappedList(text),
  identities: cappedList(text),
  filter: askerFilter,
});
/** Who in the cluster asks for tokens. */
export type AskersView = Of<typeof askers>;

/** The fields of `ClusterCheckView`. */
export const clusterCheck = object({
  /** The context of the user's kubeconfig with which kubectl reads. */
  context: text,
  running: flag,
  /** When the cluster was read, in words. */
  at: optional(text),
  /** Left out until the cluster was read. */
  askers: optional(askers),
  /** Who in it uses NGINX of application routing, and how many of its hosts have moved to Gateway API. */
  ingresses: cappedList(text),
  /** What could not be read, and why. */
  unknown: cappedList(text),
  /** Why it could not be read, in kubectl's own words. */
  failure: optional(text),
});
/** The result of a read-only check with kubectl. */
export type ClusterCheckView = Of<typeof clusterCheck>;

const workloadRow = object({
  /** The credential or the binding. */
  id: text,
  /** The service account, or what is shown instead. */
  account: text,
  /** The account with its identity; the identity is first where any number of accounts have no name of their own. */
  title: text,
  /** The name of the identity, and its ID. */
  identity: text,
  identityId: text,
  tone,
  /** Whether it works, in a word. */
  state: text,
  reason: optional(text),
  /** What findings say about it, or about its identity. */
  findings: cappedList(object({ tone, text })),
  /** A change of Azure lets it in. */
  isFixable: flag,
  /** The credential or binding. */
  by: text,
  roles: cappedList(object({ text, fullScope: text })),
  /** Why they are not known. */
  rolesUnknown: optional(text),
  isBinding: flag,
  /** Credentials that do not work, where this one lets the same pods in. */
  old: cappedList(object({ id: text, name: text, text })),
  /** What asks as it in the cluster, once that was checked. */
  askers: cappedList(askerRow),
  hasYaml: flag,
  /** The menu's entry that removes it. */
  remove: text,
});
/** A service account that acts as an identity, or an identity bound to the cluster. */
export type WorkloadRow = Of<typeof workloadRow>;

/** The check of what is left to do in the cluster. */
export const handover = object({
  /** What to apply in the cluster; if it is long, an excerpt. The whole is copied as `manifest`. */
  yaml: text,
  /** What in it is not known, and why. */
  notes: cappedList(text),
  /** What else has to happen in the cluster, in order. */
  steps: cappedList(text),
  /** What a check since the change says of the accounts that it is about; left out until there was one. */
  seen: optional(cappedList(workloadRow)),
});
/** What is left to do in the cluster itself after a change. */
export type HandoverView = Of<typeof handover>;

const workloadStart = object({
  kind: shownName<ChangeKind | 'leavePodIdentity'>(),
  label: text,
  disabled: optional(text),
  /** What helps most. */
  isPrimary: optional(flag),
});
/** The check of the section of workloads. */
export const workloads = object({
  facts: cappedList(fact),
  /** What is being read, in words. */
  reading: optional(text),
  /** Why nothing could be read. */
  problem: optional(text),
  /** Left out until it was read. */
  rows: optional(cappedList(workloadRow)),
  /** How many of these rows and of the others that ask for tokens are in each state, by the word of their rows. */
  sums: cappedList(object({ tone, state: text, count })),
  /** What could not be checked, with the reason. */
  unknown: cappedList(text),
  starts: cappedList(workloadStart),
});
/** Which pods act as which identity. */
export type WorkloadsView = Of<typeof workloads>;
