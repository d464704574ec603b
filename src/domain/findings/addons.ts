/** Add-ons that are gone, ending, or that authenticate in an old way. */
import { addonInfo, legacyMonitoring, usesNginxRouting } from '../cluster/addons.ts';
import type { Cluster } from '../cluster/model.ts';
import { findingOf } from './finding.ts';
import type { Finding } from './finding.ts';

/** Finds add-ons that have ended or will end, seen at a given time. */
export function addonFindings(cluster: Cluster, now: Date): readonly Finding[] {
  return [
    ...monitoringFindings(cluster, now),
    ...cluster.addons.flatMap(({ name, enabled }) => (enabled ? endingFindings(cluster, name, now) : [])),
  ];
}

const legacyMonitoringEnds = '2026-09-30';

function monitoringFindings(cluster: Cluster, now: Date): Finding[] {
  if (!legacyMonitoring(cluster)) return [];
  const over = isOver(legacyMonitoringEnds, now);
  return [
    findingOf('legacyMonitoringAuthentication', {
      severity: over ? 'error' : 'warning',
      text: `Container Insights uses legacy authentication, which ${over ? 'retired' : 'retires'} on ${legacyMonitoringEnds}. Managed identity authentication needs no role.`,
      evidence: 'addonProfiles.omsagent.config.useAADAuth is not "true".',
    }),
  ];
}

function endingFindings(cluster: Cluster, name: string, now: Date): Finding[] {
  const info = addonInfo(name);
  if (info?.retired) {
    return [
      findingOf(`retiredAddon:${info.key}`, {
        text: info.retired,
        evidence: `The add-on ${name} is enabled.`,
        source: info.source,
      }),
    ];
  }
  if (!info?.ending || (info.key === 'webAppRouting' && !usesNginxRouting(cluster))) return [];
  const { until, text, ended } = info.ending;
  const over = isOver(until, now);
  return [
    findingOf(`retiringAddon:${info.key}`, {
      severity: over ? 'warning' : 'info',
      text: `${info.displayName}: ${over ? ended : text}`,
      evidence: `The add-on ${name} is enabled; the last day of its support ${over ? 'was' : 'is'} ${until}.`,
      source: info.source,
    }),
  ];
}

/** Tells whether a last day, as `yyyy-mm-dd`, has passed. */
function isOver(lastDay: string, now: Date): boolean {
  return now.toISOString().slice(0, 10) > lastDay;
}
