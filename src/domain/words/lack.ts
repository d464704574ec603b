/** A right that the signed-in user lacks, as data, and its words: for the user, and for a message from the user. */
import { eitherOf } from './describe.ts';
import { distinctWords, say, type Phrase, type Words } from '../../sentences/words.ts';

/** The roles that the user has at a place, which do not include the right. */
export interface RolesWithoutRight {
  /** Such as `subnet snet-aks`. */
  readonly place: Phrase;
  /** The name of the account, if several are signed in. */
  readonly account?: string;
  /** Roles that include it and that the user could activate. */
  readonly eligible: readonly EligiblePlace[];
}

/** A role that the user could activate. */
export interface EligiblePlace {
  readonly role: string;
  /** Where the user is eligible for it. */
  readonly scope: string;
  /** Its name, such as `rg-shop`. */
  readonly place: Phrase;
}

/** What the user can't do, and which roles don't allow it; the roles are left out if something else takes the right away. */
export interface Lack {
  /** For use after "can't": `join nodes to subnet snet-aks`. */
  readonly can: Phrase;
  readonly missingRole?: RolesWithoutRight;
}

interface LackWords {
  /** Says what can't be done. */
  readonly cannot: (lack: Lack) => Words;
  /** Says which roles do not include it. */
  readonly missingRole: (missing: RolesWithoutRight) => Words;
}

/** The words for the user. */
export const toldToUser: LackWords = {
  cannot: ({ can }) => say`You can't ${can}`,
  missingRole: (missing) =>
    say`${missing.account === undefined ? say`Your roles on ${missing.place} don't allow it.` : say`Your roles on ${missing.place} don't allow it as ${missing.account}.`}${eligibleRolesText(missing, (roles) => say` You are eligible for ${roles}: activate it in Privileged Identity Management, then check again.`)}`,
};

/** The user's words to an administrator. */
export const toldByUser: LackWords = {
  cannot: ({ can }) => say`I can't ${can}`,
  missingRole: (missing) =>
    say`${missing.account === undefined ? say`My roles on ${missing.place} don't allow it.` : say`My roles on ${missing.place} don't allow it as ${missing.account}.`}${eligibleRolesText(missing, (roles) => say` I am eligible for ${roles}, which I have not activated in Privileged Identity Management.`)}`,
};

function eligibleRolesText({ eligible }: RolesWithoutRight, words: (roles: Phrase) => Words): Phrase {
  if (eligible.length === 0) return '';
  return words(eitherOf(distinctWords(eligible.map(({ role, place }) => say`${role} on ${place}`))));
}
