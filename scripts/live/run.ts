/**
 * `npm run live -- --subscription ID`: asks Azure itself what no public source tells. It asks before it makes anything, deletes that
 * again, and writes a file that can be sent to the project. `--yes` agrees, `--read-only` makes nothing, `--location`, `--output`,
 * `--endpoint`, `--tenant` say where.
 */
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { liveCredential } from '../../test/whole/live/place.ts';
import { guidedRun } from './guidedRun.ts';
import { messageOf } from './ownGroup.ts';
import { saysYes, type Prompt } from './prompt.ts';
import { leftOut } from './sharable.ts';

const options = {
  subscription: { type: 'string' },
  location: { type: 'string', default: 'westeurope' },
  output: {
    type: 'string',
    default: `aks-identity-live-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${randomBytes(2).toString('hex')}.json`,
  },
  endpoint: { type: 'string', default: 'https://management.azure.com' },
  tenant: { type: 'string' },
  yes: { type: 'boolean', default: false },
  'read-only': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
const help = `npm run live -- --subscription ID

Asks Azure what no public source tells, as whoever is signed in with "az login", and writes a file that you can send.
It asks before it makes anything, and deletes that again.

  --subscription ID   which subscription to look into
  --location NAME     where the resource group is made (westeurope)
  --output FILE       where the answers go; a file that is there is not replaced
  --tenant ID         the directory to sign in to
  --endpoint URL      the Resource Manager of another cloud
  --read-only         make nothing
  --yes               ask nothing`;
type Given = Pick<ReturnType<typeof parseArgs<{ options: typeof options }>>['values'], 'yes' | 'read-only'>;

/** Without somebody who can answer, everything that no option agrees to is a no. */
async function isAgreed(given: Given, question: string, how: Pick<Prompt, 'stop' | 'signal'>): Promise<boolean> {
  if (given['read-only']) return false;
  if (given.yes) return true;
  if (!process.stdin.isTTY) {
    console.log(`${question}\nNobody can answer here, so this is a no; --yes agrees.`);
    return false;
  }
  return saysYes(question, { input: process.stdin, output: process.stdout, ...how });
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(help);
    return;
  }
  const { subscription, output, endpoint, location, tenant } = values;
  if (subscription === undefined) throw new Error('Say which subscription: npm run live -- --subscription ID');
  const stopped = new AbortController();
  const stop = (): void => {
    console.log(
      stopped.signal.aborted
        ? '\nStill stopping: if something was made, it is deleted first, which can take ten minutes.'
        : '\nStopping. Anything that was made is deleted first.',
    );
    stopped.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // Where nobody listens any more, as after a closed terminal, what was made is deleted all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stopped.abort());
  await writeFile(output, '', { flag: 'wx' }).catch((error: unknown) => {
    throw new Error(`The answers can't be written to ${output}, which must not be there yet: ${messageOf(error)}`);
  });
  const part = `${output}.${randomBytes(4).toString('hex')}.part`;
  let isKept = false;
  try {
    await guidedRun({
      endpoint,
      subscriptionId: subscription,
      location,
      credential: await liveCredential(tenant),
      say: (line) => console.log(line),
      isAgreed: (question) => isAgreed(values, question, { stop, signal: stopped.signal }),
      // A file that is replaced whole is never half of one.
      keep: async (content) => {
        await writeFile(part, content);
        await rename(part, output);
        isKept = true;
      },
      wait: (seconds, signal) => sleep(seconds * 1000, undefined, { signal }),
      signal: stopped.signal,
    });
  } finally {
    if (!isKept) await rm(output, { force: true });
    if (isKept) {
      console.log(`\nThe answers are in ${output}. ${leftOut}`);
      console.log(
        stopped.signal.aborted
          ? 'The run was stopped, so it has not all answers: run it again before you send it.'
          : 'Read it, then send it with an issue: https://github.com/aks-identity/aks-identity/issues',
      );
    }
    // As shells have it for what was interrupted.
    if (stopped.signal.aborted) process.exitCode = 130;
  }
}

try {
  await main();
} catch (error) {
  const { cause } = error instanceof Error ? error : {};
  const why = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
  console.error(error instanceof Error ? `${error.message}${why}` : error);
  // What was stopped has its code already.
  if (!(error instanceof Error && error.name === 'AbortError')) process.exitCode = 1;
}
