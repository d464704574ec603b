import { describe, expect, it } from 'vitest';
import { verbOf } from '../../../src/domain/change/change.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { plan } from '../../../src/domain/planners/planChanges.ts';
import {
  cp,
  kubelet,
  onSubnet,
  planned,
  registry,
  setControlPlane,
  setKubelet,
  subnet,
  toSystem,
  toUser,
} from '../../support/domain/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  groupResource,
  guid,
  identity,
  identityId,
  registryId,
  sub,
  systemAssigned,
  userAssigned,
  worldFacts,
} from '../../support/domain/worldFacts.ts';
import { everyPlan } from '../export/everyPlan.ts';

const onIdentity = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
const onSystem = cluster(systemAssigned, { identityProfile: defaultKubelet });
const kubeletPrincipal = guid(60);
const createGroup: Change = {
  kind: 'createResourceGroup',
  subscriptionId: sub,
  name: 'rg-shop',
  location: 'westeurope',
};
const removal = (n: number): Change => ({
  kind: 'removeRole',
  roleAssignmentId: `${group}/providers/Microsoft.Authorization/roleAssignments/${guid(n)}`,
});

describe('the words of a plan', () => {
  it.each(everyPlan)('say what happens, what the button says, and the way back, for %s', (_, one) => {
    expect(one.summary).toMatch(/^[A-Z].*\.$/);
    expect(one.verb).toMatch(/^[A-Z][^.]*$/);
    expect(one.wayBack).toMatch(/^[A-Z].*\.$/);
    expect(one).not.toHaveProperty('nothingToDo');
  });

  it('say that what is created can be deleted', () => {
    expect(planned(createGroup, { resources: [] })).toMatchObject({
      summary: 'Creates the resource group rg-shop in westeurope, which takes a few seconds.',
      verb: 'Create resource group',
      wayBack: 'You can delete it later in the Azure portal, or with az group delete.',
    });
  });

  it('say that the way back from a change with downtime has downtime, too', () => {
    const own = { kubeletidentity: { resourceId: identityId('id-old'), objectId: guid(13), clientId: guid(14) } };
    const resources = [cluster(userAssigned('id-shop', guid(10)), { identityProfile: own }), cp, kubelet];
    expect(planned(setKubelet(), { resources })).toMatchObject({
      summary:
        "Changes shop-weu's kubelet identity to id-kubelet and assigns the role that is missing. All nodes of system are drained and reimaged, which takes several minutes for each node: expect downtime.",
      wayBack: 'You can change it back; nodes restart again.',
    });
  });

  it("don't promise what isn't documented", () => {
    const { summary } = planned(setControlPlane(toUser('id-other')), {
      resources: [onIdentity, identity('id-other', guid(11)), subnet],
    });
    expect(summary).toMatch(/Whether it causes downtime isn't documented\.$/);
  });

  it('say that nodes stay where the documentation says so', () => {
    const { summary } = planned(setControlPlane(toUser('id-shop')), { resources: [onSystem, cp] });
    expect(summary).toBe(
      "Changes shop-weu's control plane identity to id-shop, usually within a few minutes. Nodes don't restart.",
    );
  });

  it('say that leaving a service principal has no way back', () => {
    const { wayBack } = planned(setControlPlane(toSystem), { resources: [cluster(undefined)] });
    expect(wayBack).toBe("Can't be undone: a cluster can't go back to a service principal.");
  });
});

describe('a plan that finds all of it so already', () => {
  const attached = [assigned('AcrPull', registryId, kubeletPrincipal)];
  const cases: readonly (readonly [string, Change, Parameters<typeof planned>[1]])[] = [
    [
      'The resource group rg-shop in westeurope already exists and is used as it is.',
      createGroup,
      { resources: [groupResource] },
    ],
    [
      'The identity id-gone in rg-shop no longer exists.',
      { kind: 'deleteIdentity', identityId: identityId('id-gone') },
      { resources: [] },
    ],
    [
      'shop-weu already uses its system-assigned identity for its control plane.',
      setControlPlane(toSystem),
      { resources: [onSystem] },
    ],
    [
      'acrshop is already attached to shop-weu.',
      { kind: 'attachRegistry', clusterId, registryId },
      { resources: [onIdentity, registry], assignments: attached },
    ],
    [
      "acrshop isn't attached to shop-weu: its nodes hold no pull role at the registry itself.",
      { kind: 'detachRegistry', clusterId, registryId },
      { resources: [onIdentity, registry] },
    ],
    ['The role assignment no longer exists.', removal(1), { resources: [groupResource] }],
    [
      'No node pool of shop-weu can be upgraded to a newer image.',
      { kind: 'upgradeNodeImages', clusterId },
      { resources: [onIdentity], latestImage: 'img-1' },
    ],
  ];

  it.each(cases)('says: %s', (summary, change, world) => {
    const found = planned(change, world);
    expect(found).toMatchObject({ nothingToDo: true, summary });
    expect(found.confirmName).toBeUndefined();
  });

  it('has something to do as long as one of its changes has', () => {
    const facts = worldFacts({ resources: [groupResource] });
    const identityChange: Change = { ...createGroup, kind: 'createIdentity', resourceGroup: 'rg-shop', name: 'id-new' };
    expect(plan([createGroup, identityChange], facts)).not.toHaveProperty('nothingToDo');
  });
});

describe('the words of several changes', () => {
  const assign = (name: string): Change => ({
    ...{ kind: 'assignRole', principalId: guid(10), role: { name: 'Reader' } },
    scope: `${group}/providers/Microsoft.ContainerRegistry/registries/${name}`,
  });
  const attach = (name: string): Change => ({
    ...{ kind: 'attachRegistry', clusterId },
    registryId: `${group}/providers/Microsoft.ContainerRegistry/registries/${name}`,
  });
  const resources = [onIdentity, cp, registry];

  it('of different kinds say how many, how long, what restarts, and whether there is a way back', () => {
    const facts = worldFacts({ resources });
    expect(plan([assign('one'), assign('two'), attach('acrshop')], facts)).toMatchObject({
      verb: 'Make 3 changes',
      summary:
        '3 changes in one plan: assign 2 roles and attach acrshop. Nothing restarts, and role changes can take up to 60 minutes to take effect.',
      wayBack: 'All of them can be undone.',
    });
    const turnOn: Change = { kind: 'setWorkloadIdentity', clusterId, enabled: true };
    expect(plan([turnOn, assign('one'), createGroup], facts)).toMatchObject({
      summary:
        '3 changes in one plan: turn workload identity on, assign role, and create resource group. Each usually takes no more than a few minutes. No restart of nodes is documented. Role changes can take up to 60 minutes to take effect.',
      wayBack: 'Not all of them can be undone.',
    });
  });

  it('of one kind say once how long they take, and count them where they are many', () => {
    const names = ['acr1', 'acr2', 'acr3', 'acr4', 'acr5', 'acr6'];
    const registries = names.map((name) => ({ ...registry, id: registryId.replace('acrshop', name), name }));
    const facts = worldFacts({ resources: [onIdentity, cp, ...registries] });
    expect(plan(names.slice(0, 2).map(attach), facts).summary).toBe(
      'Lets the nodes of shop-weu pull images from acr1 and lets the nodes of shop-weu pull images from acr2. Nothing restarts, and pulling can take up to 60 minutes to work.',
    );
    expect(plan(names.map(attach), facts)).toMatchObject({
      verb: 'Attach 6 registries',
      summary:
        '6 changes in one plan: attach 6 registries. Nothing restarts, and role changes can take up to 60 minutes to take effect.',
    });
  });

  it('the words of a change name what is created for it', () => {
    const facts = worldFacts({ resources: [onSystem, groupResource] });
    const newIdentity: Change = { ...createGroup, kind: 'createIdentity', resourceGroup: 'rg-shop', name: 'id-new' };
    const changes = [newIdentity, setControlPlane(toUser('id-new'))];
    expect(plan(changes, facts)).toMatchObject({
      verb: 'Change control plane identity',
      summary:
        "Creates the user-assigned identity id-new in rg-shop and changes shop-weu's control plane identity to id-new, usually within a few minutes. Nodes don't restart.",
      wayBack: 'You can change it back. What is created stays until you delete it.',
    });
  });
});

describe('the verb of several changes', () => {
  it('counts those of the last kind', () => {
    expect(verbOf([removal(1), removal(2)])).toBe('Remove 2 roles');
    expect(verbOf([createGroup, removal(1)])).toBe('Remove role');
  });
});
