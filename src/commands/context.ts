import type { AskingEach, IdentityService } from '../app/identityService.ts';
import { withRefusalsAsErrors } from '../app/facts/withRefusalsAsErrors.ts';
import { resourceType, isOfType } from '../domain/arm/resourceId.ts';
import { parseChange, parseDraft } from '../domain/change/parseChange.ts';
import type { Acceptance, Decisions } from '../domain/decisions/decisions.ts';
import type { UnusedDecisions } from '../domain/decisions/files.ts';
import type { Accepted } from '../domain/decisions/applyDecisions.ts';
import { isFingerprint, tabs } from '../domain/words/links.ts';
import type { ReportSight } from '../domain/words/reportLook.ts';
import { leftOutFixes, promisedFixes } from '../domain/report/promisedFixes.ts';
import type { Funnel } from '../host/window/errorReporter.ts';
import type { JsonDocuments } from '../host/window/jsonDocument.ts';
import { refusedError } from '../errors.ts';
import {
  targetText,
  targetTexts,
  type ChangeList,
  type ConnectionKind,
  type PanelTarget,
  type Target,
} from '../manifest.ts';
import { isRecord, matchesShape, readOrUndefined } from '../shape/shape.ts';
import { verbatim, say } from '../sentences/words.ts';
import { inText } from '../sentences/textOf.ts';
import { defined } from '../shape/defined.ts';

/** The connection to clusters, and the ways to change it. */
export interface ConnectionControl {
  readonly kind: ConnectionKind;
  /** Opens the remembered connection; returns `undefined` if there is none, or if no one is signed in. */
  open(): Promise<IdentityService | undefined>;
  /** Returns the connected service; rejects with `signedOut` if there is none. */
  service(): Promise<IdentityService>;
  /** Asks the user to sign in to Azure. */
  signIn(wish?: { readonly tenantId?: string; readonly accountId?: string }): Promise<void>;
  startDemo(): Promise<void>;
  resetDemo(): Promise<void>;
  connectEmulator(url: string): Promise<void>;
  /** Shows clusters from files, read-only. */
  openFiles(paths: readonly string[]): Promise<void>;
  /** Ends the connection without signing anyone out of VS Code. */
  leave(): Promise<void>;
  activeSubscription(): string | undefined;
  setActiveSubscription(id: string | undefined): Promise<void>;
  /** Returns the active subscription, otherwise the selected ones; `undefined`: all. */
  shownSubscriptions(): readonly string[] | undefined;
  selectSubscriptions(ids: readonly string[] | undefined): Promise<void>;
}

/** The files with decisions about findings. */
export interface DecisionControl {
  ready(): Promise<void>;
  unused(): readonly UnusedDecisions[];
  /** The folders that can keep decisions; empty: only this machine keeps them. */
  folders(): readonly { readonly name: string; readonly path: string }[];
  /** The file for decisions that no folder keeps. */
  readonly ownPath: string;
  /** Returns the files that exist. */
  paths(): readonly string[];
  /** Adds an entry to a file, in the name of this machine's user. */
  accept(path: string, entry: Omit<Acceptance, 'by'>): Promise<void>;
  /** Returns the decisions as they were last read. */
  current(): Decisions;
  /** Removes the entries that accept a finding of a resource from all files. */
  stopAccepting(finding: Accepted, resourceId: string): Promise<void>;
}

/** What is to be diagnosed: a message, and the cluster or identity that is meant, as far as they are known. */
export interface WhyTarget extends Pick<Target, 'clusterId' | 'identityId'> {
  readonly text?: string;
}

/** Everything that commands use; each takes the part that it needs. */
export interface CommandContext {
  readonly connections: ConnectionControl;
  readonly panels: { open(target: PanelTarget): void };
  readonly reports: { show(target: Partial<ReportSight> & { readonly subscriptionId?: string }): void };
  readonly views: {
    refresh(target?: Target): void;
    /** Checks the clusters of a subscription with everything that takes a request for each of them. */
    checkAll(subscriptionId: string, asking: AskingEach): Promise<void>;
    showActivity(): Promise<void>;
    /** Brings the view of the clusters to the front. */
    showClusters(): Promise<void>;
    /** Unfolds a cluster's row and brings it into view. */
    reveal(clusterId: string): Promise<void>;
    showOnlyProblems(only: boolean): void;
  };
  /** Shows the window that diagnoses sign-in errors. */
  readonly why: { show(target: WhyTarget): Promise<void> };
  readonly decisions: DecisionControl;
  readonly documents: Pick<JsonDocuments, 'open'>;
  readonly funnel: Funnel;
}

/**
 * Reads a command's argument as a target; menus, key bindings, links and other extensions may pass anything. Properties
 * that aren't strings are ignored, so the user is asked for them. Throws `refused` if `fix` is not a change.
 */
export function asTarget(argument: unknown): Target {
  const { fix, ...others } = isRecord(argument) ? argument : {};
  const texts = Object.entries(others).filter(
    ([name, value]) => Object.hasOwn(targetTexts, name) && matchesShape(targetText, value),
  );
  const change = fix === undefined ? undefined : withRefusalsAsErrors(() => parseChange(fix));
  const clusterId = texts.length === 0 ? clusterOfNeighbour(argument) : undefined;
  return {
    ...(clusterId === undefined ? Object.fromEntries(texts) : { clusterId }),
    ...defined({ fix: change }),
  };
}

/**
 * Returns the cluster of another extension's row: `resource.id` in the views of Azure Resources, `value.armId` in the
 * cloud explorer of the Kubernetes extension, whose AKS rows come from the AKS extension.
 * Sources: https://github.com/microsoft/vscode-azureresourcegroups/blob/main/src/tree/azure/AzureResourceItem.ts,
 * https://github.com/Azure/vscode-aks-tools/blob/main/src/tree/aksClusterTreeItem.ts
 */
function clusterOfNeighbour(row: unknown): string | undefined {
  const { resource, value } = isRecord(row) ? row : {};
  const ids = [isRecord(resource) ? resource['id'] : undefined, isRecord(value) ? value['armId'] : undefined];
  return ids.find((id): id is string => typeof id === 'string' && isCluster(id));
}

function isCluster(id: string): boolean {
  return isOfType(id, resourceType.cluster);
}

/**
 * Reads a command's argument as what the panel should show, otherwise like `asTarget`. Throws `refused` if it contains
 * an invalid change.
 */
export function asPanelTarget(argument: unknown): Target | PanelTarget {
  const { kind, draft, list, tab: wantedTab, isPreview, finding } = isRecord(argument) ? argument : {};
  if (kind === 'principal') {
    const { principalId } = asTarget(argument);
    const { name } = isRecord(argument) ? argument : {};
    if (principalId !== undefined) return { kind, principalId, ...(typeof name === 'string' ? { name } : {}) };
  }
  if (kind === 'change') {
    const { clusterId } = asTarget(argument);
    return { kind, draft: withRefusalsAsErrors(() => parseDraft(draft)), ...defined({ clusterId }) };
  }
  if (kind === 'changes') return asChanges(list, asTarget(argument));
  const target = asTarget(argument);
  const tab = tabs.find((name) => name === wantedTab);
  const isOfCluster = kind === 'cluster' && tab !== undefined && target.clusterId !== undefined;
  if (!isOfCluster) return target;
  return {
    kind,
    clusterId: target.clusterId,
    tab,
    ...(isFingerprint(finding) ? { finding } : {}),
    ...(isPreview === true ? { isPreview } : {}),
  };
}

function asChanges(list: unknown, { clusterId }: Target): PanelTarget {
  const { title, doing, done, changes, fixes, leftOut } = isRecord(list) ? inText(list) : {};
  if (!matchesShape(targetText, title) || !Array.isArray(changes) || changes.length === 0) {
    throw refusedError(say`A list of changes needs a title and at least one change.`);
  }
  const notIncluded = readOrUndefined(leftOutFixes, leftOut);
  if (leftOut !== undefined && notIncluded === undefined) {
    throw refusedError(say`What a list of changes leaves out must be findings and numbers.`);
  }
  const promised = readOrUndefined(promisedFixes, fixes);
  if (fixes !== undefined && promised === undefined) {
    throw refusedError(say`The fixes of a list of changes must name clusters and their findings.`);
  }
  // Checked as texts; sentences stay sentences, so that they are shown in the language of who reads them.
  const said = list as ChangeList;
  const parsed = changes.map((change) => withRefusalsAsErrors(() => parseChange(change)));
  return {
    kind: 'changes',
    list: {
      title: verbatim(said.title),
      ...(matchesShape(targetText, doing) ? { doing: verbatim(said.doing ?? doing) } : {}),
      ...(matchesShape(targetText, done) ? { done: verbatim(said.done ?? done) } : {}),
      changes: parsed,
      ...(promised ? { fixes: said.fixes } : {}),
      ...(notIncluded ? { leftOut: said.leftOut } : {}),
    },
    ...defined({ clusterId }),
  };
}
