/** Identities that something around clusters uses are in use. */
import { describe, expect, it } from 'vitest';
import type { WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { makeExtension, makeFleet, makeFleetMember } from '../../../src/emulator/scenarios/parts/around.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { assignRole } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idB, idUnused, own, place, smallWorld } from '../../support/azure/smallWorld.ts';

/** Makes a profile of a Fleet that binds an identity to the members with these labels. */
function bindingProfile(
  fleetId: string,
  name: string,
  identityId: string,
  labels: Readonly<Record<string, string>> = {},
): WorldResource {
  return {
    id: `${fleetId}/identityBindingProfiles/${name}`,
    name,
    type: 'Microsoft.ContainerService/fleets/identityBindingProfiles',
    properties: {
      memberSelector: {
        byLabel: Object.entries(labels)
          .map((pair) => pair.join('='))
          .join(','),
      },
      identityBindingProperties: { managedIdentity: { resourceId: identityId }, allowedSubjects: [] },
      provisioningState: 'Succeeded',
    },
  };
}

const carrying = makeFleet(place, 'fleet-id', {
  identity: { type: 'UserAssigned', userAssignedIdentities: { [idUnused.id]: {} } },
});
const plain = makeFleet(place, 'fleet-plain');
const named = (settings: Readonly<Record<string, string>>): WorldResource =>
  makeExtension(own.id, 'flux', { type: 'microsoft.flux', settings });

const users: readonly (readonly [string, readonly WorldResource[], RegExp])[] = [
  ['a Fleet', [carrying], /in use: .*Fleet fleet-id/],
  [
    'a binding profile',
    [plain, bindingProfile(plain.id, 'all', idUnused.id)],
    /binding profile all of Fleet fleet-plain/,
  ],
  [
    'an extension by its client ID alone',
    [named({ 'workloadIdentity.enable': 'true', 'workloadIdentity.azureClientId': idUnused.clientId })],
    /extension flux of own-weu/,
  ],
  [
    'an extension by its principal',
    [named({ 'some.future.setting': idUnused.principalId })],
    /extension flux of own-weu/,
  ],
  [
    'an extension by its ID',
    [makeExtension(own.id, 'x', { type: 'any.type', more: { newThing: { who: [idUnused.id.toUpperCase()] } } })],
    /extension x of own-weu/,
  ],
];

const on = (more: readonly WorldResource[]): Bench => {
  const world = smallWorld();
  return createBench({ ...world, resources: [...world.resources, ...more] });
};

describe('an identity', () => {
  it.each(users)('that %s names is not deleted, and its uses list it (R-09, R-11)', async (_, more, words) => {
    const bench = on(more);
    await expect(bench.api.plan({ kind: 'deleteIdentity', identityId: idUnused.id })).rejects.toThrow(words);
    await expect(bench.api.apply({ kind: 'deleteIdentity', identityId: idUnused.id })).rejects.toThrow(words);
    expect(await bench.writes()).toEqual([]);
    const { around } = await bench.service.uses(idUnused.id);
    expect(around).toHaveLength(1);
  });

  it('that nothing around clusters names is deleted', async () => {
    const bench = on([plain, named({ useKubeletIdentity: 'true' })]);
    const { checks } = await bench.api.plan({ kind: 'deleteIdentity', identityId: idUnused.id });
    expect(checks.find(({ title }) => title === 'Nothing uses it')).toMatchObject({ verdict: 'pass' });
    expect(await bench.api.apply({ kind: 'deleteIdentity', identityId: idUnused.id })).toMatchObject({
      status: 'succeeded',
    });
  });

  it.each([
    ['/extensions', /Extensions of .*: /],
    ['/identityBindingProfiles', /binding profiles of Fleet fleet-plain: /i],
  ])("is not called unused where %s can't be read", async (pathContains, why) => {
    const bench = on([plain]);
    await bench.fault({ match: { pathContains }, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 99 });
    const { checks } = await bench.api.plan({ kind: 'deleteIdentity', identityId: idUnused.id });
    const check = checks.find(({ title }) => title === 'Whether anything uses it')!;
    expect(check).toMatchObject({ verdict: 'unknown', detail: expect.stringMatching(why) as string });
  });

  it('that a Fleet is given between the plan and its deletion stays', async () => {
    const bench = on([]);
    const plan = await bench.service.plan([{ kind: 'deleteIdentity', identityId: idUnused.id }]);
    const { location, identity } = carrying;
    await bench.arm('PUT', `${carrying.id}?api-version=2026-06-01`, { location, identity, properties: {} });
    await expect(bench.service.apply(plan)).rejects.toThrow(/in use: Fleet fleet-id/);
  });
});

describe('the principal of an extension', () => {
  it('has no roles that are called left over', async () => {
    const part = makeCluster({
      place,
      name: 'ext-weu',
      controlPlane: { kind: 'systemAssigned' },
      pools: [{ name: 'p1' }],
    });
    const principalId = '77777777-0000-4000-8000-000000000001';
    const group = part.resources.find(({ id }) => id === part.id)!['properties'] as { nodeResourceGroup: string };
    const scope = `/subscriptions/${place.subscriptionId}/resourceGroups/${group.nodeResourceGroup}`;
    const world = smallWorld();
    const roles = { ...assignRole('Contributor', principalId, scope), createdOn: '2025-01-01T00:00:00Z' };
    const build = (more: readonly WorldResource[]): Bench =>
      createBench({
        ...world,
        resources: [...world.resources, ...part.resources, ...more],
        roleAssignments: [...(world.roleAssignments ?? []), ...part.roleAssignments, roles],
      });
    const codes = async (bench: Bench): Promise<readonly string[]> =>
      (await bench.api.diagnose(part.id)).map(({ code }) => code);
    expect(await codes(build([]))).toContain('leftoverGrant');
    const aksAssigned = makeExtension(part.id, 'own', {
      type: 'x.y',
      identity: { type: 'SystemAssigned', principalId },
    });
    expect(await codes(build([aksAssigned]))).not.toContain('leftoverGrant');
  });
});

describe('a binding that a Fleet keeps', () => {
  const labelled = makeFleetMember(plain.id, 'own', own.id, { labels: { tier: 'gold' } });
  const profile = bindingProfile(plain.id, 'cart', idUnused.id, { tier: 'gold' });
  const able = (world: ReturnType<typeof smallWorld>) => ({
    ...world,
    resources: world.resources.map((each) =>
      each.id === own.id
        ? {
            ...each,
            properties: {
              ...(each['properties'] as object),
              oidcIssuerProfile: { enabled: true, issuerURL: 'https://westeurope.oic.prod-aks.azure.com/t/i/' },
              securityProfile: { workloadIdentity: { enabled: true } },
            },
          }
        : each,
    ),
  });

  const benchWith = (...more: readonly WorldResource[]): Bench => {
    const world = able(smallWorld());
    return createBench({
      ...world,
      resources: [...world.resources, plain, labelled, ...more] as typeof world.resources,
    });
  };

  it('is found, too, if its profile names the identity in another place (R-10, T-68)', async () => {
    const { memberSelector, identityBindingProperties } = profile['properties'] as Readonly<Record<string, object>>;
    const flat = { ...profile, properties: { memberSelector: memberSelector!, ...identityBindingProperties } };
    const change = { kind: 'bindIdentity', clusterId: own.id, identityId: idUnused.id } as const;
    for (const each of [profile, flat as WorldResource]) {
      const { warnings } = await benchWith(each).api.plan(change);
      expect(warnings.map(({ text }) => text).join()).toContain('has the binding profile cart for id-unused');
    }
    const { warnings } = await benchWith(bindingProfile(plain.id, 'other', idB.id)).api.plan(change);
    expect(warnings.map(({ text }) => text).join()).not.toContain('has the binding profile');
  });

  it('comes back when its profile is applied, as the plan of its removal says (R-10)', async () => {
    const bench = benchWith(profile);
    const applied = () => bench.arm('POST', `${profile.id}/apply?api-version=2026-11-02-preview`);
    expect(await applied()).toMatchObject({ status: 200 });
    bench.emulator.clock.advance(60);
    const bindings = async (): Promise<readonly { id: string }[]> =>
      (await bench.arm('GET', `${own.id}/identityBindings?api-version=2026-04-01`)).body['value'] as never;
    const [binding] = await bindings();
    expect(binding!.id).toMatch(/identityBindings\/cart$/i);
    const change = { kind: 'unbindIdentity', bindingId: binding!.id } as const;
    const { warnings } = await bench.api.plan(change);
    expect(warnings.map(({ text }) => text).join()).toContain(
      'Fleet fleet-plain has the binding profile cart for id-unused',
    );
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
    expect(await bindings()).toEqual([]);
    await applied();
    bench.emulator.clock.advance(60);
    expect(await bindings()).toHaveLength(1);
  });
});
