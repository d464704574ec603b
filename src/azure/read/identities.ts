import type { Identity } from '@azure/arm-msi';
import { groupOf, lastSegment, subscriptionOf } from '../../domain/arm/resourceId.ts';
import type { FederatedCredential, IdentityCredentials } from '../../domain/cluster/facts.ts';
import { identityOf } from '../../domain/cluster/fromArm.ts';
import type { UserAssignedIdentity } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { abortable, asked, collected, pagesOf } from '../arm/sdkCalls.ts';
import type { ListRequest } from './listEverywhere.ts';
import { queryGraph, withTypeCasing } from './resourceGraph.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import { inParallel } from '../../async/inParallel.ts';

const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const query = `resources
| where type =~ '${type}'
| project id, name, type, location, tags, properties
| order by id asc`;

/** Returns how user-assigned identities are listed. */
export const identityList: Pick<ListRequest<UserAssignedIdentity>, 'fromGraph' | 'inSubscription'> = {
  fromGraph: (arm, subscriptionIds, signal) =>
    queryGraph(arm, { query, subscriptionIds, toModel: (row) => identityOf(withTypeCasing(row, type)), signal }),
  inSubscription: (arm, subscriptionId, signal) =>
    collected(
      arm.identities(subscriptionId).userAssignedIdentities.listBySubscription(pagesOf('identities', signal)),
      fromSdk,
    ),
};

/** Reads an identity. */
export async function getIdentity(arm: Arm, id: ArmId, signal?: AbortSignal): Promise<UserAssignedIdentity> {
  return fromSdk(await asked(identities(arm, id).get(...placeOf(id), abortable(signal))));
}

/** Lists the credentials that let Kubernetes service accounts act as the identity. */
export function listFederatedCredentials(
  arm: Arm,
  id: ArmId,
  signal?: AbortSignal,
): Promise<readonly FederatedCredential[]> {
  const client = arm.identities(subscriptionOf(id) ?? '').federatedIdentityCredentials;
  return collected(
    client.list(...placeOf(id), pagesOf('federated credentials', signal)),
    ({ name = '', issuer = '', subject = '' }) => ({
      name,
      issuer,
      subject,
    }),
  );
}

/** Identities that are looked at for their federated credentials, with one request each; more are too many. */
const mostIdentities = 40;

/**
 * Lists the federated credentials of a subscription's identities, or returns `tooMany` if that would take too many
 * requests.
 */
export async function listCredentialsIn(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly IdentityCredentials[] | 'tooMany'> {
  const brought = (await identityList.inSubscription(arm, subscriptionId, signal)).filter(isMadeByUser);
  if (brought.length > mostIdentities) return 'tooMany';
  return inParallel(brought, parallelReads, async ({ id }) => ({
    identityId: id,
    credentials: await listFederatedCredentials(arm, id, signal),
  }));
}

const parallelReads = 8;

/**
 * Returns true if a user created the identity: those of AKS lie in groups with AKS's own kind of name, unless named
 * otherwise.
 */
export function isMadeByUser({ resourceGroup }: Pick<UserAssignedIdentity, 'resourceGroup'>): boolean {
  return !resourceGroup.toLowerCase().startsWith('mc_');
}

function identities(arm: Arm, id: ArmId): ReturnType<Arm['identities']>['userAssignedIdentities'] {
  return arm.identities(subscriptionOf(id) ?? '').userAssignedIdentities;
}

function placeOf(id: ArmId): [group: string, name: string] {
  return [groupOf(id) ?? '', lastSegment(id)];
}

function fromSdk(identity: Identity): UserAssignedIdentity {
  const id = identity.id ?? '';
  return {
    id: id as ArmId,
    name: identity.name ?? lastSegment(id),
    location: identity.location,
    subscriptionId: subscriptionOf(id) ?? '',
    resourceGroup: groupOf(id) ?? '',
    principalId: identity.principalId ?? '',
    clientId: identity.clientId ?? '',
    tenantId: identity.tenantId ?? '',
  };
}
