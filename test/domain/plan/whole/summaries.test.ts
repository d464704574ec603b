import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import {
  cp,
  kubelet,
  other,
  onSubnet,
  registry,
  setControlPlane,
  subnet,
  toSystem,
  toUser,
} from '../../../support/domain/plans/identityPlans.ts';
import { binding, credential, ready } from '../../../support/domain/workloadFixture.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  groupResource,
  guid,
  identityId,
  registryId,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { allSaidOf, saidOf } from '../../../support/domain/plans/planPoints.ts';
import { textsOf } from '../../../../src/sentences/textOf.ts';

const twinId = clusterId.replace('shop-weu', 'shop-neu');
const twin = (of: ReturnType<typeof cluster>): ReturnType<typeof cluster> => ({ ...of, id: twinId, name: 'shop-neu' });
const leaving = cluster(undefined);
const onSystem = cluster(systemAssigned, { identityProfile: defaultKubelet });
const onIdentity = cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet });

const drop = (name: string): Change => ({ kind: 'deleteIdentity', identityId: identityId(name), removeRoles: true });
const connect: Change = {
  kind: 'createCredential',
  identityId: identityId('id-shop'),
  clusterId,
  namespace: 'shop',
  serviceAccount: 'cart',
};
const assign: Change = { kind: 'assignRole', principalId: guid(11), role: { name: 'Reader' }, scope: group };
const removal: Change = { kind: 'removeRole', roleAssignmentId: assigned('Reader', group, guid(11)).id };
const upgrade = (id: string): Change => ({ kind: 'upgradeNodeImages', clusterId: id });
const attached = assigned('AcrPull', registryId, guid(60));
const planOf = (changes: readonly Change[], world: World): ReturnType<typeof planChanges> =>
  planChanges(changes, worldFacts(world));

describe('the sentence on top of several changes', () => {
  it('names each identity that is deleted', () => {
    const assignments = [assigned('Reader', group, guid(11)), assigned('Reader', registryId, guid(12))];
    const whole = planOf([drop('id-other'), drop('id-kubelet')], { resources: [other, kubelet], assignments });
    expect(whole.summary).toBe('Deletes 2 identities.');
    expect(saidOf(whole, 'does')).toEqual([
      'Deletes the identity id-other.',
      'Removes its role assignment first.',
      'Deletes the identity id-kubelet.',
    ]);
  });

  it('names each cluster, also where both need the same role first', () => {
    const resources = [onIdentity, twin(onIdentity), cp, kubelet];
    const set = (id: string): Change => ({ kind: 'setKubelet', clusterId: id, identityId: identityId('id-kubelet') });
    const does = saidOf(planOf([set(clusterId), set(twinId)], { resources }), 'does');
    expect(does.join()).toMatch(/shop-weu's kubelet identity.*shop-neu's kubelet identity/);
  });

  it('names the cluster whose pools get another image', () => {
    const resources = [onSystem, twin(onSystem)];
    const whole = planOf([upgrade(clusterId), upgrade(twinId)], { resources });
    expect(whole.summary).toBe('2 changes in one plan.');
    expect(saidOf(whole, 'does')).toEqual([
      'Upgrades the node image of pool system in shop-weu.',
      'Upgrades the node image of pool system in shop-neu.',
    ]);
    expect(saidOf(whole, 'takes')).toEqual(['Each step usually takes no more than several minutes per node.']);
    expect(saidOf(whole, 'stops')).toEqual([]);
    expect(whole.warnings.map(({ id }) => id)).toContain('poolsReimaged');
  });

  it('says once how long nodes take', () => {
    const whole = planOf([upgrade(clusterId), assign], { resources: [onSystem, groupResource] });
    expect(allSaidOf(whole).match(/per node/g)).toHaveLength(1);
  });

  it('says that nodes stay only where no other change reimages any', () => {
    const to = (id: string, choice = toSystem): Change => ({ ...setControlPlane(choice), clusterId: id }) as Change;
    const resources = [leaving, twin(onSystem), cp];
    const both = planOf([to(clusterId), to(twinId, toUser('id-shop'))], { resources });
    const isTold = (plan: typeof both): boolean => plan.warnings.some(({ id }) => id === 'nodesRestart');
    expect([saidOf(both, 'stops'), isTold(both)]).toEqual([[], true]);
    expect(saidOf(both, 'wayBack')).toEqual([
      "Migrates shop-weu from its service principal to managed identities. Can't be undone: a cluster can't go back to a service principal.",
      "Changes shop-neu's control plane identity to id-shop. You can change it back, but to a new principal, without the roles of the present one.",
    ]);
    const turnOn: Change = { kind: 'setWorkloadIdentity', clusterId: twinId, enabled: true };
    const turned = planOf([to(clusterId), turnOn], { resources });
    expect([saidOf(turned, 'stops'), isTold(turned)]).toEqual([[], true]);
  });

  it('promises no effect sooner than that of the roles which one of them assigns', () => {
    const world = {
      resources: [cluster(undefined, onSubnet), subnet],
      assignments: [assigned('Reader', group, guid(11))],
    };
    const whole = planOf([removal, setControlPlane(toSystem)], world);
    expect(textsOf([allSaidOf(whole), ...whole.warnings.map(({ text }) => text)]).join(' ')).toMatch(
      /assignments can take up to 60 minutes to/,
    );
  });

  it('gives a binding that is removed more than seconds', () => {
    const remove: Change = { kind: 'unbindIdentity', bindingId: binding().id };
    const drops: Change = { kind: 'deleteIdentity', identityId: identityId('id-other') };
    const resources = [cluster(systemAssigned, ready), cp, other];
    const whole = planOf([remove, drops], { resources, bindings: [binding()] });
    expect(saidOf(whole, 'takes')[0]).toBe('Each step usually takes no more than a minute or two.');
  });

  it('says of roles when they take effect, and not of what takes longer', () => {
    const remove: Change = { kind: 'unbindIdentity', bindingId: binding().id };
    const resources = [cluster(systemAssigned, ready), cp, groupResource];
    const whole = planOf([remove, assign], { resources, bindings: [binding()] });
    expect(saidOf(whole, 'stops')).toEqual(['Nothing restarts.']);
    expect(saidOf(whole, 'takes')).toEqual([
      'Each step usually takes no more than a minute or two.',
      'New roles can take up to 60 minutes to take effect.',
    ]);
  });

  it('says who needs a role that one of them removes', () => {
    const world = { resources: [onIdentity, cp, registry, groupResource], assignments: [attached] };
    const remove: Change = { kind: 'removeRole', roleAssignmentId: attached.id };
    expect(saidOf(planOf([remove, assign], world), 'stops')).toContain('shop-weu needs AcrPull on acrshop.');
  });
});

describe('the way back from several changes', () => {
  const there = [credential({ name: 'mine' })];
  const resources = [cluster(systemAssigned, ready), cp, other, groupResource];

  it('is that of what is left to do where the change to which they lead is done', () => {
    const whole = planOf([connect, assign], { resources, credentials: there });
    expect(whole.summary).toMatch(/^Assigns Reader /);
    expect(saidOf(whole, 'does')).toEqual(['shop/cart on shop-weu can already use id-shop.']);
    expect(saidOf(whole, 'wayBack')).toEqual(['You can remove the role later.']);
  });

  it('does not mind what is not done', () => {
    const gone: Change = { kind: 'deleteIdentity', identityId: identityId('id-gone') };
    const whole = planOf([assign, gone], { resources });
    expect(whole.reversible).toBe(true);
    expect(saidOf(whole, 'wayBack')).toEqual(['You can remove the role later.']);
  });
});

describe('a role that is there already', () => {
  it('leaves the others of the plan their warning', () => {
    const world = {
      resources: [cluster(undefined, onSubnet), subnet, groupResource],
      assignments: [assigned('Reader', group, guid(11))],
    };
    const { warnings, steps } = planOf([assign, setControlPlane(toSystem)], world);
    expect(steps.filter(({ kind }) => kind === 'assignRole').length).toBeGreaterThan(1);
    expect(textsOf(warnings.map(({ text }) => text)).join()).toMatch(/up to 60 minutes/);
  });
});

describe('a credential that the same plan removes first', () => {
  it('is not described as present already', () => {
    const remove: Change = {
      kind: 'deleteCredential',
      credentialId: `${identityId('id-shop')}/federatedIdentityCredentials/mine`,
    };
    const world = { resources: [cluster(systemAssigned, ready), cp], credentials: [credential({ name: 'mine' })] };
    const whole = planOf([remove, connect], world);
    const { steps } = whole;
    expect(steps.map(({ kind }) => kind)).toEqual(['deleteCredential', 'createCredential']);
    expect(steps[1]).not.toHaveProperty('isThere');
    expect(allSaidOf(whole)).not.toMatch(/already/);
  });
});
