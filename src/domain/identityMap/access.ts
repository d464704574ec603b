/** Who can act on a cluster, as a layer of its map: people, groups, applications and identities, with the roles that let them. */
import { principalKindOf, type PrincipalKind } from '../access/principalNames.ts';
import { sameGuid } from '../arm/resourceId.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import { isNotRead, unknownText } from '../arm/unknown.ts';
import type { IconName } from '../picture/icons.ts';
import type { LineKind } from '../picture/picture.ts';
import { accessRows, accessSign, ownRow, type AccessRow } from '../whoCanAct/accessRows.ts';
import { unknownsOfAccess } from '../whoCanAct/clusterAccess.ts';
import type { AccessCell, AccessPrincipal, ClusterAccess, Standing } from '../whoCanAct/model.ts';
import { standingOf } from '../whoCanAct/mayActOn.ts';
import { waysToAdmin } from '../whoCanAct/whoCanAct.ts';
import { canTexts, decidedTexts, principalText, reasonText, wayText } from '../whoCanAct/text/accessLines.ts';
import { standingWords } from '../whoCanAct/text/mayActLines.ts';
import { countWithNoun } from '../words/counts.ts';
import { sentenceList } from '../words/describe.ts';
import { capitalised, distinctWords, say } from '../../sentences/words.ts';
import type { ClusterSketch } from './clusterFacts.ts';
import { drawRole } from './holders.ts';
import { toText, textOf } from '../../sentences/textOf.ts';

/** The group of those who can act on the cluster. */
export const accessGroup = 'access';

/** How far a principal of the map gets: `eligible` if only after a role was activated. */
type MapStanding = Standing | 'eligible';

/** Who gets no further than this is counted in one box. */
const onlyCounted: ReadonlySet<MapStanding> = new Set<MapStanding>(['sees', 'noEffect']);

/** Draws those who can act on the cluster; as whom AKS itself manages it has its own box already. */
export function drawAccess(clusterSketch: ClusterSketch): void {
  const { access } = clusterSketch.facts;
  if (access === undefined) return;
  const rows = [...accessRows(access), ...namedGroups(access)].map((row) => ({
    row,
    standing: standingIn(access, row),
  }));
  const isSelf = ({ row }: (typeof rows)[number]): boolean => isOwnPrincipal(access, row.principal);
  const acting = rows.filter(({ standing }) => !onlyCounted.has(standing));
  for (const { row, standing } of acting) drawPrincipal(clusterSketch, access, row, standing);
  const isDrawn = !acting.some(isSelf) && drawSelf(clusterSketch, access);
  drawOthers(
    clusterSketch,
    rows.filter((each) => onlyCounted.has(each.standing) && !(isDrawn && isSelf(each))),
  );
  drawNotRead(clusterSketch, access);
}

function isOwnPrincipal({ own: { principalId } }: ClusterAccess, { id }: AccessPrincipal): boolean {
  return principalId !== undefined && sameGuid(principalId, id);
}

/** Draws the signed-in person, whose rights may come through a group or from above; returns false if it isn't known that they can act. */
function drawSelf(clusterSketch: ClusterSketch, access: ClusterAccess): boolean {
  const { own, posture } = access;
  const row = ownRow({ own, ways: waysToAdmin(own.cells, posture) });
  const standing = row && standingIn(access, row);
  if (row === undefined || standing === undefined || standing === 'perhaps' || onlyCounted.has(standing)) return false;
  drawPrincipal(clusterSketch, access, row, standing);
  return true;
}

/** The groups that the cluster's own JSON makes administrators, where no role is assigned to them. */
function namedGroups({ posture, cells }: ClusterAccess): readonly AccessRow[] {
  return posture.adminGroupIds
    .filter((id) => !cells.some(({ principal }) => sameGuid(principal.id, id)))
    .map((id) => ({ principal: { id, type: 'Group' }, cells: [], ways: [], further: [], inCluster: () => undefined }));
}

function isNamed({ posture }: ClusterAccess, { id }: AccessPrincipal): boolean {
  return posture.adminGroupIds.some((groupId) => sameGuid(groupId, id));
}

function standingIn(access: ClusterAccess, { principal, cells, ways }: AccessRow): MapStanding {
  const { cluster, posture } = access;
  const isAdminGroup = isNamed(access, principal);
  const standing = standingOf({ cluster, posture, cells, ways, ...(isAdminGroup ? { isAdminGroup: true } : {}) });
  const couldAct = cells.some((cell) => accessSign(cell) === 'eligible' && cell.ability !== 'readCluster');
  return onlyCounted.has(standing) && couldAct ? 'eligible' : standing;
}

function drawPrincipal(
  clusterSketch: ClusterSketch,
  access: ClusterAccess,
  { principal, cells, ways }: AccessRow,
  standing: MapStanding,
): void {
  const { sketch, holders, root, facts } = clusterSketch;
  const known = holders.find({ principalId: principal.id });
  // As whom AKS manages the cluster is no news.
  if (known !== undefined && known === holders.named('controlPlane')) return;
  const isSelf = principal === access.own.principal;
  const isIdentity = principal.name !== undefined && !isSelf;
  const box = holders.add({
    key: principal.id,
    group: accessGroup,
    principalId: isSelf ? access.own.principalId : principal.id,
    icon: isIdentity ? 'identity' : icons[principalKindOf(principal.type)],
    label: isSelf ? toText`You` : shortText(principal),
    caption: [!isSelf && isOwnPrincipal(access, principal) ? toText`you` : undefined, standingText(standing, cells)]
      .filter(Boolean)
      .join(' \u00b7 '),
    facts: [
      ...(isNamed(access, principal)
        ? [{ label: toText`Access`, value: toText`The cluster names this group as its administrators.` }]
        : []),
      ...decidedTexts(cells).map((value) => ({ label: toText`Access`, value })),
      ...ways.map((way) => ({ label: toText`Way to administrator`, value: capitalised(wayText(way)) })),
    ],
  });
  sketch.connect({ from: root, to: box, kind: tieKinds[standing] ?? 'granted' });
  for (const [first, ...others] of rolesIn(cells)) drawCells(clusterSketch, box, first, others);
  if (isNamed(access, principal))
    sketch.connect({ from: box, to: sketch.addScope(facts.cluster.id), label: toText`Group of administrators` });
}

const tieKinds: Readonly<Partial<Record<MapStanding, LineKind>>> = { perhaps: 'unknown', eligible: 'eligible' };

/** The cells of each role assignment, and of each role binding inside the cluster. */
function rolesIn(cells: readonly AccessCell[]): readonly (readonly [AccessCell, ...AccessCell[]])[] {
  const keyOf = ({ verdict, isEligible }: AccessCell): string => {
    if (verdict.kind === 'held') return `${verdict.by.id} ${isEligible === true}`;
    return verdict.kind === 'inside' ? JSON.stringify(verdict.binding) : '';
  };
  return [...Map.groupBy(cells, keyOf)].flatMap(([key, [first, ...others]]) =>
    key === '' || first === undefined ? [] : [[first, ...others] as const],
  );
}

/** Draws the role that is behind some cells as a line to where it is assigned. */
function drawCells(
  { sketch, facts }: ClusterSketch,
  from: string,
  first: AccessCell,
  others: readonly AccessCell[],
): void {
  const cells = [first, ...others];
  const { verdict } = first;
  const kind = kindOf(cells);
  const gives = canTexts(cells).map((text) => ({ label: toText`Gives`, value: capitalised(text) }));
  if (verdict.kind === 'held') {
    const { by, roleName } = verdict;
    drawRole(sketch, from, { ...by, roleName, roleId: by.roleDefinitionId }, { kind, facts: gives });
  } else if (verdict.kind === 'inside')
    sketch.connect({
      from,
      to: sketch.addScope(facts.cluster.id),
      label: toText`${verdict.role}, inside`,
      kind,
      facts: [...gives, { label: toText`Through`, value: capitalised(reasonText(verdict)) }],
    });
}

function kindOf(cells: readonly AccessCell[]): LineKind {
  const signs = new Set(cells.map(accessSign));
  if (signs.has('yes')) return 'granted';
  return signs.has('eligible') ? 'eligible' : 'noEffect';
}

/** Those who can't act on the cluster, as a number with the names behind it. */
function drawOthers(
  { sketch, root }: ClusterSketch,
  rows: readonly { readonly row: AccessRow; readonly standing: MapStanding }[],
): void {
  if (rows.length === 0) return;
  const box = sketch.add({
    id: 'access others',
    column: 1,
    group: accessGroup,
    icon: 'people',
    label: textOf(countWithNoun(rows.length, 'other')),
    caption: toText`with roles that do not let them act on it`,
    facts: rows.map(({ row, standing }) => ({
      label: shortText(row.principal),
      value: capitalised(standingText(standing, row.cells)),
      copy: row.principal.id,
    })),
  });
  sketch.connect({ from: root, to: box });
}

/** Says in a box what of it could not be read. */
function drawNotRead({ sketch, root }: ClusterSketch, access: ClusterAccess): void {
  const unknown = distinctWords(unknownsOfAccess(access).filter(isNotRead).map(unknownText));
  if (unknown.length === 0) return;
  const box = sketch.add({
    id: 'access not read',
    column: 1,
    group: accessGroup,
    icon: 'unknown',
    label: toText`Partly unknown`,
    caption: toText`who can act on the cluster`,
    facts: [],
  });
  sketch.connect({ from: root, to: box, kind: 'unknown' });
  for (const text of unknown)
    sketch.report({ tone: 'unknown', word: toText`unknown`, title: say`Who can act on the cluster`, text }, [box]);
}

const icons: Readonly<Record<PrincipalKind, IconName>> = {
  user: 'person',
  group: 'people',
  foreigngroup: 'people',
  serviceprincipal: 'workload',
  device: 'machine',
  unknown: 'unknown',
};

function shortText(principal: AccessPrincipal): string {
  return principalText({ ...principal, id: shortGuid(principal.id) });
}

function standingText(standing: MapStanding, cells: readonly AccessCell[]): string {
  if (standing === 'eligible') return toText`can activate a role`;
  if (standing !== 'acts') return textOf(standingWords[standing]);
  const acting = cells.filter((cell) => accessSign(cell) === 'yes' && cell.ability !== 'readCluster');
  const namespaces = [...new Set(acting.flatMap(({ namespace }) => namespace ?? []))];
  const isOnlyThere = acting.every(({ namespace }) => namespace !== undefined);
  if (!isOnlyThere || namespaces.length === 0) return textOf(standingWords.acts);
  return namespaces.length === 1
    ? toText`can act in namespace ${sentenceList(namespaces)}`
    : toText`can act in namespaces ${sentenceList(namespaces)}`;
}
