/** The results of a plan's steps: what they make, change and delete, and what AKS makes and grants because of them. */
import { bindingCredential } from '../uses/boundTo.ts';
import { roleGuidOf } from '../access/roles.ts';
import { textAt, type JsonObject } from '../arm/json.ts';
import { idKey, lastSegment, type ArmId } from '../arm/resourceId.ts';
import type { Facts, IdentityBinding, IdentityCredential } from '../cluster/facts.ts';
import { clusterOf } from '../cluster/fromArm.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { principalOf } from '../cluster/principals.ts';
import { needsOf } from '../needs/needs.ts';
import { assignmentToCome, principalIdIn } from '../plan/lookUps.ts';
import type { StepOf } from '../plan/plan.ts';
import { principalTypeOf, type PrincipalRef } from '../plan/stepActions.ts';
import { tokenAudience } from '../workloads/credential.ts';
import { issuerOf } from '../workloads/issuer.ts';
import { ownerOf } from '../workloads/workloadIds.ts';
import { issuerToCome, principalToCome, rawOfNew, jsonAfterEdit } from './clusterThen.ts';
import { defined } from '../../shape/defined.ts';

/** The results of steps, by `idKey`. */
export interface LeftBySteps {
  readonly identities: Map<string, JsonObject>;
  readonly clusters: Map<string, Cluster>;
  readonly newClusters: Set<string>;
  /** Placeholders for principals that do not exist yet. */
  readonly toCome: Set<string>;
  readonly made: RoleAssignment[];
  readonly credentials: IdentityCredential[];
  readonly bindings: Map<string, IdentityBinding[]>;
  /** Everything that is deleted: identities, role assignments, credentials and bindings. */
  readonly gone: Set<string>;
}

/** Adds an identity that is created. */
export function noteIdentity({ identityId: id, body }: StepOf<'createIdentity'>, outcome: LeftBySteps): void {
  const principalId = principalToCome(id, 'principal');
  const properties = { principalId, clientId: principalToCome(id, 'client') };
  outcome.gone.delete(idKey(id));
  outcome.identities.set(idKey(id), { ...body, id, name: lastSegment(id), properties });
  outcome.toCome.add(principalId);
}

/** Adds a role assignment, if its principal is known. */
export function noteAssignment(step: StepOf<'assignRole'>, outcome: LeftBySteps, facts: Facts): void {
  const principalId = principalIdOf(step.principal, facts);
  if (principalId === undefined) return;
  const { scope, condition } = step;
  const roleGuid = roleGuidOf(step.roleDefinitionId);
  const principalType = principalTypeOf(step.principal);
  const assignment = assignmentToCome({ scope, roleGuid, principalId, principalType }, facts.now);
  outcome.made.push({ ...assignment, ...defined({ condition }) });
}

/** Adds a cluster that is created. */
export function noteNewCluster({ clusterId, body }: StepOf<'createCluster'>, outcome: LeftBySteps, facts: Facts): void {
  outcome.newClusters.add(idKey(clusterId));
  noteCluster(clusterOf(rawOfNew(clusterId, body, identityIdsFrom(facts))), outcome, facts);
}

/** Adds a cluster as it is after a change, if it can be read. */
export function noteChangedCluster(
  { clusterId, edit }: StepOf<'putCluster'>,
  outcome: LeftBySteps,
  facts: Facts,
): void {
  const answer = facts.get({ kind: 'cluster', id: clusterId });
  if (answer?.kind === 'found')
    noteCluster(clusterOf(jsonAfterEdit(answer.value, edit, identityIdsFrom(facts))), outcome, facts);
}

/** A future cluster, with what AKS makes for it and grants it. */
function noteCluster(cluster: Cluster, outcome: LeftBySteps, facts: Facts): void {
  const { id, kubelet } = cluster;
  outcome.clusters.set(idKey(id), cluster);
  for (const place of ['controlPlane', 'kubelet']) outcome.toCome.add(principalToCome(id, place));
  if ('identityId' in kubelet && outcome.toCome.has(kubelet.objectId ?? ''))
    outcome.identities.set(idKey(kubelet.identityId), {
      id: kubelet.identityId,
      name: lastSegment(kubelet.identityId),
      properties: { principalId: kubelet.objectId ?? '' },
    });
  for (const { identity, role, scope, grantedByAks } of needsOf(cluster, facts)) {
    const principalId = grantedByAks === true ? principalOf(cluster, identity, facts) : undefined;
    if (principalId !== undefined)
      outcome.made.push(assignmentToCome({ scope, roleGuid: role.id, principalId }, facts.now));
  }
}

/** Adds a credential that is created, with the issuer of its cluster. */
export function noteCredential(step: StepOf<'createCredential'>, outcome: LeftBySteps, facts: Facts): void {
  const { credentialId: id, clusterId, subject } = step;
  const cluster = facts.get({ kind: 'cluster', id: clusterId });
  const ownIssuer = cluster?.kind === 'found' ? issuerOf(cluster.value) : undefined;
  const issuer = step.issuer ?? ownIssuer ?? issuerToCome(clusterId);
  outcome.credentials.push({
    identityId: ownerOf(id),
    name: lastSegment(id),
    issuer,
    subject,
    audiences: [tokenAudience],
  });
}

/** Adds an identity binding, and the credential that AKS makes for it. */
export function noteBinding(
  { bindingId, identityId }: StepOf<'createBinding'>,
  outcome: LeftBySteps,
  facts: Facts,
): void {
  const cluster = idKey(ownerOf(bindingId));
  const { clientId = '' } = identityIdsFrom(facts)(identityId);
  const issuer = `https://ib.oic.prod-aks.azure.com/${clientId}/${clientId}`;
  const binding: IdentityBinding = {
    id: bindingId,
    name: lastSegment(bindingId),
    identityId,
    provisioningState: 'Succeeded',
    clientId,
    issuer,
  };
  outcome.bindings.set(cluster, [...(outcome.bindings.get(cluster) ?? []), binding]);
  outcome.credentials.push({ identityId, name: bindingCredential, issuer, subject: '', audiences: [] });
}

function identityIdsFrom(facts: Facts): (id: ArmId) => { readonly principalId?: string; readonly clientId?: string } {
  return (id) => {
    const answer = facts.get({ kind: 'resource', id });
    if (answer?.kind !== 'found') return {};
    const [principalId, clientId] = ['principalId', 'clientId'].map((name) =>
      textAt(answer.value, `properties.${name}`),
    );
    return defined({ principalId, clientId });
  };
}

function principalIdOf(principal: PrincipalRef, facts: Facts): string | undefined {
  const isMadeByAks = principal.kind === 'controlPlane' || principal.kind === 'kubelet';
  return isMadeByAks ? principalToCome(principal.clusterId, principal.kind) : principalIdIn(principal, facts);
}
