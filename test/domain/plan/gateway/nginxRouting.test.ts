import { describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../../../src/domain/change/change.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { cluster, clusterId, systemAssigned, worldFacts } from '../../../support/domain/worldFacts.ts';

function plan(controller: ChangeOf<'setNginxRouting'>['controller'], routing: JsonObject): Plan {
  const resources = [cluster(systemAssigned, { ingressProfile: { webAppRouting: routing } })];
  return planChanges([{ kind: 'setNginxRouting', clusterId, controller }], worldFacts({ resources }));
}

const served = { gatewayAPIImplementations: { appRoutingIstio: { mode: 'Enabled' } } };

describe('another default ingress controller', () => {
  it('is one write that sets nothing else, with the command of az (G-09)', () => {
    const { steps } = plan('None', { enabled: true, odd: 1 });
    expect(steps.map((step) => step.kind === 'putCluster' && step.edit.values)).toEqual([
      { 'properties.ingressProfile.webAppRouting.nginx.defaultIngressControllerType': 'None' },
    ]);
    expect(steps[0]!.request.body).toMatchObject({
      properties: {
        ingressProfile: { webAppRouting: { enabled: true, odd: 1, nginx: { defaultIngressControllerType: 'None' } } },
      },
    });
    expect(steps[0]!.az).toContain('az aks approuting update');
    expect(steps[0]!.az).toContain('--nginx None');
  });

  it('asks for the name where NGINX is turned off, because only the cluster knows who still uses it (G-09)', () => {
    const off = plan('None', { enabled: true, ...served });
    expect(off.confirmName && textOf(off.confirmName)).toBe('shop-weu');
    expect(off.checks.find(({ id }) => id === 'ingressesLeft')?.verdict).toBe('unknown');
    expect(off.warnings.map(({ id }) => id)).toEqual(['controllersStay']);
    expect(off.nextSteps).toEqual([{ kind: 'deleteControllers' }]);
    expect(plan('None', { enabled: true }).warnings.map(({ id }) => id)).toContain('nothingElseServes');
    expect(plan('Internal', { enabled: true }).confirmName).toBeUndefined();
  });

  it('can be changed back: to the former value, by the same change (G-09)', () => {
    const off = plan('None', { enabled: true, nginx: { defaultIngressControllerType: 'External' } });
    expect([off.reversible, off.before, off.after]).toEqual([true, { nginx: 'External' }, { nginx: 'None' }]);
    const back = plan('External', { enabled: true, nginx: { defaultIngressControllerType: 'None' } });
    expect([back.before, back.after]).toEqual([{ nginx: 'None' }, { nginx: 'External' }]);
  });

  it('writes nothing where it is set already, also by default (G-09)', () => {
    expect(plan('AnnotationControlled', { enabled: true }).nothingToDo).toBe(true);
    expect(plan('None', { enabled: true, nginx: { defaultIngressControllerType: 'none' } }).nothingToDo).toBe(true);
  });

  it.each([
    ['External', ['nginxWithoutPatches', 'publicAddress']],
    ['Internal', ['nginxWithoutPatches']],
  ] as const)('warns where NGINX is turned on: %s (G-09)', (controller, ids) => {
    const off = { enabled: true, nginx: { defaultIngressControllerType: 'None' } };
    expect(plan(controller, off).warnings.map(({ id }) => id)).toEqual(ids);
  });

  it('is refused where application routing is off (G-09)', () => {
    expect(() => plan('None', { enabled: false })).toThrow('Application routing is off on shop-weu');
  });
});
