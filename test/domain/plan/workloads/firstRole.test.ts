import { describe, expect, it } from 'vitest';
import { roleByName } from '../../../../src/domain/access/roles.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { assignment } from '../../../support/domain/clusterFixture.ts';
import { cp } from '../../../support/domain/plans/identityPlans.ts';
import { ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  groupResource,
  guid,
  identityId,
  sub,
  systemAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';

const world: World = { resources: [cluster(systemAssigned, ready), cp, groupResource] };
const reader = roleByName('Reader')!;
const make: Change = {
  kind: 'createIdentity',
  subscriptionId: sub,
  resourceGroup: 'rg-shop',
  name: 'id-new',
  location: 'westeurope',
};
const give = (name: string): Change => ({
  kind: 'assignRole',
  principalId: identityId(name),
  principalType: 'ServicePrincipal',
  role: { name: 'Reader' },
  scope: clusterId,
});
const ways = {
  bound: (name: string): Change => ({ kind: 'bindIdentity', clusterId, identityId: identityId(name) }),
  connected: (name: string): Change => ({
    kind: 'createCredential',
    clusterId,
    identityId: identityId(name),
    namespace: 'shop',
    serviceAccount: 'cart',
  }),
};

describe.each(Object.entries(ways))('an identity that is %s', (_, to) => {
  const said = (changes: readonly Change[], more: Partial<World> = {}) => {
    const { warnings, checks, nextSteps } = planChanges(changes, worldFacts({ ...world, ...more }));
    return {
      texts: warnings.flatMap(({ id, text }) => (id === 'firstRole' ? [textOf(text)] : [])),
      unknown: checks.filter(({ id }) => id === 'firstRole').map(({ verdict }) => verdict),
      next: nextSteps?.filter(({ kind }) => kind === 'firstRole'),
    };
  };
  const nothing = { texts: [], unknown: [], next: [] };
  const next = (name: string) => [{ kind: 'firstRole', identityId: identityId(name) }];

  it('and has no role is said to let pods do nothing, and what comes next gives it one (W-02, W-06)', () => {
    const without = "Unless a group gives it some, pods can sign in as it, but can't do anything in Azure.";
    expect(said([to('id-shop')])).toEqual({
      ...nothing,
      texts: [`id-shop has no role assignments of its own that you can see. ${without}`],
      next: next('id-shop'),
    });
  });

  it('and is new has none yet (W-02, W-06)', () => {
    expect(said([make, to('id-new')])).toEqual({
      ...nothing,
      texts: [expect.stringMatching(/^id-new has no role assignments yet\. Until it gets one, /)],
      next: next('id-new'),
    });
  });

  it('is said nothing about where it has a role, or gets one (W-02, W-06)', () => {
    const assignments = [assignment({ id: reader.guid, name: 'Reader' }, clusterId, guid(10))];
    expect(said([to('id-shop')], { assignments })).toEqual(nothing);
    expect(said([make, to('id-new'), give('id-new')])).toEqual(nothing);
    expect(said([to('id-shop'), give('id-shop')])).toEqual(nothing);
  });

  it('may have none where its roles are unreadable (W-02, W-06)', () => {
    expect(said([to('id-shop')], { forbidden: ['assignmentsOfAll'] })).toEqual({ ...nothing, unknown: ['unknown'] });
  });
});
