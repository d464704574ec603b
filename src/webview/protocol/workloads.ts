/** What the panel shows about the workloads of a cluster. */
import { changeKind } from '../../domain/change/change.ts';
import { flag, object, optional, type Of } from '../../shape/shape.ts';
import { fact } from './form.ts';
import { cappedList, text } from './limits.ts';
import { tone } from './tone.ts';

/** The fields of `ClusterCheckView`. */
export const clusterCheck = object({
  /** The context of the user's kubeconfig with which kubectl reads. */
  context: text,
  running: flag,
  /** When the cluster was read, in words. */
  at: optional(text),
  /** The differences; left out until the cluster was read. */
  findings: optional(cappedList(object({ tone, text }))),
  /** Why it could not be read, in kubectl's own words. */
  failure: optional(text),
});
/** The result of a read-only check with kubectl. */
export type ClusterCheckView = Of<typeof clusterCheck>;

/** The check of what is left to do in the cluster. */
export const handover = object({
  /** What to apply in the cluster; if it is long, an excerpt. The whole is copied as `manifest`. */
  yaml: text,
  /** What in it is not known, and why. */
  notes: cappedList(text),
  /** What else has to happen in the cluster, in order. */
  steps: cappedList(text),
});
/** What is left to do in the cluster itself after a change. */
export type HandoverView = Of<typeof handover>;

const workloadRow = object({
  /** The credential or the binding. */
  id: text,
  title: text,
  tone,
  /** Whether it works, in a word. */
  state: text,
  reason: optional(text),
  /** The credential or binding. */
  by: text,
  roles: cappedList(object({ text, fullScope: text })),
  hasYaml: flag,
  /** The button that removes it. */
  remove: text,
});
/** A service account that acts as an identity, or an identity bound to the cluster. */
export type WorkloadRow = Of<typeof workloadRow>;

const workloadStart = object({ kind: changeKind, label: text, disabled: optional(text) });
/** The check of the section of workloads. */
export const workloads = object({
  facts: cappedList(fact),
  /** What is being read, in words. */
  reading: optional(text),
  /** Why nothing could be read. */
  problem: optional(text),
  /** Left out until it was read. */
  rows: optional(cappedList(workloadRow)),
  /** What could not be checked, with the reason. */
  unknown: cappedList(text),
  starts: cappedList(workloadStart),
});
/** Which pods act as which identity. */
export type WorkloadsView = Of<typeof workloads>;
