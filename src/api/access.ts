/** Who can act on a cluster, as JSON. */
import { publicUnknown } from '../domain/arm/unknown.ts';
import { sameGuid } from '../domain/arm/resourceId.ts';
import type { InsideBinding } from '../domain/whoCanAct/accessDecider.ts';
import { unknownsOfAccess } from '../domain/whoCanAct/clusterAccess.ts';
import {
  notCovered,
  notCoveredInCluster,
  type AccessCell,
  type ClusterAccess,
  type MayActOn,
  type NamedObject,
  type Standing,
  type TrustedSource,
  type WhoCanAct,
} from '../domain/whoCanAct/model.ts';
import { defined } from '../shape/defined.ts';
import { inText, type InText, textOf } from '../sentences/textOf.ts';

/** One thing that a principal can do; which role assignment gives it, or why that is not known. */
export interface ApiAccessCell {
  readonly principalId: string;
  readonly principalType?: string;
  readonly name?: string;
  readonly ability: AccessCell['ability'];
  /** Left out for the whole cluster, and for what is done in Azure. */
  readonly namespace?: string;
  readonly verdict: AccessCell['verdict']['kind'];
  readonly roleName?: string;
  /** Where the role is assigned: at the cluster, above it or below it. */
  readonly scope?: string;
  readonly assignmentId?: string;
  /** The role binding inside the cluster that gives it, and its role, such as `ClusterRole edit`. */
  readonly binding?: InsideBinding;
  readonly insideRole?: string;
  /** The id of the eligibility, if a role has to be activated first. */
  readonly eligibilityId?: string;
  /** The object id of the group that has the role, if the principal has it as a member. */
  readonly through?: string;
  readonly condition?: string;
  readonly createdOn?: string;
  readonly createdBy?: string;
  readonly deniedBy?: string;
  readonly unknown?: InText<ReturnType<typeof publicUnknown>>;
  readonly hasNoEffect?: true;
  /** True if a role has to be activated first (Privileged Identity Management). */
  readonly isEligible?: true;
  /** Until when it can be activated. */
  readonly endsOn?: string;
}

/** Who can act on a cluster. */
export interface ApiAccess {
  readonly clusterId: string;
  readonly mode: WhoCanAct['posture']['mode'];
  readonly hasLocalAccounts: boolean;
  readonly usesEntra: boolean;
  readonly adminGroupIds: readonly string[];
  /** The namespaces that were considered. */
  readonly namespaces: readonly string[];
  readonly access: readonly ApiAccessCell[];
  /** What roles that can be activated would give, and nobody has without. */
  readonly eligible: readonly ApiAccessCell[];
  /** What role bindings inside give; left out if they were not read. */
  readonly inside?: readonly ApiAccessCell[];
  /** The object id of the signed-in person; left out if the sign-in doesn't show it. */
  readonly ownPrincipalId?: string;
  /** What the signed-in person may do, also through groups. */
  readonly own: readonly Omit<ApiAccessCell, 'principalId' | 'principalType' | 'name'>[];
  /** Azure resources that may act through Trusted Access. */
  readonly trustedAccess: readonly Omit<TrustedSource, 'unknown'>[];
  /** Who can become administrator, and with which ability. */
  readonly canBecomeAdmin: readonly {
    readonly principalId: string;
    readonly ability: string;
    readonly verdict: string;
  }[];
  /** What the directory has of the object ids, of those who assigned roles too; left out unless names were asked for. */
  readonly directoryObjects?: readonly NamedObject[];
  readonly unknown: readonly InText<ReturnType<typeof publicUnknown>>[];
  /** What is never read: who is in a group, who can become a member of one, and the bindings inside the cluster. */
  readonly notCovered: readonly string[];
}

/** Returns who can act on a cluster as data. */
export function apiAccess(who: ClusterAccess): ApiAccess {
  return {
    clusterId: who.cluster.id,
    ...who.posture,
    namespaces: who.namespaces,
    access: who.cells.map(apiCell),
    eligible: who.eligible.cells.map(apiCell),
    ...(who.inside ? { inside: who.inside.cells.map(apiCell) } : {}),
    ...defined({ ownPrincipalId: who.own.principalId }),
    own: who.own.cells.map(apiCell).map(({ principalId: _, principalType: __, name: ___, ...cell }) => cell),
    trustedAccess: who.trusted.sources.map(({ unknown: _, ...source }) => source),
    canBecomeAdmin: who.ways.map(({ principal, ability, verdict }) => ({
      principalId: principal.id,
      ability,
      verdict: verdict.kind,
    })),
    ...defined({ directoryObjects: who.names?.objects }),
    unknown: unknownsOfAccess(who).map((each) => inText(publicUnknown(each))),
    notCovered: notCoveredInCluster.filter((what) => what !== 'bindingsInside' || who.inside === undefined),
  };
}

/** What one principal can do to clusters. */
export interface ApiMayActOn {
  readonly principalId: string;
  readonly principalType?: string;
  readonly name?: string;
  /** The clusters that it can act on or see, or perhaps can; the one in which it gets furthest comes first. */
  readonly clusters: readonly (Pick<ApiAccess, 'clusterId' | 'mode' | 'hasLocalAccounts' | 'usesEntra' | 'access'> & {
    readonly standing: Standing;
    /** A group that the cluster names as its administrators. */
    readonly isAdminGroup?: true;
    /** The abilities with which it can become administrator. */
    readonly canBecomeAdmin: readonly { readonly ability: string; readonly verdict: string }[];
  })[];
  /** How many clusters were considered. */
  readonly considered: number;
  readonly directoryObjects?: ApiAccess['directoryObjects'];
  /** The ids of the clusters whose role assignments could not be read. */
  readonly unread: readonly string[];
  readonly unknown: ApiAccess['unknown'];
  readonly notCovered: readonly string[];
}

/** Returns what a principal can act on as data. */
export function apiMayActOn({ principal, clusters, considered, unread, unknown, names }: MayActOn): ApiMayActOn {
  return {
    principalId: principal.id,
    ...defined({ principalType: principal.type, name: nameOf(principal) }),
    clusters: clusters.map((acts) => ({
      clusterId: acts.cluster.id,
      standing: acts.standing,
      ...defined({ isAdminGroup: acts.isAdminGroup }),
      mode: acts.posture.mode,
      hasLocalAccounts: acts.posture.hasLocalAccounts,
      usesEntra: acts.posture.usesEntra,
      access: acts.cells.map(apiCell),
      canBecomeAdmin: acts.ways.map(({ ability, verdict }) => ({ ability, verdict: verdict.kind })),
    })),
    considered,
    unread: unread.map(({ id }) => id),
    ...defined({ directoryObjects: names?.objects }),
    unknown: [...unknown, ...(names?.unknown ?? [])].map((each) => inText(publicUnknown(each))),
    notCovered,
  };
}

function nameOf({ name, directoryName }: AccessCell['principal']): string | undefined {
  return name === undefined ? directoryName : textOf(name);
}

function apiCell({ principal, ability, namespace, verdict, hasNoEffect, isEligible }: AccessCell): ApiAccessCell {
  return {
    principalId: principal.id,
    ...defined({ principalType: principal.type, name: nameOf(principal) }),
    ability,
    ...defined({ namespace }),
    verdict: verdict.kind,
    ...evidenceOf({ verdict, principal, ...defined({ isEligible }) }),
    ...defined({ hasNoEffect, isEligible }),
  };
}

function evidenceOf({
  verdict,
  principal,
  isEligible,
}: Pick<AccessCell, 'verdict' | 'principal' | 'isEligible'>): Partial<ApiAccessCell> {
  switch (verdict.kind) {
    case 'held': {
      const { id, scope, condition, createdOn, createdBy, endsOn } = verdict.by;
      const through = sameGuid(verdict.by.principalId, principal.id) ? undefined : verdict.by.principalId;
      return {
        roleName: verdict.roleName,
        scope,
        ...(isEligible ? { eligibilityId: id } : { assignmentId: id }),
        ...defined({ through }),
        ...defined({ condition, createdOn, createdBy, endsOn }),
      };
    }
    case 'inside':
      return { binding: verdict.binding, insideRole: verdict.role };
    case 'permitted':
      return {};
    case 'denied':
      return { deniedBy: verdict.by.name };
    case 'unknown':
      return { unknown: inText(publicUnknown(verdict.unknown)) };
  }
}
