import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import type { ClusterAround } from '../../app/facts/clusterAround.ts';
import type { NamedWorkloads } from '../../app/facts/clusterWorkloads.ts';
import { detailOf } from '../../domain/findings/catalogue.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import type { Addon, Cluster, ControlPlane, Kubelet } from '../../domain/cluster/model.ts';
import { idKey, lastSegment, sameText } from '../../domain/arm/resourceId.ts';
import { contextValue } from '../../manifest.ts';
import { aroundRow } from './aroundRows.ts';
import { targetOf, withPrincipal } from './clusterRow.ts';
import { findingRows } from './findingRow.ts';
import { noteRow, tooltipLines, type Row } from '../row/row.ts';
import type { ClusterCheckResult } from '../loading/checkResult.ts';
import { markState, marksOf, sumOfMarks, withMarks, worstGrade, type Marks } from '../row/marks.ts';
import { poolsRow } from './poolRows.ts';
import { notReadRows, distinctRoles, unknownRows } from './unknownRows.ts';
import { roleRow } from './roleRow.ts';
import { isOfWorkloads, workloadsRow } from './workloadRows.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';
import { addonName } from '../../domain/cluster/addons.ts';
import { controlPlanePrincipal, kubeletPrincipal, type IdentityRole } from '../../domain/cluster/principals.ts';
import { otherIdentitiesOf } from '../../domain/cluster/identitiesOf.ts';
import type { IdentityUse } from '../../domain/uses/namedUses.ts';
import { describeControlPlane, describeKubelet, capitalised } from '../../domain/words/describe.ts';
import { defined } from '../../shape/defined.ts';

/** Makes the rows below a cluster: control plane, kubelet, add-ons, workloads and node pools, each with its problems. */
export function clusterChildren(
  details: ClusterDetails,
  check: ClusterCheckResult = { findings: [], around: [], unknown: [] },
  { workloads, around }: { readonly workloads?: NamedWorkloads; readonly around?: ClusterAround } = {},
): readonly Row[] {
  const { cluster } = details;
  const ofWorkloads = check.findings.filter(isOfWorkloads);
  const placedFindings = new Set<Finding>(ofWorkloads);
  const below = (principalId: string | undefined, ...roles: readonly IdentityRole[]): Below => {
    const findings = check.findings.filter(
      (finding) => !isOfWorkloads(finding) && belongsTo(finding, principalId, roles),
    );
    for (const finding of findings) placedFindings.add(finding);
    const unknown = distinctRoles(
      check.unknown.filter(({ identity }) => roles.some((role) => sameName(role, identity))),
    );
    return {
      marks: marksOf(findings, unknown.length),
      rows: [
        ...findingRows(cluster.id, findings, targetOf(cluster)),
        ...unknownRows(`${cluster.id}:${roles.join()}`, unknown, targetOf(cluster)),
        ...roleRowsOf(details, principalId),
      ],
    };
  };
  const addons = cluster.addons
    .filter(({ enabled, identityId }) => enabled || identityId !== undefined)
    .map((addon) => ({ addon, below: below(addon.objectId, addon.name) }));
  const rows = [
    controlPlaneRow(cluster, below(controlPlanePrincipal(cluster.controlPlane), 'controlPlane', 'servicePrincipal')),
    kubeletRow(cluster, below(kubeletPrincipal(cluster.kubelet), 'kubelet')),
    ...(addons.length === 0
      ? []
      : [
          addonsRow(cluster, {
            marks: sumOfMarks(addons.map((addon) => addon.below.marks)),
            rows: addons.map((addon) => addonRow(cluster, addon.addon, addon.below)),
          }),
        ]),
    ...otherIdentitiesOf(cluster).map((use) => otherRow(cluster, use)),
    workloadsRow(cluster, ofWorkloads, workloads),
    aroundRow(cluster, check.around, around),
    poolsRow(cluster, around),
  ];
  const otherFindings = check.findings.filter((finding) => !placedFindings.has(finding));
  return [
    ...rows,
    ...findingRows(cluster.id, otherFindings, targetOf(cluster)),
    ...notReadRows(`${cluster.id}:details`, details.unknown, targetOf(cluster)),
    ...notReadRows(`${cluster.id}:check`, check.otherUnknowns ?? [], targetOf(cluster)),
  ];
}

/** Returns true if a finding is about an identity: its fix gives it a role, it names one of its uses, or it says that it can't be read. */
function belongsTo(finding: Finding, principalId: string | undefined, roles: readonly IdentityRole[]): boolean {
  const { code, severity, fix, about = [] } = finding;
  const detail = detailOf(code) ?? (severity === 'unknown' ? about[0] : undefined);
  if (detail !== undefined && roles.some((role) => sameName(role, detail))) return true;
  return principalId !== undefined && fix?.kind === 'assignRole' && fix.principalId === principalId;
}

/** The rows below a row, and their marks. */
interface Below {
  readonly marks: Marks;
  readonly rows: readonly Row[];
}

function sameName(a: string, b: string): boolean {
  return sameText(a, b);
}

function roleRowsOf({ cluster, roleAssignments }: ClusterDetails, principalId: string | undefined): readonly Row[] {
  return roleAssignments
    .filter((assignment) => assignment.principalId === principalId)
    .map((assignment) => roleRow(assignment, `${idKey(cluster.id)}:${assignment.principalId}`, targetOf(cluster)));
}

function controlPlaneRow(cluster: Cluster, { marks, rows }: Below): Row {
  const { controlPlane } = cluster;
  const principalId = controlPlanePrincipal(controlPlane);
  const clientId = 'clientId' in controlPlane ? controlPlane.clientId : undefined;
  const identityId = controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined;
  return {
    key: `controlPlane:${idKey(cluster.id)}`,
    kind: 'controlPlane',
    label: 'Control plane',
    description: withMarks(marks, controlPlaneName(controlPlane)),
    icon: { id: 'key' },
    ...defined({ state: markState(marks) }),
    tooltip: tooltipLines({
      'Control plane of': cluster.name,
      Identity: controlPlaneName(controlPlane),
      'Principal ID': principalId,
      'Client ID': clientId,
      'Resource ID': identityId,
    }),
    contextValue: contextValue('controlPlane', {
      settled: isSettled(cluster.provisioningState),
      principal: principalId !== undefined,
      client: clientId !== undefined,
      resource: identityId !== undefined,
    }),
    children: rows,
    expanded: true,
    ...targetOf(cluster),
    ...withPrincipal(principalId),
    ...withIds(clientId, identityId),
  };
}

function kubeletRow(cluster: Cluster, { marks, rows }: Below): Row {
  const { kubelet } = cluster;
  const principalId = kubeletPrincipal(kubelet);
  const clientId = 'clientId' in kubelet ? kubelet.clientId : undefined;
  const identityId = 'identityId' in kubelet ? kubelet.identityId : undefined;
  return {
    key: `kubelet:${idKey(cluster.id)}`,
    kind: 'kubelet',
    label: 'Kubelet',
    description: withMarks(marks, kubeletName(kubelet)),
    icon: { id: 'server' },
    ...defined({ state: markState(marks) }),
    tooltip: tooltipLines({
      'Kubelet of': cluster.name,
      Identity: kubeletName(kubelet),
      'Principal ID': principalId,
      'Client ID': clientId,
      'Resource ID': identityId,
    }),
    contextValue: contextValue('kubelet', {
      settled: isSettled(cluster.provisioningState),
      managed: kubelet.kind === 'default' || kubelet.kind === 'preCreated',
      principal: principalId !== undefined,
      client: clientId !== undefined,
      resource: identityId !== undefined,
    }),
    children: rows,
    expanded: true,
    ...targetOf(cluster),
    ...withPrincipal(principalId),
    ...withIds(clientId, identityId),
  };
}

function addonsRow(cluster: Cluster, { marks, rows }: Below): Row {
  return {
    key: `addons:${idKey(cluster.id)}`,
    kind: 'addons',
    label: 'Add-ons',
    description: withMarks(marks, String(rows.length)),
    icon: { id: 'extensions' },
    ...defined({ state: markState(marks) }),
    contextValue: contextValue('addons'),
    children: rows,
    expanded: worstGrade(marks) !== undefined,
    ...targetOf(cluster),
  };
}

function addonRow(cluster: Cluster, addon: Addon, { marks, rows }: Below): Row {
  const label = addonName(addon.name);
  const name = addon.identityId === undefined ? 'no identity of its own' : lastSegment(addon.identityId);
  return {
    key: `addon:${idKey(cluster.id)}:${addon.name}`,
    kind: 'addon',
    label,
    description: withMarks(marks, name, !addon.enabled && 'off'),
    icon: { id: 'plug' },
    ...defined({ state: markState(marks) }),
    tooltip: tooltipLines({
      'Add-on': label,
      'Name in Azure': label === addon.name ? undefined : addon.name,
      State: addon.enabled ? 'on' : 'off',
      'Principal ID': addon.objectId,
      'Client ID': addon.clientId,
      'Resource ID': addon.identityId,
    }),
    contextValue: contextValue('addon', {
      principal: addon.objectId !== undefined,
      client: addon.clientId !== undefined,
      resource: addon.identityId !== undefined,
    }),
    children: rows,
    expanded: worstGrade(marks) !== undefined,
    ...targetOf(cluster),
    ...withPrincipal(addon.objectId),
    ...withIds(addon.clientId, addon.identityId),
  };
}

/** An identity that the cluster's settings name for another purpose; its main row is among the identities of its subscription. */
function otherRow(cluster: Cluster, { identityId, as }: IdentityUse): Row {
  const label = capitalised(as);
  return {
    ...noteRow(`${idKey(cluster.id)}:${idKey(identityId)}:${as}`, label),
    description: lastSegment(identityId),
    icon: { id: 'link' },
    tooltip: tooltipLines({ 'Used by': cluster.name, For: label, 'Resource ID': identityId }),
  };
}

function controlPlaneName(controlPlane: ControlPlane): string {
  return controlPlane.kind === 'userAssigned'
    ? lastSegment(controlPlane.identityId)
    : describeControlPlane(controlPlane);
}

function kubeletName(kubelet: Kubelet): string {
  return describeKubelet(kubelet).replace(/ \((.*)\)$/, ' \u00b7 $1');
}

function withIds(clientId: string | undefined, identityId: string | undefined): Partial<Row> {
  return {
    ...defined({ clientId }),
    ...(identityId === undefined ? {} : { identityId, resourceId: identityId }),
  };
}
