import type { PublicUnknown } from '../domain/arm/unknown.ts';
import type { Change } from '../domain/change/change.ts';
import type { CommonFinding } from '../domain/findings/finding.ts';
import type { Requirement } from '../domain/needs/need.ts';
import type { Check, HeldAccess, PlanPoint, PlanSketch, Step, Warning } from '../domain/plan/plan.ts';
import type { ReportFormat } from '../domain/report/reportFormats.ts';
import type { Failure } from '../errors.ts';
import type { InText } from '../sentences/textOf.ts';

/** A failure as other extensions see it; docs/api.md lists the values of `code`. */
export type ApiError = Pick<Failure, 'code' | 'message' | 'armCode' | 'source'>;

/** What is unknown about something; left out: nothing. */
export interface ApiUnknown {
  /** True if Azure was asked and did not answer. */
  readonly failed?: true;
  readonly unknown?: readonly InText<PublicUnknown>[];
}

/** A check of a plan, as the API shows it. */
export interface ApiCheck extends InText<Omit<Check, 'unknown' | 'lack'>>, ApiUnknown {}

/** What a cluster makes one of its identities need, as the API shows it. */
export interface ApiRequirement extends InText<Omit<Requirement, 'unknown'>>, ApiUnknown {}

/** A cluster and its identities. */
export interface ApiClusterSummary {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly provisioningState: string;
  readonly usesServicePrincipal: boolean;
  readonly controlPlane: {
    readonly kind: 'servicePrincipal' | 'systemAssigned' | 'userAssigned' | 'none';
    readonly principalId?: string;
    readonly clientId?: string;
    readonly identityId?: string;
  };
  readonly kubelet: {
    readonly kind: 'servicePrincipal' | 'default' | 'preCreated' | 'unknown';
    readonly identityId?: string;
    readonly clientId?: string;
    readonly objectId?: string;
  };
  readonly addons: readonly {
    readonly name: string;
    readonly enabled: boolean;
    readonly identityId?: string;
    readonly clientId?: string;
    readonly objectId?: string;
  }[];
}

/** A cluster with its node pools and the role assignments of its identities. */
export interface ApiClusterDetails extends ApiClusterSummary {
  readonly nodeResourceGroup?: string;
  readonly agentPools: readonly {
    readonly name: string;
    readonly nodeImageVersion?: string;
    readonly latestNodeImageVersion?: string;
    readonly provisioningState?: string;
  }[];
  readonly roleAssignments: readonly {
    readonly id: string;
    readonly principalId: string;
    readonly roleName: string;
    readonly roleId: string;
    readonly scope: string;
    readonly inherited: boolean;
    /** The directory of a scope above all subscriptions. */
    readonly tenantId?: string;
  }[];
  /** What could not be read, with the reason; left out: nothing. */
  readonly unread?: readonly string[];
  /** The same as data. */
  readonly unknown?: readonly InText<PublicUnknown>[];
}

/**
 * A service account that an identity trusts, or an identity bound to the cluster. A last entry with an empty
 * `identityId` says what could not be checked.
 */
export interface ApiWorkload {
  /** `*` if only the cluster knows which service accounts these are. */
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The well-known controller that uses the account, such as `Karpenter`. */
  readonly controller?: string;
  readonly identityId: string;
  readonly principalId?: string;
  readonly credentialId?: string;
  readonly bindingId?: string;
  readonly issuer: string;
  readonly state: 'works' | 'broken' | 'unknown';
  /** Why it does not work, or why that is unknown. */
  readonly reason?: string;
  /** The latter as data. */
  readonly unknown?: readonly InText<PublicUnknown>[];
  readonly roles: ApiClusterDetails['roleAssignments'];
}

/** One write of a plan. */
export type ApiStep = InText<Pick<Step, 'id' | 'title' | 'request' | 'az' | 'effect'>> & { readonly kind: string };

/** One side of a plan's before and after; a workload is a text such as `shop/cart > id-cart`. */
export type ApiSketch = InText<Omit<PlanSketch, 'workloads'>> & { readonly workloads?: readonly string[] };

/** A plan as the API shows it: what applying it would send to Azure. */
export interface ApiPlan {
  readonly title: string;
  /** What happens, in one sentence. */
  readonly summary: string;
  /** True if everything is already done: applying it sends none of the steps. */
  readonly nothingToDo?: true;
  readonly steps: readonly ApiStep[];
  readonly warnings: readonly InText<Pick<Warning, 'severity' | 'text' | 'source'>>[];
  readonly checks: readonly ApiCheck[];
  readonly before: ApiSketch;
  readonly after: ApiSketch;
  readonly reversible: boolean;
  /** What the replaced identities hold, and what becomes of it; left out if none is replaced. */
  readonly held?: InText<readonly HeldAccess[]>;
  /** What to apply in the cluster afterwards, as YAML; left out if nothing is. */
  readonly inCluster?: string;
  /** What it does, how long it takes, what stops meanwhile, and how to undo it, in this order. */
  readonly points: readonly InText<PlanPoint>[];
  /** What is left to do once it has succeeded, in the order in which to do it. */
  readonly next: readonly string[];
}

/** The progress of a step of a running plan. */
export interface ApiStepState {
  readonly id: string;
  readonly status: 'pending' | 'running' | 'done' | 'alreadyDone' | 'failed';
  readonly error?: ApiError;
}

/** News about a step of a running plan. */
export interface ApiStepProgress extends ApiStepState {
  readonly activityId: string;
  readonly detail?: string;
}

/** How a run of a plan ended. */
export interface ApiOutcome {
  readonly status: 'succeeded' | 'failed' | 'stopped';
  readonly activityId: string;
  readonly steps: readonly ApiStepState[];
  readonly next: readonly string[];
}

/** A run of a plan, running or ended, as the API shows it. */
export interface ApiActivityEntry {
  readonly activityId: string;
  readonly title: string;
  readonly change: Change;
  readonly status: 'running' | ApiOutcome['status'];
  readonly steps: readonly ApiStepState[];
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly resumable: boolean;
}

/**
 * What other extensions and tests can do; every change takes the same path as in the panel. Rejections carry `code`,
 * `message`, `armCode`, `source`.
 */
export interface AksIdentityApi {
  readonly apiVersion: 1;
  connect(url: string): Promise<void>;
  clusters(): Promise<readonly ApiClusterSummary[]>;
  cluster(id: string): Promise<ApiClusterDetails>;
  plan(change: Change): Promise<ApiPlan>;
  apply(change: Change, options?: { readonly onProgress?: (progress: ApiStepProgress) => void }): Promise<ApiOutcome>;
  activity(): Promise<readonly ApiActivityEntry[]>;
  resume(activityId: string): Promise<ApiOutcome>;
  requirements(clusterId: string): Promise<readonly ApiRequirement[]>;
  diagnose(clusterId: string): Promise<InText<readonly CommonFinding[]>>;
  workloads(clusterId: string): Promise<readonly ApiWorkload[]>;
  report(options: { format: ReportFormat; subscriptionIds?: readonly string[] }): Promise<string>;
}
