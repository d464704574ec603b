/** Who can act on a cluster, ready to show. */
import { abilities, abilityIds, isInAzure } from '../../domain/whoCanAct/abilities.ts';
import { accessModeWords, accessPosture, type AccessPosture } from '../../domain/whoCanAct/accessMode.ts';
import {
  canText,
  namespaceTexts,
  notKnownTexts,
  principalText,
  reasonText,
  wayText,
} from '../../domain/whoCanAct/text/accessLines.ts';
import { accessRows, accessSign, type AccessRow } from '../../domain/whoCanAct/accessRows.ts';
import type { AccessCell, AccessPrincipal, WhoCanAct } from '../../domain/whoCanAct/model.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { textOf } from '../../sentences/textOf.ts';
import { defined } from '../../shape/defined.ts';
import type { AccessCellView, AccessColumn, AccessRowView, AccessView } from '../protocol/access.ts';
import type { Fact } from '../protocol/form.ts';

/** What a panel knows about who can act on its cluster. */
export interface AccessModel {
  readonly isReading: boolean;
  readonly known?: WhoCanAct;
  /** Why it could not be read. */
  readonly problem?: string;
}

/** Makes the tab; what the cluster's own JSON says is there before anything else was read. */
export function accessView(cluster: Cluster, { isReading, known, problem }: AccessModel): AccessView {
  return {
    facts: postureFacts(accessPosture(cluster)),
    ...(isReading ? { reading: 'Reading who can act on this cluster ...' } : {}),
    ...defined({ problem }),
    columns,
    ...(known ? { rows: accessRows(known).map(rowView) } : {}),
    unknown: known ? notKnownTexts(known) : [],
  };
}

const columns: readonly AccessColumn[] = abilityIds.map((id) => ({
  id,
  title: abilities[id].heading,
  group: isInAzure(id) ? 'Azure' : 'Kubernetes',
}));

function postureFacts({ mode, hasLocalAccounts, usesEntra, adminGroupIds }: AccessPosture): readonly Fact[] {
  return [
    { label: 'Who decides', value: textOf(accessModeWords(mode)) },
    { label: 'Microsoft Entra', value: usesEntra ? 'On' : 'Off' },
    { label: 'Local accounts', value: hasLocalAccounts ? 'On' : 'Off' },
    ...adminGroupIds.map((id) => ({ label: 'Administrators', value: `Members of group ${id}`, copy: id })),
  ];
}

function rowView({ principal, cells, ways }: AccessRow): AccessRowView {
  return {
    key: principal.id,
    who: principalText(principal),
    kind: kindOf(principal),
    cells: cells.filter(({ namespace }) => namespace === undefined).map(cellView),
    namespaces: namespaceTexts(cells),
    ways: ways.map(wayText),
    evidence: cells.map(evidenceOf),
  };
}

function cellView(cell: AccessCell): AccessCellView {
  return { column: cell.ability, sign: accessSign(cell), text: evidenceOf(cell) };
}

function evidenceOf(cell: AccessCell): string {
  return `${canText(cell)}: ${reasonText(cell.verdict)}`;
}

function kindOf({ type, name }: AccessPrincipal): AccessRowView['kind'] {
  if (name !== undefined) return 'identity';
  return kinds[type ?? ''] ?? 'unknown';
}

const kinds: Readonly<Record<string, AccessRowView['kind']>> = {
  User: 'person',
  Group: 'group',
  ForeignGroup: 'group',
  ServicePrincipal: 'application',
};
