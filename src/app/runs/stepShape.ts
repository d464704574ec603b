/** What the journal takes for a step of a plan: a check for each kind of step and each member of it. */
import { Refusal } from '../../domain/arm/refusal.ts';
import { asArmId, asScope, isGuid, resourceType, type ArmId } from '../../domain/arm/resourceId.ts';
import { onlyTrue } from '../../domain/change/fields.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import type { ActionOf, ClusterEdit, PrincipalRef, StepKind } from '../../domain/plan/stepActions.ts';
import {
  either,
  check,
  matchesShape,
  flag,
  list,
  oneOf,
  open,
  optional,
  record,
  table,
  text,
  variants,
  type Fields,
  type Optional,
  type Shape,
} from '../../shape/shape.ts';

/** A check for each member of what is kept; what an earlier version has left out may be missing. */
type Checks<A> = {
  readonly [M in Exclude<keyof A, 'kind'>]-?: object extends Pick<A, M>
    ? Optional<Exclude<A[M], undefined>>
    : Shape<A[M]>;
};

/** Accepts an id that a request may name in its path: it is what it says, and it leads nowhere else. */
function textShape<T extends string>(wanted: string, rule: (text: string) => T): Shape<T> {
  return check(wanted, (value) => {
    if (typeof value !== 'string' || value !== value.trim()) return false;
    try {
      rule(value);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  });
}

const idOf = (type: string): Shape<ArmId> => textShape(`the id of a ${type}`, (id) => asArmId(id, type));
/** Accepts what a role can be assigned on. */
export const scope = textShape('a scope', asScope);

/** Accepts the id of an authorization resource, at a scope or above all of them. */
function idAtScope(type: string, isName: (name: string) => boolean): Shape<string> {
  const before = `/providers/${type}/`.toLowerCase();
  return check(`the id of a ${type}`, (value) => {
    if (typeof value !== 'string') return false;
    const at = value.toLowerCase().lastIndexOf(before);
    return at >= 0 && isName(value.slice(at + before.length)) && (at === 0 || matchesShape(scope, value.slice(0, at)));
  });
}

/** Accepts the id of a cluster. */
export const clusterIdShape = idOf(resourceType.cluster);
const identityId = idOf(resourceType.identity);
const [credentialId, bindingId] = [idOf(resourceType.credential), idOf(resourceType.binding)];
const principal = variants(
  {
    principal: { principalId: text, principalType: optional(oneOf('ServicePrincipal')) },
    identity: { identityId },
    controlPlane: { clusterId: clusterIdShape },
    kubelet: { clusterId: clusterIdShape },
    addon: { clusterId: clusterIdShape, addon: text },
  } satisfies { readonly [K in PrincipalRef['kind']]: Fields & Checks<Extract<PrincipalRef, { readonly kind: K }>> },
  { make: open },
);
const vaultId = idOf('Microsoft.KeyVault/vaults');
/** Accepts what an access policy of a key vault gives. */
export const policy = open({ tenantId: text, applicationId: optional(text), permissions: table(list(text)) });
/** A cluster or an identity, which has the principal of a grant. */
const resourceHolder = either(clusterIdShape, identityId);
/** Accepts an object that was read from JSON, in which there is nothing else. */
const json = record as Shape<JsonObject>;
const edit = open({
  controlPlane: optional(variants({ systemAssigned: {}, userAssigned: { identityId } }, { make: open })),
  kubeletIdentityId: optional(identityId),
  values: optional(json),
} satisfies Checks<ClusterEdit>);

const ofEveryStep = {
  id: text,
  title: text,
  az: optional(text),
  azSince: optional(text),
  effect: optional(text),
  tenantId: optional(text),
  account: optional(open({ id: text, name: text })),
  request: open({ method: oneOf('PUT', 'POST', 'DELETE'), path: text, body: optional(json) }),
};
const fieldsOfSteps = {
  createResourceGroup: { ...ofEveryStep, groupId: idOf(resourceType.group), body: json },
  createIdentity: { ...ofEveryStep, identityId, body: json },
  deleteIdentity: { ...ofEveryStep, identityId, basis: optional(text) },
  createCluster: { ...ofEveryStep, clusterId: clusterIdShape, body: json },
  putCluster: {
    ...ofEveryStep,
    clusterId: clusterIdShape,
    edit,
    eTag: optional(text),
    basis: optional(text),
    sentContent: optional(text),
    pools: optional(list(text)),
  },
  upgradeNodeImage: {
    ...ofEveryStep,
    poolId: idOf(resourceType.agentPool),
    from: optional(text),
    to: optional(text),
  },
  assignRole: {
    ...ofEveryStep,
    scope,
    principal,
    roleDefinitionId: idAtScope(resourceType.roleDefinition, (name) => /^[^\s/?#%\\]+$/.test(name)),
    roleName: text,
    basis: optional(text),
    condition: optional(text),
    optional: optional(flag),
    delegated: optional(open({ resourceId: optional(resourceHolder) })),
  },
  removeRole: {
    ...ofEveryStep,
    roleAssignmentId: idAtScope(resourceType.roleAssignment, isGuid),
    scope: optional(scope),
    basis: optional(text),
  },
  addAccessPolicy: { ...ofEveryStep, vaultId, principal, policy },
  removeAccessPolicy: { ...ofEveryStep, vaultId, principal, policy },
  createCredential: {
    ...ofEveryStep,
    credentialId,
    clusterId: clusterIdShape,
    issuer: optional(text),
    subject: text,
    isThere: optional(onlyTrue),
  },
  deleteCredential: { ...ofEveryStep, credentialId, subject: optional(text), basis: optional(text) },
  createBinding: { ...ofEveryStep, bindingId, identityId },
  deleteBinding: { ...ofEveryStep, bindingId, basis: optional(text) },
  rejoinFleet: {
    ...ofEveryStep,
    memberId: idOf(resourceType.fleetMember),
    clusterId: clusterIdShape,
    eTag: optional(text),
  },
  deleteTrustedBinding: {
    ...ofEveryStep,
    bindingId: idOf(resourceType.trustedBinding),
    basis: optional(text),
  },
} satisfies { readonly [K in StepKind]: Fields & Checks<ActionOf<K>> };
/** Accepts a step of a plan; whatever else a newer version has written into it stays. */
export const stepShape = variants(fieldsOfSteps, { make: open });
