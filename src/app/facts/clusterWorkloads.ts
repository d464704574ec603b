import { unknownText, type Unknown } from '../../domain/arm/unknown.ts';
import { idKey, sameId, subscriptionOf, type ArmId } from '../../domain/arm/resourceId.ts';
import { reachesScope } from '../../domain/access/accessCheck.ts';
import { roleById, roleGuidOf } from '../../domain/access/roles.ts';
import { subscriptionNames, type Facts } from '../../domain/cluster/facts.ts';
import type { RoleAssignment } from '../../domain/cluster/model.ts';
import { nodeMachinesOf, type NodeMachines } from '../../domain/around/things/nodes.ts';
import { clusterAt } from '../../domain/plan/lookUps.ts';
import { trustInSight, trustFromArm } from '../../domain/workloads/trust.ts';
import { workloadsOf, type ClusterWorkloads, type Workload } from '../../domain/workloads/workloads.ts';
import { mappingOf, type GatewayMapping } from '../../domain/gateway/mapping.ts';
import { otherIssuers, type OtherIssuers } from '../../domain/workloads/otherIssuers.ts';
import type { NamedAssignment } from './clusterDetails.ts';
import { say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** A workload, with the roles of its identity by name. */
export interface NamedWorkload extends Omit<Workload, 'assignments'> {
  /** `inherited`: assigned above the cluster. */
  readonly roles: readonly (NamedAssignment & { readonly inherited: boolean })[];
  /** Why it isn't known which roles its identity has. */
  readonly rolesUnknown?: Words;
}

/** The workloads of a cluster, with what could not be checked. */
export interface NamedWorkloads extends Omit<ClusterWorkloads, 'workloads'> {
  readonly workloads: readonly NamedWorkload[];
}

/** Returns the workloads of a cluster; throws a `Refusal` if the cluster does not exist or can't be read. */
export function namedWorkloads(id: ArmId, facts: Facts, isNow = false): NamedWorkloads {
  const cluster = clusterAt(id, facts);
  if (cluster === undefined) return { hasWorkloadIdentity: false, workloads: [], unknown: [], trustUnknown: [] };
  const { workloads, ...rest } = workloadsOf(cluster, facts, isNow ? trustFromArm : trustInSight);
  return {
    ...rest,
    workloads: workloads.map(({ assignments, ...workload }) => ({
      ...workload,
      ...defined({ rolesUnknown: whyRolesUnknown(workload, rest.unknown, facts) }),
      roles: assignments.map((assignment) => ({
        ...namedAssignment(assignment, facts),
        inherited: idKey(assignment.scope) !== idKey(id) && reachesScope(assignment.scope, id, new Set()) === true,
      })),
    })),
  };
}

/** Nobody looks for the roles of an identity that can't be seen, or that was deleted. */
function whyRolesUnknown(
  { principalId, identityId }: Pick<Workload, 'principalId' | 'identityId'>,
  unknown: readonly Unknown[],
  facts: Facts,
): Words | undefined {
  const notRead = unknown.find(({ subject: { what } }) => what === 'identities' || what === 'assignmentsOfAll');
  if (notRead !== undefined) return unknownText(notRead);
  if (principalId !== undefined) return undefined;
  const isDeleted = facts.get({ kind: 'resource', id: identityId })?.kind === 'missing';
  return isDeleted ? say`Its identity was deleted.` : say`You can't see the identity.`;
}

/** Returns the issuers whose credentials could be moved to a cluster; throws a `Refusal` if it does not exist or can't be read. */
export function issuersMovableTo(id: ArmId, facts: Facts): OtherIssuers {
  const cluster = clusterAt(id, facts);
  return cluster === undefined ? { issuers: [], unknown: [] } : otherIssuers(cluster, facts);
}

/** Returns the zones and vaults of a cluster's application routing; throws a `Refusal` if it does not exist or can't be read. */
export function gatewayPlacesOf(id: ArmId, facts: Facts): GatewayMapping {
  const cluster = clusterAt(id, facts);
  return cluster === undefined ? { places: [], unknown: [] } : mappingOf(cluster, facts);
}

/** Returns the identities on the nodes of a cluster; throws a `Refusal` if it does not exist or can't be read. */
export function machinesAt(id: ArmId, facts: Facts): NodeMachines {
  const cluster = clusterAt(id, facts);
  return cluster === undefined ? { machines: [], unknown: [] } : nodeMachinesOf(cluster, facts);
}

/** Returns the assignment with the name of its role, and of the subscription if that is its scope. */
export function namedAssignment(assignment: RoleAssignment, facts: Facts): NamedAssignment {
  const roleId = roleGuidOf(assignment.roleDefinitionId);
  const place = subscriptionNameOf(assignment, facts);
  const builtInName = roleById(roleId)?.name;
  if (builtInName !== undefined) return { ...assignment, ...place, roleId, roleName: builtInName };
  const { scope, tenantId } = assignment;
  const role = facts.get({ kind: 'role', guid: roleId, scope, ...defined({ tenantId }) });
  return { ...assignment, ...place, roleId, roleName: role?.kind === 'found' ? role.value.name : roleId };
}

/** The name of the subscription, if that is the scope. */
function subscriptionNameOf({ scope }: RoleAssignment, facts: Facts): Pick<NamedAssignment, 'subscriptionName'> {
  const id = subscriptionOf(scope);
  if (id === undefined || !sameId(scope, `/subscriptions/${id}`)) return {};
  const name = subscriptionNames(facts)(id);
  return name === undefined ? {} : { subscriptionName: name };
}
