/** Which entry of a history explains a finding: since when there is a problem, and who made it. */
import { lastSegment, sameGuid, sameId } from '../arm/resourceId.ts';
import { assignmentDelete, assignmentWrite, isAction, isClusterWrite } from './actions.ts';
import { partExplanations } from './explainedParts.ts';
import { isInto, missingExplanations } from './explainedRoles.ts';
import { isFrom, type Explainable, type Explanation } from './explanation.ts';
import type { HistoryEntry, PropertyChange } from './model.ts';
import { isOfUnknownValues } from './unknownValues.ts';
import { keyOfWords } from '../../sentences/words.ts';

/** Returns true for a finding that an entry of a history could explain. */
export function isExplainable(finding: Explainable): boolean {
  return explanationsOf(finding, []).length > 0;
}

/**
 * Returns the entry that explains the finding; the entries are in order, the newest first. If somebody has undone that since, it
 * doesn't explain the finding any more, nor does anything older.
 */
export function explainingEntry(finding: Explainable, entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  return firstExplained(explanationsOf(finding, entries), entries);
}

/** Says whether this change of a property is what made the finding. */
export function isExplainingChange({ code, former, missing }: Explainable, change: PropertyChange): boolean {
  if (former !== undefined) return isFrom(change, former.principalId);
  if (missing !== undefined) return isInto(change, missing);
  return code === 'localAccountsOn' && isLocalAccountsTurned(change, 'on');
}

/**
 * Returns the newest entry that may explain the finding: it may not have ended, or it is not known whose a role was, what was removed, or
 * what is left of a role.
 */
export function perhapsExplaining(finding: Explainable, entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  const maybe = explanationsOf(finding, entries).map((explanation) => ({
    ...explanation,
    makes: (entry: HistoryEntry): boolean =>
      (entry.status === 'unfinished' && explanation.makes(entry)) || explanation.perhaps?.(entry) === true,
  }));
  return firstExplained(maybe, entries, ['succeeded', 'unfinished']);
}

/** Returns what may explain the finding, the newest first: what these writes changed, nobody knows. */
export function openEntries(finding: Explainable, entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const done = entries.filter(({ status }) => status !== 'failed');
  return explanationsOf(finding, entries).flatMap(({ mayMake, undoes }) => {
    if (mayMake === undefined) return [];
    // What was undone, or was before it was created, does not count any more.
    const end = done.findIndex((entry) => undoes?.(entry) || entry.isCreation === true);
    return (end < 0 ? done : done.slice(0, end)).filter((entry) => isOfUnknownValues(entry) && mayMake(entry));
  });
}

function firstExplained(
  explanations: readonly Explanation[],
  entries: readonly HistoryEntry[],
  ends: readonly HistoryEntry['status'][] = ['succeeded'],
): HistoryEntry | undefined {
  const isDone = ({ status, foundNothing }: HistoryEntry): boolean => ends.includes(status) && foundNothing !== true;
  for (const { makes, undoes, takes = 'newest' } of explanations) {
    const told = entries.filter(
      (entry) => isDone(entry) && (makes(entry) || (entry.status === 'succeeded' && undoes?.(entry))),
    );
    const undone = told.findIndex((entry) => !makes(entry));
    const since = undone < 0 ? told : told.slice(0, undone);
    const found = takes === 'only' && since.length > 1 ? undefined : since.at(takes === 'oldest' ? -1 : 0);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The best explanation first. */
function explanationsOf(finding: Explainable, entries: readonly HistoryEntry[]): readonly Explanation[] {
  const { code, missing, grant, former, places = [], fix } = finding;
  if (missing !== undefined) return missingExplanations(missing, entries);
  if (lacksPart(finding)) return partExplanations(finding, entries);
  if (grant !== undefined)
    return [
      ...(former === undefined
        ? []
        : [{ makes: (entry: HistoryEntry) => replaces(entry, former.principalId), mayMake: isClusterWrite }]),
      {
        makes: (entry) => isAction(entry, assignmentWrite) && isGrant(entry, grant) && isOfTime(entry, grant),
        undoes: (entry) => isAction(entry, assignmentDelete) && isGrant(entry, grant),
        takes: 'oldest',
      },
    ];
  if (code.startsWith('identityRecreated:'))
    return [
      { makes: (entry) => isAction(entry, identityDelete) && isAt(entry, places) },
      {
        makes: (entry) => isAction(entry, identityWrite) && entry.isCreation === true && isAt(entry, places),
        mayMake: (entry) => isAction(entry, identityWrite) && isAt(entry, places),
      },
    ];
  // The credentials of a cluster that was made again are offered to be moved to it; which deletion took which issuer is not logged.
  if (code === 'credentialOfGoneIssuer')
    return fix?.kind === 'moveCredentials' ? [{ makes: (entry) => isAction(entry, clusterDelete), takes: 'only' }] : [];
  if (code !== 'localAccountsOn') return [];
  const isOff = (entry: HistoryEntry): boolean => turnsLocalAccounts(entry, 'off');
  return [
    { makes: (entry) => turnsLocalAccounts(entry, 'on'), mayMake: isClusterWrite, undoes: isOff },
    // A cluster has them from its creation on, unless a change since then may have been one of theirs.
    {
      makes: (entry) => isClusterWrite(entry) && entry.isCreation === true,
      undoes: (entry) => isOff(entry) || (isClusterWrite(entry) && isOfUnknownValues(entry)),
    },
  ];
}

function lacksPart({ code, lacksTrust }: Explainable): boolean {
  return lacksTrust !== undefined || code === 'imagePullIdentityUnbound';
}

const identityDelete = 'microsoft.managedidentity/userassignedidentities/delete';
const identityWrite = 'microsoft.managedidentity/userassignedidentities/write';
const clusterDelete = 'microsoft.containerservice/managedclusters/delete';

function isAt({ resourceId }: HistoryEntry, places: readonly string[]): boolean {
  return places.some((place) => sameId(place, resourceId));
}

/** The cluster had the principal before, and has another one, or none, since. */
function replaces(entry: HistoryEntry, principalId: string): boolean {
  return isClusterWrite(entry) && entry.changes.some((change) => isFrom(change, principalId));
}

function isGrant(
  { role: given }: HistoryEntry,
  { role, scope, principalId }: NonNullable<Explainable['grant']>,
): boolean {
  return (
    given !== undefined &&
    sameId(given.scope, scope) &&
    sameGuid(given.principalId, principalId) &&
    given.roleName === keyOfWords(role)
  );
}

/** Azure says itself when a role was assigned; whoever writes the same assignment later changes nothing. */
function isOfTime({ at }: HistoryEntry, { createdOn }: NonNullable<Explainable['grant']>): boolean {
  return createdOn === undefined || Math.abs(Date.parse(at) - Date.parse(createdOn)) <= 60_000;
}

function turnsLocalAccounts({ changes }: HistoryEntry, to: 'on' | 'off'): boolean {
  return changes.some((change) => isLocalAccountsTurned(change, to));
}

function isLocalAccountsTurned({ path, before, after }: PropertyChange, to: 'on' | 'off'): boolean {
  const isOff = (side: PropertyChange['before']): boolean => side.kind === 'text' && side.text.toLowerCase() === 'true';
  return (
    lastSegment(path.replaceAll('.', '/')).toLowerCase() === 'disablelocalaccounts' &&
    isOff(before) !== isOff(after) &&
    isOff(after) === (to === 'off')
  );
}
