/** What a principal can act on, ready to show. */
import { accessModeNames } from '../../domain/whoCanAct/accessMode.ts';
import { decidedTexts, namespaceTexts, wayText } from '../../domain/whoCanAct/text/accessLines.ts';
import { notKnownOf, standingWords, summaryText } from '../../domain/whoCanAct/text/mayActLines.ts';
import { idsToNameOf, withNamesOf } from '../../domain/whoCanAct/directoryNames.ts';
import type { ActsOnCluster, MayActOn } from '../../domain/whoCanAct/model.ts';
import { principalKindOf, principalNoun } from '../../domain/access/principalNames.ts';
import { moreOf } from '../../domain/words/counts.ts';
import { defined } from '../../shape/defined.ts';
import type { ActsRowView, ActsView } from '../protocol/access.ts';
import { isInAzure } from '../../domain/whoCanAct/abilities.ts';
import { cellView, abilityColumns } from './accessView.ts';
import { namingView, type NamesModel } from './naming.ts';
import type { TabModel } from './tabReading.ts';
import { t, shownText } from '../../sentences/language.ts';
import { capitalised } from '../../sentences/words.ts';

/** What a panel knows about the clusters that its principal can act on. */
export type ActsModel = TabModel<MayActOn>;

/** More clusters than these are not drawn; the command line lists all. */
const mostRows = 500;

/** Makes the tab. */
export function actsView({ isReading, known: read, problem }: ActsModel, names?: NamesModel): ActsView {
  const known = read && names?.known ? withNamesOf(read, names.known) : read;
  const missing = known ? idsToNameOf(known, names?.known).length : 0;
  const { naming, problems } = namingView(missing, names);
  const rows = known?.clusters.slice(0, mostRows) ?? [];
  const left = (known?.clusters.length ?? 0) - rows.length;
  const hasKubernetes = rows.some(({ cells }) =>
    cells.some(({ ability }) => ability !== 'other' && !isInAzure(ability)),
  );
  return {
    facts: known === undefined ? [] : factsOf(known),
    ...(isReading ? { reading: t`Reading role assignments in all subscriptions ...` } : {}),
    ...defined({ problem }),
    ...(known ? { summary: summaryText(known), rows: rows.map(rowView) } : {}),
    columns: abilityColumns(hasKubernetes),
    ...(known && left > 0
      ? {
          more: t`And ${moreOf(left, 'cluster')}. The command line lists all: aks-identity access --principal ${known.principal.id}`,
        }
      : {}),
    ...naming,
    unknown: known ? [...problems, ...notKnownOf(known)] : [],
  };
}

function factsOf({ principal: { id, type, name, directoryName, isAbsent } }: MayActOn): ActsView['facts'] {
  return [
    {
      label: t`Kind`,
      value: name === undefined ? shownText(capitalised(principalNoun(principalKindOf(type)))) : t`Managed identity`,
    },
    ...(directoryName === undefined ? [] : [{ label: t`Name`, value: directoryName }]),
    { label: t`Object ID`, value: isAbsent ? t`${id} (not in the directory)` : id, copy: id },
  ];
}

function rowView({ cluster, posture, standing, isAdminGroup, cells, ways }: ActsOnCluster): ActsRowView {
  return {
    key: cluster.id,
    name: cluster.name,
    place: `${cluster.resourceGroup}, ${cluster.location}`,
    standing: capitalised(shownText(standingWords[standing])),
    // What AKS needs is nothing to look after.
    tone:
      standing === 'admin' || (standing === 'canBecomeAdmin' && !ways.every(({ isForAks }) => isForAks))
        ? 'warning'
        : 'info',
    cells: cells.filter(({ namespace }) => namespace === undefined).map(cellView),
    namespaces: namespaceTexts(cells),
    ways: ways.map((way) => capitalised(wayText(way))),
    evidence: [
      ...(isAdminGroup ? [t`The cluster names this group as its administrators.`] : []),
      ...decidedTexts(cells),
      t`Authorization in Kubernetes: ${accessModeNames[posture.mode]}`,
    ],
  };
}
