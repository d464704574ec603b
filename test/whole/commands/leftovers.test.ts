import { afterEach, beforeEach, expect, it } from 'vitest';
import { reviewLeftovers } from '../../../src/commands/changes.ts';
import type { CommandContext } from '../../../src/commands/context.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { user } from '../../support/vscode/user.ts';

let demo: DemoService;
let opened: PanelTarget[];
let shown: readonly string[] | undefined;

beforeEach(() => {
  demo = demoService(1);
  opened = [];
  shown = undefined;
});
afterEach(() => demo.close());

function review(): Promise<void> {
  const context = {
    connections: { service: async () => demo.service, shownSubscriptions: () => shown },
    panels: { open: async (target: PanelTarget) => void opened.push(target) },
  };
  return reviewLeftovers(context as unknown as CommandContext, {});
}

/** What the user was asked to pick from: `shop-weu: 2 unused roles`. */
const offered = (): readonly string[] =>
  user.lists.flatMap(({ items }) => items).map(({ label, description }) => `${label}: ${description ?? ''}`);

const refuse = (pathContains: string): Promise<void> =>
  demo.fault({ match: { pathContains }, status: 403, code: 'AuthorizationFailed', times: 9999 });

it('a review without a row offers the clusters that have unused roles, with how many each has', async () => {
  user.picks = [/^shop-weu$/];
  await review();
  const { rows } = await demo.service.survey({});
  const having = rows.filter(({ findings }) => findings.some(({ code }) => code === 'leftoverGrant'));
  expect(having.map(({ cluster }) => cluster.name)).toEqual(['shop-weu']);
  expect(offered()).toEqual(['shop-weu: 2 unused roles', 'legacy-neu: not fully checked']);
  expect(opened).toEqual([{ kind: 'unusedRoles', clusterId: await demo.idOf('shop-weu') }]);
});

it('a review without a row asks for no single cluster before the user picks one', async () => {
  user.picks = [/^shop-weu$/];
  await demo.forget();
  await review();
  const single = (await demo.requests()).filter((line) => /\/managedClusters\/[^/]+$/i.test(line));
  expect(single).toEqual([]);
});

it('a review without a row names clusters that could not be fully checked', async () => {
  await refuse('/Microsoft.ResourceGraph');
  await refuse('/roleAssignments');
  user.picks = [/^shop-weu$/];
  await review();
  expect(offered()).toContain('shop-weu: not fully checked');
});

it('a review without a row says that no cluster has unused roles', async () => {
  const { items } = await demo.service.subscriptions();
  shown = items.filter(({ name }) => name === 'Contoso Platform').map(({ id }) => id);
  await expect(review()).rejects.toMatchObject({
    failure: { message: 'No unused role assignments were found on the clusters that you can see.' },
  });
});
