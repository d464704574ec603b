import { federatedCredential, userAssignedIdentity } from './identities.ts';
import { assignRole, groupId, type Place, type WorldPart } from './resources.ts';

/** The cluster whose controller acts as an identity. */
interface Home {
  readonly place: Place;
  readonly name: string;
  readonly issuer: string;
}

/**
 * Makes the resources of a self-hosted Karpenter: an identity, the credential of its account, and its roles on the
 * nodes' group.
 * Source: https://github.com/Azure/karpenter-provider-azure
 */
export function selfHostedKarpenter({ place, name, issuer }: Home): WorldPart {
  const identity = userAssignedIdentity(place, 'karpentermsi');
  const nodeGroup = groupId({ ...place, group: `MC_${place.group}_${name}_${place.location}` });
  return {
    resources: [
      identity.resource,
      federatedCredential(identity, 'KARPENTER_FID', issuer, 'system:serviceaccount:kube-system:karpenter-sa'),
    ],
    roleAssignments: ['Virtual Machine Contributor', 'Network Contributor', 'Managed Identity Operator'].map((role) =>
      assignRole(role, identity.principalId, nodeGroup),
    ),
  };
}
