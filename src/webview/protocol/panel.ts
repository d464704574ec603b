/**
 * What the panel's page shows and what it asks for. State goes down whole and ready to show, intents come up; both are
 * checked at run time by `panelGuards.ts`.
 */
import type { ChangeKind } from '../../domain/change/change.ts';
import type { Fact, FieldValue, Form } from './form.ts';

/** A mark of state with a few words beside it. */
export interface Badge {
  readonly text: string;
  readonly tone: Tone;
}

/** How good or bad something is; each has a sign of its own, so that colour is never the only one. */
export type Tone = 'ok' | 'info' | 'warning' | 'error' | 'unknown' | 'off' | 'busy';

/** Something that was looked at while planning. */
export interface CheckView {
  readonly title: string;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly detail: string;
  /** Names the change that mends it, to ask for it with the intent `mend`; left out where none does. */
  readonly fixKey?: string;
}

/** One write of the plan. */
export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly effect: string;
  readonly method: string;
  readonly path: string;
  /** Its JSON, indented; of a long one an excerpt, as of the command. The whole is copied by the step's id. */
  readonly body?: string;
  readonly az: string;
}

/** A format in which the plan can be copied. */
export type ExportFormat = 'az' | 'bicep' | 'terraform' | 'rest' | 'arm';

/** The plan, ready to show. */
export interface PlanView {
  readonly planId: string;
  readonly compare: readonly { readonly label: string; readonly before: string; readonly after: string }[];
  readonly checks: readonly CheckView[];
  readonly steps: readonly StepView[];
  readonly warnings: readonly {
    readonly severity: 'info' | 'warning';
    readonly text: string;
    readonly source: string;
  }[];
  readonly disruption?: { readonly texts: readonly { readonly text: string; readonly source: string }[] };
  /** Whether there is a way back; left out where a warning says it already. */
  readonly undo?: string;
  readonly formats: readonly { readonly format: ExportFormat; readonly label: string }[];
  readonly applyLabel: string;
  /** Why applying would fail, where that is known. */
  readonly blocked?: string;
  /** What the person has to type before applying. */
  readonly confirmName?: string;
}

/** A failure, in words, with what a person may want to pass on. */
export interface FailureView {
  readonly text: string;
  readonly code: string;
  readonly correlationId?: string;
  readonly source?: string;
}

/** One step of a run. Times are ISO 8601. */
export interface RunStepView {
  readonly id: string;
  readonly title: string;
  readonly status: 'pending' | 'running' | 'done' | 'alreadyDone' | 'failed';
  readonly detail?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly failure?: FailureView;
}

/** A run, going on or ended. */
export interface RunView {
  readonly status: 'running' | 'succeeded' | 'failed' | 'stopped';
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly steps: readonly RunStepView[];
  readonly summary: string;
  readonly next: readonly string[];
  readonly stopping?: boolean;
  /** A failure that belongs to no step. */
  readonly failure?: FailureView;
  readonly canResume: boolean;
  readonly canReview: boolean;
  /** What the identity of before still holds, in words; reviewing it is offered with the intent `open`. */
  readonly leftovers?: { readonly text: string; readonly canReview: boolean };
  /** What was made, to go on with; asked for with the intent `open`. */
  readonly made?: 'cluster' | 'identity';
}

/** Where a flow stands. */
export type Stage = 'choose' | 'plan' | 'apply' | 'result';

/** A change on its way from choice to result. */
export interface Flow {
  readonly kind: ChangeKind;
  readonly title: string;
  readonly stage: Stage;
  readonly form: Form;
  /** Something is being read; the words say what. */
  readonly working?: string;
  readonly plan?: PlanView;
  readonly run?: RunView;
  readonly failure?: FailureView;
  /** The flow started with everything given, so going back has nothing to show. */
  readonly canGoBack: boolean;
}

/** One row of the summary table: an identity that a cluster can have, and what this one has. */
export interface IdentityRow {
  readonly title: string;
  readonly state: string;
  readonly tone: Tone;
  /** The ids of the identity that is there. */
  readonly facts: readonly Fact[];
  readonly use: string;
  readonly permissions: string;
  readonly ownIdentity: string;
  readonly source: string;
}

/** Something to know about the cluster, with the change that mends it where there is one. */
export interface FindingView {
  readonly code: string;
  readonly tone: Tone;
  readonly text: string;
  readonly evidence: string;
  readonly source: string;
  /** Names the change that mends it; left out where none does. */
  readonly fixKey?: string;
  /** A custom role to copy: its JSON, indented. */
  readonly customRole?: string;
}

/** A role that one of the cluster's identities holds. */
export interface RoleRow {
  readonly identity: string;
  readonly role: string;
  readonly scope: string;
  readonly fullScope: string;
  readonly inherited: boolean;
  readonly assignmentId: string;
}

/** The details of a cluster. */
export interface Details {
  readonly facts: readonly Fact[];
  readonly identities: readonly IdentityRow[];
  readonly findings: readonly FindingView[];
  readonly roles: readonly RoleRow[];
  readonly pools: readonly {
    readonly name: string;
    readonly image: string;
    readonly state: string;
    readonly tone: Tone;
  }[];
}

/** A thing on the map. */
export interface MapNode {
  readonly id: string;
  readonly kind: 'cluster' | 'identity' | 'role' | 'scope';
  readonly label: string;
  readonly caption: string;
  readonly tone: Tone;
  readonly facts: readonly Fact[];
}

/** A line on the map. */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'granted' | 'missing' | 'leftover';
}

/** The picture of who may do what. */
export interface MapView {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

/** The panel's tabs; panels of something new have none. */
export type Tab = 'map' | 'details' | 'change';

/** A change that the panel offers to start. */
export interface Start {
  readonly kind: ChangeKind;
  readonly label: string;
  readonly description: string;
  readonly disabled?: string;
}

/** A message above everything. */
export interface Banner {
  readonly tone: Tone;
  readonly text: string;
  /** The button that does something about it. */
  readonly action?: 'refresh' | 'showLog';
}

/** What the page keeps across a reload of the window, to hand back to the host; the host checks it again. */
export interface Memento {
  readonly version: 1;
  readonly clusterId?: string;
  readonly tab: Tab;
  readonly kind?: ChangeKind;
  readonly stage?: Stage;
  readonly values?: Readonly<Record<string, FieldValue>>;
  /** The fields among them that the person has changed. */
  readonly touched?: readonly string[];
  readonly activityId?: string;
}

/** Everything that the page shows. */
export interface PanelState {
  /** The last edit that this state knows of. */
  readonly seen: number;
  readonly title: string;
  readonly subtitle: string;
  readonly badges: readonly Badge[];
  /** The cluster has a page in a portal. */
  readonly hasPortal: boolean;
  readonly tabs: readonly Tab[];
  readonly tab: Tab;
  readonly banner?: Banner;
  /** Said once to a screen reader and shown for a moment. */
  readonly notice?: string;
  readonly loading?: string;
  readonly details?: Details;
  readonly map?: MapView;
  readonly starts: readonly Start[];
  readonly flow?: Flow;
  readonly memento: Memento;
}

/** What can be copied: the plan in a format, a step's request or command, the failure, or a text that the state shows. */
export type Copy =
  | { readonly of: 'plan'; readonly format: ExportFormat }
  | { readonly of: 'request' | 'az'; readonly planId: string; readonly stepId: string }
  | { readonly of: 'failure' }
  | { readonly of: 'text'; readonly text: string };

/** What a fix mends: a finding of the cluster, or a check of the plan that is shown. */
export type Mending = { readonly kind: 'finding' } | { readonly kind: 'check'; readonly planId: string };

/** What the person wants. The host plans and checks again, so nothing here is ever written as it is. */
export type Intent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'tab'; readonly tab: Tab }
  | { readonly kind: 'start'; readonly change: ChangeKind }
  | { readonly kind: 'edit'; readonly seq: number; readonly field: string; readonly value: FieldValue }
  | { readonly kind: 'review' }
  | { readonly kind: 'back' }
  | { readonly kind: 'apply'; readonly planId: string; readonly confirmName?: string }
  | { readonly kind: 'stopWaiting' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'close' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'mend'; readonly of: Mending; readonly fixKey: string }
  | { readonly kind: 'removeRole'; readonly assignmentId: string }
  | { readonly kind: 'copy'; readonly what: Copy }
  | { readonly kind: 'save'; readonly svg: string }
  | { readonly kind: 'open'; readonly what: 'portal' | 'json' | 'log' | 'made' | 'leftovers' };
