/** What somebody who holds roles may be. */

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
export function principalCount(kind: PrincipalKind, count: number): string {
  const [one, many] = records[kind].counted;
  return `${count} ${count === 1 ? one : many}`;
}
