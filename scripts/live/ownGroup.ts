/** The resource group that a guided run makes for itself, which it tells from everybody else's by a tag. */
import { randomBytes, randomUUID } from 'node:crypto';
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import type { Place } from './questions.ts';
import { expected, inWords, type Raw, type RawAzure } from './rawAzure.ts';

/** Where something is made and deleted. */
export interface Workplace extends Pick<Place, 'subscriptionId' | 'location' | 'wait'> {
  readonly azure: RawAzure;
}

/** A group of the run's own: its name, and the value of the tag that nobody else gives. */
export interface OwnGroup {
  readonly name: string;
  readonly mark: string;
}

/** What became of making the group: why it is not to be used, if it is not, and whether it may be there all the same. */
export interface Making {
  readonly whyNot?: string;
  readonly mayBeThere: boolean;
}

const tag = 'aks-identity-live';

/** Returns a name that nobody has, and its mark. */
export function newGroup(): OwnGroup {
  return { name: `rg-aks-identity-live-${randomBytes(8).toString('hex')}`, mark: randomUUID() };
}

/** Returns the path of a group. */
export function groupPath({ subscriptionId }: Pick<Place, 'subscriptionId'>, { name }: OwnGroup): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

/** Returns the path at which the group is made, read and deleted. */
export function groupAddress(place: Workplace, group: OwnGroup): string {
  return `${groupPath(place, group)}?api-version=${apiVersions.newGroup}`;
}

/** Whether the answer shows the group as the run has made it. */
export function isOwn({ status, body }: Raw, { mark }: OwnGroup): boolean {
  return status === 200 && (body as { readonly tags?: Readonly<Record<string, unknown>> }).tags?.[tag] === mark;
}

/** Makes the group where there is none. Never throws. */
export async function makeGroup({ azure, ...place }: Workplace, group: OwnGroup): Promise<Making> {
  const path = groupAddress({ azure, ...place }, group);
  const what = `The group ${group.name}`;
  try {
    const before = await azure.send('GET', path);
    if (before.status === 200) return { whyNot: `${what} was there before`, mayBeThere: false };
    expected(before, [404], what);
  } catch (error) {
    return { whyNot: messageOf(error), mayBeThere: false };
  }
  const body = { location: place.location, tags: { [tag]: group.mark } };
  const answer = await azure.send('PUT', path, body).catch(messageOf);
  if (typeof answer !== 'string') {
    if (answer.status === 201) return { mayBeThere: true };
    if (answer.status === 200) return { whyNot: `${what} was there before`, mayBeThere: false };
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 408) {
      return { whyNot: `${what}: ${inWords(answer)}`, mayBeThere: false };
    }
  }
  const seen = await azure.send('GET', path).catch(messageOf);
  if (typeof seen !== 'string' && isOwn(seen, group)) return { mayBeThere: true };
  return { whyNot: `${what}: ${typeof answer === 'string' ? answer : inWords(answer)}`, mayBeThere: true };
}

/** Returns the words of what was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
