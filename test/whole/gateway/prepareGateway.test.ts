/** A cluster of the demo on its way from NGINX to Gateway API: what is proposed, what is applied, and what is left. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../../src/domain/change/change.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { ApiPlan } from '../../../src/api/contract.ts';
import { planText } from '../../../src/cli/commands/planCommand.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { pageColumns } from '../../../src/domain/report/columns.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { apply, openPanel, planned } from '../panel/panelBench.ts';
import { lastSegment } from '../../../src/domain/arm/resourceId.ts';

describe('web-weu of the demo', () => {
  let bench: Bench;
  let clusterId: string;
  let change: ChangeOf<'prepareGateway'>;

  beforeAll(async () => {
    bench = createBench(demoWorld());
    const { items } = await bench.service.clusters();
    const cluster = items.find(({ name }) => name === 'web-weu')!;
    clusterId = cluster.id;
    const { places } = await bench.service.gatewayMapping(clusterId);
    const [, , subscriptionId = '', , resourceGroup = ''] = clusterId.split('/');
    change = {
      kind: 'prepareGateway',
      clusterId,
      newIdentity: { subscriptionId, resourceGroup, name: 'id-gateway', location: 'westeurope' },
      zones: places.filter(({ kind }) => kind !== 'vault').map(({ id }) => id),
      vaults: places.filter(({ kind }) => kind === 'vault').map(({ id }) => id),
      accounts: [
        { namespace: 'shop', serviceAccount: 'app-routing' },
        { namespace: 'pay', serviceAccount: 'app-routing' },
      ],
    };
  });

  it('is proposed both of its zones, also the one where a role is missing (G-02)', () => {
    expect(change.zones?.map(lastSegment)).toEqual(['shop.contoso.com', 'internal.contoso.com']);
  });

  it('is told in every form of the plan what to do afterwards, in its order, and how long it takes (G-07)', async () => {
    const plan = await bench.service.plan([change]);
    const { next, points } = JSON.parse(planText(plan, 'json')) as ApiPlan;
    expect(next.map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
      'Apply the',
      'Translate each',
      'Shorten the',
      'Point the',
      'When nothing',
      'Then take',
      'New roles',
      'New credentials',
    ]);
    expect(points.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['does', 'takes', 'wayBack']));
    const [, afterwards = ''] = planText(plan, 'markdown').split('## Afterwards');
    const places = next.map((text) => afterwards.indexOf(text.slice(0, 20)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  it('gets everything in one plan, and is ready then: the plan made again has nothing left to do (G-03)', async () => {
    const plan = await bench.service.plan([change]);
    expect(plan.steps.map(({ kind }) => kind)).toEqual([
      'putCluster',
      'createIdentity',
      'assignRole',
      'assignRole',
      'createCredential',
      'createCredential',
    ]);
    const outcome = await bench.service.apply(plan);
    expect(outcome.status).toBe('succeeded');
    const again = await bench.service.plan([{ ...change }]);
    expect([again.nothingToDo, again.steps]).toEqual([true, []]);
    const found = await bench.service.diagnose(clusterId);
    expect(found.filter(({ code }) => code.startsWith('gateway'))).toEqual([]);
    expect(again.inCluster).not.toContain('<client ID of the identity>');
  });

  it('is in the report as one with NGINX whose Gateways are ready (G-11)', async () => {
    expect(pageColumns.ingress.of(await bench.service.reportRow(clusterId))).toBe('NGINX, Gateway ready');
  });
});

describe('a preparation that leaves out the zones of application routing', () => {
  it('warns of it, and says afterwards what is prepared and what is still missing (G-02, G-07)', async () => {
    const bench = createBench(demoWorld());
    const { items } = await bench.service.clusters();
    const { id: clusterId } = items.find(({ name }) => name === 'web-weu')!;
    const [, , subscriptionId = '', , resourceGroup = ''] = clusterId.split('/');
    const newIdentity = { subscriptionId, resourceGroup, name: 'id-gateway', location: 'westeurope' };
    const accounts = [{ namespace: 'shop', serviceAccount: 'app-routing' }];
    const draft = { kind: 'prepareGateway' as const, clusterId, newIdentity, zones: [], vaults: [], accounts };
    const { warnings } = await bench.service.plan([draft]);
    expect(warnings.map(({ text }) => textOf(text)).find((text) => text.startsWith('Left out: '))).toContain(
      'shop.contoso.com and private DNS zone internal.contoso.com',
    );
    const panel = openPanel(bench, { kind: 'change', draft });
    await planned(panel);
    apply(panel);
    const { flow } = await panel.until((state) => state.flow?.run?.summary.includes('lacks') === true);
    expect(flow!.run!.summary).toMatch(
      /^Gateway API on web-weu is prepared for shop\/app-routing\. web-weu serves Gateways .* lacks an identity for shop\.contoso\.com and internal\.contoso\.com/,
    );
  });
});
