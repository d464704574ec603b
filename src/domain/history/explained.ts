/** Which entry of a history explains a finding: since when there is a problem, and who made it. */
import { isAtOrBelow, lastSegment, sameGuid, sameId } from '../arm/resourceId.ts';
import { allowsAction } from '../access/permissions.ts';
import { roleById } from '../access/roles.ts';
import type { Change } from '../change/change.ts';
import { issuerKey } from '../cluster/uses.ts';
import type { HistoryEntry, PropertyChange } from './model.ts';
import { isOfUnknownValues } from './unknownValues.ts';

/** What is needed of a finding to find its entry. */
export interface Explainable {
  readonly code: string;
  readonly fix?: Change;
  readonly missing?: {
    readonly principalId?: string;
    readonly role: { readonly id: string };
    readonly scope: string;
  };
  readonly grant?: {
    readonly role: string;
    readonly scope: string;
    readonly principalId: string;
    readonly createdOn?: string;
  };
  /** The principal that it is about, where that was an identity of the cluster. */
  readonly former?: { readonly principalId: string };
  /** The resources that it is about. */
  readonly places?: readonly string[];
  /** The identity that should trust a token issuer, and does not. */
  readonly lacksTrust?: { readonly identityId: string; readonly issuer: string };
}

/** Returns true for a finding that an entry of a history could explain. */
export function isExplainable(finding: Explainable): boolean {
  return explanationsOf(finding).length > 0;
}

/**
 * Returns the entry that explains the finding; the entries are in order, the newest first. If somebody has undone that since, it
 * doesn't explain the finding any more, nor does anything older.
 */
export function explainingEntry(finding: Explainable, entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  return firstExplained(explanationsOf(finding), entries);
}

/** Says whether this change of a property is what made the finding. */
export function isExplainingChange({ code, former }: Explainable, change: PropertyChange): boolean {
  if (former !== undefined) return isFrom(change, former.principalId);
  return code === 'localAccountsOn' && isLocalAccountsTurned(change, 'on');
}

/** Returns the newest entry that may explain the finding: what a role gave that was removed, or whose it was, is not known. */
export function perhapsExplaining(finding: Explainable, entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  const { missing } = finding;
  if (lacksPart(finding))
    return firstExplained(
      partExplanations(finding).map((part) => ({ ...part, makes: part.mayMake ?? part.makes })),
      entries,
    );
  if (missing === undefined) return undefined;
  const isPerhaps = (entry: HistoryEntry): boolean =>
    isAction(entry, assignmentDelete) && isMaybeOfNeed(entry, missing);
  return firstExplained([{ ...missingExplanation(missing), makes: isPerhaps }], entries);
}

/** Returns what may explain the finding, the newest first: what these writes changed, nobody knows. */
export function openEntries(finding: Explainable, entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const done = entries.filter(({ status }) => status !== 'failed');
  return (lacksPart(finding) ? [] : explanationsOf(finding)).flatMap(({ mayMake, undoes }) => {
    if (mayMake === undefined) return [];
    // What was undone, or was before it was created, does not count any more.
    const end = done.findIndex((entry) => undoes?.(entry) || entry.isCreation === true);
    return (end < 0 ? done : done.slice(0, end)).filter((entry) => isOfUnknownValues(entry) && mayMake(entry));
  });
}

function firstExplained(
  explanations: readonly Explanation[],
  entries: readonly HistoryEntry[],
): HistoryEntry | undefined {
  for (const { makes, undoes, takes = 'newest' } of explanations) {
    const told = entries.filter(
      (entry) => entry.status === 'succeeded' && entry.foundNothing !== true && (makes(entry) || undoes?.(entry)),
    );
    const undone = told.findIndex((entry) => !makes(entry));
    const since = undone < 0 ? told : told.slice(0, undone);
    const found = takes === 'only' && since.length > 1 ? undefined : since.at(takes === 'oldest' ? -1 : 0);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What makes a problem, and what undoes that; left out: nothing but what the finding itself would see. */
interface Explanation {
  readonly makes: (entry: HistoryEntry) => boolean;
  /** Whether something does so if what it changed is not known; left out: what makes the problem is always logged. */
  readonly mayMake?: (entry: HistoryEntry) => boolean;
  readonly undoes?: (entry: HistoryEntry) => boolean;
  /** Which of several since it was undone: what is done again may change nothing, or leave open which one it was. */
  readonly takes?: 'newest' | 'oldest' | 'only';
}

/** The best explanation first. */
function explanationsOf(finding: Explainable): readonly Explanation[] {
  const { code, missing, grant, former, places = [], fix } = finding;
  if (missing !== undefined) return [missingExplanation(missing)];
  if (lacksPart(finding)) return partExplanations(finding);
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

function missingExplanation(missing: LackingRole): Explanation {
  return {
    makes: (entry) => isAction(entry, assignmentDelete) && isOfNeed(entry, missing),
    undoes: (entry) => isAction(entry, assignmentWrite) && isOfNeed(entry, missing),
  };
}

function lacksPart({ code, lacksTrust }: Explainable): boolean {
  return lacksTrust !== undefined || code === 'imagePullIdentityUnbound';
}

/** A credential or a binding was removed, which trusted the issuer or bound the identity. */
function partExplanations({ fix, lacksTrust }: Explainable): readonly Explanation[] {
  const [type, above, path, value] =
    lacksTrust === undefined
      ? [
          'identitybindings',
          fix?.kind === 'bindIdentity' ? fix.clusterId : '',
          'managedIdentity.resourceId',
          bound(fix),
        ]
      : ['federatedidentitycredentials', lacksTrust.identityId, 'issuer', lacksTrust.issuer];
  const isPart = ({ action, resourceId }: HistoryEntry, verb: string): boolean =>
    action.toLowerCase().endsWith(`/${type}/${verb}`) && isAtOrBelow(resourceId, above);
  const isIt = (side: PropertyChange['before']): boolean => side.kind === 'text' && isSameAddress(side.text, value);
  return [
    {
      makes: (entry) =>
        isPart(entry, 'delete') &&
        entry.changes.some(({ path: of, before }) => of === `properties.${path}` && isIt(before)),
      mayMake: (entry) => isPart(entry, 'delete') && entry.changes.length === 0,
      undoes: (entry) =>
        isPart(entry, 'write') &&
        entry.changes.some(({ path: of, after }) => of === `properties.${path}` && isIt(after)),
    },
  ];
}

function bound(fix: Change | undefined): string {
  return fix?.kind === 'bindIdentity' ? fix.identityId : '';
}

/** IDs and addresses are the same in any case, with and without a slash at the end. */
function isSameAddress(a: string, b: string): boolean {
  return issuerKey(a) === issuerKey(b);
}

const identityDelete = 'microsoft.managedidentity/userassignedidentities/delete';
const identityWrite = 'microsoft.managedidentity/userassignedidentities/write';
const clusterWrite = 'microsoft.containerservice/managedclusters/write';
const clusterDelete = 'microsoft.containerservice/managedclusters/delete';
const assignmentWrite = 'microsoft.authorization/roleassignments/write';
const assignmentDelete = 'microsoft.authorization/roleassignments/delete';

function isClusterWrite(entry: HistoryEntry): boolean {
  return isAction(entry, clusterWrite);
}

function isAction({ action }: HistoryEntry, wanted: string): boolean {
  return action.toLowerCase() === wanted;
}

function isAt({ resourceId }: HistoryEntry, places: readonly string[]): boolean {
  return places.some((place) => sameId(place, resourceId));
}

/** The cluster had the principal before, and has another one, or none, since. */
function replaces(entry: HistoryEntry, principalId: string): boolean {
  return isClusterWrite(entry) && entry.changes.some((change) => isFrom(change, principalId));
}

function isFrom({ before, after }: PropertyChange, principalId: string): boolean {
  const isIt = (side: PropertyChange['before']): boolean => side.kind === 'text' && sameGuid(side.text, principalId);
  return isIt(before) && !isIt(after);
}

type LackingRole = NonNullable<Explainable['missing']>;

/** It is about the role that is needed, at the scope where it is needed, or above it. */
function isOfNeed({ role: changed }: HistoryEntry, { principalId, role, scope }: LackingRole): boolean {
  return (
    changed !== undefined &&
    isAtOrBelow(scope, changed.scope) &&
    sameGuid(changed.principalId, principalId) &&
    givesAtLeast(changed.roleId, role.id)
  );
}

/** It is about a role there that may have given what is needed: nobody knows whose it was, or what it gave. */
function isMaybeOfNeed({ role: changed }: HistoryEntry, { principalId, role, scope }: LackingRole): boolean {
  return (
    changed !== undefined &&
    isAtOrBelow(scope, changed.scope) &&
    (changed.principalId === undefined || sameGuid(changed.principalId, principalId)) &&
    (changed.roleId === undefined || roleById(changed.roleId) === undefined || givesAtLeast(changed.roleId, role.id))
  );
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
