/** The identity that leaves a slot of a cluster. */
import { lastSegment, type ArmId } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { principalOf } from '../../cluster/principals.ts';
import type { IdentitySlot } from '../plan.ts';
import { servicePrincipalObjectId } from '../../access/servicePrincipal.ts';
import { say, type Words, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** An identity that is replaced. */
export interface Outgoing {
  readonly of: IdentitySlot;
  /** A name for use in a sentence. */
  readonly name: Phrase;
  readonly clientId?: string;
  readonly identityId?: ArmId;
  readonly principalId?: string;
  /** Why a service principal is assumed to be the cluster's. */
  readonly evidence?: Words;
}

/** Returns the identity that is in the slot now, if there is one. */
export function outgoingOf(cluster: Cluster, slot: IdentitySlot, facts: Facts): Outgoing | undefined {
  const { name, controlPlane, kubelet } = cluster;
  const identity = slot === 'controlPlane' ? controlPlane : kubelet;
  switch (identity.kind) {
    case 'none':
      return undefined;
    case 'unknown':
      return { of: slot, name: say`the kubelet of ${name}` };
    case 'servicePrincipal': {
      const inferred = servicePrincipalObjectId(cluster, facts);
      const principal = inferred && { principalId: inferred.principalId };
      const doubt = inferred && !inferred.isFirm ? { evidence: inferred.evidence } : {};
      return {
        of: slot,
        name: say`the service principal of ${name}`,
        clientId: identity.clientId,
        ...principal,
        ...doubt,
      };
    }
    case 'systemAssigned': {
      const principalId = principalOf(cluster, slot, facts);
      return {
        of: slot,
        name: say`the system-assigned identity of ${name}`,
        ...defined({ principalId }),
      };
    }
    case 'userAssigned':
    case 'default':
    case 'preCreated': {
      const principalId = principalOf(cluster, slot, facts);
      return {
        of: slot,
        name: lastSegment(identity.identityId),
        identityId: identity.identityId,
        ...defined({ clientId: identity.clientId, principalId }),
      };
    }
  }
}
