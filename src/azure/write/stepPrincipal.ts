/** Whom a step is about: read when it runs, where it did not exist yet when the plan was made. */
import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { kubeletPrincipal } from '../../domain/cluster/principals.ts';
import type { PrincipalRef } from '../../domain/plan/plan.ts';
import { IdentityError } from '../../errors.ts';
import { getCluster } from '../read/clusters.ts';
import { getIdentity } from '../read/identities.ts';
import type { StepContext } from './stepContext.ts';

/** Returns the object ID of whom a step is about, read now where the plan could not know it. */
export async function principalIdOf(
  principal: PrincipalRef,
  { armFor, signal }: Pick<StepContext, 'armFor' | 'signal'>,
): Promise<string> {
  const read = async (id: ArmId): Promise<Cluster> => getCluster(await armFor(id), id, signal);
  switch (principal.kind) {
    case 'principal':
      return principal.principalId;
    case 'identity':
      return (await getIdentity(await armFor(principal.identityId), principal.identityId, signal)).principalId;
    case 'controlPlane': {
      const { name, controlPlane } = await read(principal.clusterId);
      if (controlPlane.kind !== 'systemAssigned') throw another(name, 'control plane identity');
      return controlPlane.principalId ?? raise(noIdentity(name, 'control plane identity'));
    }
    case 'kubelet': {
      const { name, kubelet } = await read(principal.clusterId);
      if (kubelet.kind === 'preCreated') throw another(name, 'kubelet identity');
      return kubeletPrincipal(kubelet) ?? raise(noIdentity(name, 'kubelet identity'));
    }
    case 'addon': {
      const { name, addons } = await read(principal.clusterId);
      const addon = addons.find((candidate) => candidate.name.toLowerCase() === principal.addon.toLowerCase());
      return addon?.objectId ?? raise(noIdentity(name, `identity for the add-on ${principal.addon}`));
    }
  }
}

/** Only what Azure makes for a cluster is looked up when a step runs; one that somebody has brought is not in the plan. */
function another(cluster: string, what: string): IdentityError {
  return new IdentityError({
    code: 'conflict',
    message: `Somebody has given ${cluster} another ${what} since the plan was made. Nothing was granted to it.`,
  });
}

function noIdentity(cluster: string, what: string): IdentityError {
  const error = new IdentityError({
    code: 'unexpected',
    message: `${cluster} does not show a ${what} that could get a role.`,
  });
  nobodies.add(error);
  return error;
}

const nobodies = new WeakSet<IdentityError>();

/** Returns true for an error that says: there is no principal (yet). */
export function isNobody(error: IdentityError): boolean {
  return nobodies.has(error);
}

function raise(error: IdentityError): never {
  throw error;
}
