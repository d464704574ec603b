/** A cluster's identities have to be in the tenant of its subscription. */
import { sameGuid } from '../../arm/resourceId.ts';
import { Refusal } from '../../arm/refusal.ts';
import type { Facts } from '../../cluster/facts.ts';
import { tenantOf, type PlannedIdentity } from '../lookUps.ts';
import { overviewPage } from '../../arm/docs.ts';
import { say } from '../../../sentences/words.ts';

/** Throws a `Refusal` if the identity is known to belong to another tenant than the cluster. */
export function assertSameTenant(
  clusterId: string,
  identities: readonly (PlannedIdentity | undefined)[],
  facts: Facts,
): void {
  for (const identity of identities) {
    if (!identity) continue;
    const expected = tenantOf(clusterId, facts);
    const tenant = identity.tenantId ?? tenantOf(identity.id, facts);
    if (!expected || !tenant || sameGuid(expected, tenant)) continue;
    throw new Refusal(
      say`The identity ${identity.name} belongs to tenant ${tenant}, the cluster's subscription to tenant ${expected}. A cluster can't use or move to an identity of another tenant.`,
      overviewPage,
    );
  }
}
