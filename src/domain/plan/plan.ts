/**
 * A plan: what will be sent, in order, and what it means. Data only; `planChanges.ts` makes it, `app/runs/runPlan.ts` runs it,
 * the panel shows it and `export/` writes it down.
 */
import type { Via } from '../arm/via.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { Change, ControlPlaneChoice } from '../change/change.ts';
import type { JsonObject } from '../arm/json.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { RoleName } from '../access/roles.ts';
import type { ReplacedIdentity, VaultPolicy } from '../cluster/facts.ts';
import type { Need } from '../needs/need.ts';
import type { Lack } from '../words/lack.ts';
import type { NextStep } from './nextSteps.ts';
import type { Phrase, Words } from '../../words/words.ts';

/** The principal that gets a role; it is resolved when the step runs if the principal does not exist yet. */
export type PrincipalRef =
  | { readonly kind: 'principal'; readonly principalId: string; readonly principalType?: 'ServicePrincipal' }
  /** A user-assigned identity, read when the step runs. */
  | { readonly kind: 'identity'; readonly identityId: ArmId }
  /** The system-assigned identity of a cluster, and the one that AKS makes for its nodes; read when the step runs. */
  | { readonly kind: 'controlPlane'; readonly clusterId: ArmId }
  | { readonly kind: 'kubelet'; readonly clusterId: ArmId }
  | { readonly kind: 'addon'; readonly clusterId: ArmId; readonly addon: string };

/** What a cluster PUT changes: these two places and nothing else. */
export interface ClusterEdit {
  readonly controlPlane?: ControlPlaneChoice;
  readonly kubeletIdentityId?: ArmId;
  /** What else it sets, by the paths in the cluster's JSON: `{ 'properties.oidcIssuerProfile.enabled': true }`. */
  readonly values?: JsonObject;
}

/** What a step does, with enough detail to run it, to run it again, and to see whether its result already holds. */
export type StepAction =
  | { readonly kind: 'createResourceGroup'; readonly groupId: ArmId; readonly body: JsonObject }
  | { readonly kind: 'createIdentity'; readonly identityId: ArmId; readonly body: JsonObject }
  | {
      readonly kind: 'deleteIdentity';
      readonly identityId: ArmId;
      /** Its principal: an identity of the same name with another one is something else. */
      readonly basis?: string;
    }
  | {
      readonly kind: 'assignRole';
      readonly principal: PrincipalRef;
      /** Full id below the scope's subscription. */
      readonly roleDefinitionId: string;
      readonly roleName: string;
      readonly scope: string;
      /** Stands for what the role was called and allowed when the plan was made, where somebody chose it. */
      readonly basis?: string;
      /** Limits the assignment, in Azure's own words. */
      readonly condition?: string;
      /** A failure is reported and does not fail the change, as with grants for add-ons after the cluster was updated. */
      readonly optional?: boolean;
      /**
       * Given where the subscription is delegated to the directory of whoever signs in; the resource that has the identity, left out
       * where that is known only once the plan has run.
       */
      readonly delegated?: { readonly resourceId?: ArmId };
    }
  | {
      readonly kind: 'removeRole';
      readonly roleAssignmentId: string;
      readonly scope: string;
      /** Stands for what the assignment said when the plan was made. */
      readonly basis?: string;
    }
  | {
      readonly kind: 'addAccessPolicy' | 'removeAccessPolicy';
      readonly vaultId: ArmId;
      readonly principal: PrincipalRef;
      readonly policy: Omit<VaultPolicy, 'vaultId' | 'objectId' | 'isIdle'>;
    }
  | { readonly kind: 'createCluster'; readonly clusterId: ArmId; readonly body: JsonObject }
  | {
      readonly kind: 'putCluster';
      readonly clusterId: ArmId;
      /** The eTag of the read that the plan was made from; sent as `If-Match`. */
      readonly eTag?: string;
      /** Stands for all that could be written of the cluster when the plan was made (`contentOf`). */
      readonly basis?: string;
      /** Stands for what is sent but the service principal (`sentContentOf`). */
      readonly sentContent?: string;
      /** The node pools that the plan names, where all pools are made again. */
      readonly pools?: readonly string[];
      readonly edit: ClusterEdit;
    }
  | { readonly kind: 'upgradeNodeImage'; readonly poolId: ArmId; readonly from?: string; readonly to?: string }
  | {
      readonly kind: 'createCredential';
      readonly credentialId: ArmId;
      /** Whose issuer is trusted. */
      readonly clusterId: ArmId;
      /** Read from the cluster when the step runs, where the cluster has none yet. */
      readonly issuer?: string;
      readonly subject: string;
      /** It was there, and right, when the plan was made: nothing is sent as long as it is. */
      readonly isThere?: true;
    }
  | {
      readonly kind: 'deleteCredential';
      readonly credentialId: ArmId;
      /** Who it was for when the plan was made. */
      readonly subject?: string;
      /** Stands for what the credential trusted when the plan was made. */
      readonly basis?: string;
    }
  | { readonly kind: 'createBinding'; readonly bindingId: ArmId; readonly identityId: ArmId }
  | {
      readonly kind: 'deleteBinding';
      readonly bindingId: ArmId;
      /** The identity that was bound when the plan was made. */
      readonly basis?: string;
    }
  /** Puts a member of a Fleet again as it is then, so that the Fleet learns the new identity of its cluster. */
  | {
      readonly kind: 'rejoinFleet';
      readonly memberId: ArmId;
      readonly clusterId: ArmId;
      /** That of the member as the plan has it, for whoever sends its request as it is. */
      readonly eTag?: string;
    }
  | {
      readonly kind: 'deleteTrustedBinding';
      readonly bindingId: ArmId;
      /** Stands for what it let in when the plan was made. */
      readonly basis?: string;
    };

/**
 * One write, and the account and directory through which it is made; `id` is the same each time the same write of the
 * same change is planned.
 */
export type Step = StepAction &
  Via & {
    readonly id: string;
    readonly title: Words;
    /** The request as it will be sent; what is unknown while planning stands as `{principalId}` and the like. */
    readonly request: { readonly method: 'PUT' | 'POST' | 'DELETE'; readonly path: string; readonly body?: JsonObject };
    /** The command that does the same. */
    readonly az: string;
    /** Since which version az knows all of the command; left out where it always did. */
    readonly azSince?: string;
    /** What it brings about, in one sentence. */
    readonly effect: Words;
  };

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
  /** What somebody else can do about it. */
  readonly request?: AccessRequest;
}

/** What somebody with more rights can do about a missing one. */
export interface AccessRequest {
  /** Who can do it, to stand after "Ask". */
  readonly from: string;
  /** The command that they can run; several stand on lines of their own. */
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
  /** Who may act as which identity, such as `shop/cart > id-cart`. */
  readonly workloads?: readonly string[];
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
   * `needed`: the plan sees to it, because AKS is known to need it. `stays`: it is of no use to another identity, or AKS gives it
   * that itself. `offered`: it can be carried over. `named`: it is not, whoever asks.
   */
  readonly fate: 'needed' | 'stays' | 'offered' | 'named';
  /** It is carried over unless somebody says otherwise. */
  readonly isUsual?: true;
  /** Why it is so, in a sentence. */
  readonly why: Words;
  /** The plan gives the same to the identity that takes the place. */
  readonly isCarried?: true;
}

/** Something that a cluster needs and no role gives any more once the plan has run. */
export interface LostNeed {
  readonly clusterId: ArmId;
  /** Which role of whom, on what. */
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
