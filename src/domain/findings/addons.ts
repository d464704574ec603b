/** Add-ons that are gone, ending, or that authenticate in an old way, and features whose own identities can't do their work. */
import type { FindingKind } from './catalogue.ts';
import { seeking } from '../cluster/watching.ts';
import { lastSegment, sameId } from '../arm/resourceId.ts';
import { addonInfo, legacyMonitoring, usesNginxRouting } from '../cluster/addons.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { isOutside } from '../cluster/placement.ts';
import { whyBindingsUnknown } from '../uses/boundTo.ts';
import { sameIssuer } from '../cluster/uses.ts';
import { featureIdentitiesOf, featureIdentityName, gatedRegistryOf } from '../needs/features.ts';
import type { FeatureIdentity } from '../needs/features.ts';
import { issuerOf } from '../workloads/issuer.ts';
import { findingOf, notAllRead } from './finding.ts';
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

/** Finds what keeps the features of a cluster from using the identities that its JSON names for them. */
export function featureFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  const all = featureIdentitiesOf(
    cluster,
    seeking(facts, 'identityMadeByAks', ...ofGating, 'imagePullIdentityUnbound'),
  );
  const once = [...new Map(all.map((each) => [`${each.feature} ${each.identityId.toLowerCase()}`, each])).values()];
  return [
    ...once.flatMap((each) => madeByAksFindings(each, cluster)),
    ...once.flatMap((each) =>
      each.feature === 'securityGating' ? gatingFindings(each, cluster, seeking(facts, ...ofGating)) : [],
    ),
    ...all.flatMap((each) => unknownRegistryFindings(each, cluster, facts)),
    ...once.flatMap((each) =>
      each.feature === 'imagePull' ? unboundFindings(each, cluster, seeking(facts, 'imagePullIdentityUnbound')) : [],
    ),
  ];
}

const ofGating: readonly FindingKind[] = ['gatingIdentityGone', 'gatingIdentityUntrusted'];

function madeByAksFindings(identity: FeatureIdentity, cluster: Cluster): readonly Finding[] {
  if (isOutside(cluster, identity.identityId)) return [];
  return [
    findingOf('identityMadeByAks', {
      text: `AKS made ${featureIdentityName(identity)} beside the nodes of ${cluster.name}. Roles can be given to it; deleting it, or changing whom it trusts, breaks what it is for.${adviceFor(identity)}`,
      evidence: `${identity.identityId} lies in the node resource group ${cluster.nodeResourceGroup ?? ''}.`,
    }),
  ];
}

/** Source: the published TypeSpec of Microsoft.ContainerService, which leaves the right to the user and names no role. */
function adviceFor({ feature }: FeatureIdentity): string {
  if (feature !== 'quickAttach') return '';
  return ' For disks of your own outside the node resource group it needs a right on their resource group, which you give it; Azure does not say which role.';
}

function gatingFindings(identity: FeatureIdentity, cluster: Cluster, facts: Facts): readonly Finding[] {
  const { identityId } = identity;
  const name = lastSegment(identityId);
  const answer = facts.get({ kind: 'resource', id: identityId });
  if (answer?.kind === 'missing') {
    return [
      findingOf('gatingIdentityGone', {
        text: `The identity ${name} was deleted, so Defender gating can't see what was found in images, and what happens to new pods depends on its rules.`,
        evidence: `${identityId} was not found.`,
      }),
    ];
  }
  const issuer = issuerOf(cluster);
  const credentials = facts.get({ kind: 'federatedCredentials', identityId });
  if (credentials?.kind === 'unreadable') {
    return [notAllRead(`${name} trusts ${cluster.name}`, identityId, [credentials])];
  }
  if (credentials === undefined) return [];
  const all = credentials.kind === 'found' ? credentials.value : [];
  if (issuer !== undefined && all.some((each) => sameIssuer(each.issuer, issuer))) return [];
  const why = issuer === undefined ? `${cluster.name} has no OIDC issuer` : `none of its credentials names ${issuer}`;
  return [
    findingOf('gatingIdentityUntrusted', {
      text: `The identity ${name} has no federated credential of ${cluster.name}, so Defender gating can't sign in as it.`,
      evidence: `${identityId}: ${why}.`,
    }),
  ];
}

function unknownRegistryFindings(identity: FeatureIdentity, cluster: Cluster, facts: Facts): readonly Finding[] {
  const registry = gatedRegistryOf(identity, cluster, facts);
  if (registry === undefined || !('unknown' in registry)) return [];
  const whether = `${lastSegment(identity.identityId)} may pull from ${identity.registry ?? ''}`;
  return [notAllRead(whether, identity.identityId, [registry.unknown])];
}

function unboundFindings({ identityId }: FeatureIdentity, cluster: Cluster, facts: Facts): readonly Finding[] {
  const bindings = facts.get({ kind: 'bindings', clusterId: cluster.id });
  if (bindings === undefined) return [];
  const name = lastSegment(identityId);
  const why = whyBindingsUnknown(cluster.id, bindings);
  if (why !== undefined) return [notAllRead(`${name} is bound to ${cluster.name}`, identityId, [why])];
  const all = bindings.kind === 'found' ? bindings.value : [];
  if (all.some((each) => sameId(each.identityId, identityId))) return [];
  return [
    findingOf('imagePullIdentityUnbound', {
      text: `Pods are to pull images with ${name}, which is not bound to ${cluster.name}: without a binding they pull as nobody, and only public images come.`,
      evidence: `No identity binding of ${cluster.name} names ${identityId}.`,
      fix: { kind: 'bindIdentity', clusterId: cluster.id, identityId },
    }),
  ];
}
