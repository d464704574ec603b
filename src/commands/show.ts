import { env, Uri } from 'vscode';
import { withRefusalsAsErrors } from '../app/facts/withRefusalsAsErrors.ts';
import { refusedError } from '../errors.ts';
import { lastSegment, subscriptionOf } from '../domain/arm/resourceId.ts';
import { parseLink } from '../domain/words/links.ts';
import { portalLink } from '../host/window/portalLink.ts';
import { showWait } from '../host/window/progress.ts';
import { confirmOrCancel } from '../host/window/quickPick.ts';
import type { PanelTarget, Target } from '../manifest.ts';
import { defined } from '../shape/defined.ts';
import type { CommandContext } from './context.ts';
import { clusterIdOf } from './pickTarget.ts';
import { pickPrincipal } from './pickPrincipal.ts';
import { say } from '../sentences/words.ts';
import { t } from '../sentences/language.ts';

type ShowContext = Pick<CommandContext, 'connections' | 'panels'>;

/** Opens the panel for exactly what was requested, or for a cluster. */
export async function showPanel(context: ShowContext, target: Target | PanelTarget): Promise<void> {
  if ('kind' in target) return context.panels.open(target);
  const clusterId = await clusterIdOf(target, t`Show Details`, context);
  context.panels.open({ kind: 'cluster', clusterId, tab: 'details', ...defined({ finding: target.fingerprint }) });
}

/** Opens the map of a cluster's identities and what they may do, or of one identity across its clusters. */
export async function showIdentityMap(context: ShowContext, target: Target): Promise<void> {
  const { identityId } = target;
  if (identityId !== undefined && target.clusterId === undefined)
    return context.panels.open({ kind: 'identity', identityId });
  const clusterId = await clusterIdOf(target, t`Show Identity Map`, context);
  context.panels.open({ kind: 'cluster', clusterId, tab: 'map' });
}

/** Opens what a principal can act on, across all clusters; asks which principal if the row is about none. */
export async function showPrincipalAccess(context: ShowContext, target: Target): Promise<void> {
  const { identityId, principalId } = target;
  if (identityId !== undefined && principalId !== undefined)
    return context.panels.open({ kind: 'identity', identityId, tab: 'access' });
  if (principalId !== undefined) return context.panels.open({ kind: 'principal', principalId });
  context.panels.open(await pickPrincipal(t`Show What a Principal Can Act On`, context));
}

/** Opens what changed around an identity or a cluster, and who did it. */
export async function showHistory(context: ShowContext, target: Target): Promise<void> {
  const { identityId } = target;
  if (identityId !== undefined && target.clusterId === undefined)
    return context.panels.open({ kind: 'identity', identityId, tab: 'history' });
  const clusterId = await clusterIdOf(target, t`Show History`, context);
  context.panels.open({ kind: 'cluster', clusterId, tab: 'history' });
}

/** Shows the report of all clusters in the tree, or of those in the row's subscription. */
export function showReport({ reports }: Pick<CommandContext, 'reports'>, { subscriptionId }: Target): void {
  reports.show(subscriptionId === undefined ? {} : { subscriptionId });
}

/** Shows what a link points to; if nothing is connected yet, asks the user first. Throws `refused` for any other link. */
export async function openLink(
  { connections, panels, reports }: Pick<CommandContext, 'connections' | 'panels' | 'reports'>,
  { path, query }: { readonly path: string; readonly query: string },
): Promise<void> {
  const target = withRefusalsAsErrors(() => parseLink(path, query));
  if (connections.kind === 'none') {
    const question =
      target.kind === 'report' ? t`the identity report` : t`the identities of ${lastSegment(target.clusterId)}`;
    const detail = t`You opened a link. AKS Identity connects the way it did last time, or asks you to sign in to Azure. It only reads.`;
    await confirmOrCancel(t`Connect and show ${question}?`, detail, t`Connect`);
    if ((await connections.open()) === undefined) await showWait(t`Signing in to Azure`, () => connections.signIn());
  }
  await connections.service();
  if (target.kind === 'cluster') panels.open(target);
  else reports.show({ ...defined({ subscriptionId: target.subscriptionId }), ...target.sight });
}

/** Opens the page of the row's resource in the portal of its cloud. */
export async function openInPortal(context: Pick<CommandContext, 'connections'>, target: Target): Promise<void> {
  const service = await context.connections.service();
  const { portal } = service.connection;
  if (portal === undefined) throw refusedError(say`${service.connection.name} has no portal.`);
  const id = target.resourceId ?? (await clusterIdOf(target, t`Open in Azure Portal`, context));
  const subscriptionId = subscriptionOf(id)?.toLowerCase();
  const { items } = await service.subscriptions();
  const tenantId = items.find((subscription) => subscription.id.toLowerCase() === subscriptionId)?.tenantId;
  const link = portalLink(portal, tenantId, id);
  if (link === undefined) throw refusedError(say`${id} has no page in the portal.`);
  await env.openExternal(Uri.parse(link, true));
}

/** Opens the page that explains the row; only pages of Microsoft's documentation and of GitHub are opened. */
export async function learnMore({ page = '' }: Target): Promise<void> {
  if (!/^https:\/\/(learn\.microsoft\.com|github\.com)\//.test(page))
    throw refusedError(say`There is no page "${page}" to open.`);
  await env.openExternal(Uri.parse(page, true));
}

/** Shows the JSON of the row's resource as Azure sends it, read-only. */
export async function viewJson(
  context: Pick<CommandContext, 'connections' | 'documents'>,
  target: Target,
): Promise<void> {
  const id = target.resourceId ?? target.identityId ?? (await clusterIdOf(target, t`View JSON`, context));
  await showWait(t`Reading ${lastSegment(id)}`, () => context.documents.open(id));
}
