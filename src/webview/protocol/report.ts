/**
 * What the page of the identity report shows and asks for. The host filters and sorts, and hands down one page of lines at
 * a time, so that the window is as quick with 10,000 clusters as with ten.
 */
import type { ControlPlane, Kubelet } from '../../domain/cluster/model.ts';
import type { Severity } from '../../domain/findings/severity.ts';
import type { ReportFormat } from '../../domain/report/report.ts';

/** A severity, or no finding at all. */
export type Mark = Severity | 'none';

/** A column of the table. */
export interface ReportHead {
  readonly key: string;
  readonly title: string;
  /** Whether its cells are numbers. */
  readonly isCount: boolean;
  /** The severity of the findings that it counts. */
  readonly severity?: Severity;
}

/** Which clusters the person wants to see, and in which order. An empty text or list lets everything through. */
export interface ReportLook {
  /** Words that all have to be somewhere in the name, place, identities or finding codes. */
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly controlPlane: ControlPlane['kind'] | '';
  readonly kubelet: Kubelet['kind'] | '';
  /** A finding's code, or its part before the colon. */
  readonly code: string;
  /** The key of a column. */
  readonly by: string;
  readonly descending: boolean;
  /** From 0. */
  readonly page: number;
}

/** Something to know about a cluster of the report. */
export interface ReportFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly text: string;
  readonly evidence: string;
  readonly source: string;
  /** Names the change that mends it, to ask for it with the intent `fix`; left out where none does. */
  readonly fixKey?: string;
}

/** One cluster of the report. */
export interface ReportLine {
  readonly id: string;
  readonly name: string;
  /** What the columns say, in their order. */
  readonly cells: readonly (string | number)[];
  /** Where the line is unfolded. */
  readonly findings?: readonly ReportFinding[];
}

/** Something to choose from, with how many clusters have it. */
export interface Facet {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

/** What the page keeps across a reload of the window; the host checks it again. */
export interface ReportMemento {
  readonly version: 1;
  /** The only subscription that is looked at; left out: those that the tree shows. */
  readonly subscriptionId?: string;
  readonly look: ReportLook;
}

/** How far the report is. */
export type ReportPhase = 'reading' | 'ready' | 'stopped' | 'failed' | 'signedOut';

/** Everything that the page shows. */
export interface ReportState {
  readonly subtitle: string;
  readonly phase: ReportPhase;
  /** Clusters looked at so far, while reading; of how many, once that is known. */
  readonly found: number;
  readonly all?: number;
  /** What went wrong and what to do. */
  readonly failure?: string;
  /** Something was written since the clusters were read. */
  readonly stale: boolean;
  /** All clusters of the report, whatever the filter. */
  readonly clusters: number;
  /** How many findings of each severity there are, and how many clusters without one. */
  readonly counts: Readonly<Record<Mark, number>>;
  readonly controlPlanes: readonly Facet[];
  readonly kubelets: readonly Facet[];
  readonly codes: readonly Facet[];
  readonly columns: readonly ReportHead[];
  /** How many clusters pass the filter, and which of them the lines begin with, from 0. */
  readonly matching: number;
  readonly first: number;
  readonly pages: number;
  readonly lines: readonly ReportLine[];
  /** What was not looked at. */
  readonly notes: readonly string[];
  readonly memento: ReportMemento;
}

/** What the person wants. Clusters and fixes are named, never handed over: the host takes its own. */
export type ReportIntent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'look'; readonly look: ReportLook }
  | { readonly kind: 'unfold'; readonly id: string; readonly unfolded: boolean }
  | { readonly kind: 'open'; readonly id: string }
  | { readonly kind: 'fix'; readonly id: string; readonly fixKey: string }
  | { readonly kind: 'export'; readonly format: ReportFormat }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'run'; readonly what: 'signIn' | 'startDemo' | 'selectSubscriptions' | 'showLog' };
