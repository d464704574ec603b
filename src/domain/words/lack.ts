/** A right that the signed-in user lacks, as data, and its words: once for the user, once for a message that the user sends. */
import { say, type Words } from '../../sentences/words.ts';

/** The user's roles at a place do not have the right. */
export interface RolesWithoutRight {
  /** Such as `subnet snet-aks`. */
  readonly place: string;
  /** The name of the account, where several are signed in. */
  readonly account?: string;
  /** Roles that would have it and that the user could activate, such as `Owner on rg-shop`. */
  readonly eligible: readonly string[];
}

/** What the user can't do, and which roles do not give it where nothing else takes it away. */
export interface Lack {
  /** To follow "can't": `join nodes to subnet snet-aks`. */
  readonly can: string;
  readonly missingRole?: RolesWithoutRight;
}

interface LackWords {
  /** Says what can't be done. */
  readonly cannot: (lack: Lack) => Words;
  /** Says which roles do not give it. */
  readonly missingRole: (missing: RolesWithoutRight) => Words;
}

/** The words for the user. */
export const toldToUser: LackWords = {
  cannot: ({ can }) => say`You can't ${can}`,
  missingRole: (missing) =>
    say`Your roles on ${missing.place} don't allow it${asAccount(missing)}.${eligibility(missing, (roles) => ` You are eligible for ${roles}: activate it in Privileged Identity Management, then check again.`)}`,
};

/** The user's words to someone who can help. */
export const toldByUser: LackWords = {
  cannot: ({ can }) => say`I can't ${can}`,
  missingRole: (missing) =>
    say`My roles on ${missing.place} don't allow it${asAccount(missing)}.${eligibility(missing, (roles) => ` I am eligible for ${roles}, which I have not activated in Privileged Identity Management.`)}`,
};

function asAccount({ account }: RolesWithoutRight): string {
  return account === undefined ? '' : ` as ${account}`;
}

function eligibility({ eligible }: RolesWithoutRight, words: (roles: string) => string): string {
  return eligible.length === 0 ? '' : words(new Intl.ListFormat('en', { type: 'disjunction' }).format(eligible));
}
