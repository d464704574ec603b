/**
 * A plan: what will be sent, in order, and what it means. Data only; `planChanges.ts` makes it, `app/runs/runPlan.ts` runs it,
 * the panel shows it and `export/` writes it down.
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

/**
 * One write, and the account and directory through which it is made; `id` is the same each time the same write of the
 * same change is planned.
 */
export type Step = StepAction &
  Via & {
    readonly id: string;
    readonly title: Words;
    /** The request as it will be sent; values that are unknown while planning appear as `{principalId}` and the like. */
    readonly request: { readonly method: 'PUT' | 'POST' | 'DELETE'; readonly path: string; readonly body?: JsonObject };
    /** The command that does the same. */
    readonly az: string;
    /** Since which version az knows all of the command; left out where it always did. */
    readonly azSince?: string;
    /** What it brings about, in one sentence. */
    readonly effect: Words;
  };

/** A step of one kind. */
export type StepOf<K extends StepKind> = Extract<Step, { readonly kind: K }>;

/** Something that the user should know before confirming. */
export interface Warning {
  /** Which warning it is, whatever its wording; with `clusterId` and `values` it is what a plan is compared by. */
  readonly id: string;
  /** The names, ids and states that the warning is about. A plan differs if one is added, not if one is dropped. */
  readonly values?: readonly string[];
  readonly severity: 'info' | 'warning' | 'disruption';
  readonly text: Words;
  readonly source: string;
  /** The cluster that it says something about, where another warning about it would be no news. */
  readonly clusterId?: ArmId;
  /** The finding that there will be because of the plan, by its code, and on which cluster. */
  readonly finding?: { readonly code: string; readonly clusterId: ArmId };
}

/** A warning as a plan keeps it; an earlier version has kept only the words. */
export type KeptWarning = Omit<Warning, 'id'> & Partial<Pick<Warning, 'id'>>;

/** Something that was checked; `fail` means that applying the plan would be forbidden or refused. */
export interface Check {
  /** Which check it is, whatever its wording, and of what; an earlier version has kept only the words. */
  readonly id?: string;
  readonly about?: readonly string[];
  readonly title: Words;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly detail: Words;
  /** What is not known, where the verdict is `unknown` for that reason. */
  readonly unknown?: readonly Unknown[];
  readonly fix?: Change;
  /** The number of the step, from 1, that brings it about. */
  readonly metByStep?: number;
  /** The right of the user that was looked for. */
  readonly permission?: { readonly action: string; readonly scope: string };
  /** What the user lacks of it, where that is known. */
  readonly lack?: Lack;
  /** What someone else can do about it. */
  readonly request?: AccessRequest;
}

/** What someone with more rights can do about a missing one. */
export interface AccessRequest {
  /** Who can do it, to follow "Ask". */
  readonly from: string;
  /** The command that they can run; several are on lines of their own. */
  readonly command: string;
}

/** One side of "before / after": a heading and a few facts, ready to show. */
export interface Sketch {
  readonly controlPlane?: string;
  readonly kubelet?: string;
  readonly roles?: readonly string[];
  readonly nodeImages?: Readonly<Record<string, string>>;
  readonly exists?: boolean;
  /** `on` or `off`. */
  readonly workloadIdentity?: string;
  /** Who may act as which identity. */
  readonly workloads?: readonly ActingWorkload[];
}

/** A workload that may act as an identity. */
export interface ActingWorkload {
  /** The service account, such as `shop/cart`, or which pods. */
  readonly account: string;
  /** The name of the identity. */
  readonly identity: string;
  /** On which cluster. */
  readonly note?: string;
  /** Through what, where it is not a credential of the account's own. */
  readonly through?: 'binding';
}

/** A principal that is an identity of the cluster until the plan has run. */
export type FormerIdentity = Omit<ReplacedIdentity, 'at' | 'by'>;

/** The identity whose place is taken, by what it is to the cluster. */
export type IdentitySlot = 'controlPlane' | 'kubelet';

/** Something that an identity has whose place is taken: a role, or what an access policy of a key vault gives. */
export interface HeldAccess {
  /** The place that is taken. */
  readonly of: IdentitySlot;
  /** Whose it is. */
  readonly holder: string;
  readonly principalId: string;
  /** The ID of the role assignment, or that of the vault. */
  readonly id: string;
  /** Such as `Contributor on storage account stshop`. */
  readonly what: string;
  readonly scope: string;
  /** The directory of a scope above all subscriptions. */
  readonly tenantId?: string;
  readonly role?: RoleName;
  readonly condition?: string;
  readonly policy?: Omit<VaultPolicy, 'vaultId' | 'objectId' | 'isIdle'>;
  /**
   * `needed`: the plan grants it, because AKS is known to need it. `stays`: it is of no use to another identity, or AKS grants
   * it itself. `offered`: it can be carried over. `named`: it never is, and is only listed.
   */
  readonly fate: 'needed' | 'stays' | 'offered' | 'named';
  /** It is carried over unless someone says otherwise. */
  readonly isUsual?: true;
  /** Why it is so, in a sentence. */
  readonly why: Words;
  /** The plan gives the same to the identity that takes the place. */
  readonly isCarried?: true;
}

/** Something that a cluster needs and that no role gives once the plan has run. */
export interface LostNeed {
  readonly clusterId: ArmId;
  /** Which role of which principal, on what. */
  readonly text: string;
  /** The change that grants it again. */
  readonly fix: Change;
  /** What is needed, and who needs it: whether it is missing is judged again after the run. */
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
  /** Its title; the other tenses are left out where an earlier version has planned it. */
  readonly title: Words;
  readonly doing?: Words;
  readonly done?: Words;
  /** What happens, in one sentence. */
  readonly summary: Words;
  /** What else it does, how long it takes, what stops meanwhile, and how to undo it; no way back where there is nothing to do. */
  readonly points: readonly PlanPoint[];
  /** What the button that applies it says: `Create cluster`, `Delete id-demo-one`, `Remove 2 roles`. */
  readonly verb: Words;
  /** All of it is so already: no step would send anything. */
  readonly nothingToDo?: true;
  readonly steps: readonly Step[];
  readonly warnings: readonly KeptWarning[];
  readonly checks: readonly Check[];
  readonly before: Sketch;
  readonly after: Sketch;
  readonly reversible: boolean;
  /** What happens next once it has succeeded, in words (propagation, token refresh, node images). */
  readonly next: readonly Words[];
  /** The same as data; an earlier version has kept only the words. */
  readonly nextSteps?: readonly NextStep[];
  /** What the user has to type, where applying is disruptive or can't be undone: the name of what suffers. */
  readonly confirmName?: Phrase;
  /** Node pools that restart. */
  readonly restarts: readonly string[];
  /** Whose place is taken: what they hold because of the cluster is left over afterwards. */
  readonly former?: readonly FormerIdentity[];
  /** All that is known of what they hold, and what becomes of it. */
  readonly held?: readonly HeldAccess[];
  /** What clusters lack afterwards, as far as can be foreseen. */
  readonly lost?: readonly LostNeed[];
}
