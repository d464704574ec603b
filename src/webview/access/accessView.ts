/** Who can act on a cluster, ready to show. */
import { abilities, abilityIds, isInAzure } from '../../domain/whoCanAct/abilities.ts';
import { accessModeWords, accessPosture, type AccessPosture } from '../../domain/whoCanAct/accessMode.ts';
import {
  adminGroupText,
  canText,
  decidedLines,
  namespaceTexts,
  notKnownTexts,
  principalText,
  withReason,
  trustedText,
  wayOfText,
  wayText,
} from '../../domain/whoCanAct/text/accessLines.ts';
import { idsToName, withNames } from '../../domain/whoCanAct/directoryNames.ts';
import { withInside, type RoleObjects } from '../../domain/whoCanAct/insideAccess.ts';
import { accessRows, accessSign, ownRow, type AccessRow } from '../../domain/whoCanAct/accessRows.ts';
import type { AccessCell, AccessPrincipal, ClusterAccess, DirectoryNames } from '../../domain/whoCanAct/model.ts';
import { principalKindOf, type PrincipalKind } from '../../domain/access/principalNames.ts';
import { idKey, sameId } from '../../domain/arm/resourceId.ts';
import { isNotRead } from '../../domain/arm/unknown.ts';
import { scopeWithKind, shortGuid } from '../../domain/arm/scopeWords.ts';
import type { ChangeKind, Draft } from '../../domain/change/change.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { defined } from '../../shape/defined.ts';
import { distinctBy } from '../../shape/distinct.ts';
import type { AccessCellView, AccessColumn, AccessRowView, AccessView } from '../protocol/access.ts';
import type { Fact } from '../protocol/form.ts';
import { namingView, type NamesModel } from './naming.ts';
import type { TabModel } from './tabReading.ts';
import { capitalised, say } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What a panel knows about who can act on its cluster. */
export type AccessModel = TabModel<ClusterAccess>;

/** What else is known of who can act: what a check in the cluster has read, and names. */
interface AccessAdditions {
  readonly objects?: RoleObjects | undefined;
  readonly names?: NamesModel | undefined;
}

/** Makes the tab; what the cluster's own JSON says is there before anything else was read. */
export function accessView(
  cluster: Cluster,
  { isReading, known: read, problem }: AccessModel,
  whyNot: (kind: ChangeKind) => string | undefined,
  { objects, names }: AccessAdditions = {},
): AccessView {
  const whole = read && objects ? withInside(read, objects) : read;
  const known = whole && names?.known ? withNames(whole, names.known) : whole;
  const { naming, problems } = namingView(known ? idsToName(known, names?.known).ids.length : 0, names);
  return {
    facts: [...postureFacts(accessPosture(cluster), names?.known), ...namespaceFact(known?.namespaces ?? [])],
    ...(isReading ? { reading: t`Reading who can act on this cluster ...` } : {}),
    ...defined({ problem }),
    columns: columnsOf(cluster, known),
    starts: startsOf(cluster, whyNot),
    ...naming,
    ...(known ? shownOf(known) : {}),
    unknown: known ? [...problems, ...notKnownTexts(known)] : [],
    ...(known !== undefined && known.inside === undefined ? { leadsTo: 'workloads' as const } : {}),
  };
}

function shownOf(known: ClusterAccess): Pick<AccessView, 'rows' | 'others' | 'you' | 'needed' | 'trusted'> {
  const own = ownRow(known);
  const needed = known.ways.filter(({ isForAks }) => isForAks);
  return {
    rows: accessRows(known).map(rowView),
    ...defined({ others: othersOf(known) }),
    ...(own
      ? {
          you: {
            ...rowView(own),
            kind: 'person' as const,
            assignments: [],
            ...(known.own.principalId === undefined ? { isNameless: true } : {}),
          },
        }
      : {}),
    ...(needed.length === 0 ? {} : { needed: needed.map(wayOfText) }),
    trusted: known.trusted.sources.map((source) => ({
      id: source.bindingId,
      text: trustedText(source),
      isGone: source.state === 'gone',
    })),
  };
}

/** What stands in the place of those whose role assignments could not be read. */
function othersOf({ cells, unknown }: ClusterAccess): string | undefined {
  const isOpen = unknown.some((each) => each.subject.what === 'assignmentsAt' && isNotRead(each));
  if (!isOpen) return undefined;
  return cells.length === 0 ? t`Others: not read` : t`Others: not all read`;
}

function startsOf(cluster: Cluster, whyNot: (kind: ChangeKind) => string | undefined): AccessView['starts'] {
  const { mode, hasLocalAccounts, usesEntra } = accessPosture(cluster);
  const reason = whyNot('setLocalAccounts') ?? (hasLocalAccounts && !usesEntra ? shownText(needsEntra) : undefined);
  return [
    {
      kind: 'grantClusterAccess',
      label: t`Assign Kubernetes role...`,
      ...(mode === 'azure' ? {} : { disabled: shownText(notInAzure) }),
    },
    {
      kind: 'setLocalAccounts',
      label: hasLocalAccounts ? t`Disable local accounts...` : t`Enable local accounts...`,
      ...defined({ disabled: reason }),
    },
  ];
}

/** Returns the change that takes a role assignment away that the tab shows. */
export function accessRemovalOf({ known }: AccessModel, assignmentId: string): Draft | undefined {
  const shown = [...(known?.cells ?? []), ...(known?.further ?? [])].flatMap(({ verdict }) =>
    verdict.kind === 'held' ? verdict.by : [],
  );
  const assignment = shown.find(({ id }) => sameId(id, assignmentId));
  if (known === undefined || assignment === undefined) return undefined;
  const { id, tenantId } = assignment;
  return {
    kind: 'removeClusterAccess',
    clusterId: known.cluster.id,
    roleAssignmentId: id,
    ...defined({ tenantId }),
  };
}

/** Why local accounts can't be turned off. */
const needsEntra = say`Without Microsoft Entra, no one could sign in once local accounts are off. Turn on Microsoft Entra first.`;

/** Why no Kubernetes role can be assigned. */
const notInAzure = say`Kubernetes roles can be assigned only in a cluster with Microsoft Entra and Azure RBAC for Kubernetes authorization.`;

/** Where Azure does not decide in Kubernetes, and nobody has a role for that either, there is nothing to say of it. */
function columnsOf(cluster: Cluster, known: ClusterAccess | undefined): readonly AccessColumn[] {
  const hasKubernetes =
    accessPosture(cluster).mode === 'azure' ||
    [...(known?.cells ?? []), ...(known?.eligible.cells ?? []), ...(known?.inside?.cells ?? [])].some(
      ({ ability }) => ability !== 'other' && !isInAzure(ability),
    );
  return abilityColumns(hasKubernetes);
}

/** Makes a column for each ability, or for each in Azure. */
export function abilityColumns(hasKubernetes: boolean): readonly AccessColumn[] {
  return abilityIds
    .filter((id) => hasKubernetes || isInAzure(id))
    .map((id) => ({ id, title: shownText(abilities[id].heading), group: isInAzure(id) ? 'Azure' : 'Kubernetes' }));
}

function postureFacts(
  { mode, hasLocalAccounts, usesEntra, adminGroupIds }: AccessPosture,
  names: DirectoryNames | undefined,
): readonly Fact[] {
  return [
    { label: t`Authorization`, value: shownText(accessModeWords(mode)) },
    { label: t`Microsoft Entra`, value: usesEntra ? t`On` : t`Off` },
    { label: t`Local accounts`, value: hasLocalAccounts ? t`On` : t`Off` },
    ...adminGroupIds.map((id) => ({
      label: t`Administrators`,
      value: t`Members of group ${adminGroupText(id, names)}`,
      copy: id,
    })),
  ];
}

function namespaceFact(namespaces: readonly string[]): readonly Fact[] {
  const value = t`${namespaces.join(', ')} (managed in Azure or named in role assignments; there may be others)`;
  return namespaces.length === 0 ? [] : [{ label: t`Namespaces`, value }];
}

function rowView({ principal, cells, further, ways, inCluster }: AccessRow): AccessRowView {
  const lines = decidedLines([...cells, ...further]);
  return {
    key: principal.id,
    isEligible: cells.every(({ isEligible }) => isEligible),
    who: principalText(principal),
    ...(principal.name === undefined ? { short: principalText({ ...principal, id: shortGuid(principal.id) }) } : {}),
    kind: kindOf(principal),
    cells: abilityIds.flatMap((ability) => inCluster(ability) ?? []).map(cellView),
    namespaces: namespaceTexts(cells),
    ways: ways.filter(({ isForAks }) => !isForAks).map((way) => capitalised(wayText(way))),
    evidence: lines.map(({ text }) => text),
    assignments: assignmentsOf(lines.map(({ cell }) => cell)),
  };
}

/** Returns what a table shows of an ability. */
export function cellView(cell: AccessCell): AccessCellView {
  return { column: cell.ability, sign: accessSign(cell), text: evidenceOf(cell) };
}

/** Returns the role assignment behind each line; one that is behind several stands at the first. */
function assignmentsOf(cells: readonly AccessCell[]): AccessRowView['assignments'] {
  const held = cells.flatMap(({ verdict, isEligible }, line) =>
    verdict.kind === 'held' && !isEligible ? { ...verdict, line } : [],
  );
  return distinctBy(held, ({ by }) => idKey(by.id)).map(({ by, roleName, line }) => ({
    id: by.id,
    text: t`${roleName} on ${scopeWithKind(by.scope)}`,
    line,
  }));
}

function evidenceOf(cell: AccessCell): string {
  return withReason(capitalised(canText(cell)), cell.verdict, cell.principal.id);
}

function kindOf({ type, name }: AccessPrincipal): AccessRowView['kind'] {
  if (name !== undefined) return 'identity';
  return kinds[principalKindOf(type)];
}

const kinds: Readonly<Record<PrincipalKind, AccessRowView['kind']>> = {
  user: 'person',
  group: 'group',
  foreigngroup: 'group',
  serviceprincipal: 'application',
  device: 'unknown',
  unknown: 'unknown',
};
