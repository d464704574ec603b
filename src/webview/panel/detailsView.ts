/** The details of a cluster, ready to show. */
import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import { textAt } from '../../domain/arm/json.ts';
import type { AgentPool, Cluster } from '../../domain/cluster/model.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { summaryOf } from '../../domain/identityTable/identityTable.ts';
import type { SummaryRow } from '../../domain/identityTable/identityTable.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import { principalOf } from '../../domain/cluster/principals.ts';
import { scopeName } from '../../domain/arm/scopeWords.ts';
import { describeControlPlane, describeKubelet, listed } from '../../domain/words/describe.ts';
import { fixKeyOf } from '../fixKey.ts';
import type { Fact } from '../protocol/form.ts';
import type { Badge, Details, FindingView, IdentityRow, Tone } from '../protocol/panel.ts';
import { aksPage } from '../../domain/arm/docs.ts';
import { isSettled, isStopped, hasSucceeded, hasFailed } from '../../domain/cluster/provisioningState.ts';
import { identityProblemOf } from './identityProblem.ts';

/** Everything that the panel knows about its cluster. */
export interface ClusterKnowledge extends ClusterDetails {
  readonly findings: readonly Finding[];
}

/** Makes the details tab; `requirements` are what the cluster's identities need, as far as that could be judged. */
export function detailsView(
  { cluster, roleAssignments, findings }: ClusterKnowledge,
  requirements: readonly Requirement[] = [],
): Details {
  return {
    facts: clusterFacts(cluster),
    identities: summaryOf(cluster).map((row) => identityRow(row, identityProblemOf(findings, row.part))),
    findings: [...findings.map(findingView), ...notJudged(requirements)],
    roles: roleAssignments.map(({ id, principalId, roleName, scope, inherited }) => ({
      identity: holderName(cluster, principalId),
      role: roleName,
      scope: scopeName(scope),
      fullScope: scope,
      inherited,
      assignmentId: id,
    })),
    pools: cluster.agentPools.map(poolRow),
  };
}

/** Makes the badges beside the panel's title. */
export function badgesOf(cluster: Cluster): readonly Badge[] {
  const state = cluster.provisioningState;
  const tone: Tone = hasSucceeded(state) ? 'ok' : hasFailed(state) ? 'error' : isSettled(state) ? 'warning' : 'busy';
  return [
    { text: describeControlPlane(cluster.controlPlane), tone: 'info' },
    isStopped(cluster) ? { text: 'Stopped', tone: 'off' } : { text: state, tone },
  ];
}

function clusterFacts(cluster: Cluster): readonly Fact[] {
  const issuer = textAt(cluster.raw, 'properties.oidcIssuerProfile.issuerURL');
  const client = textAt(cluster.raw, 'properties.servicePrincipalProfile.clientId');
  const version = textAt(cluster.raw, 'properties.kubernetesVersion');
  return [
    { label: 'Control plane', value: describeControlPlane(cluster.controlPlane) },
    { label: 'Kubelet', value: describeKubelet(cluster.kubelet) },
    {
      label: 'Managed identity',
      value:
        cluster.controlPlane.kind === 'servicePrincipal'
          ? `No: the cluster uses a service principal (client ID ${client ?? 'unknown'}).`
          : 'Yes: the client ID of its service principal profile is msi.',
    },
    { label: 'Region', value: cluster.location },
    ...(version === undefined ? [] : [{ label: 'Kubernetes', value: version }]),
    ...(cluster.nodeResourceGroup === undefined
      ? []
      : [{ label: 'Node resource group', value: cluster.nodeResourceGroup, copy: cluster.nodeResourceGroup }]),
    ...(issuer === undefined ? [] : [{ label: 'OIDC issuer', value: issuer, copy: issuer }]),
    { label: 'Resource ID', value: cluster.id, copy: cluster.id },
  ];
}

const tones: Readonly<Record<SummaryRow['actual']['kind'], Tone>> = {
  identity: 'ok',
  servicePrincipal: 'warning',
  noIdentityRequired: 'ok',
  notVisible: 'unknown',
  pending: 'busy',
  off: 'off',
};
const ownTexts: Readonly<Record<SummaryRow['bringYourOwn'], string>> = {
  yes: 'Supported.',
  no: 'Not supported.',
  required: 'Required: you configure it.',
  '': 'Not documented.',
};

function identityRow(row: SummaryRow, problem: string | undefined): IdentityRow {
  const { identity, use, defaultPermissions, bringYourOwn, actual, retired, source } = row;
  const ids: readonly (readonly [string, string | undefined])[] = [
    ['Principal ID', actual.principalId],
    ['Client ID', actual.clientId],
    ['Resource ID', actual.identityId],
  ];
  return {
    title: identity,
    state: problem ? `${actual.text}; it was ${problem}` : retired ? `${actual.text} ${retired}` : actual.text,
    tone: problem ? 'error' : retired ? 'warning' : tones[actual.kind],
    facts: ids.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value, copy: value }])),
    use,
    permissions: defaultPermissions,
    ownIdentity: ownTexts[bringYourOwn],
    source,
  };
}

function findingView({ code, severity, text, evidence, source, fix, customRole }: Finding): FindingView {
  return {
    ...{ code, tone: severity, text, evidence, source },
    ...fixKeyOf(code, fix),
    ...(customRole ? { customRole: JSON.stringify(customRole, undefined, 2) } : {}),
  };
}

/** Reports what could not be judged, so that nobody thinks it is in order because nothing was found. */
function notJudged(requirements: readonly Requirement[]): readonly FindingView[] {
  const open = requirements.filter(({ verdict }) => verdict === 'unknown');
  if (open.length === 0) return [];
  const needs = new Set(open.map(({ role, scope }) => `${role.name} on ${scopeName(scope)}`));
  const reasons = new Set(open.flatMap(({ reason }) => reason ?? []));
  return [
    {
      ...{ code: 'notJudged', tone: 'unknown' },
      text: `Whether its identities hold what they need is not known: ${listed([...needs])}.`,
      evidence: [...reasons].join(' '),
      source: aksPage('managed-identity-overview'),
    },
  ];
}

function poolRow({ name, nodeImageVersion, latestNodeImageVersion: latest, provisioningState }: AgentPool) {
  const image = nodeImageVersion ?? 'not known';
  const newer = latest !== undefined && latest !== nodeImageVersion;
  const state = provisioningState ?? 'not known';
  const tone: Tone = hasSucceeded(state) ? 'ok' : hasFailed(state) ? 'error' : isSettled(state) ? 'unknown' : 'busy';
  return { name, image: newer ? `${image} (newest: ${latest})` : image, state, tone };
}

/** Names the part of the cluster that a principal belongs to. */
function holderName(cluster: Cluster, principalId: string): string {
  const names = ['controlPlane', 'kubelet', ...cluster.addons.map(({ name }) => name)];
  const labels: Readonly<Record<string, string>> = { controlPlane: 'Control plane', kubelet: 'Kubelet' };
  const holder = names.filter((name) => principalOf(cluster, name)?.toLowerCase() === principalId.toLowerCase());
  return holder.map((name) => labels[name] ?? name).join(', ') || principalId;
}
