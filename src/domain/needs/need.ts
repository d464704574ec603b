import type { RoleName } from '../access/roles.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import type { IdentityRole } from '../cluster/principals.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { NeedKind } from './needKinds.ts';
import { unknownTexts, type Unknown } from '../arm/unknown.ts';
import { joinWords, type Words } from '../../sentences/words.ts';

/** An identity that is neither the control plane's, the kubelet's nor an add-on's, and yet does something for a cluster. */
export interface NeedHolder {
  /** What it is in a few words that can begin a sentence, such as `Backup vault bv-shop`. */
  readonly name: string;
  readonly principalId?: string;
  /** A user-assigned identity, whose principal is read where `principalId` is left out. */
  readonly identityId?: ArmId;
}

/** Something that one of a cluster's identities needs because of the cluster's JSON. */
export interface Need extends NeedKind {
  readonly identity: IdentityRole;
  /** Who needs it, where that is none of the cluster's own identities. */
  readonly holder?: NeedHolder;
  /** The narrowest built-in role that serves. */
  readonly role: RoleName;
  /** The narrowest scope that serves. */
  readonly scope: string;
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
  /** Other actions that serve as well, each of them. */
  readonly orActions?: readonly string[];
  /** For information: never a step of a plan, never an error. */
  readonly advice?: boolean;
  /** A change of ours took it away on purpose, which Azure doesn't show: without it is a warning. */
  readonly wasDetached?: true;
  /** AKS grants it itself, within an operation on the cluster. */
  readonly grantedByAks?: true;
  /** Narrower scopes at which these actions may be enough; `doubt` says why that can't be known. */
  readonly orAt?: { readonly scopes: readonly string[]; readonly actions: readonly string[]; readonly doubt: Words };
  /** Why it can't be evaluated: something that it depends on is invisible. */
  readonly whyUnknown?: Words;
  /** The same as data. */
  readonly unknown?: readonly Unknown[];
  /** Although that is invisible, `role` is the one that most likely serves: a plan grants it, and says what is not known. */
  readonly likely?: boolean;
  readonly why: Words;
  /** The page that states it. */
  readonly source: string;
}

/** A need judged for one principal, in the shape of the public API. */
export interface Requirement {
  /** The code of what it is for, such as `P-02`. */
  readonly id: string;
  readonly identity: IdentityRole;
  /** The name of who needs it, where that is none of the cluster's own identities. */
  readonly holder?: string;
  readonly principalId?: string;
  readonly role: RoleName;
  readonly scope: string;
  readonly actions: readonly string[];
  readonly verdict: 'granted' | 'missing' | 'unknown';
  /** The id of the role assignment that grants it, where one does. */
  readonly grantedBy?: string;
  readonly reason?: Words;
  /** What is not known, where the verdict is `unknown`; the reason says the first of it. */
  readonly unknown?: readonly Unknown[];
}

/** What the functions that collect needs work from. */
export interface NeedContext {
  readonly cluster: Cluster;
  readonly facts: Facts;
  /** Who does the control plane's work. */
  readonly controlPlane: 'controlPlane' | 'servicePrincipal';
}

/** Returns the members of a need that can't be judged. */
export function openNeed(unknown: readonly Unknown[]): Pick<Need, 'whyUnknown' | 'unknown'> {
  return { whyUnknown: joinWords(unknownTexts(unknown)), unknown };
}
