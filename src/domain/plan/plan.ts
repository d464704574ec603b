/**
 * A plan: what will be sent, in order, and what it means. Only data; `planChanges.ts` makes it, `app/runs/runPlan.ts`
 * runs it, the panel shows it and `export/` writes it out.
 */
import type { Via } from '../arm/via.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { Change } from '../change/change.ts';
import type { JsonObject } from '../arm/json.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { RoleName } from '../access/roles.ts';
import type { ReplacedIdentity, VaultPolicy } from '../cluster/facts.ts';
import type { Need } from '../needs/need.ts';
import type { Lack } from '../words/lack.ts';
import type { NextStep } from './nextSteps.ts';
import type { StepAction, StepKind } from './stepActions.ts';
import type { Phrase, Words } from '../../sentences/words.ts';

/** One write, with the account and directory that make it; `id` is the same whenever the same write of the same change is planned. */
export type Step = StepAction &
  Via & {
    readonly id: string;
    readonly title: Words;
    /** The request as it will be sent; values that are unknown while planning appear as placeholders such as `{principalId}`. */
    readonly request: { readonly method: 'PUT' | 'POST' | 'DELETE'; readonly path: string; readonly body?: JsonObject };
    /** The az command that does the same. */
    readonly az: string;
    /** The first version of az with all of the command; left out if every version has it. */
    readonly azSince?: string;
    /** Its result, in one sentence. */
    readonly effect: Words;
  };

/** A step of one kind. */
export type StepOf<K extends StepKind> = Extract<Step, { readonly kind: K }>;

/** Something that the user should know before confirming. */
export interface Warning {
  /** Identifies the warning, whatever its wording; together with `clusterId` and `values` it is compared when a plan is made again. */
  readonly id: string;
  /** The names, ids and states that the warning is about. A plan differs if one is added, not if one is dropped. */
  readonly values?: readonly Phrase[];
  readonly severity: 'info' | 'warning' | 'disruption';
  /** A point of the plan says it as well, so what shows the points leaves it out. */
  readonly isPoint?: true;
  readonly text: Words;
  readonly source: string;
  /** The cluster that it is about, if another warning about the same cluster would be no news. */
  readonly clusterId?: ArmId;
  /** The finding that the plan will cause, by its code, and on which cluster. */
  readonly finding?: { readonly code: string; readonly clusterId: ArmId };
}

/** A warning as a plan keeps it; an earlier version kept only the words. */
export type KeptWarning = Omit<Warning, 'id'> & Partial<Pick<Warning, 'id'>>;

/** Something that was checked; `fail` means that the plan would be forbidden or refused. */
export interface Check {
  /** Identifies the check and its subject, whatever its wording; an earlier version kept only the words. */
  readonly id?: string;
  readonly about?: readonly string[];
  readonly title: Words;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly detail: Words;
  /** What is not known, if that is why the verdict is `unknown`. */
  readonly unknown?: readonly Unknown[];
  readonly fix?: Change;
  /** The number of the step, from 1, that meets it. */
  readonly metByStep?: number;
  /** The right that was checked. */
  readonly permission?: { readonly action: string; readonly scope: string };
  /** What the user lacks of it, if that is known. */
  readonly lack?: Lack;
  /** What someone else can do about it. */
  readonly request?: AccessRequest;
}

/** What an administrator can do about a missing right. */
export interface AccessRequest {
  /** Who can do it, for use after "Ask". */
  readonly from: Phrase;
  /** The command that they can run; several are on separate lines. */
  readonly command: string;
}

/** A setting of a cluster that has a row of its own in "before / after". */
export type ClusterSetting = 'oidcIssuer' | 'gatewayApi' | 'istioRouting' | 'routingOperator' | 'vaultProvider';

/** One side of "before / after": a heading and a few facts, ready to be shown. */
export interface PlanSketch {
  readonly controlPlane?: Phrase;
  readonly kubelet?: Phrase;
  readonly roles?: readonly Phrase[];
  readonly nodeImages?: Readonly<Record<string, Phrase>>;
  readonly exists?: boolean;
  /** `on` or `off`. */
  readonly workloadIdentity?: Phrase;
  /** Other settings of the cluster that the plan turns on or off, each `on` or `off`. */
  readonly settings?: Readonly<Partial<Record<ClusterSetting, Phrase>>>;
  /** `on` or `off`. */
  readonly localAccounts?: Phrase;
  /** The default ingress controller of application routing, in Azure's own words. */
  readonly nginx?: string;
  /** Which workload may act as which identity. */
  readonly workloads?: readonly ActingWorkload[];
}

/** A workload that may act as an identity. */
export interface ActingWorkload {
  /** The service account, such as `shop/cart`, or which pods. */
  readonly account: Phrase;
  /** The name of the identity. */
  readonly identity: Phrase;
  /** On which cluster; the name of a binding. */
  readonly note?: Phrase;
  /** Through what, where it is not a credential of the account's own. */
  readonly through?: 'binding';
}

/** A principal that is an identity of the cluster until the plan has run. */
export type FormerIdentity = Omit<ReplacedIdentity, 'at' | 'by'>;

/** The place of an identity in a cluster. */
export type IdentitySlot = 'controlPlane' | 'kubelet';

/** Something that a replaced identity holds: a role, or what an access policy of a key vault gives. */
export interface HeldAccess {
  /** The slot of the replaced identity. */
  readonly of: IdentitySlot;
  /** The name of the replaced identity. */
  readonly holder: Phrase;
  readonly principalId: string;
  /** The id of the role assignment, or of the vault. */
  readonly id: string;
  /** Such as `Contributor on storage account stshop`. */
  readonly what: Phrase;
  readonly scope: string;
  /** The directory of a scope above all subscriptions. */
  readonly tenantId?: string;
  readonly role?: RoleName;
  readonly condition?: string;
  readonly policy?: Omit<VaultPolicy, 'vaultId' | 'objectId' | 'isIdle'>;
  /**
   * `needed`: the plan grants it, because AKS is known to need it. `stays`: it is useless to another identity, or AKS
   * grants it itself. `offered`: it can be carried over. `named`: it is never carried over, only listed.
   */
  readonly fate: 'needed' | 'stays' | 'offered' | 'named';
  /** Carried over unless the user decides otherwise. */
  readonly isUsual?: true;
  /** The reason for its fate, in a sentence. */
  readonly why: Words;
  /** The plan gives the same to the successor. */
  readonly isCarried?: true;
}

/** Something that a cluster needs and that no role grants after the plan. */
export interface LostNeed {
  readonly clusterId: ArmId;
  /** Which role of which principal, at which scope. */
  readonly text: Phrase;
  /** The change that grants it again. */
  readonly fix: Change;
  /** The need and who has it, so that it can be judged again after the run. */
  readonly need: Need;
  readonly principalId: string;
}

/** One line of the list below a plan's headline. */
export interface PlanPoint {
  readonly kind: 'does' | 'takes' | 'stops' | 'wayBack';
  readonly text: Words;
}

/** A plan for one change, or for several in a row if a form creates something on the way. */
export interface Plan {
  readonly changes: readonly Change[];
  /** Its title; the other tenses are missing if an earlier version planned it. */
  readonly title: Words;
  readonly doing?: Words;
  readonly done?: Words;
  /** What happens, in one sentence. */
  readonly summary: Words;
  /** What else it does, how long it takes, what stops meanwhile, and how to undo it; without a way back if there is nothing to do. */
  readonly points: readonly PlanPoint[];
  /** The text of the button that applies it: `Create cluster`, `Delete id-demo-one`, `Remove 2 roles`. */
  readonly verb: Words;
  /** True if everything is already done: no step would send anything. */
  readonly nothingToDo?: true;
  readonly steps: readonly Step[];
  /** For each of several changes, the ids of its steps; several changes may need the same step. */
  readonly stepsOf?: readonly (readonly string[])[];
  readonly warnings: readonly KeptWarning[];
  readonly checks: readonly Check[];
  readonly before: PlanSketch;
  readonly after: PlanSketch;
  readonly reversible: boolean;
  /** What is left to do once it has succeeded, in words (propagation, token refresh, node images). */
  readonly next: readonly Words[];
  /** The same as data; an earlier version kept only the words. */
  readonly nextSteps?: readonly NextStep[];
  /** What the user has to type if the plan is disruptive or irreversible: the name of what is affected. */
  readonly confirmName?: Phrase;
  /** The node pools that restart. */
  readonly restarts: readonly string[];
  /** The identities that are replaced; their roles because of the cluster are left over afterwards. */
  readonly former?: readonly FormerIdentity[];
  /** Everything known about what they hold, and what becomes of it. */
  readonly held?: readonly HeldAccess[];
  /** What to apply in the cluster afterwards, as YAML; nothing of it is sent. */
  readonly inCluster?: string;
  /** What clusters will lack afterwards, as far as it can be predicted. */
  readonly lost?: readonly LostNeed[];
}
