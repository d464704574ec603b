import { unknownTexts, type Unknown } from '../domain/arm/unknown.ts';
import { QuickPickItemKind } from 'vscode';
import type { IdentityService, SeenSubscription } from '../app/identityService.ts';
import { IdentityError } from '../errors.ts';
import { isJoinable } from '../domain/findings/joinedFixes.ts';
import { openOf } from '../domain/findings/rule/weight.ts';
import { defined } from '../shape/defined.ts';
import { scopeName, subscriptionNamesOf } from '../domain/arm/scopeWords.ts';
import { isInGroupNamedLikeNodes } from '../domain/uses/madeByAks.ts';
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

/** What the user may pick of what is found on all clusters. */
interface Search<V> {
  readonly title: string;
  readonly placeholder: string;
  /** What to say if there is nothing. */
  readonly none: Phrase;
  /** What was found on a cluster. */
  readonly found: (row: ReportRow) => readonly { readonly description: string; readonly value: V }[];
  /** What is picked with a cluster that may have more than was found. */
  readonly whole: (clusterId: string) => V;
}

/** Lets the user pick what was found, or a cluster that could not be fully checked; any cluster if they could not be checked together. */
async function pickFound<V>(search: Search<V>, { connections }: PickContext): Promise<V> {
  const service = await connections.service();
  const shownOnly = activeOnly(connections);
  const vague = shownText(notChecked);
  const listing = service.survey({ ...shownOnly, mostWithoutGraph }).then(async ({ rows, unknown }) => {
    const isSurveyed = rows.length > 0 || unknown.length === 0;
    const { items, failures } = isSurveyed ? { items: rows, failures: [] } : await service.clusters(shownOnly);
    const offered = items.flatMap((item) => {
      const [cluster, found, isVague] =
        'findings' in item ? [item.cluster, search.found(item), isNotJudged(item)] : [item, [], true];
      const whole = { description: vague, value: search.whole(cluster.id) };
      return (found.length === 0 && isVague ? [whole] : found).map((one) => ({ cluster, ...one }));
    });
    return { items: offered, failures, unknown };
  });
  const choices = targetPlaces(service).then(async (place) => {
    const all = await choicesOf(listing, search.none, ({ cluster, description, value }) => ({
      label: cluster.name,
      description,
      detail: place(cluster),
      value,
    }));
    const isVague = ({ description }: Choice<V>): number => Number(description === vague);
    return all.toSorted((a, b) => isVague(a) - isVague(b));
  });
  return chooseOne(choices, search);
}

/** Lets the user pick a cluster that has unused roles, shown with their number, or that could not be fully checked. */
export async function pickClusterWithLeftovers(title: string, context: PickContext): Promise<string> {
  return pickFound(
    {
      title,
      placeholder: t`Which cluster?`,
      none: say`No unused role assignments were found on the clusters that you can see.`,
      found: (row) => {
        const description = leftoverWords(row);
        return description === '' ? [] : [{ description, value: row.cluster.id }];
      },
      whole: (clusterId) => clusterId,
    },
    context,
  );
}

/** Lets the user pick one of the roles that clusters lack, with the change that assigns it, or a cluster that could not be fully checked. */
export async function pickMissingRole(title: string, context: PickContext): Promise<Target> {
  return pickFound<Target>(
    {
      title,
      placeholder: t`Which role?`,
      none: say`No missing roles were found on the clusters that you can see.`,
      found: ({ cluster, findings }) =>
        openOf(findings)
          .filter(isJoinable)
          .map(({ fix, brief = '' }) => ({
            description: shownText(brief),
            value: { clusterId: cluster.id, ...defined({ fix }) },
          })),
      whole: (clusterId) => ({ clusterId }),
    },
    context,
  );
}

const notChecked = say`not fully checked`;

function isNotJudged({ unjudged = [] }: ReportRow): boolean {
  return unjudged.length > 0;
}

function leftoverWords(row: ReportRow): string {
  const { findings } = row;
  const count = findings.filter(({ code }) => code === 'leftoverGrant').length;
  return [
    count > 0 && shownText(countWithNoun(count, 'unused role')),
    findings.some(({ code }) => code === 'oldIdentityInUse') && t`roles to review later`,
    isNotJudged(row) && shownText(notChecked),
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
  // What AKS made for itself is seldom meant.
  const likelyFirst = choices.then((all) => all.toSorted((a, b) => isLikelyOfAks(a) - isLikelyOfAks(b)));
  return chooseOne(likelyFirst, { title, placeholder: t`Which managed identity?` });
}

function isLikelyOfAks({ value }: Choice<UserAssignedIdentity>): number {
  return Number(isInGroupNamedLikeNodes(value.id));
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
    /** What could not be read, and may hide something. */
    readonly unknown?: readonly Unknown[];
  }>,
  none: Phrase,
  choice: (item: T) => Choice<V>,
): Promise<readonly Choice<V>[]> {
  const { items, failures, unknown } = await listing;
  const [failed] = failures;
  if (items.length === 0) throw failed ? new IdentityError(failed.failure) : nothingToPickError(none, unknown);
  return items.map(choice).sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

/** Returns the error that there is nothing to choose, with what could not be read, which may hide something. */
export function nothingToPickError(message: Phrase, unknown: readonly Unknown[] = []): IdentityError {
  if (unknown.length === 0) return new IdentityError({ code: 'notFound', message, isNothing: true });
  return new IdentityError({ code: 'notFound', message: joinWords([message, ...unknownTexts(unknown)]) });
}
