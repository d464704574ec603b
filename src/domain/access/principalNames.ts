/** Names for principals, as far as the connection shows them. */
import { sameGuid } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import { fleetIndexOf } from '../cluster/fleetIndex.ts';
import { identityOfPrincipal } from '../cluster/principals.ts';
import { usesOf } from '../cluster/uses.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import { capitalised, sentenceList } from '../words/describe.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import type { Words } from '../../sentences/words.ts';

/** How a principal is called, by where its name stands. */
export interface PrincipalWords {
  /** Within a sentence: `id-shop`, `the control plane of shop-weu`, `user 2222...01`. */
  readonly within: string;
  /** Where a sentence begins. */
  readonly atStart: string;
  /** In a row or a heading: `Control plane of shop-weu`. */
  readonly label: string;
}

/** Returns the words for something that has a name of its own. */
export function wordsForName(name: string): PrincipalWords {
  return { within: name, atStart: name, label: name };
}

/** Returns the words for something that is called by a noun, such as `user 2222...01`. */
function wordsForNoun(words: string): PrincipalWords {
  return { within: words, atStart: capitalised(words), label: capitalised(words) };
}

/** Returns the name of the identity behind a principal id, otherwise the shortened id. */
export function principalWords(principalId: string, facts: Facts): PrincipalWords {
  return (
    identityWords(principalId, facts) ??
    wordsBefore(principalId, facts) ??
    wordsForNoun(`principal ${shortGuid(principalId)}`)
  );
}

/** Returns the name of the identity behind a principal id as it stands within a sentence, otherwise the shortened id. */
export function principalName(principalId: string, facts: Facts): string {
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
  const words = `${use.as} of ${use.cluster}`;
  return { ...wordsForNoun(`the ${words}`), label: capitalised(words) };
}

interface PrincipalKindRecord {
  readonly noun: string;
  /** How one and several are counted, where nobody looks which of them are managed identities. */
  readonly counted: readonly [one: string, many: string];
}

/** By Azure's name for it in small letters: lists of Azure differ in case. */
const records = {
  user: { noun: 'user', counted: ['user', 'users'] },
  group: { noun: 'group', counted: ['group', 'groups'] },
  foreigngroup: {
    noun: 'group of another directory',
    counted: ['group of another directory', 'groups of another directory'],
  },
  serviceprincipal: {
    noun: 'application',
    counted: ['application or managed identity', 'applications and managed identities'],
  },
  device: { noun: 'device', counted: ['device', 'devices'] },
  unknown: { noun: 'principal', counted: ['principal', 'principals'] },
} satisfies Readonly<Record<string, PrincipalKindRecord>>;

/** A kind of principal; `unknown` if Azure does not say, or says something else. */
export type PrincipalKind = keyof typeof records;

/** Returns the kind of a principal by what Azure calls its type. */
export function principalKindOf(type: string | undefined): PrincipalKind {
  const key = type?.toLowerCase() ?? '';
  return Object.hasOwn(records, key) ? (key as PrincipalKind) : 'unknown';
}

/** Returns the noun of a kind, such as `application`. */
export function principalNoun(kind: PrincipalKind): string {
  return records[kind].noun;
}

/** Counts principals of a kind, as in `2 users`. */
function principalCount(kind: PrincipalKind, count: number): string {
  const [one, many] = records[kind].counted;
  return `${count} ${count === 1 ? one : many}`;
}

/** Counts who has role assignments, by kind: `2 users and 1 group`. */
export function holderCount(assignments: readonly RoleAssignment[]): Words {
  const byKind = Map.groupBy(assignments, ({ principalType }) => principalKindOf(principalType));
  const counts = [...byKind].map(([kind, same]) =>
    principalCount(kind, new Set(same.map(({ principalId }) => principalId.toLowerCase())).size),
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
    wordsForNoun(`${principalNoun(principalKindOf(principalType))} ${shortGuid(principalId)}`)
  );
}
