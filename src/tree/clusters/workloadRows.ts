/** Rows of what a cluster's pods can act as: service accounts that identities trust, and identity bindings. */
import { unknownTexts } from '../../domain/arm/unknown.ts';
import type { NamedWorkload, NamedWorkloads } from '../../app/facts/clusterWorkloads.ts';
import { idKey, lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { withLacksOnce } from '../../domain/cluster/notInFile.ts';
import { isSettled } from '../../domain/cluster/provisioningState.ts';
import { sameIssuer } from '../../domain/cluster/uses.ts';
import { kindOf, type FindingKind } from '../../domain/findings/catalogue.ts';
import { openOf } from '../../domain/findings/rule/weight.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { hasWorkloadIdentity, issuerOf } from '../../domain/workloads/issuer.ts';
import { contextValue } from '../../manifest.ts';
import { countBadge, countUnread, described, lackWords, markState, marksOf, rowState } from '../row/marks.ts';
import { knownTexts, noteRow, onOrOff, tooltipLines, unknownIcon, type Row, type RowState } from '../row/row.ts';
import { targetOf } from './clusterRow.ts';
import { findingRows } from './findingRow.ts';
import { roleRow } from './roleRow.ts';
import { spokenState, stateWord, trustState } from './trustWords.ts';
import { notReadRows } from './unknownRows.ts';
import { workloadCounts } from '../../domain/words/counts.ts';
import { t, shownText, shownTexts } from '../../sentences/language.ts';

const kindsOfWorkloads: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'federatedCredentialLimit',
  'credentialOfGoneIssuer',
  'credentialWithoutWorkloadIdentity',
  'credentialWrongAudience',
  'credentialMalformed',
  'duplicateCredential',
  'workloadTooWide',
  'bindingIdentityDeleted',
  'bindingCredentialLeft',
  'workloadSharesClusterIdentity',
]);

/** Returns true if a finding is about workloads and belongs at its workload or below Workloads. */
export function isOfWorkloads({ code }: Pick<Finding, 'code'>): boolean {
  return kindsOfWorkloads.has(kindOf(code));
}

/** Makes the row Workloads of a cluster; it says how many there are once they have been read. */
export function workloadsRow(cluster: Cluster, findings: readonly Finding[], read?: NamedWorkloads): Row {
  const marks = marksOf(findings, countUnread(read?.unknown ?? []));
  const isOn = hasWorkloadIdentity(cluster);
  const broken = read === undefined ? 0 : brokenIn(read);
  const state = t`workload identity ${onOrOff(isOn)}`;
  const counts = read && countWords(read);
  return {
    key: `workloads:${idKey(cluster.id)}`,
    kind: 'workloads',
    label: t`Workloads`,
    ...described(
      marks,
      [
        broken > 0 && t`${broken} not working`,
        ...(isOn ? [counts, state] : [state, counts]),
        lackWords(read?.unknown ?? []),
      ],
      { state: broken > 0 && marks.error === 0 ? brokenState(broken) : markState(marks) },
    ),
    icon: { id: 'package' },
    tooltip: tooltipLines({
      'Workloads of': cluster.name,
      'Workload identity': onOrOff(isOn),
      'OIDC issuer': issuerOf(cluster) ?? onOrOff(false),
      'Not checked': read && shownTexts(unknownTexts(withLacksOnce(read.unknown))).join('\n'),
    }),
    contextValue: contextValue('workloads', { settled: isSettled(cluster.provisioningState), on: isOn, off: !isOn }),
    children: 'later',
    ...targetOf(cluster),
  };
}

/** Makes the rows below Workloads: findings, what could not be checked, service accounts and bindings. */
export function workloadChildren(
  cluster: Pick<Cluster, 'id' | 'name' | 'subscriptionId' | 'raw'>,
  findings: readonly Finding[],
  read: NamedWorkloads,
): readonly Row[] {
  const place = `workloads:${idKey(cluster.id)}`;
  const at = new Map(findings.map((finding) => [finding, workloadOf(finding, read.workloads)]));
  const rows = read.workloads.map((workload) => {
    const ownFindings = findings.filter((finding) => at.get(finding) === workload);
    return workloadRow(cluster, workload, ownFindings);
  });
  const isEmpty = rows.length === 0 && read.unknown.length === 0;
  return [
    ...findingRows(
      cluster.id,
      findings.filter((finding) => at.get(finding) === undefined),
      targetOf(cluster),
    ),
    ...notReadRows(place, read.unknown, targetOf(cluster)),
    ...rows.toSorted((a, b) => a.label.localeCompare(b.label, 'en')),
    ...(isEmpty ? [noteRow(place, t`No managed identity trusts a service account of this cluster`)] : []),
  ];
}

/** Returns the workload that a finding is about, if there is exactly one; other findings are shown above the workloads. */
function workloadOf({ fix }: Finding, workloads: readonly NamedWorkload[]): NamedWorkload | undefined {
  const isAbout = ({ credentialId, bindingId, identityId, roles }: NamedWorkload): boolean => {
    if (fix?.kind === 'deleteCredential') return sameId(credentialId, fix.credentialId);
    if (fix?.kind === 'unbindIdentity') return sameId(bindingId, fix.bindingId);
    if (fix?.kind === 'bindIdentity') return sameId(identityId, fix.identityId);
    return fix?.kind === 'removeRole' && roles.some(({ id }) => sameId(id, fix.roleAssignmentId));
  };
  const [only, ...otherWorkloads] = workloads.filter(isAbout);
  return otherWorkloads.length === 0 ? only : undefined;
}

function brokenState(broken: number): RowState {
  return rowState('error', t`${broken} not working`, countBadge('error', broken));
}

/** How many service accounts and bindings can't act as any identity. */
function brokenIn({ workloads }: NamedWorkloads): number {
  return [...Map.groupBy(workloads, workloadLabel).values()].filter((same) =>
    same.every(({ state }) => state === 'broken'),
  ).length;
}

function countWords({ workloads, unknown }: NamedWorkloads): string | undefined {
  const bindings = workloads.filter(({ bindingId }) => bindingId !== undefined).length;
  const credentials = workloads.length - bindings;
  if (workloads.length === 0) return unknown.length === 0 ? t`no service accounts` : undefined;
  return shownText(workloadCounts(credentials, bindings));
}

/** The service account, or what is shown instead: a binding, a subject that names none, or a credential. */
function workloadLabel({ namespace, serviceAccount, credentialId, bindingId }: NamedWorkload): string {
  if (bindingId !== undefined) return lastSegment(bindingId);
  if (namespace !== '*') return `${namespace}/${serviceAccount}`;
  return serviceAccount === '*' ? lastSegment(credentialId ?? '') : serviceAccount;
}

function workloadRow(
  cluster: Pick<Cluster, 'id' | 'name' | 'subscriptionId' | 'raw'>,
  workload: NamedWorkload,
  findings: readonly Finding[],
): Row {
  const { namespace, serviceAccount, identityId, credentialId, bindingId, issuer, state, reason } = workload;
  const { principalId, clientId, tenantId } = workload;
  const isBinding = bindingId !== undefined;
  const place = `${isBinding ? 'binding' : 'workload'}:${idKey(cluster.id)}:${idKey(credentialId ?? bindingId ?? '')}`;
  const marks = marksOf(findings);
  const identity = lastSegment(identityId);
  const ids = { principal: principalId !== undefined, client: clientId !== undefined };
  const resourceId = credentialId ?? bindingId;
  const words = (word: string | undefined): readonly (string | undefined)[] =>
    isBinding && state === 'unknown' ? [identity, t`service accounts unknown`] : [word, identity];
  const roles = workload.roles.map((role) => roleRow(role, place, targetOf(cluster)));
  return {
    key: place,
    kind: isBinding ? 'binding' : 'workload',
    label: workloadLabel(workload),
    ...described(marks, words(stateWord(workload)), {
      state: (state === 'broken' ? undefined : markState(marks)) ?? trustState(workload),
      spoken: words(spokenState(workload)),
    }),
    icon: { id: isBinding ? 'link' : 'person' },
    tooltip: tooltipLines({
      [isBinding ? t`Identity binding` : t`Service account`]: workloadLabel(workload),
      Controller: workload.controller,
      'Acts as': identity,
      State: spokenState(workload),
      Reason: reason && shownText(reason),
      'Federated credential': credentialId && lastSegment(credentialId),
      Issuer: issuer,
      'Client ID': clientId,
      'Principal ID': principalId,
      'Resource ID': resourceId,
    }),
    contextValue: isBinding
      ? contextValue('binding', ids)
      : contextValue('workload', { ...ids, movable: isOfAnother(issuer, cluster) }),
    children: [
      ...findingRows(cluster.id, findings, targetOf(cluster)),
      ...(roles.length > 0 ? roles : [noRoles(place, workload)]),
    ],
    expanded: openOf(findings).length > 0,
    ...targetOf(cluster),
    identityId,
    issuer,
    ...(namespace === '*' ? {} : { namespace, serviceAccount }),
    ...knownTexts({ credentialId, bindingId, principalId, clientId, tenantId, resourceId }),
  };
}

/** True if the credential names another cluster than the one that it is shown at. */
function isOfAnother(issuer: string, cluster: Pick<Cluster, 'raw'>): boolean {
  const ownIssuer = issuerOf(cluster);
  return ownIssuer !== undefined && !sameIssuer(issuer, ownIssuer);
}

/** Says that there are no roles only if it was possible to look. */
function noRoles(place: string, { rolesUnknown }: NamedWorkload): Row {
  if (rolesUnknown === undefined) return noteRow(place, t`No role assignments that you can see`);
  return {
    ...noteRow(place, t`Role assignments unknown`),
    icon: unknownIcon,
    tooltip: tooltipLines({ Unknown: shownText(rolesUnknown) }),
  };
}
