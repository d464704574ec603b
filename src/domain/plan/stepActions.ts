/**
 * What the steps of a plan can do, with enough detail to run them, to repeat them, and to see whether their result
 * already exists. The journal keeps and checks these members; what its earlier versions left out is optional. A new
 * kind of step is a new row of `stepFields`: the compiler asks for the rest.
 */
import { idAtScope, idOf, scope } from '../arm/idShapes.ts';
import type { JsonObject } from '../arm/json.ts';
import { isGuid, resourceType } from '../arm/resourceId.ts';
import type { ControlPlaneChoice } from '../change/change.ts';
import { onlyTrue, principalType, type PrincipalType } from '../change/fields.ts';
import {
  either,
  flag,
  list,
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
/** Accepts an object from JSON, which contains nothing else. */
const json = record as Shape<JsonObject>;

const principal = variants(
  {
    principal: { principalId: text, principalType: optional(principalType) },
    /** A user-assigned identity, read when the step runs. */
    identity: { identityId },
    /** The system-assigned identity of a cluster, and the one that AKS makes for its nodes; both are read when the step runs. */
    controlPlane: { clusterId },
    kubelet: { clusterId },
    addon: { clusterId, addon: text },
  },
  { make: open },
);

/** The principal that gets a role; if it does not exist yet, it is read when the step runs. */
export type PrincipalRef = Of<typeof principal>;

/** Returns the kind of a principal that gets a role, in Azure's own words. */
export function principalTypeOf(ref: PrincipalRef): PrincipalType {
  return (ref.kind === 'principal' ? ref.principalType : undefined) ?? 'ServicePrincipal';
}

const controlPlane: Shape<ControlPlaneChoice> = variants(
  { systemAssigned: {}, userAssigned: { identityId } },
  { make: open },
);
const edit = open({
  controlPlane: optional(controlPlane),
  kubeletIdentityId: optional(identityId),
  /** What else it sets, by paths in the cluster's JSON: `{ 'properties.oidcIssuerProfile.enabled': true }`. */
  values: optional(json),
});

/** What a cluster PUT changes, and nothing else. */
export type ClusterEdit = Of<typeof edit>;

/** Accepts what an access policy of a key vault gives. */
export const policy = open({ tenantId: text, applicationId: optional(text), permissions: table(list(text)) });

/** The members of each kind of step. A `basis` represents what was there when the plan was made. */
export const stepFields = {
  createResourceGroup: { groupId: idOf(resourceType.group), body: json },
  createIdentity: { identityId, body: json },
  deleteIdentity: {
    identityId,
    /** Its principal: an identity of the same name with another principal is a different one. */
    basis: optional(text),
  },
  createCluster: { clusterId, body: json },
  putCluster: {
    clusterId,
    edit,
    /** The identities that it replaces, where a change can bring all of them back. */
    before: optional(edit),
    /** The eTag of the read that the plan was made from; sent as `If-Match`. */
    eTag: optional(text),
    /** Represents everything writable in the cluster when the plan was made (`contentOf`). */
    basis: optional(text),
    /** Represents what is sent, except the service principal (`sentContentOf`). */
    sentContent: optional(text),
    /** The node pools in the plan, if all pools are recreated. */
    pools: optional(list(text)),
  },
  upgradeNodeImage: { poolId: idOf(resourceType.agentPool), from: optional(text), to: optional(text) },
  assignRole: {
    scope,
    principal,
    /** The full id below the scope's subscription. */
    roleDefinitionId: idAtScope(resourceType.roleDefinition, (name) => /^[^\s/?#%\\]+$/.test(name)),
    roleName: text,
    /** Represents the role's name and permissions when the plan was made, if the user chose it. */
    basis: optional(text),
    /** The condition of the assignment, in Azure's own syntax. */
    condition: optional(text),
    /** A failure is reported without failing the change, as for grants for add-ons after the cluster was updated. */
    optional: optional(flag),
    /**
     * Set if the subscription is delegated to the signed-in directory; the resource that has the identity, left out if
     * that is known only after the plan has run.
     */
    delegated: optional(open({ resourceId: optional(either(clusterId, identityId)) })),
  },
  removeRole: {
    roleAssignmentId: idAtScope(resourceType.roleAssignment, isGuid),
    /** Represents the content of the assignment. */
    basis: optional(text),
    /** Who had the role when the plan was made, and the name of its definition; an earlier version kept no definition. */
    principalId: optional(text),
    roleGuid: optional(text),
    principalType: optional(principalType),
    hasCondition: optional(flag),
    hasDescription: optional(flag),
  },
  /** Asks Privileged Identity Management to make a role active for the signed-in user. */
  activateRole: {
    scope,
    /** The request, whose name is always the same until it has been made. */
    requestId: idAtScope('Microsoft.Authorization/roleAssignmentScheduleRequests', isGuid),
    roleDefinitionId: idAtScope(resourceType.roleDefinition, isGuid),
    roleName: text,
    principalId: text,
    /** It waits until someone approves it. */
    needsApproval: optional(flag),
  },
  addAccessPolicy: { vaultId, principal, policy },
  removeAccessPolicy: { vaultId, principal, policy },
  createCredential: {
    credentialId,
    /** The cluster whose issuer is trusted. */
    clusterId,
    /** Read from the cluster when the step runs, if the cluster has none yet. */
    issuer: optional(text),
    subject: text,
    /** It already existed, and was right, when the plan was made: nothing is sent as long as that is so. */
    isThere: optional(onlyTrue),
  },
  deleteCredential: {
    credentialId,
    /** What it trusted when the plan was made. */
    subject: optional(text),
    issuer: optional(text),
    /** Represents what it trusted. */
    basis: optional(text),
  },
  createBinding: { bindingId, identityId },
  deleteBinding: {
    bindingId,
    /** The identity that was bound. */
    basis: optional(text),
  },
  /** Writes a member of a Fleet again as it is then, so that the Fleet notices the new identity of its cluster. */
  rejoinFleet: {
    memberId: idOf(resourceType.fleetMember),
    clusterId,
    /** That of the member in the plan, for those who send the request unchanged. */
    eTag: optional(text),
  },
  deleteTrustedBinding: {
    bindingId: idOf(resourceType.trustedBinding),
    /** Represents what it gave access to. */
    basis: optional(text),
  },
} as const;

/** What a step does. */
export type StepAction = VariantOf<typeof stepFields>;

/** The kinds of step, for tables that have a row for each. */
export type StepKind = StepAction['kind'];
