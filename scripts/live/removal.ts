/** The end of the guided run: the group that it made, and no other, is deleted and looked for until it is gone. */
import { groupAddress, messageOf, sightOf, type Making, type OwnGroup, type Workplace } from './ownGroup.ts';
import type { Place } from './question.ts';
import { codeOf, inWords, type Raw } from './rawAzure.ts';

/** Whether nothing is left, and the words for it, which otherwise say what to do. */
export interface Removal {
  readonly isGone: boolean;
  readonly says: string;
}

const mostLooks = 120;
/** After so many looks that saw nothing, each sent again and again, nobody will see more. */
const mostBlindLooks = 3;

/** Returns the command that deletes the group. */
export function byHand({ subscriptionId }: Pick<Place, 'subscriptionId'>, { name }: OwnGroup): string {
  return `az group delete --name ${name} --subscription ${subscriptionId}`;
}

/** Deletes the group, if it is there, with everything in it, and sees that it is gone; otherwise says how to. Never throws. */
export async function remove(place: Workplace, group: OwnGroup, { became }: Making): Promise<Removal> {
  if (became === 'not made') return { isGone: true, says: 'No group was made.' };
  const { name } = group;
  const path = groupAddress(place, group);
  const how = `Delete it: ${byHand(place, group)}`;
  try {
    const before = await place.azure.send('GET', path);
    const sight = sightOf(before, group);
    if (became === 'nobody knows whose' && sight !== 'none') {
      return {
        isGone: false,
        says: `Nobody knows whose ${name} is: it was there when it was to be made. Look into it first. ${how}`,
      };
    }
    if (sight === 'none' && became === 'may still come') {
      return { isGone: false, says: `${name} is not there, but may still come: Azure's answer was lost. ${how}` };
    }
    if (sight === 'none') return { isGone: true, says: `${name} is not there.` };
    if (sight !== 'own') {
      const why = sight === 'of another' ? 'it has lost the tag of this run' : words(before);
      return { isGone: false, says: `${name} was not deleted, because nobody can see whose it is (${why}). ${how}` };
    }
    const asked = await place.azure.send('DELETE', path).catch(messageOf);
    // An answer that is a failure may come after the deletion has begun.
    const isGoing = typeof asked !== 'string' && (asked.status < 300 || codeOf(asked) === 'ResourceGroupBeingDeleted');
    const looks = isGoing ? mostLooks : 1;
    let seen: Raw | string = 'nobody has looked';
    for (let [looked, blind] = [0, 0]; looked < looks && blind < mostBlindLooks; looked += 1) {
      if (looked > 0) await place.wait(5);
      seen = await place.azure.send('GET', path).catch(messageOf);
      const now = sightOf(seen, group);
      if (now === 'none') return { isGone: true, says: `${name} was deleted.` };
      if (now === 'unknown') blind += 1;
    }
    return {
      isGone: false,
      says: ['own', 'of another'].includes(sightOf(seen, group))
        ? `${name} is still there (${words(asked)}). ${isLocked(asked) ? 'Remove the lock first. ' : ''}${how}`
        : `Whether ${name} is gone is not known (${words(asked)}; then ${words(seen)}). ${how}`,
    };
  } catch (error) {
    return { isGone: false, says: `Whether ${name} is gone is not known: ${messageOf(error)} ${how}` };
  }
}

function isLocked(answer: Raw | string): boolean {
  return typeof answer !== 'string' && codeOf(answer) === 'ScopeLocked';
}

function words(answer: Raw | string): string {
  return typeof answer === 'string' ? answer : inWords(answer);
}
