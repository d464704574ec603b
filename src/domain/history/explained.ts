/** Which entry of a history explains a finding: since when there is a problem, and who made it. */
import { idKey, lastSegment, sameGuid, sameId } from '../arm/resourceId.ts';
import type { Change } from '../change/change.ts';
import type { HistoryEntry } from './model.ts';

/** What is needed of a finding to find its entry. */
export interface Explainable {
  readonly code: string;
  readonly fix?: Change;
  readonly missing?: {
    readonly principalId?: string;
    readonly role: { readonly id: string };
    readonly scope: string;
  };
  readonly grant?: { readonly role: string; readonly scope: string; readonly principalId: string };
}

/** Returns true for a finding that an entry of a history could explain. */
export function isExplainable(finding: Explainable): boolean {
  return explanationOf(finding) !== undefined;
}

/** Returns the newest entry that explains the finding, if one does; the entries are in order, the newest first. */
export function explainingEntry(finding: Explainable, entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  const explains = explanationOf(finding);
  return explains && entries.find((entry) => entry.status === 'succeeded' && explains(entry));
}

/** Returns the finding that an entry explains, if it is the newest that explains it. */
export function explainedFinding<F extends Explainable>(
  entry: HistoryEntry,
  findings: readonly F[],
  entries: readonly HistoryEntry[],
): F | undefined {
  return findings.find((finding) => explainingEntry(finding, entries) === entry);
}

type Explanation = (entry: HistoryEntry) => boolean;

function explanationOf({ code, missing, grant }: Explainable): Explanation | undefined {
  if (missing !== undefined) return (entry) => takesAway(entry, missing);
  if (grant !== undefined) return (entry) => isAction(entry, assignmentWrite) && isGrant(entry, grant);
  return code === 'localAccountsOn' ? turnsLocalAccountsOn : undefined;
}

const assignmentWrite = 'microsoft.authorization/roleassignments/write';
const assignmentDelete = 'microsoft.authorization/roleassignments/delete';

function isAction({ action }: HistoryEntry, wanted: string): boolean {
  return action.toLowerCase() === wanted;
}

/** A role that somebody removed at the scope where it is needed, or above it. */
function takesAway(entry: HistoryEntry, { principalId, role, scope }: NonNullable<Explainable['missing']>): boolean {
  const removed = entry.role;
  if (!isAction(entry, assignmentDelete) || removed === undefined) return false;
  const isThere = idKey(scope) === idKey(removed.scope) || idKey(scope).startsWith(`${idKey(removed.scope)}/`);
  return isThere && sameGuid(removed.principalId, principalId) && sameGuid(removed.roleId, role.id);
}

function isGrant(
  { role: given }: HistoryEntry,
  { role, scope, principalId }: NonNullable<Explainable['grant']>,
): boolean {
  return (
    given !== undefined &&
    sameId(given.scope, scope) &&
    sameGuid(given.principalId, principalId) &&
    given.roleName === role
  );
}

function turnsLocalAccountsOn({ changes }: HistoryEntry): boolean {
  return changes.some(
    ({ path, before, after }) =>
      lastSegment(path.replaceAll('.', '/')).toLowerCase() === 'disablelocalaccounts' &&
      before.kind === 'text' &&
      before.text.toLowerCase() === 'true' &&
      !(after.kind === 'text' && after.text.toLowerCase() === 'true'),
  );
}
