import type { IdentityService } from '../app/identityService.ts';
import type { Funnel } from '../host/funnel.ts';
import type { JsonDocuments } from '../host/jsonDocument.ts';
import type { PanelTarget, Target } from '../manifest.ts';

/** Where the clusters come from, and how that is changed. */
export interface ConnectionControl {
  /** The connected service; rejects with `signedOut` where there is none. */
  service(): Promise<IdentityService>;
  /** Signs in to Azure, asking the person. */
  signIn(wish?: { readonly tenantId?: string; readonly accountId?: string }): Promise<void>;
  startDemo(): Promise<void>;
  resetDemo(): Promise<void>;
  connectEmulator(url: string): Promise<void>;
  /** Shows clusters from files, read-only. */
  openFiles(paths: readonly string[]): Promise<void>;
  /** Forgets the connection; nobody is signed out of VS Code. */
  leave(): Promise<void>;
  activeSubscription(): string | undefined;
  setActiveSubscription(id: string | undefined): Promise<void>;
  /** The active subscription, else those that were chosen; `undefined`: all. */
  shownSubscriptions(): readonly string[] | undefined;
  selectSubscriptions(ids: readonly string[] | undefined): Promise<void>;
}

/** What commands work with; each takes the slice that it needs. */
export interface CommandContext {
  readonly connections: ConnectionControl;
  readonly panels: { open(target: PanelTarget): Promise<void> };
  readonly views: { refresh(target?: Target): void; showActivity(): Promise<void> };
  readonly documents: Pick<JsonDocuments, 'open'>;
  readonly funnel: Funnel;
}

/** What a command was given as a target; menus, links and other extensions may hand over anything. */
export function asTarget(given: unknown): Target {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {};
}
