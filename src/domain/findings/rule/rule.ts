/** A rule about clusters: its words, its source, the controls that it concerns, and its check. */
import { unknownsInSentences, type Unknown } from '../../arm/unknown.ts';
import { factsForTopics } from '../../cluster/watching.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { IdentityRole } from '../../cluster/principals.ts';
import type { JsonObject } from '../../arm/json.ts';
import type { Change } from '../../change/change.ts';
import type { Requirement } from '../../needs/need.ts';
import type { JudgedNeed } from '../../needs/needs.ts';
import type { ControlBearing } from './controls.ts';
import { evidence, type Evidence } from './evidence.ts';
import type { Severity } from './weight.ts';
import { say, type Words, type Phrase } from '../../../sentences/words.ts';

/** One kind of finding; its name in the catalogue is its code. */
export interface Rule {
  /** A few words that name the problem in the tree, the report and SARIF. */
  readonly title: Words;
  readonly severity: Severity;
  /** The other severity that such a finding can have, and when. */
  readonly otherwise?: { readonly severity: Severity; readonly when: string };
  /** There is nothing to be done about it. */
  readonly needsNothing?: true;
  /** The page that states the rule; a finding may name a more specific one. */
  readonly source: string;
  /** What follows the colon in the code of such a finding; left out if the code has no colon. */
  readonly detail?: string;
  /** What such a finding means and leads to: the same for every cluster. */
  readonly meaning: Words;
  /** The controls of security frameworks that it concerns. */
  readonly controls?: readonly ControlBearing[];
  /** The codes that are unknown if something that the check reads could not be read; left out: its own. */
  readonly leavesOpen?: readonly string[];
  /** It is looked for only where a person wants that; elsewhere nothing says that a cluster doesn't have it. */
  readonly isOnlyIfAsked?: true;
  /** Finds the problem in a cluster; left out if another rule finds it together with its own. */
  readonly find?: (input: RuleInput) => readonly RuleFinding[];
}

/** A rule whose findings have a colon and a detail in their code. */
export type DetailedRule = Rule & { readonly detail: string };

/** What a rule checks: a cluster, and what is known about it. */
export interface RuleInput {
  readonly cluster: Cluster;
  readonly facts: Facts;
  readonly judged: readonly JudgedNeed[];
}

/** What a finding says about one cluster. */
export interface FindingContent {
  /** What was found; of a finding, with the advice behind it. */
  readonly text: Words;
  /** What a person does about it where no change of ours does all of it, in a sentence of its own. */
  readonly advice?: Words;
  /** What distinguishes it from others of its kind, in a few words, for the row that begins with the title. */
  readonly brief?: Words;
  /** The values that were seen, and where. */
  readonly evidence: Evidence;
  /**
   * Its subject, which distinguishes it from others of its kind: a resource, a role assignment, an address, a
   * principal, or for a missing role, `{resource}#{role}`; left out for the cluster as a whole.
   */
  readonly subject?: string;
  /** Left out: that of the rule. */
  readonly severity?: Severity;
  /** Left out: that of the rule. */
  readonly source?: string;
  /** What about it is unknown. */
  readonly unknown?: readonly Unknown[];
  /** The change that fixes it, if a single one does. */
  readonly fix?: Change;
  /** The missing role with its identity and scope, if it is about one. */
  readonly missing?: MissingRole;
  /** Why the missing role is needed. */
  readonly neededBecause?: Words;
  /** A change of one's own, made here, is the reason for it, and may be meant. */
  readonly isOwnDoing?: true;
  /** The cluster's identities that it is about, if it is not about a missing role. */
  readonly about?: readonly IdentityRole[];
  /** A custom role with exactly what is needed, in the format of `az role definition create`, if it is about a role. */
  readonly customRole?: JsonObject;
  /** A command of `az` that resolves it, where no change of ours does. */
  readonly command?: string;
  /** The role assignment that should be different, if it is about one. */
  readonly grant?: FoundGrant;
  /** What the same principal holds besides and makes it worse. */
  readonly alsoHeld?: readonly FoundGrant[];
  /** It is about what its principal can become an administrator with, and has a title that says so. */
  readonly makesAdmin?: true;
  /** The principal that it is about, where that may have been an identity of the cluster, with its name where it has one. */
  readonly former?: { readonly principalId: string; readonly name?: Phrase };
  /** The IDs of all resources that it is about, where the subject is none or not the only one. */
  readonly places?: readonly string[];
  /** The identity that should trust a token issuer, and does not. */
  readonly lacksTrust?: { readonly identityId: string; readonly issuer: string };
  /** Those of the places at which nothing is lost. */
  readonly spared?: readonly string[];
}

/** A role assignment that a finding is about. */
export interface FoundGrant {
  readonly role: Phrase;
  readonly scope: string;
  readonly principalId: string;
  /** The name of the scope. */
  readonly where: Phrase;
  /** When it was assigned, as Azure says. */
  readonly createdOn?: string;
}

/** What the check of a rule has found. */
export interface RuleFinding extends FindingContent {
  /** What follows the colon in the code, if the rule has a detail. */
  readonly detail?: string;
  /** The rule that it belongs to, if that is not the one whose check found it. */
  readonly as?: 'notAllRead' | 'oldIdentityInUse' | 'registryRoleIneffective' | OwnCode;
}

/** The rules that report a missing role instead of `missingGrant`, because of what fails without it. */
export type OwnCode = 'gatingIdentityCantPull' | 'agicGatewayIdentity' | 'extensionRoleMissing';

/** A role that one of the cluster's identities needs and does not have. */
export type MissingRole = Pick<Requirement, 'identity' | 'holder' | 'principalId' | 'role' | 'scope'>;

/** Returns the subject of a finding about a missing role. */
export function subjectOfMissing({ scope, role }: Pick<MissingRole, 'scope' | 'role'>): string {
  return `${scope}#${role.name}`;
}

/** Says what is unknown about a resource, and what could not be read. */
export function unknownWhether(whether: Words, id: string, unknown: readonly Unknown[]): RuleFinding {
  return {
    as: 'notAllRead',
    text: say`Not everything could be read, so it isn't known whether ${whether}.`,
    evidence: evidence`${{ resource: id }}: ${{ reason: unknownsInSentences(unknown) }}`,
    subject: id,
    unknown,
  };
}

/** Returns the findings of one rule; what it can't decide is unknown under its topics. */
export function applyRule(code: string, { find, leavesOpen = [code] }: Rule, input: RuleInput): readonly RuleFinding[] {
  return find?.({ ...input, facts: factsForTopics(input.facts, ...leavesOpen) }) ?? [];
}
