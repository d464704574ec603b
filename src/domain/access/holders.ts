/** Words for those who hold roles: people, groups and applications by their kind, identities by their name. */
import { shortGuid } from '../arm/scopeWords.ts';
import type { Facts } from '../cluster/facts.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import { sentenceList } from '../words/describe.ts';
import { principalCount, principalKindOf, principalNoun } from './principalKinds.ts';
import { identityWords, wordsForNoun, type PrincipalWords } from './principalNames.ts';
import type { Words } from '../../sentences/words.ts';

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
