/** What the panel's page asks for. */
import { changeKind } from '../../domain/change/change.ts';
import { onlyTrue } from '../../domain/change/fields.ts';
import { count, either, flag, oneOf, optional, readOrUndefined, variants, type Of } from '../../shape/shape.ts';
import { format, nextDoor } from './flow.ts';
import { fieldValue } from './form.ts';
import { historyDays, historyKind } from './history.ts';
import { cappedList, namedFinding, text } from './limits.ts';
import { savedPicture } from './map.ts';
import { tab } from './tab.ts';
import { askerFilter } from './workloads.ts';

const startKind = either(changeKind, oneOf('leavePodIdentity'));

const stepOfPlan = { planId: text, stepId: text };
const copy = variants(
  {
    plan: { format },
    accessRequest: { planId: text },
    request: stepOfPlan,
    az: stepOfPlan,
    failure: {},
    /** The YAML of a workload, or of the run that is shown. */
    manifest: { workload: optional(text) },
    text: { text },
  },
  { tag: 'of' },
);
/**
 * What can be copied: the plan in a format, the request to an administrator, a step's request or command, the failure,
 * YAML for the cluster, or a text in the state.
 */
export type Copy = Of<typeof copy>;

const fixPlace = variants({ finding: {}, check: { planId: text } });
/** What a fix is for: a finding of the cluster, or a check of the plan that is shown. */
export type FixPlace = Of<typeof fixPlace>;

const intent = variants({
  ready: {},
  /** The page is drawn for the first time and does not have the focus. */
  unfocused: {},
  /** A finding has been brought into view; another one may be sought by now. */
  spotted: { finding: text },
  /** Brings a finding of the cluster into view, among its details. */
  showFinding: { finding: text },
  tab: { tab },
  start: { change: either(startKind, oneOf('unusedRoles')) },
  edit: { seq: count, field: text, value: fieldValue },
  review: {},
  back: {},
  /** Opens the form for the activation that the plan lacks. */
  activate: { planId: text },
  apply: { planId: text, confirmName: optional(text) },
  stopWaiting: {},
  resume: {},
  /** `isByKey`: pressed by chance, perhaps, so that what was typed is not thrown away without a question. */
  close: { isByKey: optional(onlyTrue) },
  /** `at`: which of the run's next steps, where several lead through the same door. */
  next: { door: nextDoor, at: optional(count) },
  refresh: {},
  fix: { of: fixPlace, fixKey: text },
  fixAll: { fixKeys: cappedList(text) },
  /** Accepts a finding, or stops accepting it; of the panel's cluster, if it names no other. */
  decide: { ...namedFinding, clusterId: optional(text), stop: flag },
  removeRole: { assignmentId: text },
  upgradePool: { pool: text },
  removeWorkload: { workload: text },
  removeAccess: { assignmentId: text },
  /** Asks the directory for the names of those who can act. */
  showNames: {},
  /** Shows who can act on a cluster that a principal can act on, or what somebody who can act on the cluster can act on. */
  showAccess: { clusterId: optional(text), principalId: optional(text) },
  /** Shows what changed of one kind or of all, and so many days back. */
  lookAtHistory: { of: optional(historyKind), days: optional(historyDays) },
  /** Opens the YAML of a workload, or of the run that is shown, as a document that is not saved yet. */
  openYaml: { workload: optional(text) },
  checkInCluster: {},
  /** Shows others of those that ask for tokens in the cluster. */
  filterAskers: { filter: askerFilter },
  /** Starts the change that lets one of them in. */
  fixWorkload: { workload: text },
  stopCheck: {},
  copy: { what: copy },
  /** Saves the map as a file. */
  save: { picture: savedPicture },
  /** Shows on the map who can act on the cluster, or no longer. */
  showAccessOnMap: { isShown: flag },
  /** Shows the map of an identity, or of a cluster. */
  showMap: { identityId: optional(text), clusterId: optional(text) },
  open: {
    what: oneOf(
      'portal',
      'json',
      'log',
      'signIn',
      'made',
      'leftovers',
      'undo',
      'report',
      'export',
      'files',
      'credentials',
    ),
  },
  /** Opens a cluster that a plan or the result of a run names, at a finding. */
  openCluster: { clusterId: text, finding: optional(text) },
});
/** What the user wants. The host plans and checks again, so nothing here is ever written unchanged. */
export type Intent = Of<typeof intent>;

/** Returns the message as an intent; `undefined` if it is none. */
export function parseIntent(message: unknown): Intent | undefined {
  return readOrUndefined(intent, message);
}
