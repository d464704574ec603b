import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { planAs } from '../../../src/domain/export/planAs.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { assignRole, guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { logAnalyticsWorkspace } from '../../../src/emulator/scenarios/parts/services.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isClusterPut, isGrant, succeed } from '../../support/azure/changes.ts';
import { abacRegistry, legacyRegistry, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { benchWith, partOf } from './articleWorld.ts';

const workspace = logAnalyticsWorkspace(place, 'law-legacy');
const objectId = guidOf('object', 'pulling');
/** A service principal that pulls from two registries, one of each mode, with legacy monitoring. */
const legacy = makeCluster({
  place,
  name: 'legacy-weu',
  controlPlane: { kind: 'servicePrincipal', appId: guidOf('app', 'pulling'), objectId },
  pools: [{ name: 'nodepool1' }],
  addons: { omsagent: { logAnalyticsWorkspaceResourceID: workspace.id } },
});
const pulls = {
  resources: [],
  roleAssignments: [
    assignRole('AcrPull', objectId, legacyRegistry.id),
    assignRole('Container Registry Repository Reader', objectId, abacRegistry.id),
  ],
};
const leave: Change = { kind: 'setControlPlane', clusterId: legacy.id, controlPlane: { kind: 'systemAssigned' } };
const bench = (): Bench => benchWith([partOf(workspace), legacy, pulls]);

interface Template {
  readonly resources: readonly {
    readonly properties: {
      readonly template: { readonly resources: readonly { type: string; properties: Record<string, string> }[] };
    };
  }[];
}

describe('article: an existing cluster leaves its service principal', () => {
  it('writes the role assignments of the migration down as an ARM template (A-47)', async () => {
    const plan = await bench().service.plan([leave]);
    const template = JSON.parse(planAs(plan, 'arm')) as Template;
    const assignments = template.resources
      .flatMap(({ properties }) => properties.template.resources)
      .filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments');
    expect(assignments).toHaveLength(plan.steps.filter(({ kind }) => kind === 'assignRole').length);
    expect(new Set(assignments.map(({ properties }) => properties['principalType']))).toEqual(
      new Set(['ServicePrincipal']),
    );
    const grants = template.resources
      .map((resource) => JSON.stringify(resource))
      .filter((text) => text.includes('principalId'));
    expect(grants.filter((text) => text.includes('.addonProfiles.omsagent.identity.objectId'))).toHaveLength(1);
    expect(grants.filter((text) => text.includes('.kubeletidentity.objectId'))).toHaveLength(2);
  });

  it('attaches every registry of the old principal again, by its mode, for the new kubelet identity (A-48)', async () => {
    const on = bench();
    const plan = await on.api.plan(leave);
    const planned = plan.steps.filter(({ request }) => request.path.includes('registries/'));
    expect(planned.map(({ title }) => title)).toEqual([
      'Assign AcrPull to the kubelet of legacy-weu on acrlegacy',
      'Assign Container Registry Repository Reader to the kubelet of legacy-weu on acrabac',
    ]);
    await on.forget();
    await succeed(on, leave);
    const writes = await on.writes();
    expect(writes.findIndex(isClusterPut)).toBeLessThan(writes.findIndex(isGrant));
    const { kubelet } = await on.api.cluster(legacy.id);
    expect(kubelet.kind).toBe('default');
    for (const [registry, roleId] of [
      [legacyRegistry, '7f951dda-4ed3-4680-a7ca-43fe172d538d'],
      [abacRegistry, 'b93aa761-3e63-49ed-ac28-beffa264f7ac'],
    ] as const) {
      const grants = writes.filter((write) => isGrant(write) && write.path.startsWith(registry.id));
      expect(grants.map(({ body }) => (body as { properties: object }).properties)).toEqual([
        expect.objectContaining({
          principalId: kubelet.objectId,
          roleDefinitionId: expect.stringContaining(roleId) as string,
        }),
      ]);
    }
  });

  it('asks for registries by hand if it is unknown what the old principal pulls from (A-48)', async () => {
    const world = smallWorld();
    const blind = createBench({
      ...world,
      resources: [...world.resources, ...legacy.resources, workspace],
      roleAssignments: world.roleAssignments.filter(({ principalId }) => principalId !== objectId),
    });
    const plan = await blind.api.plan(leave);
    const check = plan.checks.find(({ title }) => title === 'Not known which registries the nodes pull from');
    expect(check).toMatchObject({
      verdict: 'unknown',
      detail: expect.stringMatching(/Attach each registry/) as string,
    });
    const managed = await blind.api.plan({ ...leave, clusterId: sami.id });
    expect(managed.checks.map(({ title }) => title)).not.toContain('Not known which registries the nodes pull from');
  });
});
