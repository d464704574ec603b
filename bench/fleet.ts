import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../scripts/project.ts';

/** What an emulator with many clusters costs, in milliseconds. */
export interface FleetCost {
  /** From the start of the process to the line that says it is ready. */
  readonly start: number;
  /** One query of Resource Graph that joins all clusters with all role assignments, over http. */
  readonly join: number;
}

const query = `resources
  | where type =~ 'Microsoft.ContainerService/managedClusters'
  | extend id0 = tostring(bag_keys(identity.userAssignedIdentities)[0])
  | extend p = coalesce(tostring(identity.principalId), tostring(identity.userAssignedIdentities[id0].principalId))
  | join kind=leftouter (authorizationresources | project p = tostring(properties.principalId), scope = tostring(properties.scope)) on p
  | summarize grants = countif(isnotempty(scope)) by name
  | summarize count() by grants`;

/** Starts `npm run emulator` with that many clusters, asks it one question, and ends it. */
export async function measureFleet(clusters: number): Promise<FleetCost> {
  const started = performance.now();
  const args = [join('src', 'emulator', 'cli.ts'), '--port', '0', '--scenario', `fleet(${clusters})`];
  const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const start = performance.now() - started;
    const { url } = JSON.parse(line) as { url: string };
    const asked = performance.now();
    const answer = await fetch(`${url}/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01`, {
      method: 'POST',
      headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { count } = (await answer.json()) as { count?: number };
    if (count !== 2) throw new Error(`The emulator did not answer the query: ${answer.status}`);
    return { start, join: performance.now() - asked };
  } finally {
    child.kill();
  }
}
