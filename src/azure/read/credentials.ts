/** Reads federated credentials: those of one identity, or all that are visible. */
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { keptText } from '../../memory/kept.ts';
import { isSamePlace, unknownWith, type Place, type Unknown } from '../../domain/arm/unknown.ts';
import type { IdMap } from '../../domain/arm/idMap.ts';
import { objectAt, textAt, textsAt, type JsonObject } from '../../domain/arm/json.ts';
import {
  idKey,
  lastSegment,
  resourceType,
  subscriptionOf,
  sameText,
  type ArmId,
  parentId,
} from '../../domain/arm/resourceId.ts';
import type { CredentialListing, IdentityCredential } from '../../domain/cluster/facts.ts';
import { subjectWords } from '../../domain/cluster/subjects.ts';
import { credentialKey, sameAudiences } from '../../domain/workloads/credential.ts';
import { failureWords } from '../../errors.ts';
import { inParallel } from '../../async/inParallel.ts';
import { asIdentityError, isAboutEverything, isPassing, isNotFound } from '../arm/armErrors.ts';
import type { Arm } from '../arm/arm.ts';
import { whyUnknown } from '../arm/whyUnknown.ts';
import { armShapes } from '../http/armShapes.ts';
import type { Directory, SubscriptionAccess } from '../directory/directory.ts';
import type { ListFailure } from '../directory/partialList.ts';
import { isInGroupNamedLikeNodes } from '../../domain/uses/madeByAks.ts';
import { identityList } from './identities.ts';
import { listEverywhere } from './listEverywhere.ts';
import { getResource, isNotThere } from './resources.ts';
import { queryGraph } from '../graph/resourceGraph.ts';
import { say, verbatim } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** The most identities that are asked one by one if Resource Graph has no credentials. */
const mostIdentities = 100;
/** The same for someone who waits for an answer to one question. */
const fewIdentities = 5;
/** The same including identities in node resource groups. */
const mostWithNodeGroups = 200;
const parallelReads = 8;

/** Lists the credentials that let others act as the identity, from the raw JSON, because the SDK leaves out expressions. */
export async function listFederatedCredentials(
  arm: Arm,
  identityId: ArmId,
  signal?: AbortSignal,
): Promise<readonly IdentityCredential[]> {
  const path = `${identityId}/federatedIdentityCredentials`;
  const listed = await arm.list(path, apiVersions.credentialWithExpressions, signal, armShapes.credential);
  return listed.length === 0 ? none : listed.map((raw) => credentialFromArm(raw, identityId));
}

/** One list for all identities without credentials, which most are. */
const none: readonly IdentityCredential[] = [];

/** Translates a credential as ARM and Resource Graph show it. */
function credentialFromArm(raw: JsonObject, identityId: ArmId): IdentityCredential {
  const properties = objectAt(raw, 'properties') ?? {};
  const expression = textAt(properties, 'claimsMatchingExpression.value');
  return {
    name: textAt(raw, 'name') ?? lastSegment(textAt(raw, 'id') ?? ''),
    issuer: keptText(textAt(properties, 'issuer') ?? ''),
    subject: textAt(properties, 'subject') ?? '',
    audiences: sameAudiences(textsAt(properties, 'audiences')),
    ...defined({ expression }),
    identityId,
  };
}

const from = `resources\n| where type =~ '${resourceType.credential}'`;
const columns = ['id', 'name', 'properties'];

/** Returns the federated credentials that Resource Graph lists; whether it lists any is not documented. */
export function queryCredentials(
  arm: Arm,
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly IdentityCredential[]> {
  return queryGraph(arm, {
    from,
    columns,
    subscriptionIds,
    signal,
    shape: armShapes.credential,
    toModel: (row) => credentialFromArm(row, parentId(textAt(row, 'id') ?? '')),
  });
}

/** Which credentials to read, and how. */
export interface CredentialQuestion {
  /** Left out: all subscriptions. */
  readonly subscriptionId?: string | undefined;
  /** True to use ARM only. */
  readonly fromArm?: boolean | undefined;
  /** True to ask no more than a handful of identities one by one. */
  readonly few?: boolean | undefined;
  /** Subscriptions whose identities Resource Graph may not all know yet. */
  readonly notFromGraph?: ((subscriptionId: string) => boolean) | undefined;
  /** The identities whose credentials changed so recently that Resource Graph may not know, the latest first. */
  readonly writtenTo?: (() => readonly ArmId[]) | undefined;
  /** True to throw if an identity doesn't answer now. */
  readonly mustAnswer?: boolean | undefined;
  /** True to ask each identity, however many there are. */
  readonly asksEach?: boolean | undefined;
  /** Called after each identity. */
  readonly onAsked?: (() => void) | undefined;
  /** The lists that were already read, by the `idKey` of the identity; new ones are added. */
  readonly ofIdentities: IdMap<Promise<readonly IdentityCredential[]>>;
  readonly signal?: AbortSignal | undefined;
}

/** Too many identities to read one by one, for which Resource Graph has no rows. */
export interface TooMany {
  readonly identities: number;
  /** Why Resource Graph lists nothing. */
  readonly graph: 'empty' | 'notAsked' | 'unanswered';
}

/**
 * Returns every visible credential: from Resource Graph if it has any, otherwise with one request for each identity.
 * For identities that changed recently, ARM's answer replaces that of Resource Graph.
 */
export async function listCredentials(
  directory: Directory,
  question: CredentialQuestion,
): Promise<CredentialListing | TooMany> {
  const { subscriptionId, fromArm = false, asksEach = false, few = false, signal } = question;
  const { items, failures } = await directory.access(signal);
  const accessible = items.filter(
    ({ subscription: { id } }) => sameText(subscriptionId, id) || subscriptionId === undefined,
  );
  const unlisted = subscriptionId === undefined ? failures.map(unlistedCredentials) : [];
  const graph = await fromGraph(fromArm ? [] : accessible, signal);
  const unanswered = graph.rows.length > 0 ? accessible.filter((access) => !graph.answered.has(access)) : accessible;
  const late = fromArm ? nothingLate : await latelyWritten(directory, accessible, question);
  const rows = graph.rows.filter(({ identityId }) => !late.asked.has(idKey(identityId)));
  const listing = { all: [...rows, ...late.all].toSorted(byId), unknown: late.unknown };
  const subscriptionIds = unanswered.map(({ subscription }) => subscription.id);
  if (subscriptionIds.length === 0) return { ...listing, unknown: [...unlisted, ...listing.unknown] };
  const notFromGraph = fromArm ? () => true : (question.notFromGraph ?? (() => false));
  const identities = await listEverywhere(directory, { ...identityList, subscriptionIds, notFromGraph, signal });
  const brought = identities.items.filter(({ id }) => !isInGroupNamedLikeNodes(id));
  if (brought.length > (few ? fewIdentities : mostIdentities) && !asksEach) {
    if (graph.rows.length > 0)
      return { ...listing, unknown: [...unlisted, ...listing.unknown, tooManyIdentities(brought.length)] };
    const isAnswered = accessible.every((access) => graph.answered.has(access));
    const answer = isAnswered ? 'empty' : 'unanswered';
    return { identities: brought.length, graph: fromArm ? 'notAsked' : answer };
  }
  const isAll = identities.items.length <= (few ? fewIdentities : mostWithNodeGroups);
  const identitiesToAsk = asksEach || isAll ? identities.items : brought;
  const askedListing = await ofEach(
    directory,
    identitiesToAsk.map(({ id }) => id).filter((id) => !late.asked.has(idKey(id))),
    question,
  );
  const unknown = [...listing.unknown, ...identities.failures.map(unlistedCredentials), ...askedListing.unknown];
  return {
    all: [...listing.all, ...askedListing.all],
    ...(identitiesToAsk.length < identities.items.length ? { isWithoutNodeGroups: true } : {}),
    unknown:
      subscriptionId === undefined
        ? unknown
        : unknown.filter(({ place }) => !failures.some((failure) => isSamePlace(placeOfFailure(failure), place))),
  };
}

/** Sorts ARM's answers like those of Resource Graph. */
function byId(a: IdentityCredential, b: IdentityCredential): number {
  return credentialKey(a) < credentialKey(b) ? -1 : 1;
}

interface Late extends CredentialListing {
  /** The identities that were asked, by `idKey`. */
  readonly asked: ReadonlySet<string>;
}

const nothingLate: Late = { all: [], unknown: [], asked: new Set() };

/** What ARM lists for the identities that changed recently; if they are many, only for the latest. */
async function latelyWritten(
  directory: Directory,
  accessible: readonly SubscriptionAccess[],
  question: CredentialQuestion,
): Promise<Late> {
  const places = new Set(accessible.map(({ subscription: { id } }) => id.toLowerCase()));
  const written = (question.writtenTo?.() ?? []).filter((id) => places.has(subscriptionOf(id)?.toLowerCase() ?? ''));
  const idsToAsk = written.slice(0, mostIdentities);
  const { all, unknown } = await ofEach(directory, idsToAsk, question);
  const notAskedCount = written.length - idsToAsk.length;
  return {
    all,
    unknown: notAskedCount === 0 ? unknown : [...unknown, tooManyIdentities(notAskedCount, { isLate: true })],
    asked: new Set(idsToAsk.map(idKey)),
  };
}

/** Lists the credentials of each identity; each is asked only once for all questions. */
async function ofEach(
  directory: Directory,
  identityIds: readonly ArmId[],
  question: CredentialQuestion,
): Promise<CredentialListing> {
  const lists = await inParallel(identityIds, parallelReads, (id) => ofIdentity(directory, id, question));
  return { all: lists.flatMap(({ all }) => all), unknown: lists.flatMap(({ unknown }) => unknown) };
}

function unlistedCredentials(failed: ListFailure): Unknown {
  const { failure } = failed;
  const place = placeOfFailure(failed);
  const subject = { what: 'credentials' };
  return {
    ...whyUnknown(failure),
    subject,
    place,
    title: verbatim(place.name),
    reason: failureWords(failure),
  };
}

function placeOfFailure({ subscriptionId, tenantName }: ListFailure): Place {
  const name = subscriptionId ?? tenantName;
  return { name: name ?? say`A directory`, ...defined({ subscriptionId }) };
}

function tooManyIdentities(identities: number, { isLate = false } = {}): Unknown {
  const reason = isLate
    ? say`Resource Graph may be out of date for ${identities} identities, and these are too many to ask one by one.`
    : say`Resource Graph did not respond for ${identities} identities, and these are too many to ask one by one.`;
  return unknownWith('notAsked', 'credentials', reason);
}

/** What Resource Graph lists, and the subscriptions for which it answered; the others have to be read in another way. */
async function fromGraph(
  accessible: readonly SubscriptionAccess[],
  signal?: AbortSignal,
): Promise<{ readonly rows: readonly IdentityCredential[]; readonly answered: ReadonlySet<SubscriptionAccess> }> {
  const answered = new Set<SubscriptionAccess>();
  const byTenant = [...Map.groupBy(accessible, ({ tenant }) => tenant).values()];
  const pages = await Promise.all(
    byTenant.map(async (accesses) => {
      const [first] = accesses;
      if (first === undefined) return [];
      try {
        const rows = await queryCredentials(
          first.arm,
          accesses.map(({ subscription }) => subscription.id),
          signal,
        );
        accesses.forEach((access) => answered.add(access));
        return rows;
      } catch (thrown) {
        const error = asIdentityError(thrown);
        if (isAboutEverything(error.failure)) throw error;
        return [];
      }
    }),
  );
  return { rows: pages.flat(), answered };
}

/** Lists the credentials of an identity, which is asked only once for all questions. */
export function listCredentialsOnce(
  directory: Directory,
  identityId: ArmId,
  { ofIdentities, signal, onAsked }: Pick<CredentialQuestion, 'ofIdentities' | 'signal' | 'onAsked'>,
): Promise<readonly IdentityCredential[]> {
  const read = (): Promise<readonly IdentityCredential[]> =>
    directory.read(identityId, (arm) => listFederatedCredentials(arm, identityId, signal), signal).finally(onAsked);
  const list = ofIdentities.get(identityId) ?? read();
  ofIdentities.set(identityId, list);
  return list;
}

/** An identity that can't be read must not hide the others. */
async function ofIdentity(
  directory: Directory,
  identityId: ArmId,
  question: CredentialQuestion,
): Promise<CredentialListing> {
  const { signal, mustAnswer = false } = question;
  try {
    const credentials = await listCredentialsOnce(directory, identityId, question);
    return { all: credentials, unknown: [] };
  } catch (thrown) {
    const error = asIdentityError(thrown);
    if (isAboutEverything(error.failure)) throw error;
    if (mustAnswer && isPassing(error.failure)) throw error;
    const nobodys =
      isNotFound(error.failure) &&
      (await isNotThere(directory.read(identityId, (arm) => getResource(arm, identityId, signal), signal)));
    const subject = { what: 'federatedCredentials', of: identityId };
    const short = subjectWords(subject);
    const unknown = { ...whyUnknown(error.failure), subject, title: verbatim(lastSegment(identityId)), short };
    return { all: [], unknown: nobodys ? [] : [unknown] };
  }
}
