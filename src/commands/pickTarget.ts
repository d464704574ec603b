import { unknownTexts, type Unknown } from '../domain/arm/unknown.ts';
import { QuickPickItemKind } from 'vscode';
import type { IdentityService, SeenSubscription } from '../app/identityService.ts';
import { IdentityError } from '../errors.ts';
import { isJoinable } from '../domain/findings/joinedFixes.ts';
import { openOf } from '../domain/findings/rule/weight.ts';
import { defined } from '../shape/defined.ts';
import { scopeName, subscriptionNamesOf } from '../domain/arm/scopeWords.ts';
import { describeControlPlane } from '../domain/words/describe.ts';
import type { ClusterSummary } from '../domain/cluster/clusterSummary.ts';
import type { UserAssignedIdentity } from '../domain/cluster/model.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import { chooseOne, type Choice } from '../host/window/quickPick.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { countWithNoun } from '../domain/words/counts.ts';
import { t, shownText } from '../sentences/language.ts';
import { joinWords, say, type Phrase } from '../sentences/words.ts';

type PickContext = Pick<CommandContext, 'connections'>;

/** Returns the target's cluster, or the one that the user picks. */
export async function clusterIdOf(
  target: Target,
  title: string,
  context: PickContext,
  choice?: ClusterChoice,
): Promise<string> {
  return target.clusterId ?? (await pickCluster(title, context, choice)).id;
}

/** Which clusters may be picked, and what to say if there are none. */
export interface ClusterChoice {
  readonly isOffered: (cluster: ClusterSummary) => boolean;
  readonly none: Phrase;
}

const anyCluster: ClusterChoice = { isOffered: () => true, none: say`There is no cluster here.` };

/** Lets the user pick a cluster, in the active subscription if there is one. */
export async function pickCluster(
  title: string,
  { connections }: PickContext,
  { isOffered, none } = anyCluster,
): Promise<ClusterSummary> {
  const service = await connections.service();
  const clusters = service
    .clusters(activeOnly(connections))
    .then(({ items, failures }) => ({ items: items.filter(isOffered), failures }));
  const choices = targetPlaces(service).then((place) =>
    choicesOf(clusters, none, (cluster) => ({
      label: cluster.name,
      description: shownText(describeControlPlane(cluster.controlPlane)),
      detail: place(cluster),
      value: cluster,
    })),
  );
  return chooseOne(choices, { title, placeholder: t`Which cluster?` });
}

/** If Resource Graph doesn't answer, no more clusters than these are checked before the user picks one. */
const mostWithoutGraph = 30;

/**
 * Lets the user pick a cluster that has unused roles, shown with their number, or that could not be fully checked; any
 * cluster if they could not be checked together.
 */
export async function pickClusterWithLeftovers(title: string, { connections }: PickContext): Promise<string> {
  const service = await connections.service();
  const shownOnly = activeOnly(connections);
  const survey = service.survey({ ...shownOnly, mostWithoutGraph }).then(async ({ rows, unknown }) => {
    const isSurveyed = rows.length > 0 || unknown.length === 0;
    const clusters = isSurveyed ? { items: rows, failures: [] } : await service.clusters(shownOnly);
    const items = clusters.items.map((item) =>
      'findings' in item ? { ...item, words: leftoverWords(item) } : { cluster: item, words: shownText(notChecked) },
    );
    return { items: items.filter(({ words }) => words !== ''), failures: clusters.failures };
  });
  const none = say`No unused role assignments were found on the clusters that you can see.`;
  const choices = targetPlaces(service).then(async (place) => {
    const allChoices = await choicesOf(survey, none, ({ cluster, words }) => ({
      label: cluster.name,
      description: words,
      detail: place(cluster),
      value: cluster.id,
    }));
    const isVague = ({ description }: Choice<string>): number => Number(description === shownText(notChecked));
    return allChoices.toSorted((a, b) => isVague(a) - isVague(b));
  });
  return chooseOne(choices, { title, placeholder: t`Which cluster?` });
}

/** Lets the user pick one of the roles that clusters lack, with the change that assigns it. */
export async function pickMissingRole(title: string, { connections }: PickContext): Promise<Target> {
  const service = await connections.service();
  const survey = service.survey({ ...activeOnly(connections), mostWithoutGraph }).then(({ rows }) => ({
    items: rows.flatMap(({ cluster, findings }) =>
      openOf(findings)
        .filter(isJoinable)
        .map(({ fix, brief = '' }) => ({ cluster, fix, brief })),
    ),
    failures: [],
  }));
  const none = say`No missing roles were found on the clusters that you can see.`;
  const choices = choicesOf(survey, none, ({ cluster, fix, brief }) => ({
    label: cluster.name,
    description: shownText(brief),
    value: { clusterId: cluster.id, ...defined({ fix }) },
  }));
  return chooseOne(choices, { title, placeholder: t`Which role?` });
}

const notChecked = say`not fully checked`;

function leftoverWords({ findings, unjudged = [] }: ReportRow): string {
  const count = findings.filter(({ code }) => code === 'leftoverGrant').length;
  return [
    count > 0 && shownText(countWithNoun(count, 'unused role')),
    findings.some(({ code }) => code === 'oldIdentityInUse') && t`roles to review later`,
    unjudged.length > 0 && shownText(notChecked),
  ]
    .filter(Boolean)
    .join(' \u00b7 ');
}

/** Returns the target's identity, or the one that the user picks. */
export async function identityIdOf(target: Target, title: string, context: PickContext): Promise<string> {
  return target.identityId ?? (await pickIdentity(title, context)).id;
}

async function pickIdentity(title: string, { connections }: PickContext): Promise<UserAssignedIdentity> {
  const service = await connections.service();
  const choices = targetPlaces(service).then((place) =>
    choicesOf(service.identities(activeOnly(connections)), say`There is no identity here.`, (identity) => ({
      label: identity.name,
      detail: place(identity),
      value: identity,
    })),
  );
  return chooseOne(choices, { title, placeholder: t`Which managed identity?` });
}

type PlaceOfTarget = { readonly subscriptionId: string; readonly resourceGroup: string; readonly location: string };

/** Returns a function that says where something is, because many things have the same name. */
async function targetPlaces(service: IdentityService): Promise<(thing: PlaceOfTarget) => string> {
  const { items } = await service.subscriptions();
  const names = subscriptionNamesOf(items);
  return ({ subscriptionId, resourceGroup, location }) =>
    [names(subscriptionId) ?? subscriptionId, resourceGroup, location].join(' \u00b7 ');
}

/** Returns the target's subscription, or the active one, or the one that the user picks. */
export async function subscriptionIdOf(target: Target, title: string, { connections }: PickContext): Promise<string> {
  const subscriptionId = target.subscriptionId ?? connections.activeSubscription();
  if (subscriptionId !== undefined) return subscriptionId;
  const service = await connections.service();
  return chooseOne(subscriptionChoices(service), { title, placeholder: t`In which subscription?` });
}

/** Lists the visible subscriptions as choices, grouped by directory and account if there are several. */
export async function subscriptionChoices(service: IdentityService): Promise<readonly Choice<string>[]> {
  const listing = await service.subscriptions();
  const choices = await choicesOf(Promise.resolve(listing), say`There is no subscription here.`, ({ id, name }) => ({
    label: name,
    description: id,
    value: id,
  }));
  const placeOf = new Map(listing.items.map((subscription) => [subscription.id, placeIn(subscription)]));
  const groups = [...Map.groupBy(choices, ({ value }) => placeOf.get(value) ?? '')];
  if (groups.length < 2) return choices;
  return groups
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .flatMap(([label, members]) => [{ label, kind: QuickPickItemKind.Separator, value: '' }, ...members]);
}

function placeIn({ directory, tenantId, account }: SeenSubscription): string {
  return [directory ?? tenantId, account].filter((text) => text !== undefined).join(' \u00b7 ');
}

/** Returns the target's role assignment, or one of a cluster's that the user picks. */
export async function roleAssignmentIdOf(target: Target, title: string, context: PickContext): Promise<string> {
  if (target.roleAssignmentId !== undefined) return target.roleAssignmentId;
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = service.cluster(clusterId).then(({ roleAssignments, unknown }) => {
    if (roleAssignments.length === 0)
      throw nothingToPickError(say`The identities of this cluster have no visible roles.`, unknown);
    return roleAssignments.map(({ id, roleName, scope, subscriptionName }) => ({
      label: roleName,
      description: shownText(scopeName(scope, () => subscriptionName)),
      detail: scope,
      value: id,
    }));
  });
  return chooseOne(choices, { title, placeholder: t`Which role assignment?` });
}

function activeOnly(connections: CommandContext['connections']): { subscriptionIds?: readonly string[] } {
  const shownSubscriptions = connections.shownSubscriptions();
  return shownSubscriptions === undefined ? {} : { subscriptionIds: shownSubscriptions };
}

/** Makes sorted choices from a listing; rejects if there is nothing to choose, with the reason if there is one. */
async function choicesOf<T, V>(
  listing: Promise<{
    readonly items: readonly T[];
    readonly failures: readonly { readonly failure: IdentityError['failure'] }[];
  }>,
  none: Phrase,
  choice: (item: T) => Choice<V>,
): Promise<readonly Choice<V>[]> {
  const { items, failures } = await listing;
  const [failed] = failures;
  if (items.length === 0) throw failed ? new IdentityError(failed.failure) : nothingToPickError(none);
  return items.map(choice).sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

/** Returns the error that there is nothing to choose, with what could not be read, which may hide something. */
export function nothingToPickError(message: Phrase, unknown: readonly Unknown[] = []): IdentityError {
  return new IdentityError({ code: 'notFound', message: joinWords([message, ...unknownTexts(unknown)]) });
}
