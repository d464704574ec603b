/** Gateway API as its page prepares it, by the real az: what the plan makes of it, and what az makes of a plan that was applied. */
import type { ChangeOf } from '../../../src/domain/change/change.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { difference, endState, fromSession } from './endState.ts';
import { walkCommands, walks, type Walk } from './gatewayWalks.ts';
import type { AzSession, OpenSession } from './session.ts';
import { Tally } from './tally.ts';

const operator = '66666666-aaaa-4bbb-8ccc-000000000006';

/** What the page prepares, as one change of ours. */
function changeOf({ cluster, place, identity, zones, vault, accounts }: Walk): ChangeOf<'prepareGateway'> {
  const { subscriptionId, group: resourceGroup, location } = place;
  return {
    kind: 'prepareGateway',
    clusterId: cluster,
    newIdentity: { subscriptionId, resourceGroup, name: identity, location },
    zones: zones.map(({ id }) => id),
    vaults: [vault.id],
    accounts,
  };
}

/** What each command of a walk ended with. */
interface Said {
  readonly command: string;
  readonly exitCode: number;
  readonly stderr: string;
}

/** Runs the page's commands one after the other, as somebody does who types them; what one prints can be used by later ones. */
async function walked(session: AzSession, walk: Walk): Promise<readonly Said[]> {
  const said: Said[] = [];
  const printed = new Map<string, string>();
  for (const { args, printsAs } of walkCommands(walk)) {
    const filled = args.map((each) =>
      each.replaceAll(/\{(\w+)\}/g, (whole, name: string) => printed.get(name) ?? whole),
    );
    const { exitCode, stdout, stderr } = await session.az(...filled);
    if (printsAs !== undefined) printed.set(printsAs, stdout.trim());
    said.push({ command: `az ${filled.join(' ')}`, exitCode, stderr: stderr.trim() });
  }
  return said;
}

async function worldOf(session: AzSession): Promise<WorldFile> {
  return readWorld(JSON.stringify(await fromSession(session)('/_emulator/world')));
}

/** After the page's commands, the plan has nothing left to do. */
async function leftAfterWalk(walk: Walk, open: OpenSession): Promise<string | undefined> {
  const session = await open(walk.before, operator);
  try {
    const failed = (await walked(session, walk)).filter(({ exitCode }) => exitCode !== 0);
    if (failed.length > 0) return failed.map(({ command, stderr }) => `${command}\n${stderr}`).join('\n');
    const plan = await createBench(await worldOf(session)).service.plan([changeOf(walk)]);
    if (plan.nothingToDo && plan.steps.length === 0) return undefined;
    return plan.steps.map(({ request: { method, path } }) => `left to do: ${method} ${path}`).join('\n');
  } finally {
    await session.stop();
  }
}

/** After the plan, each of the page's commands succeeds or says that it is done already, and nothing is different. */
async function changedByWalk(walk: Walk, open: OpenSession): Promise<string | undefined> {
  const bench = createBench(walk.made);
  const outcome = await bench.service.apply(await bench.service.plan([changeOf(walk)]));
  if (outcome.status !== 'succeeded') return JSON.stringify(outcome);
  const after = readWorld(JSON.stringify(bench.emulator.snapshot()));
  const session = await open(after, operator);
  try {
    const subscriptions = after.subscriptions.map(({ subscriptionId }) => subscriptionId);
    const ours = await endState(fromSession(session), subscriptions);
    const failed = (await walked(session, walk)).filter(
      ({ exitCode, stderr }) => exitCode !== 0 && !/already/i.test(stderr),
    );
    if (failed.length > 0) return failed.map(({ command, stderr }) => `${command}\n${stderr}`).join('\n');
    const theirs = await endState(fromSession(session), subscriptions);
    return ours === theirs ? undefined : difference(ours, theirs);
  } finally {
    await session.stop();
  }
}

/** Each walk both ways where there is time; else one way on one cluster. */
function chosenRows(
  open: OpenSession,
): readonly { readonly title: string; readonly problem: () => Promise<string | undefined> }[] {
  const isLong = process.env['AKS_IDENTITY_LONG'] === '1';
  return walks().flatMap((walk, index) => [
    ...(isLong || index === 0
      ? [
          {
            title: `nothing is left of the plan after az: ${walk.title}`,
            problem: () => leftAfterWalk(walk, open),
          },
        ]
      : []),
    ...(isLong
      ? [{ title: `az changes nothing after the plan: ${walk.title}`, problem: () => changedByWalk(walk, open) }]
      : []),
  ]);
}

/** Runs the walks, two at a time. */
export async function compareGateway(open: OpenSession): Promise<Tally> {
  const tally = new Tally();
  const queue = chosenRows(open).values();
  const work = async (): Promise<void> => {
    for (const { title, problem } of queue) tally.note(`${title} (G-30)`, await problem());
  };
  await Promise.all([work(), work()]);
  return tally;
}
