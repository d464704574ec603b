import type { ClusterDetails } from '../../app/facts/clusterDetails.ts';
import type { ClusterAround } from '../../app/facts/clusterAround.ts';
import type { NamedWorkloads } from '../../app/facts/clusterWorkloads.ts';
import { detailOf } from '../../domain/findings/catalogue.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import type { Addon, Cluster, ControlPlane, Kubelet } from '../../domain/cluster/model.ts';
import { idKey, lastSegment, sameText } from '../../domain/arm/resourceId.ts';
import { contextValue } from '../../manifest.ts';
import { accessRow } from './accessRow.ts';
import { aroundRow } from './aroundRows.ts';
import { targetOf, withPrincipal } from './clusterRow.ts';
import { findingRows } from './findingRow.ts';
import { noteRow, onOrOff, tooltipLines, type Row } from '../row/row.ts';
import type { ClusterCheckResult } from '../loading/checkResult.ts';
import { described, marksOf, sumOfMarks, worstGrade, type Marks } from '../row/marks.ts';
import { poolsRow } from './poolRows.ts';
import { distinctRoles } from '../../domain/needs/need.ts';
import { notReadRows, unknownRows } from './unknownRows.ts';
import { roleRow } from './roleRow.ts';
import { isOfWorkloads, workloadsRow } from './workloadRows.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';
import { isNotInFile } from '../../domain/arm/unknown.ts';
import { addonName, addonsInUse } from '../../domain/cluster/addons.ts';
import { addonActual, withoutOwnIdentity } from '../../domain/identityTable/presentIdentity.ts';
import { controlPlanePrincipal, kubeletPrincipal, type IdentityRole } from '../../domain/cluster/principals.ts';
import { otherIdentitiesOf } from '../../domain/cluster/identitiesOf.ts';
import type { IdentityUse } from '../../domain/uses/namedUses.ts';
import { controlPlaneKinds, describeControlPlane, describeKubelet } from '../../domain/words/describe.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';
import { capitalised, say, keyOfWords } from '../../sentences/words.ts';

/** Makes the rows below a cluster: control plane, kubelet, add-ons, workloads, access and node pools, each with its problems. */
export function clusterChildren(
  details: ClusterDetails,
  check: ClusterCheckResult = { findings: [], around: [], unjudged: [] },
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
      check.unjudged.filter(({ identity }) => roles.some((role) => sameText(role, identity))),
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
  const addons = addonsInUse(cluster).map((addon) => ({ addon, below: below(addon.objectId, addon.name) }));
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
    accessRow(cluster, check.access),
    aroundRow(cluster, check.around, around),
    poolsRow(cluster, around),
  ];
  const otherFindings = check.findings.filter((finding) => !placedFindings.has(finding));
  return [
    ...rows,
    ...findingRows(cluster.id, otherFindings, targetOf(cluster)),
    ...notReadRows(
      `${cluster.id}:details`,
      details.unknown.filter((unknown) => !isNotInFile(unknown)),
      targetOf(cluster),
    ),
    ...notReadRows(
      `${cluster.id}:check`,
      [...details.unknown.filter(isNotInFile), ...(check.otherUnknowns ?? [])],
      targetOf(cluster),
    ),
  ];
}

/** Returns true if a finding is about an identity: its fix gives it a role, it names one of its uses, or it says that it can't be read. */
function belongsTo(finding: Finding, principalId: string | undefined, roles: readonly IdentityRole[]): boolean {
  const { code, severity, fix, about = [] } = finding;
  const detail = detailOf(code) ?? (severity === 'unknown' ? about[0] : undefined);
  if (detail !== undefined && roles.some((role) => sameText(role, detail))) return true;
  return principalId !== undefined && fix?.kind === 'assignRole' && fix.principalId === principalId;
}

/** The rows below a row, and their marks. */
interface Below {
  readonly marks: Marks;
  readonly rows: readonly Row[];
}

function roleRowsOf({ cluster, roleAssignments }: ClusterDetails, principalId: string | undefined): readonly Row[] {
  return roleAssignments
    .filter((assignment) => assignment.principalId === principalId)
    .map((assignment) => roleRow(assignment, `${idKey(cluster.id)}:${assignment.principalId}`, targetOf(cluster)));
}

/** What the row of an identity slot says; its ids can be copied. */
interface Slot {
  readonly kind: 'controlPlane' | 'kubelet';
  readonly label: string;
  readonly icon: string;
  readonly name: string;
  readonly principalId: string | undefined;
  readonly clientId: string | undefined;
  readonly identityId: string | undefined;
  readonly isManaged?: boolean;
}

function controlPlaneRow(cluster: Cluster, below: Below): Row {
  const { controlPlane } = cluster;
  const slot = {
    kind: 'controlPlane',
    label: t`Control plane`,
    icon: 'key',
    name: controlPlaneName(controlPlane),
    principalId: controlPlanePrincipal(controlPlane),
    clientId: 'clientId' in controlPlane ? controlPlane.clientId : undefined,
    identityId: controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined,
  } as const;
  return slotRow(cluster, slot, below);
}

function kubeletRow(cluster: Cluster, below: Below): Row {
  const { kubelet } = cluster;
  const slot = {
    kind: 'kubelet',
    label: t`Kubelet`,
    icon: 'server',
    name: kubeletName(kubelet),
    principalId: kubeletPrincipal(kubelet),
    clientId: 'clientId' in kubelet ? kubelet.clientId : undefined,
    identityId: 'identityId' in kubelet ? kubelet.identityId : undefined,
    isManaged: kubelet.kind === 'default' || kubelet.kind === 'preCreated',
  } as const;
  return slotRow(cluster, slot, below);
}

function slotRow(cluster: Cluster, slot: Slot, { marks, rows }: Below): Row {
  const { kind, label, icon, name, isManaged } = slot;
  return {
    key: `${kind}:${idKey(cluster.id)}`,
    kind,
    label,
    ...described(marks, [name]),
    icon: { id: icon },
    tooltip: tooltipLines({ [t`${label} of`]: cluster.name, Identity: name, ...idLines(slot) }),
    contextValue: contextValue(kind, {
      settled: isSettled(cluster.provisioningState),
      ...defined({ managed: isManaged }),
      ...idMarks(slot),
    }),
    children: rows,
    expanded: true,
    ...targetOf(cluster),
    ...withIds(slot),
  };
}

function addonsRow(cluster: Cluster, { marks, rows }: Below): Row {
  return {
    key: `addons:${idKey(cluster.id)}`,
    kind: 'addons',
    label: t`Add-ons`,
    ...described(marks, [String(rows.length)]),
    icon: { id: 'extensions' },
    contextValue: contextValue('addons'),
    children: rows,
    expanded: worstGrade(marks) !== undefined,
    ...targetOf(cluster),
  };
}

function addonRow(cluster: Cluster, addon: Addon, { marks, rows }: Below): Row {
  const label = addonName(addon.name);
  const { kind, name: identity } = addonActual(cluster, addon.name);
  const name = identity ?? shownText(withoutOwnIdentity[kind] ?? say`the cluster's service principal`);
  const ids = { principalId: addon.objectId, clientId: addon.clientId, identityId: addon.identityId };
  return {
    key: `addon:${idKey(cluster.id)}:${addon.name}`,
    kind: 'addon',
    label,
    ...described(marks, [name, !addon.enabled && onOrOff(false)]),
    icon: { id: 'plug' },
    tooltip: tooltipLines({
      'Add-on': label,
      'Name in Azure': label === addon.name ? undefined : addon.name,
      State: onOrOff(addon.enabled),
      ...idLines(ids),
    }),
    contextValue: contextValue('addon', idMarks(ids)),
    children: rows,
    expanded: worstGrade(marks) !== undefined,
    ...targetOf(cluster),
    ...withIds(ids),
  };
}

/** An identity that the cluster's settings name for another purpose; its main row is among the identities of its subscription. */
function otherRow(cluster: Cluster, { identityId, as }: IdentityUse): Row {
  const label = shownText(capitalised(as));
  return {
    ...noteRow(`${idKey(cluster.id)}:${idKey(identityId)}:${keyOfWords(as)}`, label),
    description: lastSegment(identityId),
    icon: { id: 'link' },
    tooltip: tooltipLines({ 'Used by': cluster.name, For: label, 'Resource ID': identityId }),
  };
}

function controlPlaneName(controlPlane: ControlPlane): string {
  return controlPlane.kind === 'userAssigned'
    ? lastSegment(controlPlane.identityId)
    : shownText(describeControlPlane(controlPlane));
}

function kubeletName(kubelet: Kubelet): string {
  if (kubelet.kind !== 'default' && kubelet.kind !== 'preCreated') return shownText(describeKubelet(kubelet));
  const kind = kubelet.kind === 'default' ? t`created by AKS` : shownText(controlPlaneKinds.userAssigned);
  return [lastSegment(kubelet.identityId), kind].join(' \u00b7 ');
}

type SlotIds = Pick<Slot, 'principalId' | 'clientId' | 'identityId'>;

function idLines({ principalId, clientId, identityId }: SlotIds): Readonly<Record<string, string | undefined>> {
  return { 'Principal ID': principalId, 'Client ID': clientId, 'Resource ID': identityId };
}

function idMarks(ids: SlotIds): { readonly principal: boolean; readonly client: boolean; readonly resource: boolean } {
  const isKnown = (id: string | undefined): boolean => id !== undefined;
  return { principal: isKnown(ids.principalId), client: isKnown(ids.clientId), resource: isKnown(ids.identityId) };
}

function withIds({ principalId, clientId, identityId }: SlotIds): Partial<Row> {
  return {
    ...withPrincipal(principalId),
    ...defined({ clientId }),
    ...(identityId === undefined ? {} : { identityId, resourceId: identityId }),
  };
}
