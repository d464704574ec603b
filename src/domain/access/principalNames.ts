/** Names for principals, as far as the connection shows them. */
import { sameGuid } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import { fleetIndexOf } from '../cluster/fleetIndex.ts';
import { identityOfPrincipal } from '../cluster/principals.ts';
import { usesOf } from '../cluster/uses.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import { countWithNoun } from '../words/counts.ts';
import { sentenceList } from '../words/describe.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import { capitalised, say, type Phrase, type Words } from '../../sentences/words.ts';

/** How a principal is called, by where its name stands. */
export interface PrincipalWords {
  /** Within a sentence: `id-shop`, `the control plane of shop-weu`, `user 2222...01`. */
  readonly within: Phrase;
  /** Where a sentence begins. */
  readonly atStart: Phrase;
  /** In a row or a heading: `Control plane of shop-weu`. */
  readonly label: Phrase;
}

/** Returns the words for something that has a name of its own. */
export function wordsForName(name: Phrase): PrincipalWords {
  return { within: name, atStart: name, label: name };
}

/** Returns the words for something that is called by a noun, such as `user 2222...01`. */
function wordsForNoun(words: Phrase): PrincipalWords {
  return { within: words, atStart: capitalised(words), label: capitalised(words) };
}

/** Returns the name of the identity behind a principal id, otherwise the shortened id. */
export function principalWords(principalId: string, facts: Facts): PrincipalWords {
  return knownWords(principalId, facts) ?? wordsForNoun(say`principal ${shortGuid(principalId)}`);
}

/** Returns the name of the identity behind a principal id; `undefined` if nothing shows it. */
export function knownWords(principalId: string, facts: Facts): PrincipalWords | undefined {
  return identityWords(principalId, facts) ?? wordsBefore(principalId, facts);
}

/** Returns the name of the identity behind a principal id as it stands within a sentence, otherwise the shortened id. */
export function principalName(principalId: string, facts: Facts): Phrase {
  return principalWords(principalId, facts).within;
}

/** Returns true if the principal is a managed identity that the connection shows. */
export function isManagedIdentity(principalId: string, facts: Facts): boolean {
  return identityWords(principalId, facts) !== undefined;
}

/** The name of a principal that was an identity of a cluster until one of our changes, according to the journal. */
function wordsBefore(principalId: string, facts: Facts): PrincipalWords | undefined {
  const before = facts.replaced?.find((replacedIdentity) => sameGuid(replacedIdentity.principalId, principalId));
  return before?.name === undefined ? undefined : wordsForName(before.name);
}

/** Returns the words for a managed identity; `undefined` for any other principal, and for those that the connection does not show. */
export function identityWords(principalId: string, facts: Facts): PrincipalWords | undefined {
  const clusters = facts.get({ kind: 'clusters' });
  const ownName = identityOfPrincipal(principalId, facts)?.name;
  if (ownName !== undefined) return wordsForName(ownName);
  if (clusters?.kind !== 'found') return undefined;
  const [user] = fleetIndexOf(clusters.value).byPrincipal.get(principalId.toLowerCase()) ?? [];
  const [use] = user ? usesOf({ principalId }, user) : [];
  if (use === undefined) return undefined;
  return {
    ...wordsForNoun(say`the ${use.as} of ${use.cluster}`),
    label: capitalised(say`${use.as} of ${use.cluster}`),
  };
}

interface PrincipalKindRecord {
  readonly noun: Words;
  /** How one and several are counted, where nobody looks which of them are managed identities. */
  readonly counted: (count: number) => Words;
}

/** By Azure's name for it in small letters: lists of Azure differ in case. */
const records = {
  user: { noun: say`user`, counted: (count) => countWithNoun(count, 'user') },
  group: { noun: say`group`, counted: (count) => countWithNoun(count, 'group') },
  foreigngroup: {
    noun: say`group of another directory`,
    counted: (count) =>
      count === 1 ? say`${1} group of another directory` : say`${count} groups of another directory`,
  },
  serviceprincipal: {
    noun: say`application`,
    counted: (count) =>
      count === 1 ? say`${1} application or managed identity` : say`${count} applications and managed identities`,
  },
  device: { noun: say`device`, counted: (count) => countWithNoun(count, 'device') },
  unknown: { noun: say`principal`, counted: (count) => countWithNoun(count, 'principal') },
} satisfies Readonly<Record<string, PrincipalKindRecord>>;

/** A kind of principal; `unknown` if Azure does not say, or says something else. */
export type PrincipalKind = keyof typeof records;

/** Returns the kind of a principal by what Azure calls its type. */
export function principalKindOf(type: string | undefined): PrincipalKind {
  const key = type?.toLowerCase() ?? '';
  return Object.hasOwn(records, key) ? (key as PrincipalKind) : 'unknown';
}

/** Returns the noun of a kind, such as `application`. */
export function principalNoun(kind: PrincipalKind): Words {
  return records[kind].noun;
}

/** Counts who has role assignments, by kind: `2 users and 1 group`. */
export function holderCount(assignments: readonly RoleAssignment[]): Words {
  const byKind = Map.groupBy(assignments, ({ principalType }) => principalKindOf(principalType));
  const counts = [...byKind].map(([kind, same]) =>
    records[kind].counted(new Set(same.map(({ principalId }) => principalId.toLowerCase())).size),
  );
  return sentenceList(counts);
}

/** Names who has a role assignment: an identity by its name, anyone else by kind and shortened object ID. */
export function holderWords(
  { principalId, principalType }: Pick<RoleAssignment, 'principalId' | 'principalType'>,
  facts: Facts,
): PrincipalWords {
  // A missing name makes no finding unknown.
  const factsForNone = facts.forTopics?.([]) ?? facts;
  return (
    identityWords(principalId, factsForNone) ??
    wordsForNoun(say`${principalNoun(principalKindOf(principalType))} ${shortGuid(principalId)}`)
  );
}

/** Names a principal with its whole object ID: an identity by its name, anyone else by kind. */
export function wholeName(principalId: string, principalType: string | undefined, facts: Facts): Words {
  const name = identityWords(principalId, facts)?.label ?? capitalised(principalNoun(principalKindOf(principalType)));
  return say`${name} (object ID ${principalId})`;
}
