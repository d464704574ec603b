/** Bindings of Trusted Access: what is reported about them, and how they are removed. */
import { describe, expect, it } from 'vitest';
import type { WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { backupOperator, backupVault, trustedBinding } from '../../../src/emulator/scenarios/parts/around.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { own, place, uami } from '../../support/azure/smallWorld.ts';
import { aroundWorld, backupBinding, vault } from './aroundWorld.ts';
import { textsOf } from '../../../src/sentences/textOf.ts';

const subscription = `/subscriptions/${place.subscriptionId}`;
const defender = trustedBinding(
  own.id,
  'defender',
  `${subscription}/providers/Microsoft.Security/pricings/CloudPosture/securityOperators/DefenderCSPMSecurityOperator`,
  ['Microsoft.Security/pricings/microsoft-defender-operator'],
);
const bare = backupVault(place, 'vault-bare', false);
const goneId = vault.id.replace('vault-shop', 'vault-gone');
const more: readonly WorldResource[] = [
  bare,
  defender,
  trustedBinding(own.id, 'bare', bare.id, [backupOperator]),
  trustedBinding(own.id, 'gone', goneId, [backupOperator]),
  trustedBinding(
    uami.id,
    'ml',
    `${subscription}/resourceGroups/rg-shop/providers/Microsoft.MachineLearningServices/workspaces/ml`,
    ['Microsoft.MachineLearningServices/workspaces/mlworkload'],
  ),
];

const codesAt = async (bench: Bench): Promise<ReadonlyMap<string, string>> => {
  const findings = (await bench.api.diagnose(own.id)).filter(({ code }) => /^trusted|notAllRead/.test(code));
  return new Map(
    findings.map(({ evidence, code }) => [/trustedAccessRoleBindings\/(\w+)/.exec(evidence)?.[1] ?? '', code]),
  );
};

describe('the bindings of a cluster', () => {
  it("are found wrong where their source is gone or can't sign in, and others are left alone (R-14)", async () => {
    const bench = createBench(aroundWorld(more));
    const found = await codesAt(bench);
    expect(found.get('gone')).toBe('trustedAccessSourceGone');
    expect(found.get('bare')).toBe('trustedAccessSourceWithoutIdentity');
    expect([found.get('defender'), found.get('backup')]).toEqual([undefined, undefined]);
  });

  it("are not known to be wrong where their source can't be read", async () => {
    const bench = createBench(aroundWorld(more));
    const fault = { status: 403, code: 'AuthorizationFailed', message: 'No.', times: 99 };
    await bench.fault({ match: { pathContains: 'vault-gone' }, ...fault });
    expect((await codesAt(bench)).get('gone')).toBe('notAllRead');
    const look = (await bench.service.around(own.id)).kinds.find(({ kind }) => kind === 'trustedAccess')!;
    expect(look.things.find(({ name }) => name === 'gone')!.state).toMatchObject({ tone: 'unknown' });
  });

  it('say who can act in the cluster through them without a role on it', async () => {
    const world = aroundWorld();
    const principalId = '55555555-0000-4000-8000-000000000001';
    const grant = { scope: vault.id, principalId, principalType: 'User' as const, roleName: 'Contributor' };
    const bench = createBench({ ...world, roleAssignments: [...(world.roleAssignments ?? []), grant] });
    const reach = (await bench.api.diagnose(own.id)).find(({ code }) => code === 'trustedAccessReach');
    expect(reach).toMatchObject({
      severity: 'info',
      text: expect.stringContaining('1 user with Contributor') as string,
    });
  });

  it('need no role to be read above the subscription if the directory is unknown', async () => {
    const world = aroundWorld();
    const principalId = '55555555-0000-4000-8000-000000000001';
    const grant = { scope: '/', principalId, principalType: 'User' as const, roleName: 'Contributor' };
    const bench = createBench({ ...world, roleAssignments: [...(world.roleAssignments ?? []), grant] });
    await bench.api.diagnose(own.id);
    const roles = (await bench.requests()).filter(({ path }) => /roleDefinitions\/b24988ac/i.test(path));
    expect(roles.length).toBeGreaterThan(0);
    expect(roles.filter(({ path }) => !path.startsWith('/subscriptions/'))).toEqual([]);
  });
});

describe('a binding', () => {
  it.each([
    ['backup', backupBinding.id, 'own-weu', /vault vault-shop can no longer back up or restore own-weu/],
    ['Defender', defender.id, 'own-weu', /Defender created the binding itself and may recreate it/],
    ['machine learning', more.at(-1)!.id, undefined, /ml can no longer act in uami-weu/],
  ])('of %s is removed once, after its consequence is shown (R-14)', async (_, bindingId, confirmName, words) => {
    const bench = createBench(aroundWorld(more));
    const change = { kind: 'removeTrustedAccess', bindingId } as const;
    const plan = await bench.service.plan([change]);
    expect(plan.confirmName).toBe(confirmName);
    expect(textsOf(plan.warnings.map(({ text }) => text)).join()).toMatch(words);
    expect(plan.steps).toMatchObject([
      {
        kind: 'deleteTrustedBinding',
        request: { method: 'DELETE', path: bindingId },
        az: expect.stringContaining('az aks trustedaccess rolebinding delete') as string,
      },
    ]);
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
    expect((await bench.writes()).map(({ method, status }) => `${method} ${status}`)).toEqual(['DELETE 202']);
    expect((await bench.arm('GET', `${bindingId}?api-version=2026-04-01`)).status).toBe(404);
    const again = await bench.api.apply(change);
    expect(again).toMatchObject({ status: 'succeeded', steps: [{ status: 'alreadyDone' }] });
  });

  it('that lets in something else by then is not removed', async () => {
    const bench = createBench(aroundWorld());
    const plan = await bench.service.plan([{ kind: 'removeTrustedAccess', bindingId: backupBinding.id }]);
    await bench.arm('PUT', `${backupBinding.id}?api-version=2026-04-01`, {
      properties: { sourceResourceId: bare.id, roles: [backupOperator] },
    });
    bench.emulator.clock.advance(60);
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toThrow(/Review the new plan/);
    expect(await bench.writes()).toEqual([]);
  });

  it('is removed once where the answer got lost', async () => {
    const bench = createBench(aroundWorld());
    await bench.fault({ match: { method: 'DELETE', pathContains: 'trustedAccess' }, drop: 'after', times: 1 });
    expect(await bench.api.apply({ kind: 'removeTrustedAccess', bindingId: backupBinding.id })).toMatchObject({
      status: 'succeeded',
    });
    expect((await bench.writes()).filter(({ method, status }) => method === 'DELETE' && status === 202)).toHaveLength(
      1,
    );
  });
});

describe('an emulated cluster', () => {
  it('takes eight bindings, from its own subscription only', async () => {
    const bench = createBench(aroundWorld());
    const put = async (name: string, source: string): Promise<number> => {
      const body = { properties: { sourceResourceId: source, roles: [backupOperator] } };
      const { status } = await bench.arm(
        'PUT',
        `${uami.id}/trustedAccessRoleBindings/${name}?api-version=2026-04-01`,
        body,
      );
      bench.emulator.clock.advance(60);
      return status;
    };
    for (let count = 1; count <= 8; count++) expect(await put(`b${count}`, vault.id)).toBe(201);
    expect(await put('b9', vault.id)).toBe(400);
    expect(await put('b8', vault.id)).toBe(200);
    expect(await put('b8', vault.id.replace(place.subscriptionId, '00000000-0000-4000-8000-000000000009'))).toBe(400);
    expect(await put('much-too-long-a-name-for-it', vault.id)).toBe(400);
  });
});
