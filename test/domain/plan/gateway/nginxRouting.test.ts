import { describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../../../src/domain/change/change.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { idKey } from '../../../../src/domain/arm/resourceId.ts';
import type { Facts } from '../../../../src/domain/cluster/facts.ts';
import { ingressLook } from '../../../../src/domain/askers/operators/ingresses.ts';
import { classResources } from '../../../../src/domain/cluster/ingressLook.ts';
import { ingress, nginxController } from '../../../support/domain/cases/ingressCases.ts';
import { objectsOf, seenObjects } from '../../../support/domain/clusterObjects.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { cluster, clusterId, systemAssigned, worldFacts } from '../../../support/domain/worldFacts.ts';

function plan(
  controller: ChangeOf<'setNginxRouting'>['controller'],
  routing: JsonObject,
  more: Partial<Pick<Facts, 'looks' | 'now'>> = {},
): Plan {
  const resources = [cluster(systemAssigned, { ingressProfile: { webAppRouting: routing } })];
  return planChanges([{ kind: 'setNginxRouting', clusterId, controller }], { ...worldFacts({ resources }), ...more });
}

/** The check of what is left, after a look so many minutes ago at these objects. */
function leftAfter(
  minutes: number,
  items: Parameters<typeof objectsOf>[0],
  more: Parameters<typeof objectsOf>[1] = {},
): { readonly text: string; readonly asksName: boolean } {
  const at = new Date(worldFacts({ resources: [] }).now.getTime() - minutes * 60_000);
  const seen = objectsOf(items, more);
  const looks = new Map([[idKey(clusterId), ingressLook(seen, seen.isWhole ? at : undefined)]]);
  const { checks, confirmName } = plan('None', { enabled: true, ...served }, { looks });
  const { verdict, detail } = checks.find(({ id }) => id === 'ingressesLeft')!;
  return { text: `${verdict}: ${textOf(detail)}`, asksName: confirmName !== undefined };
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
    const { verdict, detail } = off.checks.find(({ id }) => id === 'ingressesLeft')!;
    expect([verdict, textOf(detail)]).toEqual(['unknown', expect.stringContaining('shop-weu has not been checked')]);
    expect(off.warnings.map(({ id }) => id)).toEqual(['controllersStay']);
    expect(off.nextSteps).toEqual([{ kind: 'deleteControllers' }]);
    expect(plan('None', { enabled: true }).warnings.map(({ id }) => id)).toContain('nothingElseServes');
  });

  const usual = 'webapprouting.kubernetes.azure.com';

  it('is refused while Ingresses of its class are seen, with their names and when that was (G-09)', () => {
    const own = ['web', 'api', 'cart', 'pay', 'mail'].map((name) => ingress(`shop/${name}`, usual));
    const { text } = leftAfter(5, [...own, ingress('shop/other', 'nginx')]);
    expect(text).toMatch(
      /^fail: 5 Ingresses \(shop\/web, shop\/api, shop\/cart and 2 more Ingresses\), seen in the cluster on \w{3} \d+, \d{4} at /,
    );
    expect(leftAfter(5, own.slice(0, 1)).text).toMatch(
      /^fail: 1 Ingress \(shop\/web\), seen .*Nothing will serve what is left/,
    );
    expect(leftAfter(1000, own.slice(0, 1)).text, 'an old look').toMatch(/^fail: .* on \w{3} \d+, \d{4} at /);
    const saved = { isWhole: false };
    expect(leftAfter(0, own, saved).text).toContain('seen in the saved answers of kubectl');
  });

  it('asks for no name where a look just now saw none, and leaves those of other controllers (G-09)', () => {
    const others = [nginxController('inside', 'nginx-inside'), ingress('shop/web', 'nginx-inside')];
    const { text, asksName } = leftAfter(5, others);
    expect([text, asksName]).toEqual([
      expect.stringMatching(/^pass: None was seen in the cluster on .* at .*\.$/),
      false,
    ]);
  });

  it.each([
    [
      'an old look',
      61,
      {},
      /^unknown: None was seen in the cluster on .*; some may have been added since\. Use Check in cluster again\.$/,
    ],
    [
      'saved answers',
      0,
      { isWhole: false },
      /^unknown: None was seen in the saved answers of kubectl, which may lack some/,
    ],
    [
      'saved answers without a list of them',
      0,
      { isWhole: false, listed: [] },
      /^unknown: The saved answers of kubectl have no list of Ingresses/,
    ],
    [
      'a refused list',
      5,
      {
        listed: ['pods'],
        notRead: [{ what: 'ingresses.networking.k8s.io', cause: 'refused' as const, reason: 'You may not.' }],
      },
      /^unknown: Ingresses: You may not\.$/,
    ],
  ] as const)('leaves open whether any is left, and asks for the name: %s (G-09)', (_what, minutes, more, said) => {
    const { text, asksName } = leftAfter(minutes, [], more);
    expect(text).toMatch(said);
    expect(asksName).toBe(true);
  });

  it('leaves open whether Ingresses are left whose class could be one of NGINX, and names them (G-09)', () => {
    const more = {
      listed: seenObjects([]).listed.filter((resource) => !classResources.includes(resource)),
      notRead: classResources.map((what) => ({ what, cause: 'refused' as const, reason: 'You may not.' })),
    };
    const { text, asksName } = leftAfter(5, [ingress('shop/web', 'mine')], more);
    expect(text).toMatch(/^unknown: Perhaps of the default controller: 1 Ingress \(shop\/web\)\..* You may not\./);
    expect(asksName).toBe(true);
    expect(leftAfter(5, [], more)).toMatchObject({ text: expect.stringMatching(/^pass: /) as string, asksName: false });
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
    ['None', 'AnnotationControlled', 'info', /^The default controller gets a public address, unless annotations/],
    ['Internal', 'AnnotationControlled', 'info', /^The default controller gets a public address, unless annotations/],
    ['None', 'External', 'info', /a public address; annotations that make it internal are overwritten\.$/],
    ['AnnotationControlled', 'External', 'info', /annotations that make it internal are overwritten\.$/],
    ['Internal', 'External', 'disruption', /use its address in the virtual network no longer reach it: update/],
    ['None', 'Internal', 'info', /in the virtual network only; annotations that make it public are overwritten\.$/],
    ['AnnotationControlled', 'Internal', 'disruption', /use its public address no longer reach it: update/],
    ['External', 'Internal', 'disruption', /use its public address no longer reach it: update/],
  ] as const)('says which address the controller gets, from %s to %s (G-09)', (before, after, severity, said) => {
    const { warnings, confirmName } = plan(after, {
      enabled: true,
      nginx: { defaultIngressControllerType: before },
    });
    expect(warnings.map(({ id }) => id)).toEqual(['nginxWithoutPatches', 'controllerAddress']);
    expect(warnings[1]).toMatchObject({ severity });
    expect(textOf(warnings[1]!.text)).toMatch(said);
    expect(confirmName, 'the name is asked for where hosts may go dark').toBe(
      severity === 'disruption' ? 'shop-weu' : undefined,
    );
  });

  it.each([
    [
      '2026-11-30T23:59:59Z',
      /^NGINX gets security patches only through November 2026\. Gateway API takes its place\.$/,
    ],
    ['2026-12-01T00:00:00Z', /^NGINX got its last security patches in November 2026\. Gateway API takes its place\.$/],
  ])('says at %s whether NGINX still gets patches (G-09)', (now, said) => {
    const [first] = plan('External', { enabled: true }, { now: new Date(now) }).warnings;
    expect(textOf(first!.text)).toMatch(said);
  });

  it('is refused where application routing is off (G-09)', () => {
    expect(() => plan('None', { enabled: false })).toThrow(
      'Application routing is off on shop-weu, so there is no default ingress controller to change.',
    );
  });
});
