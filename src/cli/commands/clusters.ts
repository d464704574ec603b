/** Finds the subscriptions and clusters that the command line names. */
import { isAboutEverything } from '../../azure/arm/armErrors.ts';
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import { withTitle, type Unknown } from '../../domain/arm/unknown.ts';
import type { IdentityService, SubscriptionListing } from '../../app/identityService.ts';
import { createDirectory, type Directory } from '../../azure/directory/directory.ts';
import type { ListFailure } from '../../azure/directory/partialList.ts';
import { listAllSubscriptions } from '../../azure/directory/subscriptions.ts';
import { isGuid, sameText } from '../../domain/arm/resourceId.ts';
import { IdentityError, refusedError } from '../../errors.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import { anyOf, didYouMean } from '../commandLine/usage.ts';
import { textOf } from '../../sentences/textOf.ts';
import { say, verbatim } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

type SubscriptionArguments = Pick<Arguments, 'subscriptions' | 'managementGroups'>;

/** The subscriptions to look at. */
export interface WantedSubscriptions {
  /** The ids of those that are visible; `undefined`: all. */
  readonly ids: readonly string[] | undefined;
  /** What was named and is not visible, or can't be read. */
  readonly unseen: readonly Unknown[];
}

/** Finds the subscriptions to look at, by their ids, names and management groups. Rejects if several share a name. */
export async function wantedSubscriptions(
  { subscriptions, managementGroups }: SubscriptionArguments,
  service: IdentityService,
  signal: AbortSignal,
): Promise<WantedSubscriptions> {
  const noName = managementGroups.find((name) => !/^[-\w.()]+$/.test(name));
  if (noName !== undefined)
    throw refusedError(
      `"${noName}" is not the name of a management group; "az account management-group list" lists them.`,
    );
  if (subscriptions === undefined && managementGroups.length === 0) return { ids: undefined, unseen: [] };
  const directory = createDirectory(service.connection);
  const found = await Promise.all([
    namedSubscriptions(subscriptions ?? [], service, signal),
    ...managementGroups.map((name) => subscriptionsBelow(name, directory, signal)),
  ]);
  return {
    ids: [...new Set(found.flatMap(({ ids }) => ids).map((id) => id.toLowerCase()))],
    unseen: found.flatMap(({ unseen }) => unseen),
  };
}

type FoundSubscriptions = WantedSubscriptions & { readonly ids: readonly string[] };

async function namedSubscriptions(
  names: readonly string[],
  service: IdentityService,
  signal: AbortSignal,
): Promise<FoundSubscriptions> {
  if (names.length === 0) return { ids: [], unseen: [] };
  const { items, deleted, failures } = await service.subscriptions(signal);
  const idsOfNames = names.map((idOrName) => {
    const ids = items.flatMap(({ id, name }) =>
      [id, name].some((candidate) => sameText(candidate, idOrName)) ? id : [],
    );
    if (new Set(ids.map((id) => id.toLowerCase())).size > 1)
      throw refusedError(
        `${ids.length} subscriptions are named "${idOrName}". Use one of these IDs:\n  ${ids.join('\n  ')}`,
      );
    // If listing failed somewhere, an id may exist all the same; reading it says why it can't be seen.
    return { each: idOrName, id: ids[0] ?? (isGuid(idOrName) && failures.length > 0 ? idOrName : undefined) };
  });
  return {
    ids: idsOfNames.flatMap(({ id }) => id ?? []),
    unseen: idsOfNames.flatMap(({ each, id }) =>
      id === undefined ? unseenSubscription(each, { items, deleted }) : [],
    ),
  };
}

function unseenSubscription(
  subscription: string,
  { items, deleted }: Pick<SubscriptionListing, 'items' | 'deleted'>,
): Unknown {
  const name = isGuid(subscription) ? subscription : `"${subscription}"`;
  const about = { cause: 'refused', subject: { what: 'subscription', of: subscription } } as const;
  if (deleted.some((gone) => [gone.id, gone.name].some((candidate) => sameText(candidate, subscription))))
    return { ...about, reason: say`The subscription ${name} is deleted, with everything that was in it.` };
  const meant = didYouMean(
    subscription,
    items.map((item) => item.name),
  );
  const reason = say`The subscription ${name} is not visible to the account that is signed in; "az account list" lists those that are.${meant}`;
  return { ...about, reason };
}

/** In which of several directories a group is, may not be known either: that is refused before anything is read. */
async function subscriptionsBelow(
  name: string,
  directory: Directory,
  signal: AbortSignal,
): Promise<FoundSubscriptions> {
  const scope = `/providers/Microsoft.Management/managementGroups/${name}`;
  const subject = { what: 'managementGroup', of: name };
  try {
    const ids = await directory.read(scope, (arm) => listAllSubscriptions(arm, name, signal), signal);
    const reason = say`The management group ${name} has no subscriptions that you can see.`;
    return { ids, unseen: ids.length > 0 ? [] : [{ cause: 'refused', subject, reason }] };
  } catch (error) {
    if (!isReadFailure(error) && !isRefusal(error)) throw error;
    const unread = { ...whyUnknown(error.failure), subject };
    return { ids: [], unseen: [withTitle(say`The management group ${name} can't be read`, unread)] };
  }
}

function isRefusal(error: unknown): error is IdentityError {
  return error instanceof IdentityError && error.code === 'refused';
}

/** A cluster, and the places where it is unknown whether they have another one of its name. */
export interface NamedCluster {
  readonly id: string;
  readonly unknown: readonly Unknown[];
}

/** A kind of resource that a name may stand for. */
interface NamedKind {
  readonly noun: string;
  readonly plural: string;
  readonly list: () => Promise<{
    readonly items: readonly { readonly id: string; readonly name: string }[];
    readonly failures: readonly ListFailure[];
  }>;
}

/**
 * Finds a cluster, or an identity if no cluster has the name and one may be meant: by its id, or by its name if only one
 * that is visible has that; rejects if several do.
 */
export async function clusterNamed(
  nameGiven: string,
  service: IdentityService,
  { ids, unseen, signal }: WantedSubscriptions & { readonly signal: AbortSignal },
  orIdentity = false,
): Promise<NamedCluster> {
  if (nameGiven.startsWith('/')) return { id: nameGiven, unknown: [] };
  const wanted = { ...defined({ subscriptionIds: ids }), signal };
  const clusters: NamedKind = { noun: 'cluster', plural: 'clusters', list: async () => service.clusters(wanted) };
  const identities: NamedKind = {
    ...{ noun: 'identity', plural: 'identities' },
    list: async () => service.identities(wanted),
  };
  const kinds = orIdentity ? [clusters, identities] : [clusters];
  const unlisted: { readonly plural: string; readonly failure: ListFailure }[] = [];
  const names: string[] = [];
  for (const { plural, list } of kinds) {
    const { items, failures } = await list();
    const [failed] = failures;
    if (failed && items.length + names.length === 0) throw new IdentityError(failed.failure);
    unlisted.push(...failures.map((failure) => ({ plural, failure })));
    names.push(...items.map(({ name }) => name));
    const namesakes = items.filter(({ name }) => sameText(name, nameGiven));
    const [only, ...others] = namesakes;
    if (only && others.length > 0)
      throw refusedError(
        `${namesakes.length} ${plural} are named "${nameGiven}". Use one of these IDs:\n  ${namesakes.map(({ id }) => id).join('\n  ')}`,
      );
    if (only) return { id: only.id, unknown: [...unseen, ...unlisted.map((each) => maybeAnother(nameGiven, each))] };
  }
  const nouns = anyOf(kinds.map(({ noun }) => noun));
  const partly = kinds.flatMap(({ plural }) =>
    unseen.length > 0 || unlisted.some((each) => each.plural === plural) ? [plural] : [],
  );
  if (partly.length > 0)
    throw new IdentityError({
      code: 'notFound',
      message: [
        `No ${nouns} "${nameGiven}" was found, but not all ${anyOf(partly, 'and')} could be listed. Use its resource ID.`,
        ...unlisted.map(({ failure }) => `  ${failedPlace(failure)}: ${failure.failure.message}`),
        ...unseen.map(({ reason }) => `  ${textOf(reason)}`),
      ].join('\n'),
    });
  throw new IdentityError({
    code: 'notFound',
    message: `There is no ${nouns} "${nameGiven}".${visibleNames(nameGiven, names)}`,
  });
}

function maybeAnother(
  nameGiven: string,
  { plural, failure }: { readonly plural: string; readonly failure: ListFailure },
): Unknown {
  return {
    ...whyUnknown(failure.failure),
    subject: { what: plural },
    title: verbatim(failedPlace(failure)),
    reason: say`Its ${plural} can't be listed, so there may be another "${nameGiven}". ${failure.failure.message}`,
  };
}

function visibleNames(nameGiven: string, names: readonly string[]): string {
  const similar = names.filter((name) => name.toLowerCase().includes(nameGiven.toLowerCase()));
  const [only, ...others] = similar;
  const meant = only !== undefined && others.length === 0 ? ` Did you mean ${only}?` : didYouMean(nameGiven, names);
  if (meant !== '') return meant;
  const visible = (similar.length > 0 ? similar : names).toSorted();
  const andMore = visible.length > mostNamed ? ` and ${visible.length - mostNamed} more` : '';
  return visible.length === 0 ? '' : ` You can see ${visible.slice(0, mostNamed).join(', ')}${andMore}.`;
}

/** Says whether something could not be found or read; all other errors end the work, or are of the command line itself. */
export function isReadFailure(error: unknown): error is IdentityError {
  if (!(error instanceof IdentityError)) return false;
  const { failure } = error;
  return !isAboutEverything(failure) && failure.code !== 'refused' && failure.isUnanswered !== true;
}

/** The most clusters that a message lists. */
const mostNamed = 20;

function failedPlace({ subscriptionName, subscriptionId, tenantName, tenantId }: ListFailure): string {
  return subscriptionName ?? subscriptionId ?? tenantName ?? tenantId;
}
