import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import { kinds, planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  registryId,
  systemAssigned,
  type World,
} from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const raw = cluster(systemAssigned, { identityProfile: defaultKubelet });
const registry = (mode: string | undefined = 'LegacyRegistryPermissions'): JsonObject => ({
  id: registryId,
  name: 'acrshop',
  properties: { roleAssignmentMode: mode },
});
const attach: Change = { kind: 'attachRegistry', clusterId, registryId };
const detach: Change = { kind: 'detachRegistry', clusterId, registryId };

describe('attaching a registry', () => {
  it.each([
    ['LegacyRegistryPermissions', 'AcrPull'],
    ['AbacRepositoryPermissions', 'Container Registry Repository Reader'],
  ])('in mode %s the kubelet gets %s at the registry (D-06)', (mode, roleName) => {
    const result = planned(attach, { resources: [raw, registry(mode)] });
    expect(result.steps).toMatchObject([
      { kind: 'assignRole', roleName, scope: registryId, principal: { kind: 'principal', principalId: guid(60) } },
    ]);
  });

  it('a registry of unknown mode gets AcrPull, and it stays open whether that lets nodes pull', () => {
    const silent = { ...registry(), properties: {} };
    for (const assignments of [[], [assigned('AcrPull', group, guid(60))]]) {
      const result = planned(attach, { resources: [raw, silent], assignments });
      expect(result.steps).toMatchObject([{ kind: 'assignRole', roleName: 'AcrPull', scope: registryId }]);
      expect(result.checks).toContainEqual(
        expect.objectContaining({ title: 'Not known which permission mode acrshop is in', verdict: 'unknown' }),
      );
      expect(result.warnings.filter(({ text }) => textOf(text).includes('can already pull'))).toEqual([]);
    }
  });

  it('one that is attached lists its step and needs no right', () => {
    const world: World = {
      resources: [raw, registry()],
      assignments: [assigned('AcrPull', registryId, guid(60))],
      caller: [],
    };
    const result = planned(attach, world);
    expect(kinds(result)).toEqual(['assignRole']);
    expect(result.checks).toMatchObject([{ title: 'Already attached', verdict: 'pass' }]);
  });

  it('a role at the registry with a condition is never written over: that is a conflict that names it', () => {
    const condition = '(@Resource[x] StringEquals 1)';
    const conditional = { ...assigned('AcrPull', registryId, guid(60)), condition };
    const refused = refusal(attach, { resources: [raw, registry()], assignments: [conditional] });
    expect(refused.code).toBe('conflict');
    expect(refused.message).toContain(`${condition} (role assignment ${conditional.id})`);
  });

  it('where the kubelet can pull by an inherited role, that is said', () => {
    const world: World = { resources: [raw, registry()], assignments: [assigned('AcrPull', group, guid(60))] };
    expect(planned(attach, world).warnings.some(({ text }) => textOf(text).includes('can already pull'))).toBe(true);
  });

  it('does not wait for an operation on the cluster', () => {
    const busy = cluster(systemAssigned, { identityProfile: defaultKubelet, provisioningState: 'Updating' });
    expect(kinds(planned(attach, { resources: [busy, registry()] }))).toEqual(['assignRole']);
  });

  it.each([
    ['a service principal', cluster(undefined), 'service principal'],
    ['no kubelet identity yet', cluster(systemAssigned), "isn't known yet"],
  ])('a cluster with %s is refused', (_, each, message) => {
    expect(refusal(attach, { resources: [each, registry()] }).message).toContain(message);
  });

  it('a registry that does not exist is not found', () => {
    expect(refusal(attach, { resources: [raw] }).code).toBe('notFound');
  });
});

describe('detaching a registry', () => {
  it('pull roles of the kubelet at exactly the registry go, nothing else', () => {
    const mine = [
      assigned('AcrPull', registryId, guid(60)),
      {
        ...assigned('Container Registry Repository Reader', registryId, guid(60)),
        id: `${registryId}/providers/Microsoft.Authorization/roleAssignments/${guid(7)}`,
      },
    ];
    const others = [
      assigned('AcrPull', group, guid(60)),
      assigned('AcrPush', registryId, guid(60)),
      assigned('AcrPull', registryId, guid(61)),
    ];
    const result = planned(detach, { resources: [raw, registry()], assignments: [...mine, ...others] });
    expect(result.steps.map(({ request }) => request)).toEqual(mine.map(({ id }) => ({ method: 'DELETE', path: id })));
    expect(result.warnings.map(({ text }) => text)).toEqual([
      expect.stringContaining(
        "shop-weu's kubelet keeps AcrPull on registry acrshop by another role: AcrPull inherited from rg-shop.",
      ),
    ]);
  });

  it('without the right asks an administrator with a command for each role', () => {
    const mine = [
      assigned('AcrPull', registryId, guid(60)),
      assigned('Container Registry Repository Reader', registryId, guid(60)),
    ];
    const { checks } = planned(detach, { resources: [raw, registry()], assignments: mine, caller: [] });
    const asked = checks.flatMap(({ request }) => request?.command.split('\n') ?? []);
    expect(asked.map((line) => line.replace(/ \\$/, ''))).toHaveLength(mine.length);
    for (const { id } of mine) expect(asked.join()).toContain(`az role assignment delete --ids ${id}`);
  });

  it('nodes that can then pull by nothing else are named, and the name of the cluster is asked for', () => {
    const shared = { ...raw, id: clusterId.replace(/shop-weu$/, 'pay-weu'), name: 'pay-weu' };
    const held = [assigned('AcrPull', registryId, guid(60))];
    const result = planned(detach, { resources: [raw, shared, registry()], assignments: held });
    expect(result).toMatchObject({ confirmName: 'shop-weu', verb: 'Detach acrshop' });
    expect(result.warnings.filter(({ severity }) => severity === 'disruption').map(({ text }) => text)).toEqual([
      expect.stringContaining("New and restarted pods of shop-weu can't pull images from registry acrshop"),
      expect.stringContaining("New and restarted pods of pay-weu can't pull images from registry acrshop"),
    ]);
    expect(result.lost?.map(({ text }) => text)).toEqual([
      "AcrPull of shop-weu's kubelet on registry acrshop",
      "AcrPull of pay-weu's kubelet on registry acrshop",
    ]);
  });

  it("its own cluster is judged although clusters can't be listed", () => {
    const held = [assigned('AcrPull', registryId, guid(60))];
    const result = planned(detach, { resources: [raw, registry()], assignments: held, forbidden: ['clusters'] });
    expect(result.confirmName).toBe('shop-weu');
    expect(result.checks).toContainEqual(
      expect.objectContaining({ title: 'Whether a cluster needs it', verdict: 'unknown' }),
    );
  });

  it('an inherited pull role keeps it from being disruptive', () => {
    const held = [assigned('AcrPull', registryId, guid(60)), assigned('AcrPull', group, guid(60))];
    const result = planned(detach, { resources: [raw, registry()], assignments: held });
    expect(result.confirmName).toBeUndefined();
    expect(result.warnings.map(({ severity }) => severity)).not.toContain('disruption');
  });

  it('one that is not attached has nothing to do', () => {
    const result = planned(detach, { resources: [raw, registry()], caller: [] });
    expect(result.steps).toEqual([]);
    expect(result.checks).toMatchObject([{ title: 'Not attached', verdict: 'pass' }]);
  });

  it('a user who may not detach it gets the command for each role, for someone else to run', () => {
    const held = [assigned('AcrPull', registryId, guid(60))];
    const result = planned(detach, { resources: [raw, registry()], assignments: held, caller: [] });
    const commands = result.steps.map(({ az }) => az);
    expect(commands).toEqual([expect.stringMatching(/^az role assignment delete --ids \//)]);
    expect(result.checks.map(({ request }) => request?.command)).toContain(commands.join('\n'));
  });

  it('assignments that may not be read are an error, never "not attached"', () => {
    expect(refusal(detach, { resources: [raw, registry()], forbidden: ['assignments'] }).code).toBe('forbidden');
  });
});
