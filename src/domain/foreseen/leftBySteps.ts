/** What the steps of a plan leave behind: what they make, change and delete, and what AKS makes and grants because of it. */
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
import type { Step } from '../plan/plan.ts';
import type { PrincipalRef } from '../plan/stepActions.ts';
import { tokenAudience } from '../workloads/credential.ts';
import { issuerOf } from '../workloads/issuer.ts';
import { ownerOf } from '../workloads/workloadIds.ts';
import { issuerToCome, principalToCome, rawOfNew, rawThen } from './clusterThen.ts';
import { defined } from '../../shape/defined.ts';

/** What steps leave behind, by `idKey`. */
export interface LeftBySteps {
  readonly identities: Map<string, JsonObject>;
  readonly clusters: Map<string, Cluster>;
  readonly newClusters: Set<string>;
  /** What is for principals that are yet to be made. */
  readonly toCome: Set<string>;
  readonly made: RoleAssignment[];
  readonly credentials: IdentityCredential[];
  readonly bindings: Map<string, IdentityBinding[]>;
  /** Whatever is deleted: identities, role assignments, credentials and bindings. */
  readonly gone: Set<string>;
}

/** Adds what a step leaves behind, and returns all of it; the facts are those after the steps before it. */
export function noteStep(step: Step, left: LeftBySteps, facts: Facts): LeftBySteps {
  switch (step.kind) {
    case 'createIdentity':
      left.gone.delete(idKey(step.identityId));
      left.identities.set(idKey(step.identityId), newIdentity(step.identityId, step.body));
      left.toCome.add(principalToCome(step.identityId, 'principal'));
      return left;
    case 'deleteIdentity':
      left.identities.delete(idKey(step.identityId));
      left.gone.add(idKey(step.identityId));
      return left;
    case 'assignRole': {
      const principalId = principalIdOf(step.principal, facts);
      if (principalId === undefined) return left;
      const { scope, condition } = step;
      const made = assignmentToCome({ scope, roleGuid: roleGuidOf(step.roleDefinitionId), principalId }, facts.now);
      left.made.push({ ...made, ...defined({ condition }) });
      return left;
    }
    case 'removeRole':
      left.gone.add(idKey(step.roleAssignmentId));
      return left;
    case 'createCluster':
      left.newClusters.add(idKey(step.clusterId));
      noteCluster(clusterOf(rawOfNew(step.clusterId, step.body, idsIn(facts))), left, facts);
      return left;
    case 'putCluster': {
      const answer = facts.get({ kind: 'cluster', id: step.clusterId });
      if (answer?.kind === 'found') noteCluster(clusterOf(rawThen(answer.value, step.edit, idsIn(facts))), left, facts);
      return left;
    }
    case 'createCredential':
      left.credentials.push(newCredential(step, facts));
      return left;
    case 'deleteCredential':
      left.gone.add(idKey(step.credentialId));
      return left;
    case 'createBinding':
      addBinding(step, left, facts);
      return left;
    case 'deleteBinding':
    case 'deleteTrustedBinding':
      left.gone.add(idKey(step.bindingId));
      return left;
    case 'createResourceGroup':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
    case 'upgradeNodeImage':
    case 'rejoinFleet':
      return left;
  }
}

/** A cluster as it will be, with what AKS makes for it and grants it. */
function noteCluster(cluster: Cluster, left: LeftBySteps, facts: Facts): void {
  const { id, kubelet } = cluster;
  left.clusters.set(idKey(id), cluster);
  for (const place of ['controlPlane', 'kubelet']) left.toCome.add(principalToCome(id, place));
  if ('identityId' in kubelet && left.toCome.has(kubelet.objectId ?? ''))
    left.identities.set(idKey(kubelet.identityId), {
      ...{ id: kubelet.identityId, name: lastSegment(kubelet.identityId) },
      properties: { principalId: kubelet.objectId ?? '' },
    });
  for (const { identity, role, scope, grantedByAks } of needsOf(cluster, facts)) {
    const principalId = grantedByAks === true ? principalOf(cluster, identity, facts) : undefined;
    if (principalId !== undefined)
      left.made.push(assignmentToCome({ scope, roleGuid: role.id, principalId }, facts.now));
  }
}

function newIdentity(id: ArmId, body: JsonObject): JsonObject {
  const ids = { principalId: principalToCome(id, 'principal'), clientId: principalToCome(id, 'client') };
  return { ...body, id, name: lastSegment(id), properties: ids };
}

function newCredential(
  { credentialId: id, clusterId, issuer, subject }: Extract<Step, { kind: 'createCredential' }>,
  facts: Facts,
): IdentityCredential {
  const cluster = facts.get({ kind: 'cluster', id: clusterId });
  const own = cluster?.kind === 'found' ? issuerOf(cluster.value) : undefined;
  return {
    identityId: ownerOf(id),
    ...{ name: lastSegment(id), issuer: issuer ?? own ?? issuerToCome(clusterId), subject, audiences: [tokenAudience] },
  };
}

function addBinding(
  { bindingId, identityId }: Extract<Step, { kind: 'createBinding' }>,
  left: LeftBySteps,
  facts: Facts,
): void {
  const cluster = idKey(ownerOf(bindingId));
  const { clientId = '' } = idsIn(facts)(identityId);
  const issuer = `https://ib.oic.prod-aks.azure.com/${clientId}/${clientId}`;
  const made: IdentityBinding = {
    ...{ id: bindingId, name: lastSegment(bindingId), identityId, provisioningState: 'Succeeded' },
    ...{ clientId, issuer },
  };
  left.bindings.set(cluster, [...(left.bindings.get(cluster) ?? []), made]);
  left.credentials.push({ identityId, name: bindingCredential, issuer, subject: '', audiences: [] });
}

function idsIn(facts: Facts): (id: ArmId) => { readonly principalId?: string; readonly clientId?: string } {
  return (id) => {
    const answer = facts.get({ kind: 'resource', id });
    if (answer?.kind !== 'found') return {};
    const [principalId, clientId] = ['principalId', 'clientId'].map((name) =>
      textAt(answer.value, `properties.${name}`),
    );
    return { ...(principalId ? { principalId } : {}), ...(clientId ? { clientId } : {}) };
  };
}

function principalIdOf(principal: PrincipalRef, facts: Facts): string | undefined {
  const isMadeByAks = principal.kind === 'controlPlane' || principal.kind === 'kubelet';
  return isMadeByAks ? principalToCome(principal.clusterId, principal.kind) : principalIdIn(principal, facts);
}
