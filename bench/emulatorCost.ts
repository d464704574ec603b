/** What an emulator with many clusters costs, in milliseconds. */
import { startEmulator } from './emulatorProcess.ts';
import { repeated, spreadOf } from './spread.ts';
import type { Table } from './table.ts';

const fleetSize = 10_000;

/** Starts emulators with many clusters, and asks each of them for pages of Resource Graph over http, until the last byte is here. */
export async function measureEmulator(runs: number): Promise<readonly Table[]> {
  const costs = await repeated(runs, startAndAsk);
  return [
    {
      title: `The emulator with ${fleetSize.toLocaleString('en-US')} clusters (milliseconds)`,
      columns: ['what', 'time', 'target'],
      rows: [
        ['from start to ready', spreadOf(costs.map(({ start }) => start)), '5,000'],
        ['Resource Graph: first page of 1,000 clusters', spreadOf(costs.map(({ first }) => first)), ''],
        ['Resource Graph: each page that follows', spreadOf(costs.map(({ next }) => next)), '30'],
      ],
      targets: [
        {
          what: 'emulator: a page of Resource Graph that follows, 10,000 clusters (ms)',
          measured: spreadOf(costs.map(({ next }) => next)),
          target: 30,
        },
      ],
    },
  ];
}

const pages = `resources
  | where type =~ 'Microsoft.ContainerService/managedClusters'
  | project id, name, type, location, tags, identity, sku, properties
  | order by id asc`;

interface Costs {
  readonly start: number;
  readonly first: number;
  readonly next: number;
}

async function startAndAsk(): Promise<Costs> {
  const emulator = await startEmulator(['--scenario', `fleet(${fleetSize})`]);
  const ask = async (body: object, rows: number): Promise<number> => {
    const asked = performance.now();
    const answer = await fetch(`${emulator.url}/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01`, {
      method: 'POST',
      headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const took = performance.now() - asked;
    const { count } = JSON.parse(bytes.toString()) as { count?: number };
    if (count !== rows) throw new Error(`The emulator did not answer the query: ${answer.status}`);
    return took;
  };
  const page = (skip: number): Promise<number> => ask({ query: pages, options: { $top: 1000, $skip: skip } }, 1000);
  try {
    const first = await page(0);
    const following = [await page(999), await page(1998), await page(2997)];
    return { start: emulator.startMilliseconds, first, next: spreadOf(following).median };
  } finally {
    await emulator.stop();
  }
}
