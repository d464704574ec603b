/** Rules about add-ons that are retired, that lose support, or that authenticate in an outdated way. */
import { overviewPage } from '../../arm/docs.ts';
import { addonInfo, endingWords, isOver, legacyMonitoring, usesNginxRouting } from '../../cluster/addons.ts';
import { evidence } from '../rule/evidence.ts';
import type { DetailedRule, Rule } from '../rule/rule.ts';
import type { Cluster } from '../../cluster/model.ts';
import { dayInSentence } from '../../words/dateTime.ts';
import { say, verbatim, type Words } from '../../../sentences/words.ts';

const legacyMonitoringEnds = '2026-09-30';

/** A cluster with a service principal has no managed identity with which the add-on could sign in. */
function wayToManagedIdentity(cluster: Cluster): Words {
  const first = cluster.controlPlane.kind === 'servicePrincipal' ? say` First migrate the cluster to one.` : '';
  return say`To sign in with a managed identity, which needs no role: disable the add-on and enable it again (az aks disable-addons and az aks enable-addons, both with --addons monitoring).${first}`;
}

export const legacyMonitoringAuthentication: Rule = {
  title: say`Container Insights uses legacy authentication`,
  severity: 'warning',
  otherwise: { severity: 'error', when: 'after its last day' },
  source: overviewPage,
  meaning: say`Container Insights sends data with legacy authentication, which is retired. Managed identity authentication takes its place.`,
  find({ cluster, facts }) {
    if (!legacyMonitoring(cluster)) return [];
    const over = isOver(legacyMonitoringEnds, facts.now);
    const lastDay = dayInSentence(legacyMonitoringEnds);
    const retires = over ? say`retired on ${lastDay}` : say`retires on ${lastDay}`;
    return [
      {
        severity: over ? 'error' : 'warning',
        text: say`Container Insights uses legacy authentication, which ${retires}.`,
        advice: wayToManagedIdentity(cluster),
        brief: retires,
        evidence: evidence`addonProfiles.omsagent.config.useAADAuth is not "true".`,
      },
    ];
  },
};

export const retiredAddon: DetailedRule = {
  title: say`Retired add-on`,
  severity: 'warning',
  source: overviewPage,
  detail: 'the add-on',
  meaning: say`An enabled add-on is retired and gets no support.`,
  controls: [{ control: 'quickReviewRouting', only: { detail: 'httpApplicationRouting' } }],
  find: ({ cluster: { addons } }) =>
    addons.flatMap(({ name, enabled }) => {
      const info = enabled ? addonInfo(name) : undefined;
      if (!info?.retired) return [];
      const addonEvidence = evidence`The add-on ${{ addon: name }} is enabled.`;
      const brief = verbatim(info.displayName);
      return [{ detail: info.key, text: info.retired, brief, evidence: addonEvidence, source: info.source }];
    }),
};

export const retiringAddon: DetailedRule = {
  title: say`End of support for an add-on`,
  severity: 'info',
  otherwise: { severity: 'warning', when: 'after its last day' },
  source: overviewPage,
  detail: 'the add-on',
  meaning: say`Support for an enabled add-on, or for a variant of it, ends or has ended.`,
  find: ({ cluster, facts }) =>
    cluster.addons.flatMap(({ name, enabled }) => {
      const info = enabled ? addonInfo(name) : undefined;
      if (!info?.ending || info.retired || (info.key === 'webAppRouting' && !usesNginxRouting(cluster))) return [];
      const { until } = info.ending;
      const over = isOver(until, facts.now);
      return [
        {
          detail: info.key,
          severity: over ? 'warning' : 'info',
          text: say`${info.displayName}: ${endingWords(info.ending, facts.now)}`,
          brief: info.ending.part ?? verbatim(info.displayName),
          evidence: evidence`The add-on ${{ addon: name }} is enabled. Last day of support: ${{ lastDay: until }}.`,
          source: info.source,
        },
      ];
    }),
};
