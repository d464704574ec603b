/** Which entry of a history explains a finding: since when there is a problem, and who made it. */
import { idKey, lastSegment, sameGuid, sameId } from '../arm/resourceId.ts';
import { allowsAction } from '../access/permissions.ts';
import { roleById } from '../access/roles.ts';
import type { Change } from '../change/change.ts';
import type { HistoryEntry, PropertyChange } from './model.ts';

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
  /** The principal that it is about, where that was an identity of the cluster. */
  readonly former?: { readonly principalId: string };
  /** The resources that it is about. */
  readonly places?: readonly string[];
}

/** Returns true for a finding that an entry of a history could explain. */
export function isExplainable(finding: Explainable): boolean {
  return explanationsOf(finding).length > 0;
}

/**
 * Returns the newest entry that explains the finding; the entries are in order, the newest first. If somebody has undone that since, it
 * doesn't explain the finding any more, nor does anything older.
 */
export function explainingEntry(finding: Explainable, entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  for (const { makes, undoes } of explanationsOf(finding)) {
    const newest = entries.find(
      (entry) => entry.status === 'succeeded' && entry.foundNothing !== true && (makes(entry) || undoes?.(entry)),
    );
    if (newest !== undefined && makes(newest)) return newest;
  }
  return undefined;
}

/** Returns the finding that an entry explains, if it is the newest that explains it. */
export function explainedFinding<F extends Explainable>(
  entry: HistoryEntry,
  findings: readonly F[],
  entries: readonly HistoryEntry[],
): F | undefined {
  return findings.find((finding) => explainingEntry(finding, entries) === entry);
}

/** What makes a problem, and what undoes that; left out: nothing but what the finding itself would see. */
interface Explanation {
  readonly makes: (entry: HistoryEntry) => boolean;
  readonly undoes?: (entry: HistoryEntry) => boolean;
}

/** The best explanation first. */
function explanationsOf({ code, missing, grant, former, places = [], fix }: Explainable): readonly Explanation[] {
  if (missing !== undefined)
    return [
      {
        makes: (entry) => isAction(entry, assignmentDelete) && isOfNeed(entry, missing),
        undoes: (entry) => isAction(entry, assignmentWrite) && isOfNeed(entry, missing),
      },
    ];
  if (grant !== undefined)
    return [
      ...(former === undefined ? [] : [{ makes: (entry: HistoryEntry) => replaces(entry, former.principalId) }]),
      {
        makes: (entry) => isAction(entry, assignmentWrite) && isGrant(entry, grant),
        undoes: (entry) => isAction(entry, assignmentDelete) && isGrant(entry, grant),
      },
    ];
  if (code.startsWith('identityRecreated:'))
    return [
      { makes: (entry) => isAction(entry, identityDelete) && isAt(entry, places) },
      { makes: (entry) => isAction(entry, identityWrite) && entry.isCreation === true && isAt(entry, places) },
    ];
  // The credentials of a cluster that was made again are offered to be moved to it.
  if (code === 'credentialOfGoneIssuer')
    return fix?.kind === 'moveCredentials' ? [{ makes: (entry) => isAction(entry, clusterDelete) }] : [];
  if (code !== 'localAccountsOn') return [];
  return [{ makes: (entry) => turnsLocalAccounts(entry, 'on'), undoes: (entry) => turnsLocalAccounts(entry, 'off') }];
}

const identityDelete = 'microsoft.managedidentity/userassignedidentities/delete';
const identityWrite = 'microsoft.managedidentity/userassignedidentities/write';
const clusterWrite = 'microsoft.containerservice/managedclusters/write';
const clusterDelete = 'microsoft.containerservice/managedclusters/delete';
const assignmentWrite = 'microsoft.authorization/roleassignments/write';
const assignmentDelete = 'microsoft.authorization/roleassignments/delete';

function isAction({ action }: HistoryEntry, wanted: string): boolean {
  return action.toLowerCase() === wanted;
}

function isAt({ resourceId }: HistoryEntry, places: readonly string[]): boolean {
  return places.some((place) => sameId(place, resourceId));
}

/** The cluster had the principal before, and has another one, or none, since. */
function replaces(entry: HistoryEntry, principalId: string): boolean {
  const isIt = (side: PropertyChange['before']): boolean => side.kind === 'text' && sameGuid(side.text, principalId);
  return isAction(entry, clusterWrite) && entry.changes.some(({ before, after }) => isIt(before) && !isIt(after));
}

/** It is about the role that is needed, at the scope where it is needed, or above it. */
function isOfNeed(entry: HistoryEntry, { principalId, role, scope }: NonNullable<Explainable['missing']>): boolean {
  const { role: changed } = entry;
  if (changed === undefined) return false;
  const isThere = idKey(scope) === idKey(changed.scope) || idKey(scope).startsWith(`${idKey(changed.scope)}/`);
  return isThere && sameGuid(changed.principalId, principalId) && givesAtLeast(changed.roleId, role.id);
}

/** Another role may have given what is needed, such as Contributor of the group. */
function givesAtLeast(roleId: string | undefined, neededId: string): boolean {
  if (roleId === undefined || sameGuid(roleId, neededId)) return roleId !== undefined;
  const [given, needed] = [roleById(roleId)?.permissions, roleById(neededId)?.permissions];
  return (
    given !== undefined &&
    needed?.every(
      ({ actions, dataActions }) =>
        actions.every((action) => allowsAction(given, action)) &&
        dataActions.every((action) => allowsAction(given, action, 'dataAction')),
    ) === true
  );
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

function turnsLocalAccounts({ changes }: HistoryEntry, to: 'on' | 'off'): boolean {
  const isOff = (side: PropertyChange['before']): boolean => side.kind === 'text' && side.text.toLowerCase() === 'true';
  return changes.some(
    ({ path, before, after }) =>
      lastSegment(path.replaceAll('.', '/')).toLowerCase() === 'disablelocalaccounts' &&
      isOff(before) !== isOff(after) &&
      isOff(after) === (to === 'off'),
  );
}
