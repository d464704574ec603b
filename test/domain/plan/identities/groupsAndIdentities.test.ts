import { inWords } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { apiVersions } from '../../../../src/domain/arm/apiVersions.ts';
import { readCommands } from '../../../../src/domain/export/powershell.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { kinds, planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import { found, unreadable } from '../../../support/domain/factsOf.ts';
import type { Answer } from '../../../../src/domain/arm/answer.ts';
import type { Read } from '../../../../src/domain/cluster/facts.ts';
import {
  assigned,
  cluster,
  clusterId,
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
import { saidOf } from '../../../support/domain/plans/planPoints.ts';

const createGroup = (more: object = {}): Change => ({
  kind: 'createResourceGroup',
  subscriptionId: sub,
  name: 'rg-shop',
  location: 'westeurope',
  ...more,
});
const createIdentity = (more: object = {}): Change => ({
  kind: 'createIdentity',
  subscriptionId: sub,
  resourceGroup: 'rg-shop',
  name: 'id-shop',
  location: 'westeurope',
  ...more,
});
const deleteIdentity: Change = { kind: 'deleteIdentity', identityId: identityId('id-shop') };
const reader = [{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }];

describe('resource groups', () => {
  it('one request with the location, and the tags where there are any', () => {
    const [step] = planned(createGroup({ tags: { team: 'shop' } }), { resources: [] }).steps;
    expect(step?.request).toEqual({
      method: 'PUT',
      path: group,
      body: { location: 'westeurope', tags: { team: 'shop' } },
    });
    expect(step?.az).toBe(
      `az group create --subscription ${sub} --name rg-shop --location westeurope --tags team=shop`,
    );
  });

  it('an existing one that fits needs no right, and its step is listed', () => {
    const result = planned(createGroup({ location: 'West Europe' }), { resources: [groupResource], caller: reader });
    expect(kinds(result)).toEqual(['createResourceGroup']);
    expect(result.checks).toMatchObject([{ title: 'rg-shop exists', verdict: 'pass' }]);
  });

  it('az takes a name that begins with a hyphen for no option, nor a tag', () => {
    const { az } = planned(createGroup({ name: '-rg.x', tags: { '-a': '1', team: 'shop' } }), { resources: [] })
      .steps[0]!;
    expect(az.split(' &&\n')).toEqual([
      `az group create --subscription ${sub} --name=-rg.x --location westeurope --tags team=shop`,
      `az tag update --resource-id /subscriptions/${sub}/resourceGroups/-rg.x --operation merge --tags=-a=1`,
    ]);
  });

  it.each([{ location: 'northeurope' }, { tags: { team: 'other' } }])(
    'one that exists and differs by %o is refused',
    (more) => {
      expect(refusal(createGroup(more), { resources: [groupResource] }).message).toMatch(
        /already exists in westeurope/,
      );
    },
  );

  it('a caller without the right gets a failed check', () => {
    const result = planned(createGroup(), { resources: [], caller: reader });
    expect(result.checks).toMatchObject([{ title: "You can't create resource groups", verdict: 'fail' }]);
  });

  it('a wrong name, a wrong subscription, a wrong region are refused', () => {
    expect(refusal(createGroup({ name: 'rg.' }), { resources: [] }).source).toContain('resource-name-rules');
    expect(refusal(createGroup({ subscriptionId: 'mine' }), { resources: [] }).message).toContain(
      'not a subscription id',
    );
    expect(refusal(createGroup({ subscriptionId: `${sub}/resourceGroups/x` }), { resources: [] }).message).toContain(
      'an id of type Microsoft.Resources/subscriptions is expected',
    );
    expect(refusal(createGroup({ location: '' }), { resources: [] }).message).toContain('region');
  });
});

describe('identities', () => {
  it('one request with the location', () => {
    const result = planned(createIdentity(), { resources: [groupResource] });
    expect(result.steps[0]?.request).toEqual({
      method: 'PUT',
      path: identityId('id-shop'),
      body: { location: 'westeurope' },
    });
    expect(result).toMatchObject({
      before: { exists: false },
      after: { exists: true },
      title: 'Create identity id-shop',
    });
  });

  it('tags that newer and older az read alike are an argument', () => {
    const tags = { team: 'shop', cost_center: 'a:b, "c" = 4' };
    expect(planned(createIdentity({ tags }), { resources: [groupResource] }).steps[0]?.az).toBe(
      `az identity create --subscription ${sub} --resource-group rg-shop --name id-shop --location westeurope --tags team=shop 'cost_center=a:b, "c" = 4'`,
    );
  });

  it.each([
    { 'cost center': '42' },
    { '-team': 'shop' },
    { 'cost.center': '42' },
    { "it's": '42' },
    { team: '' },
    { team: 'null' },
    { team: '??' },
    { team: "'shop'" },
    { team: 'two\nlines' },
  ])('tags that az reads otherwise since it has a syntax of its own are in a body: %o', (tags) => {
    const { az } = planned(createIdentity({ tags }), { resources: [groupResource] }).steps[0]!;
    const url = `${identityId('id-shop')}?api-version=${apiVersions.identity}`;
    const body = JSON.stringify({ location: 'westeurope', tags });
    expect(readCommands(az)?.map((words) => words.map((word) => word.map(String).join('')))).toEqual([
      ['az', 'rest', '--method', 'put', '--url', url, '--body', body],
    ]);
  });

  it('in a group that is created in the same plan, nothing of it is asked for', () => {
    const result = planChanges([createGroup(), createIdentity()], worldFacts({ resources: [] }));
    expect(kinds(result)).toEqual(['createResourceGroup', 'createIdentity']);
  });

  it('an identity in a group that does not exist is not found', () => {
    expect(refusal(createIdentity(), { resources: [] }).code).toBe('notFound');
  });

  it('one that exists elsewhere is refused, one that fits is taken', () => {
    const world = { resources: [groupResource, identity('id-shop', guid(10))] };
    expect(planned(createIdentity(), world).checks).toMatchObject([{ title: 'id-shop exists' }]);
    expect(refusal(createIdentity({ location: 'northeurope' }), world).code).toBe('refused');
  });

  it('a name that ARM would refuse is refused', () => {
    expect(refusal(createIdentity({ name: 'a' }), { resources: [groupResource] }).message).toContain('3-128');
  });
});

describe('deleting an identity', () => {
  const unused = cluster(systemAssigned);
  it("one that nothing uses is deleted, with a warning that it can't come back", () => {
    const result = planned(deleteIdentity, { resources: [unused, identity('id-shop', guid(10))] });
    expect(result.steps[0]?.request).toEqual({ method: 'DELETE', path: identityId('id-shop') });
    expect(result.reversible).toBe(false);
    expect(saidOf(result, 'wayBack').join()).toContain('a different principal');
  });

  const lower = identityId('id-shop').toLowerCase();
  it.each([
    ['control plane', cluster(userAssigned('ID-SHOP', guid(10)))],
    ['kubelet', cluster(systemAssigned, { identityProfile: { kubeletidentity: { resourceId: lower } } })],
    [
      'add-on omsagent',
      cluster(systemAssigned, { addonProfiles: { omsagent: { enabled: true, identity: { resourceId: lower } } } }),
    ],
    [
      'pod identity',
      cluster(systemAssigned, {
        podIdentityProfile: { userAssignedIdentities: [{ identity: { resourceId: lower } }] },
      }),
    ],
  ])('one that is the %s of a cluster is refused, and the cluster is named', (as, user) => {
    const found = refusal(deleteIdentity, { resources: [user, identity('id-shop', guid(10))] });
    expect(found.message).toContain(`${as} of shop-weu`);
  });

  describe('that holds roles', () => {
    const held = [assigned('Contributor', group, guid(10)), assigned('AcrPull', registryId, guid(10))];
    const resources = [unused, identity('id-shop', guid(10))];
    const withRoles: Change = { ...deleteIdentity, removeRoles: true };

    it('removes them first where that is asked for, and wants the name to be typed', () => {
      const result = planned(withRoles, { resources, assignments: held });
      expect(result.steps.map(({ title }) => title)).toEqual([
        'Remove AcrPull from id-shop on acrshop',
        'Remove Contributor from id-shop on rg-shop',
        'Delete identity id-shop',
      ]);
      expect(result.steps.map(({ request }) => request.path)).toContain(held[0]!.id);
      expect(result).toMatchObject({
        confirmName: 'id-shop',
        verb: 'Delete id-shop',
        summary: 'Deletes the identity id-shop.',
        before: { exists: true, roles: ['AcrPull on registry acrshop', 'Contributor on resource group rg-shop'] },
        after: { exists: false, roles: [] },
      });
      expect(saidOf(result, 'does')).toEqual(['Removes its 2 role assignments first.']);
      expect(result.next).toEqual([]);
    });

    it('lists what it leaves behind otherwise', () => {
      const result = planned(deleteIdentity, { resources, assignments: held });
      expect(kinds(result)).toEqual(['deleteIdentity']);
      expect(result.warnings.map(({ text }) => text)).toContain(
        '2 role assignments stay behind as "Identity not found": AcrPull on registry acrshop and Contributor on resource group rg-shop.',
      );
      expect(result.confirmName).toBe('id-shop');
      expect(result.next).toEqual([expect.stringContaining('stay behind')]);
    });

    it('fails before anything is sent where one of them may not be removed', () => {
      const rights = (actions: string[]) => [{ actions, notActions: [], dataActions: [], notDataActions: [] }];
      const { checks } = planned(withRoles, {
        resources,
        assignments: held,
        caller: rights(['*/read', 'Microsoft.ManagedIdentity/*']),
      });
      expect(checks.filter(({ verdict }) => verdict === 'fail')).toHaveLength(2);
    });

    it('says which could not be looked for', () => {
      const result = planned(withRoles, { resources, assignments: held, forbidden: ['assignmentsEverywhere'] });
      expect(kinds(result)).toEqual(['removeRole', 'removeRole', 'deleteIdentity']);
      expect(inWords(result.checks)).toContainEqual({
        id: 'rolesKnown',
        title: 'Not all of its roles are known',
        verdict: 'unknown',
        detail: 'Roles in other subscriptions: AuthorizationFailed',
      });
      expect(result.next).toEqual([expect.stringContaining('could not be seen')]);
    });

    it("says that its roles are not known where the identity itself can't be read", () => {
      const result = planned(withRoles, { resources, assignments: held, forbidden: ['resource'] });
      expect(inWords(result.checks)).toContainEqual({
        id: 'rolesKnown',
        title: 'Not all of its roles are known',
        verdict: 'unknown',
        detail: "The identity can't be read: AuthorizationFailed",
      });
    });

    it('takes what an index names only as it is now', () => {
      const elsewhere = (name: string, n: number) => ({
        ...assigned(name, registryId, guid(10)),
        id: `${registryId}/providers/Microsoft.Authorization/roleAssignments/${guid(n)}`,
      });
      const gone = elsewhere('Reader', 1);
      const hidden = elsewhere('AcrPush', 2);
      const there = elsewhere('AcrPull', 3);
      const facts = worldFacts({ resources, assignments: [] });
      const get = (read: Read): Answer<unknown> | undefined => {
        if (read.kind === 'assignmentsEverywhere') return found([gone, hidden, there]);
        if (read.kind !== 'assignment') return facts.get(read);
        if (read.id === hidden.id) return unreadable();
        return read.id === there.id ? found({ ...there, description: 'as it is now' }) : { kind: 'missing' };
      };
      const result = planChanges([withRoles], { ...facts, get: get as typeof facts.get });
      expect(result.steps.map(({ request }) => request.path)).toEqual([there.id, identityId('id-shop')]);
      expect(result.checks).toContainEqual(
        expect.objectContaining({
          verdict: 'unknown',
          detail: "AcrPush on registry acrshop can't be read and is left behind: AuthorizationFailed",
        }),
      );
    });

    it('names the federated credentials that go with it', () => {
      const credentials = [
        { name: 'github', issuer: 'https://token.example', subject: 'repo', audiences: ['api://AzureADTokenExchange'] },
      ];
      expect(planned(withRoles, { resources, credentials }).warnings.map(({ text }) => text)).toContain(
        'Its federated credentials are deleted with it: github. Workloads that sign in through them fail afterwards.',
      );
    });
  });

  it('one that is gone is done already', () => {
    const result = planned(deleteIdentity, { resources: [], caller: reader });
    expect(kinds(result)).toEqual(['deleteIdentity']);
    expect(result.checks).toMatchObject([{ verdict: 'pass' }]);
  });

  it("the use of an identity is unknown where clusters can't be listed", () => {
    const result = planned(deleteIdentity, { resources: [identity('id-shop', guid(10))], forbidden: ['clusters'] });
    expect(result.checks).toContainEqual(
      expect.objectContaining({ title: 'Whether anything uses it', verdict: 'unknown' }),
    );
  });

  it('an id of another type is refused', () => {
    expect(refusal({ kind: 'deleteIdentity', identityId: clusterId }, { resources: [] }).message).toContain(
      'is of type',
    );
  });
});
