/** Who can act on a cluster, as data. */
import type { Words, Phrase } from '../../sentences/words.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { Cluster } from '../cluster/model.ts';
import type { Ability, AzureAbility } from './abilities.ts';
import type { AbilityVerdict } from './accessDecider.ts';
import type { AccessPosture } from './accessMode.ts';

/** Somebody to whom roles are assigned. */
export interface AccessPrincipal {
  readonly id: string;
  /** As Azure says it: `User`, `Group`, `ServicePrincipal` ... */
  readonly type?: string;
  /** The name, if it is a managed identity that the connection shows. */
  readonly name?: Phrase;
  /** What the directory calls anybody else, if it was asked. */
  readonly directoryName?: string;
  /** The directory was asked, and does not have it. */
  readonly isAbsent?: true;
}

/** An object id about which a directory was asked. */
export interface NamedObject {
  readonly id: string;
  /** Left out if the account may not read it. */
  readonly name?: string;
  /** The directory does not have it. */
  readonly isAbsent?: true;
}

/** What directories say of those who can act. */
export interface DirectoryNames {
  readonly objects: readonly NamedObject[];
  /** Why others have no name. */
  readonly unknown: readonly Unknown[];
}

/** One thing that a principal can do, or perhaps can. */
export interface AccessCell {
  readonly principal: AccessPrincipal;
  /** `other`: some requests to the Kubernetes API, but none of those that have a name here. */
  readonly ability: Ability | 'other';
  /** Left out for the whole cluster. */
  readonly namespace?: string;
  readonly verdict: AbilityVerdict;
  /** True if the cluster does not ask Azure about it. */
  readonly hasNoEffect?: true;
  /** True if nobody has it before a role is activated in Privileged Identity Management. */
  readonly isEligible?: true;
}

/** What Azure's role assignments say about who can act on a cluster. */
export interface WhoCanAct {
  readonly cluster: Cluster;
  readonly posture: AccessPosture;
  /** The namespaces that were considered; the cluster may have others. */
  readonly namespaces: readonly string[];
  /** By principal, then by ability; what holds in the whole cluster is not repeated for each namespace. */
  readonly cells: readonly AccessCell[];
  /** What other role assignments give that `cells` names once already, so that each assignment has its place. */
  readonly further: readonly AccessCell[];
  /** How those who are not administrators can become one. */
  readonly ways: readonly WayToAdmin[];
  readonly unknown: readonly Unknown[];
}

/** What roles that can be activated would give; nothing of it is held. */
export interface EligibleAccess {
  readonly cells: readonly AccessCell[];
  readonly unknown: readonly Unknown[];
}

/** An Azure resource that may act in a cluster through Trusted Access. */
export interface TrustedSource {
  readonly bindingId: string;
  /** The name of the binding. */
  readonly name: string;
  readonly sourceId: string;
  readonly roles: readonly string[];
  /** `gone`: it was not found in a visible subscription; `notChecked`: it is no resource that can be read. */
  readonly state: 'there' | 'gone' | 'unknown' | 'notChecked';
  /** Why it is not known whether it is there. */
  readonly unknown?: Unknown;
}

/** What may act in a cluster through Trusted Access. */
export interface TrustedAccess {
  readonly sources: readonly TrustedSource[];
  readonly unknown: readonly Unknown[];
}

/** What role bindings inside a cluster give to users and groups of Microsoft Entra. */
export interface InsideAccess {
  readonly cells: readonly AccessCell[];
  readonly unknown: readonly Unknown[];
}

/** What the signed-in person may do to a cluster. */
export interface OwnAccess {
  /** The object id; left out if the sign-in doesn't show it. */
  readonly principalId?: string;
  /** Stands for the person in the cells, also where their id is not known. */
  readonly principal: AccessPrincipal;
  /** What is held, and what can be activated. */
  readonly cells: readonly AccessCell[];
  readonly unknown: readonly Unknown[];
}

/** Everything about who can act on a cluster that was opened. */
export interface ClusterAccess extends WhoCanAct {
  readonly eligible: EligibleAccess;
  readonly trusted: TrustedAccess;
  readonly own: OwnAccess;
  /** Left out until the cluster was checked from inside. */
  readonly inside?: InsideAccess;
  /** Left out unless the directory was asked. */
  readonly names?: DirectoryNames;
}

/** What is not told of a cluster, however well it was read. */
export const notCoveredInCluster = ['groupMembers', 'eligibleElsewhere', 'bindingsInside'] as const;

/** What role assignments in Azure do not tell, however well they were read. */
export const notCovered = ['groupMembers', 'eligibleRoles', 'bindingsInside'] as const;

/** One way for a principal to become administrator of a cluster. */
export interface WayToAdmin {
  readonly principal: AccessPrincipal;
  readonly ability: AzureAbility;
  /** Whether the principal has the ability, or perhaps has it. */
  readonly verdict: AbilityVerdict;
  /** How it works, and what closes it. */
  readonly words: Words;
  /** True if AKS itself manages the nodes as that identity, which can't do without the way. */
  readonly isForAks: boolean;
}

/**
 * How far a principal gets, the most first. `acts`: it can do something, but not become administrator; `perhaps`: it
 * depends on what is not known; `sees`: it sees the cluster in Azure or gets credentials that give no rights.
 */
export const standings = ['admin', 'canBecomeAdmin', 'acts', 'perhaps', 'sees', 'noEffect'] as const;

/** How far a principal gets in a cluster. */
export type Standing = (typeof standings)[number];

/** What one principal can do to one cluster. */
export interface ActsOnCluster extends Pick<WhoCanAct, 'cluster' | 'posture' | 'ways'> {
  readonly standing: Standing;
  /** A role that the principal has through a group is `by` that group. */
  readonly cells: readonly AccessCell[];
  /** True for a group whose members the cluster's own JSON makes administrators. */
  readonly isAdminGroup?: true;
}

/** What one principal can do to clusters. */
export interface MayActOn {
  readonly principal: AccessPrincipal;
  /** Those that it can act on, or perhaps can; also those where its roles have no effect. */
  readonly clusters: readonly ActsOnCluster[];
  /** How many clusters were considered. */
  readonly considered: number;
  /** The clusters whose role assignments could not be read. */
  readonly unread: readonly Cluster[];
  readonly unknown: readonly Unknown[];
  /** Left out unless directories were asked. */
  readonly names?: DirectoryNames;
}
