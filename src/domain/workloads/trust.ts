/** The visible federated credentials, by issuer and by identity. */
import type { Unreadable } from '../arm/answer.ts';
import { objectAt } from '../arm/json.ts';
import { keptText } from '../../memory/kept.ts';
import { joinUnknowns, unknownWith, unknownTexts, withTitle, type Unknown } from '../arm/unknown.ts';
import { idKey, lastSegment, type ArmId } from '../arm/resourceId.ts';
import type { CredentialListing, Facts, IdentityCredential } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { issuerKey } from '../cluster/uses.ts';
import { identitiesOf } from '../cluster/identitiesOf.ts';
import { isInGroupNamedLikeNodes } from '../uses/madeByAks.ts';
import { credentialKey, isNamedAsShared } from './credential.ts';
import { issuerOf } from './issuer.ts';
import { joinWords, say } from '../../sentences/words.ts';
import { oncePer } from '../../shape/oncePer.ts';

/** The visible credentials. */
export interface KnownCredentials {
  readonly all: readonly IdentityCredential[];
  /** Returns the credentials that name the issuer, with or without a slash at the end. */
  readonly ofIssuer: (issuer: string) => readonly IdentityCredential[];
  readonly ofIdentity: (identityId: string) => readonly IdentityCredential[];
  /** Those that identity bindings share, by their name. */
  readonly ofBindings: readonly IdentityCredential[];
  /** Why these may not be all. */
  readonly unknown?: Unknown;
}

/**
 * Returns the credentials of all subscriptions; if these are not available, those of the cluster's own, with the
 * reason. `undefined` until they have been read.
 */
export function trustInSight(cluster: Cluster, facts: Facts): KnownCredentials | undefined {
  const everywhere = facts.get({ kind: 'credentials' });
  if (everywhere === undefined) return undefined;
  if (everywhere.kind === 'found') return trustIn(withNodeGroup(everywhere.value, cluster, facts));
  const inSubscription = facts.get({ kind: 'credentials', subscriptionId: cluster.subscriptionId });
  if (inSubscription === undefined) return undefined;
  if (inSubscription.kind === 'found')
    return {
      ...trustIn(withNodeGroup(inSubscription.value, cluster, facts)),
      unknown: onlyHere(whyUnlisted(everywhere)),
    };
  return { ...indexOf(nothing), unknown: whyUnlisted(inSubscription) };
}

/**
 * Returns the same from ARM's current lists, because an index may, for some minutes, lack credentials and identities,
 * or still have deleted ones. What ARM does not list completely is completed from the index, with the reason.
 */
export function trustFromArm(cluster: Cluster, facts: Facts): KnownCredentials | undefined {
  const answerNow = facts.get({ kind: 'credentials', fromArm: true });
  if (answerNow === undefined) return undefined;
  const late =
    answerNow.kind === 'found'
      ? trustIn(withNodeGroup(answerNow.value, cluster, facts))
      : { all: nothing, unknown: whyUnlisted(answerNow) };
  if (late.unknown === undefined) return { ...late, ...indexOf(late.all) };
  const inSight = trustInSight(cluster, facts);
  return inSight && { ...indexOf(mergeCredentials(inSight.all, late.all)), unknown: late.unknown };
}

/** Each credential once; the second list takes precedence. */
function mergeCredentials(
  credentials: readonly IdentityCredential[],
  added: readonly IdentityCredential[],
): readonly IdentityCredential[] {
  return [...new Map([...credentials, ...added].map((credential) => [credentialKey(credential), credential])).values()];
}

const notAsked = unknownWith(
  'notAsked',
  'federatedCredentials',
  say`Identities in the node resource groups of other clusters are too many to ask one by one which accounts they trust.`,
  'node resource groups',
);

/** Adds the credentials of identities that the cluster itself uses, if those in node resource groups were left out. */
function withNodeGroup(listing: CredentialListing, cluster: Cluster, facts: Facts): CredentialListing {
  if (listing.isWithoutNodeGroups !== true) return listing;
  const identityByName = new Map(
    identitiesOf(cluster)
      .filter(({ identityId }) => isInGroupNamedLikeNodes(identityId))
      .map(({ identityId }) => [idKey(identityId), identityId as ArmId]),
  );
  const answers = [...identityByName.values()].map((identityId) => ({
    identityId,
    answer: facts.get({ kind: 'federatedCredentials', identityId }),
  }));
  const fromIdentities = answers.flatMap(({ identityId, answer }) =>
    answer?.kind === 'found' ? answer.value.map((credential) => ({ ...credential, identityId })) : [],
  );
  const unknown = answers.flatMap(({ identityId, answer }) =>
    answer?.kind === 'unreadable' ? [withTitle(lastSegment(identityId), answer)] : [],
  );
  return {
    all: fromIdentities.length === 0 ? listing.all : mergeCredentials(listing.all, fromIdentities),
    unknown: [...listing.unknown, ...unknown, notAsked],
  };
}

function trustIn({ all, unknown }: CredentialListing): KnownCredentials {
  if (unknown.length === 0) return indexOf(all);
  const reason = say`Not everything could be read. ${joinWords(unknownTexts(unknown))}`;
  return { ...indexOf(all), unknown: joinUnknowns(unknown, { subject: { what: 'credentials' }, reason }) };
}

const nothing: readonly IdentityCredential[] = [];

function whyUnlisted(answer: Unreadable | { readonly kind: 'missing' }): Unknown {
  if (answer.kind === 'unreadable') return answer;
  return unknownWith('failed', 'credentials', say`Azure does not list them.`);
}

function onlyHere({ reason, ...why }: Unknown): Unknown {
  return { ...why, reason: say`Only identities of the cluster's own subscription were checked. ${reason}` };
}

/** Returns the index of a list of credentials. */
export const indexOf = oncePer((credentials: readonly IdentityCredential[]): Omit<KnownCredentials, 'unknown'> => {
  const byIssuer = Map.groupBy(credentials, ({ issuer }) => keptText(issuerKey(issuer)));
  const byIdentity = Map.groupBy(credentials, ({ identityId }) => keptText(idKey(identityId)));
  return {
    all: credentials,
    ofIssuer: (issuer) => byIssuer.get(issuerKey(issuer)) ?? [],
    ofIdentity: (identityId) => byIdentity.get(idKey(identityId)) ?? [],
    ofBindings: credentials.filter(isNamedAsShared),
  };
});

/** Returns `trustInSight` for a cluster that has, or could have had, an issuer; for others it is not worth reading all credentials. */
export function trustOf(cluster: Cluster, facts: Facts): KnownCredentials | undefined {
  const mayHaveIssuer =
    issuerOf(cluster) !== undefined || 'oidcIssuerProfile' in (objectAt(cluster.raw, 'properties') ?? {});
  return mayHaveIssuer ? trustInSight(cluster, facts) : undefined;
}
