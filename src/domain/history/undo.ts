/** What was taken from the identities of a cluster, to be given back whether or not a finding asks for it. */
import { idKey, lastSegment, parentId, sameGuid, sameId } from '../arm/resourceId.ts';
import { textAt } from '../arm/json.ts';
import type { Change } from '../change/change.ts';
import type { Cluster } from '../cluster/model.ts';
import { principalsOf } from '../cluster/principals.ts';
import { sameIssuer } from '../cluster/uses.ts';
import { assignmentDelete, isAction } from './actions.ts';
import type { HistoryEntry } from './model.ts';
import { tokenAudience } from '../workloads/credential.ts';
import { serviceAccountOf } from '../workloads/serviceAccount.ts';

/** The cluster of a history, as it is now. */
export interface ClusterOfHistory {
  readonly cluster: Cluster;
  readonly roleAssignments: readonly {
    readonly scope: string;
    readonly principalId: string;
    readonly roleId: string;
  }[];
}

/** Returns the change that gives back what an entry removed; `undefined` if it is back, or would not be the same. */
export function undoOf(
  entry: HistoryEntry,
  entries: readonly HistoryEntry[],
  known: ClusterOfHistory,
): Change | undefined {
  const { status, foundNothing, cause } = entry;
  if (status !== 'succeeded' || foundNothing === true || cause !== undefined) return undefined;
  const newer = entries.slice(0, entries.indexOf(entry)).filter((later) => later.status !== 'failed');
  if (isAction(entry, assignmentDelete)) return undoOfRole(entry, newer, known);
  return entry.action.toLowerCase().endsWith('/userassignedidentities/federatedidentitycredentials/delete')
    ? undoOfCredential(entry, newer, known.cluster)
    : undefined;
}

/** A role with a condition would come back without it. */
function undoOfRole(
  { role }: HistoryEntry,
  newer: readonly HistoryEntry[],
  { cluster, roleAssignments }: ClusterOfHistory,
): Change | undefined {
  const { principalId, roleId, scope = '', condition } = role ?? {};
  if (principalId === undefined || roleId === undefined || condition !== undefined) return undefined;
  if (!principalsOf(cluster).has(principalId.toLowerCase())) return undefined;
  const isSame = (other: { scope: string; principalId?: string; roleId?: string } | undefined): boolean =>
    other !== undefined &&
    sameId(other.scope, scope) &&
    sameGuid(other.principalId, principalId) &&
    sameGuid(other.roleId, roleId);
  if (roleAssignments.some(isSame) || newer.some((later) => isSame(later.role))) return undefined;
  return { kind: 'assignRole', principalId, role: { id: roleId }, scope };
}

/** Only what a workload of this cluster signs in with is made with an audience and a subject that are known here. */
function undoOfCredential(
  { resourceId, changes }: HistoryEntry,
  newer: readonly HistoryEntry[],
  { id: clusterId, raw }: Cluster,
): Change | undefined {
  const was = (name: string): string => {
    const before = changes.find(({ path }) => path === `properties.${name}`)?.before;
    return before?.kind === 'text' && before.isCut !== true ? before.text : '';
  };
  const account = serviceAccountOf(was('subject'));
  const identityId = parentId(resourceId);
  const issuer = textAt(raw, 'properties.oidcIssuerProfile.issuerURL');
  if (account === undefined || identityId === undefined || issuer === undefined) return undefined;
  if (!sameIssuer(was('issuer'), issuer) || was('audiences') !== tokenAudience) return undefined;
  if (newer.some((later) => idKey(later.resourceId) === idKey(resourceId))) return undefined;
  return { kind: 'createCredential', identityId, name: lastSegment(resourceId), ...account, clusterId };
}
