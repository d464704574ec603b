import { describe, expect, it } from 'vitest';
import { roleAssignmentName } from '../../../../src/domain/arm/stableId.ts';
import type { Change, ChangeOf } from '../../../../src/domain/change/change.ts';
import type { Read } from '../../../../src/domain/cluster/facts.ts';
import type { RoleAssignment, RoleDefinition } from '../../../../src/domain/cluster/model.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { found } from '../../../support/domain/factsOf.ts';
import { cp, kinds, planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  group,
  guid,
  nodeGroup,
  registryId,
  sub,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { allSaidOf, saidOf } from '../../../support/domain/plans/planPoints.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';

const contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const assign = (more: Partial<ChangeOf<'assignRole'>> = {}): Change => ({
  kind: 'assignRole',
  principalId: guid(10),
  role: { name: 'Contributor' },
  scope: group,
  ...more,
});
const nothing: World = { resources: [] };

describe('assigning a role', () => {
  const definition = `/subscriptions/${sub}/providers/Microsoft.Authorization/roleDefinitions/${contributor}`;
  it.each([
    ['its name', { name: 'contributor' }],
    ['its GUID', { id: contributor.toUpperCase() }],
    ['its full id', { id: definition }],
  ])('the role is found by %s; the assignment has a deterministic name', (_, role) => {
    const [step] = planned(assign({ role }), nothing).steps;
    expect(step?.request).toEqual({
      method: 'PUT',
      path: `${group}/providers/Microsoft.Authorization/roleAssignments/${roleAssignmentName(group, contributor, guid(10))}`,
      body: { properties: { roleDefinitionId: definition, principalId: guid(10), principalType: 'ServicePrincipal' } },
    });
    expect(step?.az).toBe(
      `az role assignment create --assignee-object-id ${guid(10)} --assignee-principal-type ServicePrincipal --role Contributor --scope ${group}`,
    );
  });

  it.each<[string, readonly RoleAssignment[], Partial<World>, string | undefined]>([
    ['no role', [], {}, undefined],
    ['the same role above it', [assigned('AcrPull', group, guid(10))], {}, 'AcrPull on resource group rg-shop'],
    ['a wider role', [assigned('Owner', group, guid(10))], {}, 'Owner on resource group rg-shop'],
    ['another role', [assigned('Azure Kubernetes Service Cluster User Role', group, guid(10))], {}, undefined],
    ['a wider role under a condition', [{ ...assigned('Owner', group, guid(10)), condition: '@x' }], {}, undefined],
    [
      'a wider role that cannot be read',
      [assigned('Owner', group, guid(10))],
      { forbidden: ['denyAssignments'] },
      undefined,
    ],
  ])('a holder with %s is said to have it already only where that is certain', (_, assignments, more, through) => {
    const { warnings } = planned(assign({ role: { name: 'AcrPull' }, scope: registryId }), {
      ...nothing,
      assignments,
      ...more,
    });
    expect(warnings.flatMap(({ id, text }) => (id === 'hasItAlready' ? [textOf(text)] : []))).toEqual(
      through === undefined
        ? []
        : [`Principal 0000...10 can already do there what AcrPull allows, through ${through}.`],
    );
  });

  it('a role that only several roles make needless names none of them, and a recent one is not said to work already', () => {
    const said = (...roles: readonly Partial<RoleAssignment>[]): readonly string[] => {
      const names = ['Key Vault Reader', 'Key Vault Secrets User'];
      const assignments = names.map((name, at) => ({ ...assigned(name, group, guid(10)), ...roles[at] }));
      const { warnings } = planned(assign({ role: { name: 'Key Vault Certificate User' } }), {
        ...nothing,
        assignments,
      });
      return warnings.flatMap(({ id, text }) => (id === 'hasItAlready' ? [textOf(text)] : []));
    };
    expect(said()).toEqual(['Principal 0000...10 can already do there what Key Vault Certificate User allows.']);
    const createdOn = worldFacts(nothing).now.toISOString();
    expect(said({ createdOn })).toEqual([]);
  });

  it('Contributor on a group is called broad, a narrow role is not', () => {
    expect(planned(assign(), nothing).warnings.some(({ text }) => textOf(text).includes('is broad'))).toBe(true);
    const narrow = planned(assign({ role: { name: 'AcrPull' }, scope: registryId }), nothing);
    expect([narrow.warnings, allSaidOf(narrow)]).toEqual([[], expect.stringContaining('up to 60 minutes')]);
  });

  it.each([
    ['Owner', 'a subscription', 'Contoso', /whoever has it can assign every role there, to itself too/],
    ['User Access Administrator', 'a subscription', 'Contoso', /whoever has it can assign every role there/],
    ['Role Based Access Control Administrator', 'a group', undefined, /whoever has it can assign every role there/],
    ['Contoso Everything', 'a subscription', 'Contoso', /a custom role that allows every action/],
    ['Contributor', 'a subscription', 'Contoso', /Network Contributor on the resource itself is enough/],
    ['Contributor', 'a group', undefined, /Network Contributor on the resource itself is enough/],
    ['Reader', 'a subscription', undefined, /^$/],
  ] as const)('%s on %s asks for the name %s to be typed, and says what is at stake', (name, where, typed, text) => {
    const scope = where === 'a group' ? group : `/subscriptions/${sub}`;
    const everything: RoleDefinition = {
      guid: guid(77),
      name: 'Contoso Everything',
      description: '',
      custom: true,
      permissions: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }],
    };
    const facts = worldFacts(nothing);
    const get = (read: Read) =>
      read.kind === 'roleNamed' && read.name === everything.name ? found(everything) : facts.get(read);
    const plan = planChanges([assign({ role: { name }, scope })], { ...facts, get: get });
    expect([plan.confirmName, textsOf(plan.warnings.map((warning) => warning.text)).join('')]).toEqual([
      typed,
      expect.stringMatching(text),
    ]);
  });

  it('Contributor for a control plane on the group of its nodes, where AKS itself assigns it, is not called broad', () => {
    const world: World = { resources: [cluster(systemAssigned)] };
    const warned = (principalId: string, scope: string): boolean =>
      planned(assign({ principalId, scope }), world).warnings.some(({ text }) => textOf(text).includes('is broad'));
    expect([warned(guid(1), nodeGroup), warned(guid(1), group), warned(guid(10), nodeGroup)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('is titled by the names of role, identity and subscription, never by an id (A-53, A-54, A-55, A-56, A-57)', () => {
    const scope = `/subscriptions/${sub}`;
    const result = planned(assign({ role: { id: contributor }, scope }), { resources: [cp] });
    expect(result.title).toBe('Assign Contributor to id-shop on Contoso');
    expect(result.steps[0]?.title).toBe('Assign Contributor to id-shop on Contoso');
    expect(textsOf(result.warnings.map(({ text }) => text)).join()).toContain(
      'Contributor on subscription Contoso is broad',
    );
    const warned = result.warnings.map(({ text }) => text);
    expect(JSON.stringify([result.before, result.after, allSaidOf(result), warned])).not.toMatch(/[0-9a-f]{4}-/);
  });

  it("on a subscription whose name can't be read is described by the first part of its id (A-53, A-54, A-55, A-56, A-57)", () => {
    const world: World = { resources: [cp], forbidden: ['subscription'] };
    expect(planned(assign({ scope: `/subscriptions/${sub}` }), world).title).toBe(
      'Assign Contributor to id-shop on subscription 1111...11',
    );
  });

  it('one that is there already needs no right', () => {
    const world: World = { resources: [], assignments: [assigned('Contributor', group, guid(10))], caller: [] };
    const result = planned(assign(), world);
    expect(kinds(result)).toEqual(['assignRole']);
    expect(result.checks).toMatchObject([{ title: 'Already assigned', verdict: 'pass' }]);
  });

  const condition = '(@Resource[x] StringEquals 1)';
  const held = assigned('Contributor', group, guid(10));
  const ourId = `${group}/providers/Microsoft.Authorization/roleAssignments/${roleAssignmentName(group, contributor, guid(10))}`;

  it('one with a condition is never written over: that is a conflict that names it and says what to do', () => {
    const conditional = { ...held, condition, description: 'narrowed by security' };
    const refused = refusal(assign(), { resources: [], assignments: [conditional] });
    expect(refused).toMatchObject({ code: 'conflict', source: expect.stringContaining('condition') as string });
    for (const named of [
      conditional.id,
      condition,
      'narrowed by security',
      'remove the assignment',
      'edit its condition',
    ])
      expect(refused.message).toContain(named);
  });

  it.each<[string, Partial<RoleAssignment>, boolean]>([
    ['one with a condition', { condition }, false],
    ['one of another principal', { principalId: guid(11) }, false],
    ['one of another role', { roleDefinitionId: assigned('Reader', group, guid(10)).roleDefinitionId }, false],
    ['the same one with a description', { description: 'ours' }, true],
  ])('%s that only the look by its name shows is found', (_, more, isSame) => {
    const facts = worldFacts({ resources: [] });
    const named: RoleAssignment = { ...held, id: ourId, ...more };
    const get = (read: Read) => (read.kind === 'assignment' && read.id === ourId ? found(named) : facts.get(read));
    const made = (): Plan => planChanges([assign()], { ...facts, get: get });
    if (isSame) expect(made().checks).toMatchObject([{ title: 'Already assigned' }]);
    else
      expect(made).toThrow(
        expect.objectContaining({ code: 'conflict', message: expect.stringContaining(ourId) as string }),
      );
  });

  it("a list that can't be read, as for a principal that is seconds old, does not keep it from being planned", () => {
    expect(kinds(planned(assign(), { resources: [], forbidden: ['assignments'] }))).toEqual(['assignRole']);
  });

  it.each([`${group}/providers/Microsoft.Authorization/roleAssignments/${contributor}`, `x/${contributor}`])(
    'something else is no id of a role: row %#',
    (id) => {
      expect(refusal(assign({ role: { id } }), nothing).message).toContain("neither a role definition's GUID");
    },
  );

  it('an inherited one is not the one that is asked for', () => {
    const world: World = { resources: [], assignments: [assigned('AcrPull', group, guid(10))] };
    expect(planned(assign({ role: { name: 'AcrPull' }, scope: registryId }), world).checks).not.toMatchObject([
      { title: 'Already assigned' },
    ]);
  });

  it.each<[string, Partial<ChangeOf<'assignRole'>>, RegExp]>([
    ['a principal that is no GUID', { principalId: 'id-shop' }, /not a principal ID/],
    ['a scope that is no id', { scope: 'rg-shop' }, /not an ARM resource id/],
    ['a role that does not exist', { role: { name: 'Cluster King' } }, /no role "Cluster King"/],
    ['a role id that is no GUID', { role: { id: 'Contributor' } }, /neither/],
  ])('%s is refused', (_, more, message) => {
    expect(refusal(assign(more), nothing).message).toMatch(message);
  });
});

describe('several roles in one plan', () => {
  const at = (name: string): string => `${group}/providers/Microsoft.ContainerRegistry/registries/${name}`;
  const pull = (name: string, principalId = guid(10)): Change =>
    assign({ role: { name: 'AcrPull' }, scope: at(name), principalId });

  it('are counted in one sentence, with how long they take said once, and what is so already apart', () => {
    const world: World = { resources: [cp], assignments: [assigned('AcrPull', at('four'), guid(10))] };
    const changes = [pull('one'), pull('two'), pull('two'), pull('three', guid(11)), pull('four')];
    const whole = planChanges(changes, worldFacts(world));
    expect(whole.summary).toBe('Assigns 5 roles.');
    expect(whole.points.map(({ text }) => text)).toEqual([
      'Assigns AcrPull on one to id-shop.',
      'Assigns AcrPull on two to id-shop.',
      'Assigns AcrPull on three to principal 0000...11.',
      'id-shop already has AcrPull on four.',
      'New roles can take up to 60 minutes to take effect.',
      'Nothing restarts.',
      'You can remove the roles later.',
    ]);
    const of = (count: number) => [...Array(count).keys()].map((index) => pull('one', guid(20 + index)));
    expect(planChanges(of(5), worldFacts({ resources: [] })).summary).toBe('Assigns 5 roles.');
    expect(planChanges(of(1), worldFacts({ resources: [] })).summary).toMatch(/^Assigns AcrPull on one to /);
  });

  it('are removed in one sentence, which names each that a cluster needs', () => {
    const user = cluster(userAssigned('id-shop', guid(10)));
    const nodes = `/subscriptions/${sub}/resourceGroups/MC_rg-shop_shop-weu_westeurope`;
    const held = [assigned('AcrPull', registryId, guid(10)), assigned('Contributor', nodes, guid(10))];
    const changes = held.map(({ id }): Change => ({ kind: 'removeRole', roleAssignmentId: id }));
    const whole = planChanges(changes, worldFacts({ resources: [cp, user], assignments: held }));
    expect(whole.summary).toBe('Removes 2 roles.');
    expect(saidOf(whole, 'takes')).toEqual(['The removal can take several minutes to take effect.']);
    expect(saidOf(whole, 'stops')).toEqual([
      'shop-weu needs Contributor on MC_rg-shop_shop-weu_westeurope.',
      'Nothing restarts.',
    ]);
    expect(saidOf(whole, 'wayBack')).toEqual([
      'You can assign the role again; it then takes up to 60 minutes to take effect.',
    ]);
  });
});

describe('removing a role', () => {
  const held = assigned('AcrPull', registryId, guid(10));
  const remove = (roleAssignmentId: string): Change => ({ kind: 'removeRole', roleAssignmentId });

  it('exactly that assignment is deleted, named by role and scope', () => {
    const result = planned(remove(held.id), { resources: [], assignments: [held] });
    expect(result.title).toBe('Remove AcrPull from principal 0000...10 on acrshop');
    expect(planned(remove(held.id), { resources: [cp], assignments: [held] }).title).toBe(
      'Remove AcrPull from id-shop on acrshop',
    );
    expect(result.steps[0]).toMatchObject({
      title: 'Remove AcrPull from principal 0000...10 on acrshop',
      request: { method: 'DELETE', path: held.id },
      roleAssignmentId: held.id,
    });
  });

  it.each([
    ['60 minutes', held],
    ['5 minutes', assigned('Azure Kubernetes Service RBAC Writer', registryId, guid(10))],
  ])('one that is assigned again counts within %s', (within, assignment) => {
    const { points } = planned(remove(assignment.id), { resources: [], assignments: [assignment] });
    const wayBack = points.find(({ kind }) => kind === 'wayBack');
    expect(wayBack?.text).toBe(`You can assign the role again; it then takes up to ${within} to take effect.`);
  });

  it('a role that no visible cluster uses is not taken away without a word, unless a change here replaced its holder', () => {
    const result = planned(remove(held.id), { resources: [cp], assignments: [held] });
    expect(result.warnings.map(({ text }) => text)).toEqual([
      'No cluster that you can see is known to need AcrPull on acrshop. Check that nothing else needs it.',
    ]);
  });

  it('a cluster that uses the principal is named', () => {
    const user = cluster(userAssigned('id-shop', guid(10)));
    const result = planned(remove(held.id), {
      resources: [user, { ...cluster(systemAssigned), id: `${group}/x` }],
      assignments: [held],
    });
    expect(result.warnings.map(({ text }) => text)).toEqual([expect.stringContaining('control plane of shop-weu')]);
  });

  it('a cluster that names the holder by its client ID alone keeps the role from being called unneeded (R-01)', () => {
    const user = cluster(systemAssigned, { fooProfile: { clientId: guid(5010) } });
    const result = planned(remove(held.id), { resources: [cp, user], assignments: [held] });
    const place = 'named in `properties.fooProfile.clientId` of shop-weu';
    expect(result.checks.find(({ id }) => id === 'needed')).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringContaining(place) as string,
    });
    expect(result.warnings.map(({ text }) => text)).toEqual([expect.stringContaining(place)]);
  });

  it('one that is gone is done already', () => {
    const result = planned(remove(held.id), { resources: [], caller: [] });
    expect(kinds(result)).toEqual(['removeRole']);
    expect(result.checks).toMatchObject([{ title: 'Already removed', verdict: 'pass' }]);
  });

  it('a caller without the right gets a failed check', () => {
    const result = planned(remove(held.id), { resources: [], assignments: [held], caller: [] });
    expect(result.checks).toMatchObject([{ verdict: 'fail' }, { title: 'No cluster needs it', verdict: 'pass' }]);
  });

  it.each([registryId, group, `${group}/providers/Microsoft.Authorization/roleAssignments/mine`])(
    'something else is no id of a role assignment: row %#',
    (id) => {
      expect(refusal(remove(id), nothing).message).toContain('not the ID of a role assignment');
    },
  );
});
