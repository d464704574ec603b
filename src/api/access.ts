/** Who can act on a cluster, as JSON. */
import { publicUnknown } from '../domain/arm/unknown.ts';
import { notCovered, type AccessCell, type WhoCanAct } from '../domain/whoCanAct/model.ts';
import { defined } from '../shape/defined.ts';
import { inText, type InText } from '../sentences/textOf.ts';

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
  readonly condition?: string;
  readonly createdOn?: string;
  readonly createdBy?: string;
  readonly deniedBy?: string;
  readonly unknown?: InText<ReturnType<typeof publicUnknown>>;
  readonly hasNoEffect?: true;
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
  /** Who can become administrator, and with which ability. */
  readonly canBecomeAdmin: readonly {
    readonly principalId: string;
    readonly ability: string;
    readonly verdict: string;
  }[];
  readonly unknown: readonly InText<ReturnType<typeof publicUnknown>>[];
  /** What is never read: who is in a group, which roles can be activated, and the bindings inside the cluster. */
  readonly notCovered: readonly string[];
}

/** Returns who can act on a cluster as data. */
export function apiAccess(who: WhoCanAct): ApiAccess {
  return {
    clusterId: who.cluster.id,
    ...who.posture,
    namespaces: who.namespaces,
    access: who.cells.map(apiCell),
    canBecomeAdmin: who.ways.map(({ principal, ability, verdict }) => ({
      principalId: principal.id,
      ability,
      verdict: verdict.kind,
    })),
    unknown: who.unknown.map((each) => inText(publicUnknown(each))),
    notCovered,
  };
}

function apiCell({ principal, ability, namespace, verdict, hasNoEffect }: AccessCell): ApiAccessCell {
  return {
    principalId: principal.id,
    ...defined({ principalType: principal.type, name: principal.name }),
    ability,
    ...defined({ namespace }),
    verdict: verdict.kind,
    ...evidenceOf(verdict),
    ...defined({ hasNoEffect }),
  };
}

function evidenceOf(verdict: AccessCell['verdict']): Partial<ApiAccessCell> {
  switch (verdict.kind) {
    case 'held': {
      const { id: assignmentId, scope, condition, createdOn, createdBy } = verdict.by;
      return { roleName: verdict.roleName, scope, assignmentId, ...defined({ condition, createdOn, createdBy }) };
    }
    case 'denied':
      return { deniedBy: verdict.by.name };
    case 'unknown':
      return { unknown: inText(publicUnknown(verdict.unknown)) };
  }
}
