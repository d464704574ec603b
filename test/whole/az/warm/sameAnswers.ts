/** The warm `az` beside the one that is started: both have to say the same, on both streams, and end alike. */
import type { OpenSession } from '../session.ts';
import { Tally } from '../tally.ts';
import { azWorld, operatorId } from '../world.ts';
import type { WarmAz } from './warmAz.ts';

/** What only reads, so that it can be asked twice. */
const scripts: readonly (readonly [title: string, script: string])[] = [
  ['an answer', 'az account show'],
  ['a resource that is not found', 'az identity show --resource-group rg-net --name id-none'],
  ['arguments that are missing', 'az aks show'],
  [
    'a pipe, a substitution, and what follows a failure',
    `echo table | az group list --output @- | tr a-z A-Z
     id=$(az account show --query id --output tsv) && echo "[$id]"
     az group list --query '' || echo "ended with $?"`,
  ],
  ['two commands at once', 'az account show >one & az group list >two & wait; cat one two'],
];

/** Runs each script both ways; how many gave the same, and how many did not. */
export async function compareWarmWithStarted({ startedBin }: WarmAz, open: OpenSession): Promise<Tally> {
  const tally = new Tally();
  const session = await open(azWorld(), operatorId);
  try {
    for (const [title, script] of scripts) {
      const started = JSON.stringify(await session.shell(`PATH="${startedBin}:$PATH"; ${script}`));
      const warm = JSON.stringify(await session.shell(script));
      const problem = started === warm ? undefined : `started ${started}\nwarm    ${warm}`;
      tally.note(`the same from a started az: ${title}`, problem);
    }
  } finally {
    await session.stop();
  }
  return tally;
}
