/** The details of a cluster, ready to show. */
import { lastSegment, sameGuid, sameId } from '../../../domain/arm/resourceId.ts';
import type { ClusterDetails } from '../../../app/facts/clusterDetails.ts';
import { kubernetesVersionOf, servicePrincipalClientId } from '../../../domain/cluster/clusterSettings.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { findingTitle } from '../../../domain/findings/catalogue.ts';
import { openOf } from '../../../domain/findings/rule/weight.ts';
import { evidenceSeen } from '../../../domain/report/formats/briefEvidence.ts';
import { topicOf, type Finding } from '../../../domain/findings/finding.ts';
import { leftOutOf } from '../../../domain/report/judgedFixes.ts';
import { fingerprintsOf } from '../../../domain/report/fingerprint.ts';
import { unjudgedRequirements } from '../../../domain/needs/notJudged.ts';
import { joinedFixes } from '../../../domain/findings/joinedFixes.ts';
import { addonInfo } from '../../../domain/cluster/addons.ts';
import { identitiesOnPool } from '../../../domain/around/things/nodes.ts';
import type { ClusterAround } from '../../../app/facts/clusterAround.ts';
import type { NamedWorkload } from '../../../app/facts/clusterWorkloads.ts';
import { identitySummary, type SummaryRow } from '../../../domain/identityTable/identityTable.ts';
import { holdersAmong } from '../../../domain/gateway/holders.ts';
import { placesAmong, routingAddon } from '../../../domain/gateway/mapping.ts';
import type { Read } from '../../../domain/cluster/facts.ts';
import type { Requirement } from '../../../domain/needs/need.ts';
import { principalOf } from '../../../domain/cluster/principals.ts';
import { scopeName, shortGuid } from '../../../domain/arm/scopeWords.ts';
import { sentenceList } from '../../../domain/words/describe.ts';
import { unknownBrief, whyNotRead, type Unknown } from '../../../domain/arm/unknown.ts';
import { poolRow } from './poolsView.ts';
import { decisionsOf, evidenceOf } from '../../state/evidence.ts';
import { startFor } from '../../../domain/findings/findingStart.ts';
import { fixKeyOf } from '../../state/fixKey.ts';
import type { Fact } from '../../protocol/form.ts';
import type { Details, FindingView, IdentityRow, Tone } from '../../protocol/panel.ts';
import { identityProblemOf, missingOf, worstTone, type IdentityLack } from '../../map/identityProblem.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import { distinctWords, say, type Words } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import { shownIn, t, shownText, shownTexts } from '../../../sentences/language.ts';
import { ownValue } from '../../../shape/ownValue.ts';

/** Everything that the panel knows about its cluster. */
export interface ClusterKnowledge extends ClusterDetails {
  readonly findings: readonly Finding[];
  /** What its identities need, where the file that it is from does not tell whether they have it. */
  readonly untold?: readonly Requirement[];
}

/** Makes the details tab; `requirements` are what the cluster's identities need, as far as it could be judged. */
export function detailsView(
  { cluster, roleAssignments, findings, unknown, rolesUnread = [], untold = [] }: ClusterKnowledge,
  requirements: readonly Requirement[] = [],
  around?: ClusterAround,
  workloads?: readonly NamedWorkload[],
): Details {
  const nodes = around?.kinds.find(({ kind }) => kind === 'nodes');
  const open = openOf(findings);
  const fingerprints = fingerprintsOf({ cluster, findings });
  const noRoles = noRolesOf(roleAssignments.length, [
    ...unknown,
    ...requirements.flatMap((need) => need.unknown ?? []),
  ]);
  return {
    facts: [
      ...clusterFacts(cluster),
      ...unknown
        .map((unread) => ({ label: t`Unknown`, value: shownUnknown(unread) }))
        // The empty section of roles says it, too.
        .filter(({ value }) => noRoles?.startsWith(value) !== true),
    ],
    identities: identitySummary(cluster).map((row) => {
      const part = neederOf(cluster, row);
      const lacking = {
        ...missingOf(open, requirements, part),
        isUnread: rolesUnread.some((id) => sameGuid(id, row.actual.principalId) || sameId(id, row.actual.identityId)),
        untold: untold.filter(({ identity, holder }) => holder === undefined && identity === part).length,
      };
      const drawn = identityDetails(row, identityProblemOf(open, row.part), lacking);
      return row.id === routingAddon ? withGateways(drawn, { cluster, roleAssignments }, workloads) : drawn;
    }),
    findings: [
      ...findings.map((finding, index) => ({
        ...defined({ id: fingerprints[index] }),
        ...findingView(finding, cluster),
      })),
      ...unjudgedRequirements(requirements).map((unjudged) => ({
        title: shownText(unjudged.title),
        tone: unjudged.severity,
        text: shownText(unjudged.text),
        ...evidenceOf(unjudged),
        source: unjudged.source,
      })),
    ],
    ...fixAllOf(cluster, findings),
    roles: roleAssignments.map(({ id, principalId, roleName, scope, subscriptionName, inherited }) => ({
      identity: holderName(cluster, principalId, open),
      role: roleName,
      scope: shownText(scopeName(scope, () => subscriptionName)),
      fullScope: scope,
      inherited,
      assignmentId: id,
    })),
    ...defined({ noRoles }),
    pools: cluster.agentPools.map((pool) => poolRow(cluster, pool, nodes && identitiesOnPool(pool.name, nodes))),
  };
}

/** Says that it is not known whether there are roles, where none is visible and something could not be read. */
function noRolesOf(count: number, unknown: readonly Unknown[]): string | undefined {
  const [first] = unknown;
  if (count > 0 || first === undefined) return undefined;
  const isRefused = first.cause === 'refused' && isOfRoles(first);
  return `${shownUnknown(first)}${isRefused ? t` The role Reader is enough.` : ''}`;
}

const readsOfRoles: readonly string[] = ['assignmentsOf', 'assignedIn'] satisfies Read['kind'][];

function isOfRoles({ subject }: Unknown): boolean {
  return subject.what === 'roleAssignments' || readsOfRoles.includes(subject.what);
}

/** Says what is unknown: of roles in the words in which findings say it. */
function shownUnknown(unread: Unknown): string {
  return isOfRoles(unread) ? t`Role assignments can't be read: ${whyNotRead(unread)}` : shownText(unknownBrief(unread));
}

function clusterFacts(cluster: Cluster): readonly Fact[] {
  const client = servicePrincipalClientId(cluster);
  const version = kubernetesVersionOf(cluster);
  return [
    cluster.controlPlane.kind === 'servicePrincipal'
      ? {
          label: t`Authentication`,
          value: t`Service principal, client ID ${client ?? say`unknown`}`,
          ...defined({ copy: client }),
        }
      : { label: t`Authentication`, value: t`Managed identity` },
    { label: t`Region`, value: cluster.location },
    ...(version === undefined ? [] : [{ label: 'Kubernetes', value: version }]),
    ...(cluster.nodeResourceGroup === undefined
      ? []
      : [{ label: t`Node resource group`, value: cluster.nodeResourceGroup, copy: cluster.nodeResourceGroup }]),
    { label: t`Resource ID`, value: cluster.id, copy: cluster.id },
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
/** What needs no identity of the cluster's own, so that none is missed in its JSON. */
const withoutIdentity: ReadonlySet<SummaryRow['id']> = new Set(['networkMonitoring', 'workloadIdentity']);
function toneOf({ id, actual }: SummaryRow): Tone {
  return actual.kind === 'notVisible' && withoutIdentity.has(id) ? 'info' : tones[actual.kind];
}

const ownTexts: Readonly<Record<SummaryRow['bringYourOwn'], Words>> = {
  yes: say`Supported.`,
  no: say`Not supported.`,
  required: say`Required: you configure it.`,
  '': say`Not documented.`,
};

/** What an identity lacks, how many roles the file that it is from leaves open, and whether its roles could not be read. */
type RowLack = IdentityLack & { readonly untold: number; readonly isUnread: boolean };

function identityDetails(row: SummaryRow, problem: string | undefined, lacking: RowLack): IdentityRow {
  const { identity, use, defaultPermissions, bringYourOwn, actual, retired, source } = row;
  const text = shownText(actual.text);
  const ids: readonly (readonly [string, string | undefined])[] = [
    [problem ? t`Former principal ID` : t`Principal ID`, actual.principalId],
    [t`Client ID`, actual.clientId],
    [t`Resource ID`, actual.identityId],
    ...(row.about === undefined ? [] : [[shownText(row.about.label), row.about.id] as const]),
  ];
  return {
    title: shownText(identity),
    state: problem ? t`${text}; it was ${problem}` : [text, retired && shownText(retired)].filter(Boolean).join(' '),
    tone: worstTone([
      problem ? 'error' : 'ok',
      lacking.tone ?? (lacking.untold > 0 || lacking.isUnread ? 'unknown' : 'ok'),
      retired ? 'warning' : toneOf(row),
    ]),
    ...lackingText(lacking),
    facts: [
      ...ids.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value, copy: value }])),
      ...(row.parts ?? []).map(shownIn),
    ],
    use: shownText(use),
    permissions: shownText(defaultPermissions),
    ownIdentity: shownText(ownTexts[bringYourOwn]),
    source,
    ...(row.id === 'workloadIdentity' ? { leadsTo: 'workloads' as const } : {}),
  };
}

/** Says beside the add-on's identity which identities its Gateways can use, once the workloads are known. */
function withGateways(
  row: IdentityRow,
  { cluster, roleAssignments }: Pick<ClusterKnowledge, 'cluster' | 'roleAssignments'>,
  workloads: readonly NamedWorkload[] = [],
): IdentityRow {
  const trusted = workloads.map((workload) => ({ ...workload, assignments: workload.roles }));
  const { holders } = holdersAmong(cluster, trusted, placesAmong(cluster, roleAssignments));
  const facts = holders.map(({ identityId, places }) => ({
    label: t`Gateway identity`,
    value: t`${lastSegment(identityId)}, for ${sentenceList(places.map(({ id }) => lastSegment(id)))}`,
    copy: identityId,
    copyName: t`resource ID of the Gateway identity`,
  }));
  return { ...row, facts: [...row.facts, ...facts] };
}

/** The name that needs use for the identity of a row. */
function neederOf({ controlPlane }: Cluster, { part }: SummaryRow): string | undefined {
  return part === 'controlPlane' && controlPlane.kind === 'servicePrincipal' ? 'servicePrincipal' : part;
}

/** Says next to an identity how many roles are missing, what else is wrong with it, and what could not be checked. */
function lackingText({ missing, others, unknown, untold, isUnread }: RowLack): { readonly lacking?: string } {
  const parts = [
    ...(missing.length === 0 ? [] : [t`${countWithNoun(missing.length, 'role')} missing`]),
    ...shownTexts(distinctWords(others.map(({ code }) => findingTitle(code)))),
    ...(unknown === undefined ? [] : [t`not checked: ${unknown}`]),
    ...(untold === 0 ? [] : [t`not checked: ${countWithNoun(untold, 'role')}`]),
  ];
  if (parts.length === 0 && isUnread) return { lacking: t`its roles are unknown` };
  return parts.length === 0 ? {} : { lacking: parts.join('; ') };
}

function findingView(finding: Finding, cluster: Cluster): FindingView {
  const { code, severity, text, source, fix, customRole, accepted, command } = finding;
  const evidence = evidenceOf(evidenceSeen(finding));
  return {
    ...decisionsOf(finding),
    title: shownText(topicOf(finding).title),
    tone: accepted ? 'off' : severity,
    text: shownText(text),
    ...evidence,
    source,
    ...(accepted ? {} : fixKeyOf(code, fix)),
    ...startFor(finding, cluster),
    ...(customRole ? { customRole: JSON.stringify(customRole, undefined, 2) } : {}),
    ...defined({ command }),
  };
}

/** The fixes that can be combined in one plan, if there are at least two. */
function fixAllOf(cluster: Cluster, findings: readonly Finding[]): Pick<Details, 'fixAll'> {
  const joined = joinedFixes([{ cluster, findings }]);
  if (joined.changes.length < 2) return {};
  const fixKeys = joined.fixed.flatMap(({ finding }) => fixKeyOf(finding.code, finding.fix).fixKey ?? []);
  return {
    fixAll: {
      label: t`Fix ${countWithNoun(joined.fixed.length, 'finding')}...`,
      fixKeys,
      ...defined({ leftOut: shownIn(leftOutOf(joined)) }),
    },
  };
}

const partNames: Readonly<Record<string, Words>> = {
  controlPlane: say`Control plane`,
  servicePrincipal: say`Service principal`,
  kubelet: say`Kubelet`,
};

/** Names a part of the cluster: one of its own identities, or an add-on. */
export function partName(name: string): string {
  return shownText(ownValue(partNames, name) ?? addonInfo(name)?.displayName ?? name);
}

/** Names the part of the cluster that a principal belongs to. */
function holderName(cluster: Cluster, principalId: string, findings: readonly Finding[]): string {
  const names = ['controlPlane', 'kubelet', ...cluster.addons.map(({ name }) => name)];
  const holder = names.filter((name) => sameGuid(principalOf(cluster, name), principalId));
  const called = holder.map((name) => {
    const problem = identityProblemOf(findings, name);
    return problem === undefined ? partName(name) : t`${partName(name)} (no effect: it was ${problem})`;
  });
  return called.join(', ') || t`principal ${shortGuid(principalId)}`;
}
