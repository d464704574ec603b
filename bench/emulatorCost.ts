/** What an emulator with many clusters costs, in milliseconds. */
import { startEmulator } from './emulatorProcess.ts';
import { repeated, spreadOf } from './spread.ts';
import type { Table } from './table.ts';

const fleetSize = 10_000;

const query = `resources
  | where type =~ 'Microsoft.ContainerService/managedClusters'
  | extend id0 = tostring(bag_keys(identity.userAssignedIdentities)[0])
  | extend p = coalesce(tostring(identity.principalId), tostring(identity.userAssignedIdentities[id0].principalId))
  | join kind=leftouter (authorizationresources | project p = tostring(properties.principalId), scope = tostring(properties.scope)) on p
  | summarize grants = countif(isnotempty(scope)) by name
  | summarize count() by grants`;

/** Starts emulators with many clusters, and asks each one question of Resource Graph over http. */
export async function measureEmulator(runs: number): Promise<readonly Table[]> {
  const costs = await repeated(runs, startAndAsk);
  return [
    {
      title: `The emulator with ${fleetSize.toLocaleString('en-US')} clusters (milliseconds)`,
      columns: ['what', 'time', 'target'],
      rows: [
        ['from start to ready', spreadOf(costs.map(({ start }) => start)), '5,000'],
        ['Resource Graph joins its clusters and roles', spreadOf(costs.map(({ join }) => join)), ''],
      ],
    },
  ];
}

async function startAndAsk(): Promise<{ readonly start: number; readonly join: number }> {
  const emulator = await startEmulator(['--scenario', `fleet(${fleetSize})`]);
  try {
    const asked = performance.now();
    const answer = await fetch(`${emulator.url}/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01`, {
      method: 'POST',
      headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { count } = (await answer.json()) as { count?: number };
    if (count !== 2) throw new Error(`The emulator did not answer the query: ${answer.status}`);
    return { start: emulator.startMilliseconds, join: performance.now() - asked };
  } finally {
    await emulator.stop();
  }
}
