/** The principal of a step, read when it runs if it did not exist when the plan was made. */
import { sameText, type ArmId } from '../../domain/arm/resourceId.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { kubeletPrincipal } from '../../domain/cluster/principals.ts';
import type { PrincipalRef } from '../../domain/plan/stepActions.ts';
import { IdentityError } from '../../errors.ts';
import { getCluster } from '../read/clusters.ts';
import { getIdentity } from '../read/identities.ts';
import type { StepContext } from './stepContext.ts';
import { say, type Words } from '../../sentences/words.ts';

/** A principal, and the resource that has it, if that is known. */
export interface StepPrincipal {
  readonly principalId: string;
  readonly resourceId?: string | undefined;
}

/** Returns the principal of a step, read now if the plan could not know it. */
export async function stepPrincipalOf(
  principal: PrincipalRef,
  { armFor, signal }: Pick<StepContext, 'armFor' | 'signal'>,
): Promise<StepPrincipal> {
  const read = async (id: ArmId): Promise<Cluster> => getCluster(await armFor(id), id, signal);
  switch (principal.kind) {
    case 'principal':
      return { principalId: principal.principalId };
    case 'identity': {
      const { identityId } = principal;
      const { principalId } = await getIdentity(await armFor(identityId), identityId, signal);
      return { principalId, resourceId: identityId };
    }
    case 'controlPlane': {
      const { name, controlPlane } = await read(principal.clusterId);
      if (controlPlane.kind !== 'systemAssigned') throw otherIdentityError(name, say`control plane identity`);
      const principalId = controlPlane.principalId ?? raise(noIdentity(name, say`control plane identity`));
      return { principalId, resourceId: principal.clusterId };
    }
    case 'kubelet': {
      const { name, kubelet } = await read(principal.clusterId);
      if (kubelet.kind === 'preCreated') throw otherIdentityError(name, say`kubelet identity`);
      const principalId = kubeletPrincipal(kubelet) ?? raise(noIdentity(name, say`kubelet identity`));
      return { principalId, resourceId: 'identityId' in kubelet ? kubelet.identityId : undefined };
    }
    case 'addon': {
      const { name, addons } = await read(principal.clusterId);
      const addon = addons.find((candidate) => sameText(candidate.name, principal.addon));
      const principalId = addon?.objectId ?? raise(noIdentity(name, say`identity for the add-on ${principal.addon}`));
      return { principalId, resourceId: addon?.identityId };
    }
  }
}

/** Only identities that Azure makes for a cluster are looked up when a step runs; one that a user assigned instead is not in the plan. */
function otherIdentityError(cluster: string, identity: Words): IdentityError {
  return new IdentityError({
    code: 'conflict',
    message: say`${cluster} has been given another ${identity} since the plan was made. Nothing was granted to it.`,
  });
}

function noIdentity(cluster: string, identity: Words): IdentityError {
  const error = new IdentityError({
    code: 'unexpected',
    message: say`${cluster} shows no ${identity} that could get a role.`,
  });
  noPrincipalErrors.add(error);
  return error;
}

const noPrincipalErrors = new WeakSet<IdentityError>();

/** Returns true if the error says that the principal does not exist (yet). */
export function isNoPrincipal(error: IdentityError): boolean {
  return noPrincipalErrors.has(error);
}

function raise(error: IdentityError): never {
  throw error;
}
