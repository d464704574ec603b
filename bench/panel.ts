/** The panel's page in the browser: when it is painted, and how soon it answers a person, with a small and a large map. */
import type { Page } from 'playwright-core';
import { largeMap, type MapSizes } from '../test/page/support/mapWorlds.ts';
import { openPanelPage } from '../test/page/support/panelPage.ts';
import { createBench } from '../test/support/azure/azureBench.ts';
import { inWords, repeated, spreadOf, type Spread } from './spread.ts';
import type { Cell, Table } from './table.ts';

const addons = ['ingressApplicationGateway', 'azurepolicy', 'azureKeyvaultSecretsProvider'];
const small: MapSizes = { subnets: 14, registries: 17, zones: 8, addons, onNetwork: true };
const large: MapSizes = { subnets: 85, registries: 118, zones: 76, addons, onNetwork: true };

/** Milliseconds in the page's own time. */
interface PanelCost {
  readonly nodes: number;
  readonly firstPaint: number;
  /** From the arrival of a state with a map that was not shown before until the frame with it was painted. */
  readonly map: number;
  /** From a click on a thing of the map until the next frame was painted. */
  readonly selection: number;
  /** From a click on a tab until the first frame with what is on it; the state comes from outside the page. */
  readonly tab: number;
}

/** Opens the page afresh for each map and run, one after the other. */
export async function measurePanel(runs: number): Promise<readonly Table[]> {
  const pairs = await repeated(runs, async () => ({
    few: await panelOnce(small),
    many: await panelOnce(large),
  }));
  const row = (what: string, of: (cost: PanelCost) => number): readonly Cell[] => {
    const spread = (value: (pair: (typeof pairs)[number]) => number): Spread => spreadOf(pairs.map(value));
    const ratio = spread(({ few, many }) => of(many) / of(few));
    return [what, spread(({ few }) => of(few)), spread(({ many }) => of(many)), `${inWords(ratio)} x`];
  };
  const nodes = [pairs[0]?.few, pairs[0]?.many].map((cost) => `map of ${cost?.nodes ?? 0} things`);
  return [
    {
      title: `The panel (milliseconds, median of ${runs})`,
      columns: ['what', ...nodes, 'ratio'],
      rows: [
        row('first paint of the page', ({ firstPaint }) => firstPaint),
        row('a new map painted, once its state has arrived', ({ map }) => map),
        row('click on the map until the next paint', ({ selection }) => selection),
        row('click on another tab until it is painted', ({ tab }) => tab),
      ],
      notes: ['The page that is shipped, in a browser alone: no VS Code around it, no graphics processor.'],
    },
  ];
}

async function panelOnce(sizes: MapSizes): Promise<PanelCost> {
  const { world, clusterId } = largeMap(sizes);
  const panel = await openPanelPage(createBench(world), { kind: 'cluster', clusterId, tab: 'map' });
  const { page } = panel;
  try {
    await page.locator('.map-frame svg').waitFor();
    while ((panel.states.at(-1)?.loading ?? '') !== '') await page.waitForTimeout(50);
    const firstPaint = await page.evaluate(firstPaintOfPage);
    const selection = await paintAfter(page, 'click', () => page.locator('.map-frame .thing').last().click());
    const withMap = panel.states.at(-1);
    if (withMap?.map === undefined) throw new Error('There is no map.');
    const tab = await paintAfter(page, 'message', () => page.getByRole('tab', { name: 'Details' }).click());
    const [first, ...others] = withMap.map.things;
    const other = { ...withMap, map: { ...withMap.map, things: [{ ...first, caption: 'another' }, ...others] } };
    const map = await paintAfter(page, 'message', () => page.evaluate((state) => window.postMessage(state), other));
    return { nodes: others.length + 1, firstPaint, map, selection, tab };
  } finally {
    await panel.close();
  }
}

/** Runs in the page. */
function firstPaintOfPage(): Promise<number> {
  return new Promise((resolve) => {
    const told = (list: PerformanceObserverEntryList): void =>
      list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime));
    new PerformanceObserver(told).observe({ type: 'paint', buffered: true });
  });
}

/** From the last click before it, or from the event itself, until the frame after that event was painted. */
async function paintAfter(page: Page, event: 'click' | 'message', act: () => Promise<unknown>): Promise<number> {
  const painted = await page.evaluateHandle((name) => {
    let started = 0;
    addEventListener('click', ({ timeStamp }) => (started = timeStamp), { capture: true, once: true });
    const time = new Promise<number>((resolve) => {
      const arrived = ({ timeStamp }: Event): void => {
        if (started === 0) started = timeStamp;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - started);
          port2.postMessage('painted');
        });
      };
      addEventListener(name, arrived, { capture: true, once: true });
    });
    return { time };
  }, event);
  await act();
  return painted.evaluate(({ time }) => time);
}
