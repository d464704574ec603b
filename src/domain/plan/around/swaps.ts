/** What a change of a cluster's identities means for the resources around the cluster. */
import { unknownTexts } from '../../arm/unknown.ts';
import {
  extensionName,
  extensionTypeOf,
  extensionsOf,
  fluxSourcesOf,
  usesKubeletIdentity,
} from '../../around/things/extensions.ts';
import { aksPage } from '../../arm/docs.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { Facts } from '../../cluster/facts.ts';
import { changesKubelet } from '../clusterEdit.ts';
import type { Warning } from '../plan.ts';
import type { ClusterEdit } from '../stepActions.ts';
import type { PlanContext } from '../planPart.ts';
import { sentenceList } from '../../words/describe.ts';
import { rejoiningOf, type Rejoining } from './fleetMembers.ts';
import { joinWords, say } from '../../../sentences/words.ts';

/** Source: https://learn.microsoft.com/azure/azure-arc/kubernetes/tutorial-use-gitops-flux2 */
const fluxPage = 'https://learn.microsoft.com/azure/azure-arc/kubernetes/tutorial-use-gitops-flux2';

/** Plans the resources around a cluster whose identities change: Fleets are joined again, extensions become a warning. */
export function aroundSwap(cluster: Cluster, edit: ClusterEdit, context: Pick<PlanContext, 'facts'>): Rejoining {
  const rejoining = rejoiningOf(cluster, context);
  if (context.facts.looksAround !== true) return rejoining;
  const leaves = cluster.controlPlane.kind === 'servicePrincipal' && edit.controlPlane !== undefined;
  return {
    ...rejoining,
    warnings: [
      ...rejoining.warnings,
      ...(leaves ? [nowPossible] : []),
      ...(changesKubelet(cluster, edit) ? extensionWarnings(cluster, context.facts) : []),
    ],
  };
}

const nowPossible: Warning = {
  id: 'extensionsPossible',
  severity: 'info',
  text: say`A managed identity makes cluster extensions such as Flux and backup possible. AKS may also switch the monitoring add-on to a managed identity.`,
  source: aksPage('cluster-extensions'),
};

/** Warns of extensions that sign in as the kubelet, or that there may be some. */
function extensionWarnings(cluster: Cluster, facts: Facts): readonly Warning[] {
  const { items, unknown } = extensionsOf(cluster, facts);
  const ownItems = items.filter(usesKubeletIdentity);
  const doubt: Warning = {
    id: 'extensionsUnknown',
    values: [cluster.name],
    severity: 'warning',
    text: say`Whether an extension of ${cluster.name} signs in as the kubelet isn't known. ${joinWords(unknownTexts(unknown))}`,
    source: aksPage('cluster-extensions'),
  };
  return [
    ...ownItems.map((extension): Warning => {
      const sources = extensionTypeOf(extension) === 'microsoft.flux' ? fluxSourcesOf(cluster, facts) : undefined;
      const places = (sources?.all ?? []).map((source) => source.where);
      const reads = places.length === 0 ? say`what it reads` : sentenceList([...new Set(places)]);
      const unknown = sources?.unknown ?? [];
      return {
        id: 'extensionLoses',
        values: [extensionName(extension), ...places],
        severity: 'warning',
        text: say`${extensionName(extension)} signs in as the kubelet: it loses ${reads} unless the new identity holds the roles for it.${unknown.length > 0 ? say` ${joinWords(unknownTexts(unknown))}` : ''}`,
        source: fluxPage,
      };
    }),
    ...(unknown.length > 0 ? [doubt] : []),
  ];
}
