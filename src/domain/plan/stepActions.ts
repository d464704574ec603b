/**
 * What the steps of a plan can do, with enough detail to run them, to run them again, and to see whether their result already
 * holds. The journal keeps these members and checks them; what an earlier version of it left out is optional.
 * A new kind of step is a new row of `stepFields`: the compiler asks for the rest.
 */
import { idAtScope, idOf, scope } from '../arm/idShapes.ts';
import type { JsonObject } from '../arm/json.ts';
import { isGuid, resourceType } from '../arm/resourceId.ts';
import type { ControlPlaneChoice } from '../change/change.ts';
import { onlyTrue } from '../change/fields.ts';
import {
  either,
  flag,
  list,
  oneOf,
  open,
  optional,
  record,
  table,
  text,
  variants,
  type Of,
  type Shape,
  type VariantOf,
} from '../../shape/shape.ts';

/** Accepts the id of a cluster. */
export const clusterId = idOf(resourceType.cluster);
const identityId = idOf(resourceType.identity);
const credentialId = idOf(resourceType.credential);
const bindingId = idOf(resourceType.binding);
const vaultId = idOf('Microsoft.KeyVault/vaults');
/** Accepts an object that was read from JSON, in which there is nothing else. */
const json = record as Shape<JsonObject>;

const principal = variants(
  {
    principal: { principalId: text, principalType: optional(oneOf('ServicePrincipal')) },
    /** A user-assigned identity, read when the step runs. */
    identity: { identityId },
    /** The system-assigned identity of a cluster, and the one that AKS makes for its nodes; read when the step runs. */
    controlPlane: { clusterId },
    kubelet: { clusterId },
    addon: { clusterId, addon: text },
  },
  { make: open },
);

/** The principal that gets a role; it is resolved when the step runs if the principal does not exist yet. */
export type PrincipalRef = Of<typeof principal>;

const controlPlane: Shape<ControlPlaneChoice> = variants(
  { systemAssigned: {}, userAssigned: { identityId } },
  { make: open },
);
const edit = open({
  controlPlane: optional(controlPlane),
  kubeletIdentityId: optional(identityId),
  /** What else it sets, by the paths in the cluster's JSON: `{ 'properties.oidcIssuerProfile.enabled': true }`. */
  values: optional(json),
});

/** What a cluster PUT changes, and nothing else. */
export type ClusterEdit = Of<typeof edit>;

/** Accepts what an access policy of a key vault gives. */
export const policy = open({ tenantId: text, applicationId: optional(text), permissions: table(list(text)) });

/** The members of each kind of step. A `basis` stands for what was there when the plan was made. */
export const stepFields = {
  createResourceGroup: { groupId: idOf(resourceType.group), body: json },
  createIdentity: { identityId, body: json },
  deleteIdentity: {
    identityId,
    /** Its principal: an identity of the same name with another one is something else. */
    basis: optional(text),
  },
  createCluster: { clusterId, body: json },
  putCluster: {
    clusterId,
    edit,
    /** The eTag of the read that the plan was made from; sent as `If-Match`. */
    eTag: optional(text),
    /** Stands for all that could be written of the cluster when the plan was made (`contentOf`). */
    basis: optional(text),
    /** Stands for what is sent but the service principal (`sentContentOf`). */
    sentContent: optional(text),
    /** The node pools that the plan names, where all pools are made again. */
    pools: optional(list(text)),
  },
  upgradeNodeImage: { poolId: idOf(resourceType.agentPool), from: optional(text), to: optional(text) },
  assignRole: {
    scope,
    principal,
    /** Full id below the scope's subscription. */
    roleDefinitionId: idAtScope(resourceType.roleDefinition, (name) => /^[^\s/?#%\\]+$/.test(name)),
    roleName: text,
    /** Stands for what the role was called and allowed when the plan was made, where somebody chose it. */
    basis: optional(text),
    /** Limits the assignment, in Azure's own words. */
    condition: optional(text),
    /** A failure is reported and does not fail the change, as with grants for add-ons after the cluster was updated. */
    optional: optional(flag),
    /**
     * Given where the subscription is delegated to the directory of whoever signs in; the resource that has the identity, left out
     * where that is known only once the plan has run.
     */
    delegated: optional(open({ resourceId: optional(either(clusterId, identityId)) })),
  },
  removeRole: {
    roleAssignmentId: idAtScope(resourceType.roleAssignment, isGuid),
    /** Stands for what the assignment said. */
    basis: optional(text),
  },
  addAccessPolicy: { vaultId, principal, policy },
  removeAccessPolicy: { vaultId, principal, policy },
  createCredential: {
    credentialId,
    /** Whose issuer is trusted. */
    clusterId,
    /** Read from the cluster when the step runs, where the cluster has none yet. */
    issuer: optional(text),
    subject: text,
    /** It was there, and right, when the plan was made: nothing is sent as long as it is. */
    isThere: optional(onlyTrue),
  },
  deleteCredential: {
    credentialId,
    /** Who it was for when the plan was made. */
    subject: optional(text),
    /** Stands for what it trusted. */
    basis: optional(text),
  },
  createBinding: { bindingId, identityId },
  deleteBinding: {
    bindingId,
    /** The identity that was bound. */
    basis: optional(text),
  },
  /** Puts a member of a Fleet again as it is then, so that the Fleet learns the new identity of its cluster. */
  rejoinFleet: {
    memberId: idOf(resourceType.fleetMember),
    clusterId,
    /** That of the member as the plan has it, for whoever sends its request as it is. */
    eTag: optional(text),
  },
  deleteTrustedBinding: {
    bindingId: idOf(resourceType.trustedBinding),
    /** Stands for what it let in. */
    basis: optional(text),
  },
} as const;

/** What a step does. */
export type StepAction = VariantOf<typeof stepFields>;

/** The kinds of step, for tables that have a row for each. */
export type StepKind = StepAction['kind'];
