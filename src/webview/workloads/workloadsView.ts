/** The workloads of a cluster, ready to show. */
import { unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { isBound, workloadStates } from '../../domain/identityMap/workloads.ts';
import { hasOidcIssuer } from '../../domain/cluster/clusterSettings.ts';
import { lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import { scopeWithKind } from '../../domain/arm/scopeWords.ts';
import type { NamedWorkload, NamedWorkloads } from '../../app/facts/clusterWorkloads.ts';
import type { ChangeKind } from '../../domain/change/change.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { timeOfDay } from '../../domain/words/dateTime.ts';
import type { ClusterObjects, JudgedAsker } from '../../domain/askers/model.ts';
import { ingressLook } from '../../domain/askers/operators/ingresses.ts';
import { ingressLines } from '../../domain/gateway/ingressWords.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { openOf } from '../../domain/findings/rule/weight.ts';
import { hasWorkloadIdentity, issuerOf } from '../../domain/workloads/issuer.ts';
import { podManagedIdentities } from '../../domain/workloads/podIdentities.ts';
import type { InClusterWork } from '../../domain/workloads/inClusterWork.ts';
import { hasSeveralAccounts, nameOfWorkload } from '../../domain/workloads/workloads.ts';
import type { Tone } from '../protocol/panel.ts';
import type { AskerFilter, ClusterCheckView, WorkloadRow, WorkloadsView } from '../protocol/workloads.ts';
import { askerRowsAt, askersView, onlyWrong, stateOfAsker } from './askersView.ts';
import { fixOf, moveOf, movesAmong } from './workloadFixes.ts';
import { seenInCluster, throughWords, workloadIdOf, type SeenWorkload } from './seenInCluster.ts';
import { countsOf } from '../../domain/workloads/counts.ts';
import { countWithNoun, workloadCounts } from '../../domain/words/counts.ts';
import { joinWords } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText, shownTexts } from '../../sentences/language.ts';

/** What a panel knows about its cluster's workloads. */
export interface WorkloadsModel {
  readonly isReading: boolean;
  readonly known?: NamedWorkloads;
  /** Why they could not be read. */
  readonly problem?: string;
  /** The context for the cluster in the user's kubeconfig. */
  readonly context?: string;
  readonly check?: ClusterCheck;
  /** What is shown of those that ask for tokens; left out: what is wrong. */
  readonly filter?: AskerFilter;
}

/** A check of the cluster with kubectl. */
export interface ClusterCheck {
  readonly isRunning: boolean;
  readonly at?: Date;
  readonly found?: FoundInCluster;
  readonly failure?: string;
}

/** What a check found. */
export interface FoundInCluster {
  /** What kubectl read, from which all else follows. */
  readonly objects: ClusterObjects;
  readonly askers: readonly JudgedAsker[];
  /** Trusted accounts that the cluster lacks. */
  readonly gone: readonly Pick<NamedWorkload, 'credentialId'>[];
  /** What could not be checked in Azure, or read in the cluster. */
  readonly unknown: readonly Unknown[];
}

/** Makes the section; `whyNot` says why a kind of change can't be started. */
export function workloadsView(
  cluster: Cluster,
  { isReading, known, problem, check }: WorkloadsModel,
  whyNot: (kind: ChangeKind) => string | undefined,
  findings: readonly Finding[] = [],
): WorkloadsView {
  const issuer = issuerOf(cluster);
  const isOnNow = hasWorkloadIdentity(cluster);
  const hasIssuer = hasOidcIssuer(cluster);
  const start = (kind: ChangeKind, label: string): WorkloadsView['starts'][number] => {
    const disabled = whyNot(kind);
    return { kind, label, ...defined({ disabled }) };
  };
  const moving = start('moveCredentials', t`Move credentials...`);
  const connecting = [start('createCredential', t`Connect workload...`), start('bindIdentity', t`Bind identity...`)];
  // Credentials that name another issuer can be moved here, which then helps most.
  const isMovable = (known?.workloads ?? []).some((workload) => moveOf(workload, cluster) !== undefined);
  // What is read meanwhile changes no place: a click would otherwise start something else.
  const inTheirPlaces = isOnNow
    ? [...connecting, moving, start('setWorkloadIdentity', t`Disable workload identity...`)]
    : [start('setWorkloadIdentity', t`Enable workload identity...`), ...connecting, moving];
  const podIdentities = podManagedIdentities(cluster);
  const enabling = start('setWorkloadIdentity', t`Migrate off pod identity...`);
  const leaving = { ...enabling, kind: 'leavePodIdentity' } as const;
  const starts: WorkloadsView['starts'] = podIdentities.length === 0 ? inTheirPlaces : [leaving, ...inTheirPlaces];
  const primary = isMovable ? moving : starts[0];
  const rows = known && rowsOf(known.workloads, cluster, openOf(findings), check?.found);
  const others = check?.found ? unplaced(check.found, known).map(stateOfAsker) : [];
  return {
    facts: [
      { label: t`Workload identity`, value: isOnNow ? t`On` : t`Off` },
      { label: t`OIDC issuer`, value: issuer ?? (hasIssuer ? t`On` : t`Off`), ...defined({ copy: issuer }) },
      ...countFacts(known),
      ...podIdentities.map(({ namespace, name, identityId }) => ({
        label: t`Pod identity`,
        value: t`${namespace}/${name} as ${lastSegment(identityId)}`,
      })),
    ],
    ...(isReading ? { reading: t`Reading the workloads of ${cluster.name} ...` } : {}),
    ...defined({ problem, rows }),
    sums: sumsOf([...(rows ?? []), ...others.map(({ tone, state }) => ({ tone, state: shownText(state) }))]),
    unknown: shownTexts(unknownTexts(known?.unknown ?? [])),
    starts: starts.map((each) => (each === primary ? { ...each, isPrimary: true } : each)),
  };
}

/** Counts workloads as the report does, and what connects them, which the rows are; nothing where more may be there. */
function countFacts(known: NamedWorkloads | undefined): WorkloadsView['facts'] {
  if (known === undefined || known.workloads.length === 0 || known.unknown.length > 0) return [];
  const { workloads, credentials, bindings } = countsOf(known.workloads);
  const accounts = workloads > 0 ? [countWithNoun(workloads, 'service account')] : [];
  const value = shownText(joinWords([...accounts, workloadCounts(credentials, bindings)], ' \u00b7 '));
  return [{ label: t`Workloads`, value }];
}

/** The tones of rows in the order in which they need someone's attention. */
const byAttention: readonly Tone[] = ['error', 'warning', 'unknown', 'info', 'ok'];

function worstFirst<R extends Pick<WorkloadRow, 'tone'>>(rows: readonly R[]): readonly R[] {
  return byAttention.flatMap((tone) => rows.filter((row) => row.tone === tone));
}

/** Counts the rows in each state, those first that need someone. */
function sumsOf(rows: readonly Pick<WorkloadRow, 'tone' | 'state'>[]): WorkloadsView['sums'] {
  return [...Map.groupBy(worstFirst(rows), ({ state }) => state).values()].flatMap((same) =>
    same.slice(0, 1).map(({ tone, state }) => ({ tone, state, count: same.length })),
  );
}

/** What asks and stands at no account. */
function unplaced({ askers, ...found }: FoundInCluster, known: NamedWorkloads | undefined): readonly JudgedAsker[] {
  const placed = placedOf({ askers, ...found }, known);
  return askers.filter((_, index) => !placed.has(index));
}

/** The places of what stands at an account among all that ask. */
function placedOf(found: FoundInCluster, known: NamedWorkloads | undefined): ReadonlySet<number> {
  const seen = [...seenInCluster(known?.workloads ?? [], found).values()];
  return new Set(seen.flatMap(({ askers }) => askers.map(({ index }) => index)));
}

/** Returns true if Azure shows which service account it is, or a binding leaves that to the cluster. */
export function hasManifest({ namespace, bindingId }: NamedWorkload): boolean {
  return namespace !== '*' || bindingId !== undefined;
}

/** The tone of each state. */
const toneOfState: Readonly<Record<NamedWorkload['state'], Tone>> = {
  works: 'ok',
  broken: 'error',
  unknown: 'unknown',
};

/** A row for each account and identity, with what a check saw of it; a credential that does not work is told where another one does. */
function rowsOf(
  workloads: readonly NamedWorkload[],
  cluster: Cluster,
  findings: readonly Finding[],
  found?: FoundInCluster,
): readonly WorkloadRow[] {
  const old = workloads.filter(({ workingInstead }) => workingInstead !== undefined);
  const seen = found && seenInCluster(workloads, found);
  const rows = workloads
    .filter(({ workingInstead }) => workingInstead === undefined)
    .map((workload) =>
      workloadRow(
        workload,
        old.filter(
          ({ identityId, workingInstead }) =>
            sameId(identityId, workload.identityId) && workingInstead === lastSegment(workload.credentialId ?? ''),
        ),
        {
          isFixable: fixOf(workload, cluster, findings) !== undefined,
          findings: findings.filter((finding) => isAbout(finding, workload)),
          ...defined({ seen: seen?.get(workloadIdOf(workload)) }),
        },
      ),
    );
  return worstFirst(rows);
}

/** Whether it works, as far as Azure and a check in the cluster show: that it does is seen only in the cluster. */
function stateOf(
  workload: NamedWorkload,
  { askers, isMissing }: SeenWorkload,
): Pick<WorkloadRow, 'tone' | 'state' | 'reason'> {
  if (isMissing)
    return { tone: 'warning', state: t`Not in the cluster`, reason: t`The cluster has no such service account.` };
  const { state, reason } = workload;
  const kinds = askers.map(({ asker }) => asker.works.kind);
  if (state !== 'broken' && kinds.includes('no')) return { tone: 'error', state: shownText(workloadStates.broken) };
  if (isBound(workload)) return { tone: 'info', state: t`Bound`, ...defined({ reason: reason && shownText(reason) }) };
  if (state === 'works' && kinds.length > 0 && kinds.every((kind) => kind === 'yes'))
    return { tone: 'ok', state: t`Works` };
  return {
    tone: toneOfState[state],
    state: shownText(workloadStates[state]),
    ...defined({ reason: reason && shownText(reason) }),
  };
}

/** Returns the rows of the accounts that a change connected, if the cluster was checked since. */
export function rowsSince(
  { known, check }: WorkloadsModel,
  cluster: Cluster,
  { work, endedAt }: { readonly work: readonly InClusterWork[]; readonly endedAt: string },
): readonly WorkloadRow[] | undefined {
  if (known === undefined || check?.found === undefined || check.at === undefined) return undefined;
  if (check.at <= new Date(endedAt)) return undefined;
  const isOf = (workload: NamedWorkload): boolean =>
    work.some(
      ({ by, account, identityId }) =>
        sameId(workload.identityId, identityId) &&
        (by === 'binding'
          ? workload.bindingId !== undefined
          : workload.namespace === account.namespace && workload.serviceAccount === account.serviceAccount),
    );
  return rowsOf(known.workloads.filter(isOf), cluster, [], check.found);
}

/** True for a finding about the identity of a workload, or about one of its roles. */
function isAbout({ subject, fix }: Finding, { identityId, roles }: NamedWorkload): boolean {
  if (fix?.kind === 'removeRole') return roles.some(({ id }) => sameId(id, fix.roleAssignmentId));
  return subject !== undefined && sameId(subject, identityId);
}

function workloadRow(
  workload: NamedWorkload,
  old: readonly NamedWorkload[],
  {
    isFixable,
    findings,
    seen = { askers: [], isMissing: false },
  }: { readonly isFixable: boolean; readonly findings: readonly Finding[]; readonly seen?: SeenWorkload },
): WorkloadRow {
  const { identityId, bindingId, state, roles } = workload;
  return {
    id: workloadIdOf(workload),
    account: shownText(nameOfWorkload(workload)),
    title: titleOf(workload),
    identity: lastSegment(identityId),
    identityId,
    ...stateOf(workload, seen),
    isFixable,
    findings: findings.map(({ severity, text }) => ({ tone: severity, text: shownText(text) })),
    by: throughWords(workload),
    roles: roles.map(({ roleName, scope, subscriptionName }) => ({
      text: t`${roleName} on ${scopeWithKind(scope, () => subscriptionName)}`,
      fullScope: scope,
    })),
    ...defined({ rolesUnknown: workload.rolesUnknown && shownText(workload.rolesUnknown) }),
    isBinding: bindingId !== undefined,
    old: old.map((credential) => {
      const name = lastSegment(workloadIdOf(credential));
      return {
        id: workloadIdOf(credential),
        name,
        text: t`Old credential ${name}: ${shownText(credential.reason ?? '')}`,
      };
    }),
    askers: askerRowsAt(seen.askers, state !== 'broken'),
    hasYaml: hasManifest(workload),
    remove: bindingId === undefined ? t`Remove...` : t`Remove binding...`,
  };
}

/** Accounts without a name of their own come last: `id-archive, for service accounts chosen in the cluster`. */
function titleOf(workload: NamedWorkload): string {
  const identity = lastSegment(workload.identityId);
  if (!hasSeveralAccounts(workload)) return t`${nameOfWorkload(workload)} as ${identity}`;
  return workload.bindingId === undefined
    ? t`${identity}, for service accounts that are not known`
    : t`${identity}, for service accounts chosen in the cluster`;
}

/** Makes the check with kubectl; nothing if it is not offered. */
export function clusterCheckView(
  { context, known, check, filter = onlyWrong }: WorkloadsModel,
  cluster?: Cluster,
): ClusterCheckView | undefined {
  if (context === undefined) return undefined;
  const { isRunning = false, at, found, failure } = check ?? {};
  const placed = found && placedOf(found, known);
  return {
    context,
    running: isRunning,
    ...(at === undefined ? {} : { at: shownText(timeOfDay(at)) }),
    ...(found === undefined
      ? {}
      : {
          askers: askersView(found.askers, filter, movesAmong(cluster, known), (index) => placed?.has(index) ?? false),
        }),
    ingresses: shownTexts(found === undefined ? [] : ingressLines(ingressLook(found.objects))),
    unknown: shownTexts(unknownTexts(found?.unknown ?? [])),
    ...defined({ failure }),
  };
}
