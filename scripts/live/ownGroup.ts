/** The resource group that a guided run makes for itself, which it tells from everybody else's by a tag. */
import { randomBytes, randomUUID } from 'node:crypto';
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import type { Place } from './question.ts';
import { codeOf, everyValue, inWords, NotSent, type Raw, type RawAzure } from './rawAzure.ts';

/** Where something is made and deleted. */
export interface Workplace extends Pick<Place, 'subscriptionId' | 'location' | 'wait'> {
  readonly azure: RawAzure;
}

/** A group of the run's own: its name, and the value of the tag that nobody else gives. */
export interface OwnGroup {
  readonly name: string;
  readonly mark: string;
}

/** What became of making the group, and why it is not to be used, if it is not. */
export interface Making {
  readonly became: 'made' | 'not made' | 'may still come' | 'nobody knows whose';
  readonly whyNot?: string;
}

/** What an answer to a look for the group shows; what only a proxy may have said shows nothing. */
export type Sight = 'own' | 'of another' | 'none' | 'unknown';

const tag = 'aks-identity-live';

const prefix = 'rg-aks-identity-live-';

/** Returns a name that nobody has, and its mark. */
export function newGroup(): OwnGroup {
  return { name: `${prefix}${randomBytes(8).toString('hex')}`, mark: randomUUID() };
}

/** Returns the groups that runs before, or under way, have made; none where the list can't be read. */
export async function earlierGroups({ ask, subscriptionId }: Place): Promise<readonly OwnGroup[]> {
  const all = await everyValue(ask, groupsPath(subscriptionId)).catch(() => []);
  return all.flatMap((one: Readonly<Record<string, unknown>> | null) => {
    const { name, tags } = one ?? {};
    const mark = ((tags ?? {}) as Readonly<Record<string, unknown>>)[tag];
    return typeof name === 'string' && name.startsWith(prefix) && typeof mark === 'string' ? [{ name, mark }] : [];
  });
}

/** Returns the path of the list of resource groups. */
export function groupsPath(subscriptionId: string): string {
  return `/subscriptions/${subscriptionId}/resourcegroups?api-version=${apiVersions.group}`;
}

/** Returns the path of a group. */
export function groupPath({ subscriptionId }: Pick<Place, 'subscriptionId'>, { name }: OwnGroup): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

/** Returns the path at which the group is made, read and deleted. */
export function groupAddress(place: Workplace, group: OwnGroup): string {
  return `${groupPath(place, group)}?api-version=${apiVersions.newGroup}`;
}

/** Returns what an answer to a look for the group shows. */
export function sightOf(answer: Raw | string, { mark }: OwnGroup): Sight {
  if (typeof answer === 'string') return 'unknown';
  if (answer.status === 404 && codeOf(answer) === 'ResourceGroupNotFound') return 'none';
  const { id, tags } = (answer.body ?? {}) as {
    readonly id?: unknown;
    readonly tags?: Readonly<Record<string, unknown>>;
  };
  if (answer.status !== 200 || typeof id !== 'string') return 'unknown';
  return tags?.[tag] === mark ? 'own' : 'of another';
}

/** How often is looked for a group whose making has no certain answer, every five seconds. */
const mostLooks = 12;

/** Makes the group where there is none, unless the run was stopped before. Never throws. */
export async function makeGroup(place: Workplace, group: OwnGroup, isStopped: () => boolean): Promise<Making> {
  const { azure, wait, location } = place;
  const path = groupAddress(place, group);
  const what = `The group ${group.name}`;
  const wasThere = `${what} was there before`;
  const look = async (): Promise<Raw | string> => azure.send('GET', path).catch(messageOf);
  const before = await look();
  if (sightOf(before, group) === 'of another') return { became: 'not made', whyNot: wasThere };
  if (sightOf(before, group) !== 'none') return { became: 'not made', whyNot: `${what}: ${wordsOf(before)}` };
  if (isStopped()) return { became: 'not made', whyNot: 'the run was stopped' };
  const answer = await azure
    .send('PUT', path, { location, tags: { [tag]: group.mark } })
    .catch((error: unknown) => (error instanceof NotSent ? error : messageOf(error)));
  if (answer instanceof NotSent) return { became: 'not made', whyNot: `${what}: ${answer.message}` };
  if (typeof answer !== 'string' && answer.status === 201) return { became: 'made' };
  // Somebody else has just made one, or a proxy has sent this twice.
  if (typeof answer !== 'string' && answer.status === 200) return { became: 'nobody knows whose', whyNot: wasThere };
  const whyNot = `${what}: ${wordsOf(answer)}`;
  if (isRefusal(answer)) return { became: 'not made', whyNot };
  for (let looked = 0; looked < mostLooks; looked += 1) {
    if (looked > 0) await wait(5);
    const sight = sightOf(await look(), group);
    if (sight === 'own') return { became: 'made' };
    if (sight === 'of another') return { became: 'not made', whyNot: wasThere };
  }
  return { became: 'may still come', whyNot };
}

/** Whether Resource Manager itself says that it makes nothing. */
function isRefusal(answer: Raw | string): boolean {
  if (typeof answer === 'string' || answer.status < 400 || answer.status >= 500) return false;
  return answer.status !== 408 && codeOf(answer) !== '';
}

function wordsOf(answer: Raw | string): string {
  return typeof answer === 'string' ? answer : inWords(answer);
}

/** Returns the words of what was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
