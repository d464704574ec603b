import type { RoleName } from '../access/roles.ts';
import { type Facts, resourceAt } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { type IdentityRole, principalOf } from '../cluster/principals.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { NeedKind } from './needKinds.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { unknownTexts, type Unknown } from '../arm/unknown.ts';
import { joinWords, type Words, type Phrase } from '../../sentences/words.ts';
import type { ChangeOf } from '../change/change.ts';
import { textAt } from '../arm/json.ts';

/** An identity that does something for a cluster without being the control plane's, the kubelet's or an add-on's. */
export interface NeedHolder {
  /** A few words that can begin a sentence, such as `Backup vault bv-shop`. */
  readonly name: Phrase;
  readonly principalId?: string;
  /** A user-assigned identity, whose principal is read if `principalId` is left out. */
  readonly identityId?: ArmId;
}

/** Something that one of a cluster's identities needs because of the cluster's JSON. */
export interface Need extends NeedKind {
  readonly identity: IdentityRole;
  /** Who needs it, if none of the cluster's own identities does. */
  readonly holder?: NeedHolder;
  /** The narrowest built-in role that works. */
  readonly role: RoleName;
  /** The narrowest scope that works. */
  readonly scope: string;
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
  /** Other actions, each of which works as well. */
  readonly orActions?: readonly string[];
  /** For information only: never a step of a plan, never an error. */
  readonly advice?: boolean;
  /** A change of ours took it away on purpose, which Azure doesn't show: without it is a warning. */
  readonly wasDetached?: true;
  /** AKS grants it itself, during an operation on the cluster. */
  readonly grantedByAks?: true;
  /** Narrower scopes at which these actions may be enough; `doubt` says why that can't be known. */
  readonly orAt?: { readonly scopes: readonly string[]; readonly actions: readonly string[]; readonly doubt: Words };
  /** Why it can't be judged: something that it depends on is not visible. */
  readonly whyUnknown?: Words;
  /** The same as data. */
  readonly unknown?: readonly Unknown[];
  /** True if `role` most likely works although that is not visible: a plan grants it, and says what is not known. */
  readonly likely?: boolean;
  readonly why: Words;
  /** The page that states it. */
  readonly source: string;
}

/** A need judged for one principal, in the shape of the public API. */
export interface Requirement {
  /** The code of its purpose, such as `P-02`. */
  readonly id: string;
  readonly identity: IdentityRole;
  /** The name of whoever needs it, if none of the cluster's own identities does. */
  readonly holder?: string;
  readonly principalId?: string;
  readonly role: RoleName;
  readonly scope: string;
  readonly actions: readonly string[];
  readonly verdict: 'granted' | 'missing' | 'unknown';
  /** The id of the role assignment that grants it, if there is one. */
  readonly grantedBy?: string;
  readonly reason?: Words;
  /** What is not known, if the verdict is `unknown`; the reason names the first of it. */
  readonly unknown?: readonly Unknown[];
}

/** The input of the functions that collect needs. */
export interface NeedContext {
  readonly cluster: Cluster;
  readonly facts: Facts;
  /** The identity that does the control plane's work. */
  readonly controlPlane: 'controlPlane' | 'servicePrincipal';
}

/** Returns the members of a need that can't be judged. */
export function openNeed(unknown: readonly Unknown[]): Pick<Need, 'whyUnknown' | 'unknown'> {
  return { whyUnknown: joinWords(unknownTexts(unknown)), unknown };
}

/** Returns the change that gives a principal the role that a need asks for. */
export function grantOf({ role, scope }: Pick<Need, 'role' | 'scope'>, principalId: string): ChangeOf<'assignRole'> {
  return { kind: 'assignRole', principalId, principalType: 'ServicePrincipal', role: { id: role.id }, scope };
}

/** Returns each role of an identity or another holder on a scope once, although several settings may need it. */
export function distinctRoles(requirements: readonly Requirement[]): readonly Requirement[] {
  return distinctBy(requirements, ({ identity, holder = identity, role, scope }) =>
    `${holder} ${role.id} ${scope}`.toLowerCase(),
  );
}

/** Returns the principal id of whoever needs something, as far as it is known. */
export function principalOfNeed(
  cluster: Cluster,
  { identity, holder }: Pick<Need, 'identity' | 'holder'>,
  facts: Facts,
): string | undefined {
  return holder === undefined ? principalOf(cluster, identity, facts) : principalOfHolder(holder, facts);
}

/** Returns the principal id of a holder that is none of a cluster's own identities, as far as it is known. */
export function principalOfHolder({ principalId, identityId }: NeedHolder, facts: Facts): string | undefined {
  if (principalId !== undefined || identityId === undefined) return principalId;
  return textAt(resourceAt(identityId, facts), 'properties.principalId');
}
