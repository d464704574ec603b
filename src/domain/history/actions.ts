/** The actions that say most about identities and access, by Azure's names. */
import type { HistoryEntry } from './model.ts';

/** The write of a role assignment. */
export const assignmentWrite = 'microsoft.authorization/roleassignments/write';
/** The removal of a role assignment. */
export const assignmentDelete = 'microsoft.authorization/roleassignments/delete';
const clusterWrite = 'microsoft.containerservice/managedclusters/write';

/** Returns true for a write of a cluster. */
export function isClusterWrite(entry: Pick<HistoryEntry, 'action'>): boolean {
  return isAction(entry, clusterWrite);
}

/** Returns true for a use of the permission, which is in small letters. */
export function isAction({ action }: Pick<HistoryEntry, 'action'>, wanted: string): boolean {
  return action.toLowerCase() === wanted;
}
