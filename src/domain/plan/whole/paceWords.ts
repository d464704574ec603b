/** The sentences about the times of changes and their ways back. */
import { plainWaysBack, type Delay, type Downtime, type Lasts, type Pace, type WayBack } from '../pace.ts';
import { sentenceList } from '../../words/describe.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { say, type Words, type Phrase } from '../../../sentences/words.ts';

const delays: Readonly<Record<Delay, Words>> = {
  role: say`New roles can take up to 60 minutes to take effect.`,
  kubernetesRole: say`In the cluster, a new role can take up to 5 minutes to take effect.`,
  removal: say`The removal can take several minutes to take effect.`,
  pulling: say`It can take up to 60 minutes until images can be pulled.`,
  trustedAccess: say`It takes effect within minutes.`,
};

/** How long requests take, shortest first: for one change, and the most for each of several. */
const lasting: Readonly<Record<Lasts, readonly [one: Words, each: Phrase]>> = {
  seconds: [say`Takes a few seconds.`, say`a few seconds`],
  secondsOrMinutes: [say`Takes seconds, sometimes a few minutes.`, say`a few minutes`],
  minuteOrTwo: [say`Usually takes a minute or two.`, say`a minute or two`],
  fewMinutes: [say`Usually takes a few minutes.`, say`a few minutes`],
  severalMinutes: [say`Usually takes several minutes.`, say`several minutes`],
  perNode: [say`Takes several minutes per node.`, say`several minutes per node`],
};

/** Says how long changes take, which is the time of the longest, and what takes effect later. */
export function timeWords(paces: readonly Pace[], isOne: boolean): readonly Words[] {
  const longest = (Object.keys(lasting) as Lasts[]).findLast((candidate) =>
    paces.some(({ lasts }) => lasts === candidate),
  );
  const [single, several] = longest === undefined ? [] : lasting[longest];
  const lasts = isOne || several === undefined ? single : say`Each step usually takes no more than ${several}.`;
  return [...(lasts === undefined ? [] : [lasts]), ...paces.flatMap(({ delay }) => (delay ? delays[delay] : []))];
}

/** Kinds of changes without downtime, the most certain first. */
const withoutDowntime: readonly Downtime['kind'][] = ['nothingRestarts', 'allStays', 'nodesStay', 'noneKnown'];

/** The warning that says of a downtime more than its sentence does. */
const tellingWarnings: Readonly<Partial<Record<Downtime['kind'], string>>> = {
  undocumented: 'undocumented',
  pullsFail: 'lostPulls',
  reimagedByNode: 'nodesReimaged',
  reimagedAtOnce: 'nodesRestart',
  upgradedByNode: 'poolsReimaged',
};

/**
 * Says what stops, where no warning with one of these ids does. That nothing does is said only if no change has more to say, with
 * the certainty of the least certain.
 */
export function downtimeWords(paces: readonly Pace[], warningIds: ReadonlySet<string>): readonly Words[] {
  const downtimes = distinctBy(
    paces.flatMap(({ downtime }) => downtime ?? []),
    (downtime) => JSON.stringify(downtime),
  );
  const otherDowntimes = downtimes.filter(({ kind }) => !withoutDowntime.includes(kind));
  const least = withoutDowntime.findLast((kind) => downtimes.some((downtime) => downtime.kind === kind));
  const untold = otherDowntimes.filter(({ kind }) => !warningIds.has(tellingWarnings[kind] ?? ''));
  return (otherDowntimes.length > 0 ? untold : downtimes.filter(({ kind }) => kind === least)).map(downtimeSentence);
}

function downtimeSentence(downtime: Downtime): Words {
  switch (downtime.kind) {
    case 'nothingRestarts':
      return say`Nothing restarts.`;
    case 'allStays':
      return say`Neither the nodes nor the control plane restarts.`;
    case 'nodesStay':
      return say`Nodes don't restart.`;
    case 'noneKnown':
      return say`Azure's documentation mentions no node restart.`;
    case 'undocumented':
      return say`Whether it causes downtime isn't documented.`;
    case 'pullsFail':
      return say`Running containers keep running; pods that need to pull from it can't start.`;
    case 'reimagedByNode':
      return say`${reimagingText(downtime.pools)}: expect downtime.`;
    case 'upgradedByNode':
      return say`${reimagingText(downtime.pools)}.`;
    case 'reimagedAtOnce':
      return say`The nodes of ${sentenceList(downtime.pools)} will probably be reimaged immediately: expect downtime.`;
  }
}

function reimagingText(pools: readonly string[]): Words {
  return say`All nodes of ${sentenceList(pools)} are drained and reimaged`;
}

/** Returns true if the words for a way back say what they are about. */
export function isNamedWayBack({ kind }: WayBack): boolean {
  return kind in plainWaysBack && 'isNamed' in plainWaysBack[kind as keyof typeof plainWaysBack];
}

/** Says how one change, or several, can be undone, or why they can't. */
export function wayBackWords(wayBack: WayBack, count = 1): Words {
  if (wayBack.kind === 'deleteCluster') {
    const stay = wayBack.stays.length === 0 ? '' : say` Its ${sentenceList(wayBack.stays)} must be deleted separately.`;
    return say`You can delete the cluster in the Azure portal, or with az aks delete.${stay}`;
  }
  if (wayBack.kind === 'assignAgain') {
    const anew = wayBack.hasCondition ? say` Its condition must be set again.` : '';
    return say`You can assign the role again; it then takes up to ${wayBack.isQuick ? 5 : 60} minutes to take effect.${anew}`;
  }
  if (wayBack.kind === 'keepsIdentities')
    return say`There is nothing to undo: ${wayBack.cluster} keeps the identities that it has.`;
  const plain = plainWaysBack[wayBack.kind];
  return count > 1 && 'many' in plain ? plain.many : plain.words;
}
