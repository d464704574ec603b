import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import { profileWarnings } from '../../../../src/domain/plan/around/profileWarnings.ts';
import { answering, unreadable, withGap } from '../../../support/domain/factsOf.ts';
import { ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  group,
  identityId,
  systemAssigned,
  worldFacts,
} from '../../../support/domain/worldFacts.ts';

const own = cluster(systemAssigned, ready);
const fleet = { id: `${group}/providers/Microsoft.ContainerService/fleets/fl`, name: 'fl' };
const member = { id: `${fleet.id}/members/shop`, name: 'shop', properties: { clusterResourceId: clusterId } };
const managedIdentity = { resourceId: identityId('id-shop') };
const profile = {
  id: `${fleet.id}/identityBindingProfiles/p`,
  name: 'p',
  properties: { identityBindingProperties: { managedIdentity } },
};
const facts = { ...worldFacts({ resources: [own, fleet, member, profile] }), looksAround: true };
const told = (answers: Parameters<typeof answering>[1], isAround = true) =>
  profileWarnings(clusterOf(own), identityId('id-shop'), answering({ ...facts, looksAround: isAround }, answers)).map(
    ({ text }) => text,
  );

describe('binding profiles of Fleets', () => {
  it('of a Fleet are warned of where the cluster is its member', () => {
    expect(told({})).toEqual([expect.stringMatching(/^Fleet fl has the binding profile p for id-shop\./)]);
    expect(told({ everyResource: withGap() }, false)).toEqual([]);
  });

  it.each([
    [
      "Fleets can't be listed",
      { everyResource: unreadable() },
      'A Fleet that is out of sight may',
      'Fleets: AuthorizationFailed',
    ],
    [
      'Fleets have a gap',
      { everyResource: withGap() },
      'A Fleet that is out of sight may',
      'Fleets in Fabrikam: Forbidden.',
    ],
    [
      "members can't be listed",
      { listBelow: unreadable() },
      'A Fleet that is out of sight may',
      'Members of Fleet fl: AuthorizationFailed',
    ],
  ] as const)('may be overlooked where %s, and that is said (R-33)', (_, answers, who, why) => {
    expect(told(answers)).toEqual([`${who} have binding profiles that undo this when they are applied. ${why}`]);
  });
});
