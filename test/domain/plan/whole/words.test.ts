import { describe, expect, it } from 'vitest';
import { verbOf, type Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
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
} from '../../../support/domain/plans/identityPlans.ts';
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
} from '../../../support/domain/worldFacts.ts';
import { everyPlan } from '../../export/everyPlan.ts';
import { saidOf } from '../../../support/domain/plans/planPoints.ts';

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
    expect(one.summary).toMatch(/^[A-Z\d].*\.$/);
    expect(one.verb).toMatch(/^[A-Z][^.]*$/);
    expect(saidOf(one, 'wayBack').length).toBeGreaterThan(0);
    for (const { text } of one.points) expect(text).toMatch(/^[A-Z].*\.$/);
    expect(one).not.toHaveProperty('nothingToDo');
  });

  it('say that what is created can be deleted', () => {
    expect(planned(createGroup, { resources: [] })).toMatchObject({
      summary: 'Creates the resource group rg-shop in westeurope.',
      verb: 'Create resource group',
      points: [
        { kind: 'takes', text: 'Takes a few seconds.' },
        {
          kind: 'wayBack',
          text: 'You can delete the resource group later in the Azure portal, or with az group delete.',
        },
      ],
    });
  });

  it('say that the way back from a change with downtime has downtime, too, and leave the downtime to its warning', () => {
    const own = { kubeletidentity: { resourceId: identityId('id-old'), objectId: guid(13), clientId: guid(14) } };
    const resources = [cluster(userAssigned('id-shop', guid(10)), { identityProfile: own }), cp, kubelet];
    expect(planned(setKubelet(), { resources })).toMatchObject({
      summary: "Changes shop-weu's kubelet identity to id-kubelet.",
      points: [
        { kind: 'does', text: 'Assigns the role that is missing.' },
        { kind: 'takes', text: 'Takes several minutes per node.' },
        { kind: 'wayBack', text: 'You can change it back; all nodes are then reimaged again.' },
      ],
    });
  });

  it("don't promise what isn't documented", () => {
    const resources = [onIdentity, identity('id-other', guid(11)), subnet];
    const whole = planned(setControlPlane(toUser('id-other')), { resources });
    expect(saidOf(whole, 'stops')).toEqual([]);
    expect(whole.warnings.map(({ id }) => id)).toContain('undocumented');
  });

  it('say that nodes stay where the documentation says it', () => {
    expect(planned(setControlPlane(toUser('id-shop')), { resources: [onSystem, cp] })).toMatchObject({
      summary: "Changes shop-weu's control plane identity to id-shop.",
      points: [
        { kind: 'takes', text: 'Usually takes a few minutes.' },
        { kind: 'stops', text: 'Neither the nodes nor the control plane restarts.' },
        {
          kind: 'wayBack',
          text: 'You can change it back, but to a new principal, without the roles of the present one.',
        },
      ],
    });
  });

  it('say that leaving a service principal has no way back', () => {
    const whole = planned(setControlPlane(toSystem), { resources: [cluster(undefined)] });
    expect(saidOf(whole, 'wayBack')).toEqual(["Can't be undone: a cluster can't go back to a service principal."]);
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
      'No node pool of shop-weu can have a newer image now. AKS publishes them weekly for Linux and monthly for Windows.',
      { kind: 'upgradeNodeImages', clusterId },
      { resources: [onIdentity], latestImage: 'img-1' },
    ],
  ];

  it.each(cases)('says: %s', (summary, change, world) => {
    const found = planned(change, world);
    expect(found).toMatchObject({ nothingToDo: true, summary });
    expect(found.confirmName).toBeUndefined();
  });

  it('has something to do if one of its changes has', () => {
    const facts = worldFacts({ resources: [groupResource] });
    const identityChange: Change = { ...createGroup, kind: 'createIdentity', resourceGroup: 'rg-shop', name: 'id-new' };
    expect(planChanges([createGroup, identityChange], facts)).not.toHaveProperty('nothingToDo');
  });
});

describe('the words of several changes', () => {
  const assign = (name: string): Change => ({
    kind: 'assignRole',
    principalId: guid(10),
    role: { name: 'Reader' },
    scope: `${group}/providers/Microsoft.ContainerRegistry/registries/${name}`,
  });
  const attach = (name: string): Change => ({
    kind: 'attachRegistry',
    clusterId,
    registryId: `${group}/providers/Microsoft.ContainerRegistry/registries/${name}`,
  });
  const resources = [onIdentity, cp, registry];

  it('of different kinds say how many, how long, what restarts, and whether there is a way back', () => {
    const facts = worldFacts({ resources });
    const three = planChanges([assign('one'), assign('two'), attach('acrshop')], facts);
    expect(three).toMatchObject({ verb: 'Make 3 changes', summary: '3 changes in one plan.' });
    expect(three.points.map(({ text }) => text)).toEqual([
      'Assigns Reader on one to id-shop.',
      'Assigns Reader on two to id-shop.',
      'Lets the nodes of shop-weu pull images from acrshop.',
      'New roles can take up to 60 minutes to take effect.',
      'It can take up to 60 minutes until images can be pulled.',
      'Nothing restarts.',
      'You can remove the roles later.',
      'Lets the nodes of shop-weu pull images from acrshop. You can detach it later.',
    ]);
    const turnOn: Change = { kind: 'setWorkloadIdentity', clusterId, enabled: true };
    const others = planChanges([turnOn, assign('one'), createGroup], facts);
    expect(saidOf(others, 'takes')[0]).toBe('Each step usually takes no more than a few minutes.');
    expect(saidOf(others, 'stops')).toEqual(["Azure's documentation mentions no node restart."]);
    expect(saidOf(others, 'wayBack')).toEqual([
      "Workload identity can be turned off again; the OIDC issuer can't.",
      'You can remove the role later.',
      'What is created stays until you delete it.',
    ]);
  });

  it('of one kind say once how long they take, and count them where they are many', () => {
    const names = ['acr1', 'acr2', 'acr3', 'acr4', 'acr5', 'acr6'];
    const registries = names.map((name) => ({ ...registry, id: registryId.replace('acrshop', name), name }));
    const facts = worldFacts({ resources: [onIdentity, cp, ...registries] });
    const two = planChanges(names.slice(0, 2).map(attach), facts);
    expect(two.summary).toBe('Attaches 2 registries.');
    expect(saidOf(two, 'does')).toHaveLength(2);
    const six = planChanges(names.map(attach), facts);
    expect(six).toMatchObject({ verb: 'Attach 6 registries', summary: 'Attaches 6 registries.' });
    expect(saidOf(six, 'does')).toEqual([]);
    expect(saidOf(six, 'takes')).toEqual(['It can take up to 60 minutes until images can be pulled.']);
    const eight = planChanges([...names.map(attach), assign('one'), assign('two')], facts);
    expect(eight.summary).toBe('8 changes in one plan.');
    expect(saidOf(eight, 'does')).toEqual(['Attaches 6 registries.', 'Assigns 2 roles.']);
  });

  it('of a change name what is created for it', () => {
    const facts = worldFacts({ resources: [onSystem, groupResource] });
    const newIdentity: Change = { ...createGroup, kind: 'createIdentity', resourceGroup: 'rg-shop', name: 'id-new' };
    const changes = [newIdentity, setControlPlane(toUser('id-new'))];
    expect(planChanges(changes, facts)).toMatchObject({
      verb: 'Change control plane identity',
      summary: "Changes shop-weu's control plane identity to id-new.",
      points: [
        { kind: 'does', text: 'Creates the user-assigned identity id-new in rg-shop.' },
        { kind: 'takes', text: 'Usually takes a few minutes.' },
        { kind: 'stops', text: 'Neither the nodes nor the control plane restarts.' },
        {
          kind: 'wayBack',
          text: 'You can change it back, but to a new principal, without the roles of the present one.',
        },
        { kind: 'wayBack', text: 'What is created stays until you delete it.' },
      ],
    });
  });
});

describe('the verb of several changes', () => {
  it('counts those of the last kind', () => {
    expect(verbOf([removal(1), removal(2)])).toBe('Remove 2 roles');
    expect(verbOf([createGroup, removal(1)])).toBe('Remove role');
  });
});
