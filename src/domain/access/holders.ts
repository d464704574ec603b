/** Words for those who hold roles: people, groups and applications by their kind, identities by their name. */
import { shortGuid } from '../arm/scopeWords.ts';
import type { Facts } from '../cluster/facts.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import { capitalised, sentenceList } from '../words/describe.ts';
import { isManagedIdentity, principalName } from './principalNames.ts';

const nouns: Readonly<Record<string, readonly [one: string, many: string]>> = {
  user: ['user', 'users'],
  group: ['group', 'groups'],
  serviceprincipal: ['application or managed identity', 'applications and managed identities'],
};

/** Counts who has role assignments, by kind: `2 users and 1 group`. */
export function holderCount(assignments: readonly RoleAssignment[]): string {
  const byType = Map.groupBy(assignments, ({ principalType = '' }) => principalType.toLowerCase());
  const counts = [...byType].map(([type, same]) => {
    const count = new Set(same.map(({ principalId }) => principalId.toLowerCase())).size;
    const [singular, many] = nouns[type] ?? ['principal', 'principals'];
    return `${count} ${count === 1 ? singular : many}`;
  });
  return sentenceList(counts);
}

/** Names who has a role assignment: an identity by its name, anyone else by kind and shortened object ID. */
export function holderName(
  { principalId, principalType = '' }: Pick<RoleAssignment, 'principalId' | 'principalType'>,
  facts: Facts,
): string {
  // A missing name makes no finding unknown.
  const factsForNone = facts.forTopics?.([]) ?? facts;
  if (isManagedIdentity(principalId, factsForNone)) return principalName(principalId, factsForNone);
  return `${kinds[principalType.toLowerCase()] ?? 'principal'} ${shortGuid(principalId)}`;
}

/** Returns a name with a capital at the start of a sentence, unless it is the name of a resource. */
export function atStart(name: string): string {
  return [...Object.values(kinds), 'principal'].some((kind) => name.startsWith(`${kind} `)) ? capitalised(name) : name;
}

const kinds: Readonly<Record<string, string>> = {
  user: 'user',
  group: 'group',
  foreigngroup: 'group of another directory',
  serviceprincipal: 'application',
  device: 'device',
};
