/** The row Access of a cluster: who decides who may act on it, and how many administer it. */
import { idKey } from '../../domain/arm/resourceId.ts';
import { unknownTexts } from '../../domain/arm/unknown.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import type { AccessCounts } from '../../domain/whoCanAct/accessCounts.ts';
import { accessModeNames, accessModeWords, accessPosture } from '../../domain/whoCanAct/accessMode.ts';
import { contextValue } from '../../manifest.ts';
import { onOrOff, tooltipLines, type Row } from '../row/row.ts';
import { targetOf } from './clusterRow.ts';
import { t, shownText, shownTexts } from '../../sentences/language.ts';
import { capitalised } from '../../sentences/words.ts';

/** Makes the row and those below it; a click opens the tab Access. The numbers are there once the cluster was checked. */
export function accessRow(cluster: Cluster, counts: AccessCounts | undefined): Row {
  const { mode, hasLocalAccounts, usesEntra, adminGroupIds } = accessPosture(cluster);
  const key = `access:${idKey(cluster.id)}`;
  const opens = { kind: 'cluster', clusterId: cluster.id, tab: 'access' } as const;
  const line = (name: string, label: string, description: string, icon: string, why?: string): Row => ({
    key: `${key}:${name}`,
    kind: 'access',
    label,
    description,
    icon: { id: icon },
    tooltip: tooltipLines({ [label]: capitalised(description), Unknown: why }),
    contextValue: contextValue('access'),
    click: 'aksIdentity.showPanel',
    opens,
    ...targetOf(cluster),
  });
  const groups =
    adminGroupIds.length === 0 ? [] : [t`${countWithNoun(adminGroupIds.length, 'group')} of administrators`];
  const modeName = shownText(accessModeNames[mode]);
  const localAccounts = onOrOff(hasLocalAccounts);
  return {
    key,
    kind: 'access',
    label: t`Access`,
    // A narrow view has room for one of them.
    description: [hasLocalAccounts && t`local accounts on`, modeName].filter(Boolean).join(' \u00b7 '),
    icon: { id: 'shield' },
    tooltip: tooltipLines({
      'Access to': cluster.name,
      'Who decides': shownText(accessModeWords(mode)),
      'Local accounts': localAccounts,
    }),
    contextValue: contextValue('access'),
    click: 'aksIdentity.showPanel',
    opens,
    children: [
      line('mode', t`Authorization`, modeName, 'law'),
      line('local', t`Local accounts`, localAccounts, 'account'),
      line('entra', t`Microsoft Entra`, [onOrOff(usesEntra), ...groups].join(', '), 'organization'),
      ...(counts === undefined ? [] : [line('admins', t`Administrators`, adminWords(counts), 'key', whyOf(counts))]),
    ],
    ...targetOf(cluster),
  };
}

function adminWords({ administrators, canBecomeAdmin }: AccessCounts): string {
  const others = canBecomeAdmin === undefined ? undefined : t`${canBecomeAdmin} can become one`;
  return [administrators ?? t`unknown`, others].filter((part) => part !== undefined).join(' \u00b7 ');
}

function whyOf({ unknown }: AccessCounts): string {
  return shownTexts(unknownTexts(unknown)).join('\n');
}
