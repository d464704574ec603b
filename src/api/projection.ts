import type { ClusterDetails } from '../app/facts/clusterDetails.ts';
import type { NamedWorkloads } from '../app/facts/clusterWorkloads.ts';
import type { ActivityEntry, Outcome, StepProgress, StepState } from '../app/runs/activity.ts';
import { isFailure, publicUnknown, unknownTexts, type Unknown } from '../domain/arm/unknown.ts';
import { asCommonFinding, type CommonFinding, type Finding } from '../domain/findings/finding.ts';
import type { Requirement } from '../domain/needs/need.ts';
import { withoutSecrets } from '../domain/arm/secretPlaces.ts';
import type { ClusterSummary } from '../domain/cluster/clusterSummary.ts';
import type { Cluster } from '../domain/cluster/model.ts';
import { nextWords } from '../domain/plan/nextSteps.ts';
import type { Check, Plan, PlanSketch, Step } from '../domain/plan/plan.ts';
import type { Failure } from '../errors.ts';
import type {
  ApiActivityEntry,
  ApiCheck,
  ApiClusterDetails,
  ApiClusterSummary,
  ApiError,
  ApiOutcome,
  ApiPlan,
  ApiRequirement,
  ApiSketch,
  ApiStep,
  ApiStepProgress,
  ApiStepState,
  ApiUnknown,
  ApiWorkload,
} from './contract.ts';
import { textOf, textsOf, inText, type InText } from '../sentences/textOf.ts';
import { defined } from '../shape/defined.ts';
import { say } from '../sentences/words.ts';

/** Returns a cluster in the API's form. */
export function apiCluster(cluster: ClusterSummary | Cluster): ApiClusterSummary {
  const { id, name, location, subscriptionId, resourceGroup, provisioningState, controlPlane, kubelet, addons } =
    cluster;
  return {
    id,
    name,
    location,
    subscriptionId,
    resourceGroup,
    provisioningState,
    usesServicePrincipal: controlPlane.kind === 'servicePrincipal',
    controlPlane: { ...controlPlane },
    kubelet: { ...kubelet },
    addons: addons.map((addon) => ({ ...addon })),
  };
}

/** Returns a cluster with its pools and role assignments in the API's form. */
export function apiDetails({ cluster, roleAssignments, unknown }: ClusterDetails): ApiClusterDetails {
  return {
    ...apiCluster(cluster),
    ...defined({ nodeResourceGroup: cluster.nodeResourceGroup }),
    agentPools: cluster.agentPools.map(({ name, nodeImageVersion, latestNodeImageVersion, provisioningState }) => ({
      name,
      ...defined({ nodeImageVersion, latestNodeImageVersion, provisioningState }),
    })),
    roleAssignments: roleAssignments.map(apiAssignment),
    ...(unknown.length === 0 ? {} : { unread: textsOf(unknownTexts(unknown)), unknown: apiUnknowns(unknown) }),
  };
}

function apiAssignment({
  id,
  principalId,
  roleName,
  roleId,
  scope,
  inherited,
  tenantId,
}: ClusterDetails['roleAssignments'][number]): ApiClusterDetails['roleAssignments'][number] {
  return { id, principalId, roleName, roleId, scope, inherited, ...defined({ tenantId }) };
}

/** Returns the workloads of a cluster in the API's form; a last entry without an identity says what could not be checked. */
export function apiWorkloads({ workloads, issuer = '', unknown }: NamedWorkloads): readonly ApiWorkload[] {
  const common: ApiWorkload = {
    namespace: '*',
    serviceAccount: '*',
    identityId: '',
    issuer,
    state: 'unknown',
    reason: textsOf(unknownTexts(unknown)).join(' '),
    roles: [],
    unknown: apiUnknowns(unknown),
  };
  return [...workloads.map(apiWorkload), ...(unknown.length === 0 ? [] : [common])];
}

function apiWorkload(workload: NamedWorkloads['workloads'][number]): ApiWorkload {
  const { namespace, serviceAccount, identityId, principalId, credentialId, bindingId, issuer, state } = workload;
  return {
    namespace,
    serviceAccount,
    identityId,
    ...defined({ controller: workload.controller, principalId, credentialId, bindingId }),
    issuer,
    state,
    ...(workload.reason === undefined ? {} : { reason: textOf(workload.reason) }),
    ...(workload.unknown === undefined ? {} : { unknown: apiUnknowns([workload.unknown]) }),
    roles: workload.roles.map(apiAssignment),
  };
}

/** Returns a plan in the API's form; with its steps also if there is nothing to do. */
export function apiPlan(plan: Plan): ApiPlan {
  const {
    title,
    summary,
    nothingToDo,
    steps,
    warnings,
    checks,
    before,
    after,
    reversible,
    held,
    inCluster,
    points,
    next,
  } = plan;
  const ownWarnings = warnings.map(({ severity, text, source }) => inText({ severity, text, source }));
  const kept = held === undefined ? {} : { held: inText(held) };
  return {
    title: textOf(title),
    summary: textOf(summary),
    ...defined({ nothingToDo }),
    steps: steps.map(apiStep),
    warnings: ownWarnings,
    checks: checks.map(apiCheck),
    before: apiSketch(before),
    after: apiSketch(after),
    reversible,
    ...kept,
    ...defined({ inCluster }),
    points: points.map(inText),
    next: textsOf(next),
  };
}

function apiSketch(sketch: PlanSketch): ApiSketch {
  const { workloads, ...others } = sketch;
  const said = inText(others);
  if (workloads === undefined) return said;
  const texts = workloads.map(({ account, identity, note, through = note }) =>
    textOf(say`${account} > ${identity}${through === undefined ? '' : say` (${through})`}`),
  );
  return { ...said, workloads: texts };
}

/** The words of a check already say what the user lacks and what it is about. */
function apiCheck({ lack: _, id: __, about: ___, unknown, ...check }: Check): ApiCheck {
  return { ...inText(check), ...apiUnknown(unknown) };
}

/** Returns needs in the API's form. */
export function apiRequirements(requirements: readonly Requirement[]): readonly ApiRequirement[] {
  return requirements.map(({ unknown, ...requirement }) => ({ ...inText(requirement), ...apiUnknown(unknown) }));
}

/** What is unknown, and whether that is because Azure did not answer. */
function apiUnknown(unknown: readonly Unknown[] = []): ApiUnknown {
  if (unknown.length === 0) return {};
  return { ...(unknown.some(isFailure) ? { failed: true } : {}), unknown: apiUnknowns(unknown) };
}

function apiUnknowns(unknown: readonly Unknown[]): NonNullable<ApiUnknown['unknown']> {
  return inText(unknown.map(publicUnknown));
}

/** Returns findings in the API's form. */
export function apiFindings(findings: readonly Finding[]): InText<readonly CommonFinding[]> {
  return inText(findings.map(asCommonFinding));
}

/** To callers, creating and changing a cluster are the same kind of write, a PUT of the cluster. Secrets are left out. */
function apiStep(step: Step): ApiStep {
  const { id, title, az, effect } = step;
  const { body } = step.request;
  const request = body === undefined ? step.request : { ...step.request, body: withoutSecrets(body) };
  return {
    id,
    kind: step.kind === 'createCluster' ? 'putCluster' : step.kind,
    title: textOf(title),
    request,
    az,
    effect: textOf(effect),
  };
}

function apiStepState({ id, status, error }: StepState): ApiStepState {
  return { id, status, ...(error === undefined ? {} : { error: apiError(error) }) };
}

/** Returns news about a step in the API's form. */
export function apiProgress(progress: StepProgress): ApiStepProgress {
  const { activityId, detail } = progress;
  return { activityId, ...apiStepState(progress), ...defined({ detail: detail && textOf(detail) }) };
}

/** Returns the outcome of a run in the API's form. */
export function apiOutcome({ status, activityId, steps, failures, next }: Outcome): ApiOutcome {
  return { status, activityId, steps: steps.map(apiStepState), next: [...failures, ...textsOf(next.map(nextWords))] };
}

/** Returns entries in the API's form. A run of several changes has the name of the last, because the others lead to it. */
export function apiActivity(entries: readonly ActivityEntry[]): readonly ApiActivityEntry[] {
  return entries.flatMap((entry) => {
    const change = entry.changes.at(-1);
    if (change === undefined) return [];
    const { activityId, title, status, steps, startedAt, endedAt, resumable } = entry;
    return {
      activityId,
      title: textOf(title),
      change,
      status,
      steps: steps.map(apiStepState),
      startedAt,
      ...defined({ endedAt }),
      resumable,
    };
  });
}

function apiError({ code, message, armCode, source }: Failure): ApiError {
  return {
    code,
    message,
    ...defined({ armCode, source }),
  };
}
