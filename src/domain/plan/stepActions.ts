/** What the steps of a plan can do. A new kind of step is a new member of `StepAction`: the compiler asks for the rest. */
import type { ControlPlaneChoice } from '../change/change.ts';
import type { JsonObject } from '../arm/json.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { VaultPolicy } from '../cluster/facts.ts';

/** The principal that gets a role; it is resolved when the step runs if the principal does not exist yet. */
export type PrincipalRef =
  | { readonly kind: 'principal'; readonly principalId: string; readonly principalType?: 'ServicePrincipal' }
  /** A user-assigned identity, read when the step runs. */
  | { readonly kind: 'identity'; readonly identityId: ArmId }
  /** The system-assigned identity of a cluster, and the one that AKS makes for its nodes; read when the step runs. */
  | { readonly kind: 'controlPlane'; readonly clusterId: ArmId }
  | { readonly kind: 'kubelet'; readonly clusterId: ArmId }
  | { readonly kind: 'addon'; readonly clusterId: ArmId; readonly addon: string };

/** What a cluster PUT changes, and nothing else. */
export interface ClusterEdit {
  readonly controlPlane?: ControlPlaneChoice;
  readonly kubeletIdentityId?: ArmId;
  /** What else it sets, by the paths in the cluster's JSON: `{ 'properties.oidcIssuerProfile.enabled': true }`. */
  readonly values?: JsonObject;
}

/** What a principal is given in a key vault, or loses there. */
interface OfPolicy {
  readonly vaultId: ArmId;
  readonly principal: PrincipalRef;
  readonly policy: Omit<VaultPolicy, 'vaultId' | 'objectId' | 'isIdle'>;
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
      /** Represents the name and permissions of the role when the plan was made, if the user chose it. */
      readonly basis?: string;
      /** Limits the assignment, in Azure's own words. */
      readonly condition?: string;
      /** A failure is reported and does not fail the change, as with grants for add-ons after the cluster was updated. */
      readonly optional?: boolean;
      /**
       * Set if the subscription is delegated to the directory of the signed-in user; the resource that has the identity, left
       * out if that is known only once the plan has run.
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
  | ({ readonly kind: 'addAccessPolicy' } & OfPolicy)
  | ({ readonly kind: 'removeAccessPolicy' } & OfPolicy)
  | { readonly kind: 'createCluster'; readonly clusterId: ArmId; readonly body: JsonObject }
  | {
      readonly kind: 'putCluster';
      readonly clusterId: ArmId;
      /** The eTag of the read that the plan was made from; sent as `If-Match`. */
      readonly eTag?: string;
      /** Represents everything in the cluster that can be written, as it was when the plan was made (`contentOf`). */
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
      /** It existed, and was right, when the plan was made: nothing is sent while that is so. */
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
      /** The member's eTag when the plan was made, for those who send the request as it is. */
      readonly eTag?: string;
    }
  | {
      readonly kind: 'deleteTrustedBinding';
      readonly bindingId: ArmId;
      /** Stands for what it let in when the plan was made. */
      readonly basis?: string;
    };

/** The kinds of step, for tables that have a row for each. */
export type StepKind = StepAction['kind'];

/** What a step of one kind does. */
export type ActionOf<K extends StepKind> = Extract<StepAction, { readonly kind: K }>;
