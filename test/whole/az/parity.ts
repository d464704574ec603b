/** What the real az sends in each flow of docs/tables/az-parity.md, each in a fresh world. */
import { request } from 'node:https';
import type { LoggedRequest } from '../../../src/emulator/routing/requestLog.ts';
import { flows, parityWorld, type Flow } from '../parity/flows.ts';
import { sequence } from '../parity/shorthand.ts';
import { parityRows } from '../parity/table.ts';
import type { OpenSession } from './session.ts';
import { Tally } from './tally.ts';

/** What az sent for the flow, in shorthand; a request that was refused shows its status. */
async function recordAz({ az, thenAz = [] }: Flow, open: OpenSession): Promise<readonly string[]> {
  const session = await open(parityWorld(), '66666666-aaaa-4bbb-8ccc-000000000006');
  try {
    await control(session.url, 'DELETE');
    for (const args of [az, ...thenAz]) await session.az(...args, '--only-show-errors', '--output', 'none');
    const { requests } = JSON.parse(await control(session.url, 'GET')) as { requests: LoggedRequest[] };
    return sequence(requests);
  } finally {
    await session.stop();
  }
}

/** The emulator's own endpoint; its certificate is one that this test has made a moment ago. */
function control(url: string, method: 'GET' | 'DELETE'): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { method, rejectUnauthorized: false };
    const sent = request(`${url}/_emulator/requests`, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve(text));
    });
    sent.on('error', reject).end();
  });
}

/**
 * Compares what az sends with its column of docs/tables/az-parity.md; in how many flows it is the same, and in how many not.
 * `isNewer`: those flows that only a newer az has commands for, instead of the others.
 */
export async function compareAzRequests(open: OpenSession, isNewer: boolean): Promise<Tally> {
  const tally = new Tally();
  for (const row of parityRows()) {
    const flow = flows.find(({ name }) => name === row.flow);
    if ((flow?.isNewer === true) !== isNewer) continue;
    const sent = flow === undefined ? [] : await recordAz(flow, open);
    const wanted = row.az.join('; ');
    const found = sent.join('; ');
    tally.note(
      `docs/tables/az-parity.md, ${row.flow}`,
      found === wanted ? undefined : `the table says ${wanted}\naz sends       ${found}`,
    );
  }
  return tally;
}
