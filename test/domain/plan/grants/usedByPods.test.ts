import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import { planned } from '../../../support/domain/plans/identityPlans.ts';
import { credential, goneIssuer, issuer, ready } from '../../../support/domain/workloadFixture.ts';
import {
  assigned,
  cluster,
  group,
  guid,
  identity,
  identityId,
  systemAssigned,
} from '../../../support/domain/worldFacts.ts';

describe('taking a role from an identity', () => {
  const worker = identity('id-app', guid(77));
  const role = assigned('Contributor', group, guid(77));
  const remove = { kind: 'removeRole', roleAssignmentId: role.id } as const;
  const of = (trusted: string) =>
    planned(remove, {
      resources: [cluster(systemAssigned, ready), worker],
      assignments: [role],
      credentials: [
        credential({
          identityId: identityId('id-app') as ArmId,
          name: 'cart',
          subject: 'system:serviceaccount:shop:cart',
          issuer: trusted,
        }),
      ],
    });

  it('that pods use wants its name typed', () => {
    expect(of(issuer).confirmName).toBe('id-app');
  });

  it('whose credential is of a cluster that is gone wants no name', () => {
    expect(of(goneIssuer).confirmName).toBeUndefined();
  });
});
