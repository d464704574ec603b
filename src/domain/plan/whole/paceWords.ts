/** The sentences about what changes mean in time, and about their way back. */
import { plainWaysBack, type Delay, type Downtime, type Lasts, type Pace, type WayBack } from '../pace.ts';
import { listed } from '../../words/describe.ts';
import { distinctBy } from '../../../shape/distinct.ts';

const delays: Readonly<Record<Delay, string>> = {
  role: 'New roles can take up to 60 minutes to take effect.',
  removal: 'A removal can take several minutes to take effect everywhere.',
  pulling: 'Pulling can take up to 60 minutes to work.',
  trustedAccess: 'It takes effect within minutes.',
  tokens: 'Pods that use it lose access once their tokens expire.',
};

/** How long requests take, shortest first: of one change, and at most of each of several. */
const lasting: Readonly<Record<Lasts, readonly [one: string, each: string] | undefined>> = {
  seconds: ['Takes a few seconds.', 'a few seconds'],
  secondsOrMinutes: ['Takes seconds, sometimes a few minutes.', 'a few minutes'],
  minuteOrTwo: ['Usually takes a minute or two.', 'a minute or two'],
  fewMinutes: ['Usually takes a few minutes.', 'a few minutes'],
  severalMinutes: ['Usually takes several minutes.', 'several minutes'],
  perNode: undefined,
};

/** Says how long changes take, as long as the longest of them, and what takes effect later. */
export function timeWords(paces: readonly Pace[], isOne: boolean): readonly string[] {
  const longest = (Object.keys(lasting) as Lasts[]).findLast((each) => paces.some(({ lasts }) => lasts === each));
  const [one, each] = (longest && lasting[longest]) ?? [];
  const lasts = isOne ? one : each && `Each usually takes no more than ${each}.`;
  return [...(lasts === undefined ? [] : [lasts]), ...paces.flatMap(({ delay }) => (delay ? delays[delay] : []))];
}

/** Kinds of change without downtime, surest first. */
const withoutDowntime: readonly Downtime['kind'][] = ['nothingRestarts', 'nodesStay', 'noneKnown'];

/** Says what stops: that nothing does only where no change has more to say, and then as sure as the least sure of them is. */
export function downtimeWords(paces: readonly Pace[]): readonly string[] {
  const all = distinctBy(
    paces.flatMap(({ downtime }) => downtime ?? []),
    (downtime) => JSON.stringify(downtime),
  );
  const others = all.filter(({ kind }) => !withoutDowntime.includes(kind));
  const least = withoutDowntime.findLast((kind) => all.some((one) => one.kind === kind));
  return (others.length > 0 ? others : all.filter(({ kind }) => kind === least)).map(wordsOf);
}

function wordsOf(downtime: Downtime): string {
  switch (downtime.kind) {
    case 'nothingRestarts':
      return 'Nothing restarts.';
    case 'nodesStay':
      return "Nodes don't restart.";
    case 'noneKnown':
      return 'No restart of nodes is documented.';
    case 'undocumented':
      return "Whether it causes downtime isn't documented.";
    case 'pullsFail':
      return "Running containers keep running; pods that have to pull from it can't start.";
    case 'reimagedByNode':
      return `${reimaging(downtime.pools)}: expect downtime.`;
    case 'upgradedByNode':
      return `${reimaging(downtime.pools)}: expect downtime for what runs on them.`;
    case 'reimagedAtOnce':
      return `The nodes of ${listed(downtime.pools)} will probably be reimaged immediately: expect downtime.`;
  }
}

function reimaging(pools: readonly string[]): string {
  return `All nodes of ${listed(pools)} are drained and reimaged, which takes several minutes for each node`;
}

/** Says how a change can be undone, or why it can't. */
export function wayBackWords(wayBack: WayBack): string {
  if (wayBack.kind === 'deleteCluster') {
    const stay = wayBack.stays.length === 0 ? '' : ` Its ${listed(wayBack.stays)} stay until you delete them too.`;
    return `You can delete the cluster in the Azure portal, or with az aks delete.${stay}`;
  }
  if (wayBack.kind === 'assignAgain') {
    const anew = wayBack.hasCondition ? ' Its condition has to be set again.' : '';
    return `You can assign the role again; it then takes up to 60 minutes to take effect.${anew}`;
  }
  if (wayBack.kind === 'keepsIdentities')
    return `There is nothing to undo: ${wayBack.cluster} keeps the identities that it has.`;
  return plainWaysBack[wayBack.kind][0];
}
