/** The words of what a change means in time: what stops meanwhile, and what takes effect later. */
import type { Downtime, Later, Pace } from '../plan/planPart.ts';
import { listed } from '../words/describe.ts';
import { distinctBy } from '../../shape/distinct.ts';

const laters: Readonly<Record<Later, string>> = {
  role: 'the role can take up to 60 minutes to take effect',
  removal: 'it can take several minutes to take effect everywhere',
  pulling: 'pulling can take up to 60 minutes to work',
  trustedAccess: 'it takes effect within minutes',
  tokens: 'pods that use it lose access once their tokens expire',
};

/** Returns a downtime as a sentence without its full stop. */
export function downtimeWords(downtime: Downtime): string {
  switch (downtime.kind) {
    case 'nothingRestarts':
      return 'Nothing restarts';
    case 'nodesStay':
      return "Nodes don't restart";
    case 'noneKnown':
      return 'No restart of nodes is documented';
    case 'undocumented':
      return "Whether it causes downtime isn't documented";
    case 'pullsFail':
      return "Running containers keep running; pods that have to pull from it can't start";
    case 'reimagedByNode':
      return `${reimaging(downtime.pools)}: expect downtime`;
    case 'upgradedByNode':
      return `${reimaging(downtime.pools)}: expect downtime for what runs on them`;
    case 'reimagedAtOnce':
      return `The nodes of ${listed(downtime.pools)} will probably be reimaged at once: expect downtime`;
  }
}

function reimaging(pools: readonly string[]): string {
  return `All nodes of ${listed(pools)} are drained and reimaged, which takes several minutes for each node`;
}

/** Says in sentences what stops meanwhile and what takes effect later, each once; empty where nothing is to be said. */
export function effectWords(paces: readonly Pace[], later: readonly string[] = laterWords(paces)): string {
  const all = downtimesOf(paces);
  const [first, ...rest] = later;
  const isQuiet = all.length === 1 && all[0]?.kind === 'nothingRestarts';
  const downtimes = all.map(downtimeWords);
  const sentences =
    isQuiet && first !== undefined ? [`${downtimes.join('')}, and ${first}`, ...rest] : [...downtimes, ...later];
  return sentences.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`).join(' ');
}

/** Returns what takes effect later, each in a clause. */
export function laterWords(paces: readonly Pace[]): readonly string[] {
  return [...new Set(paces.flatMap(({ later }) => later ?? []))].map((later) => laters[later]);
}

/** Kinds of change without downtime, surest first. */
const withoutDowntime: readonly Downtime['kind'][] = ['nothingRestarts', 'nodesStay', 'noneKnown'];

/** That nothing restarts is said only where no other change has more to say, and then as sure as the least sure of them is. */
function downtimesOf(paces: readonly Pace[]): readonly Downtime[] {
  const named = paces.flatMap(({ downtime }) => downtime ?? []);
  const all = distinctBy(named, (downtime) => JSON.stringify(downtime));
  const others = all.filter(({ kind }) => !withoutDowntime.includes(kind));
  if (others.length > 0) return others;
  const least = withoutDowntime.findLast((kind) => all.some((one) => one.kind === kind));
  return all.filter(({ kind }) => kind === least);
}
