/** The end of the guided run: the group that it made, and no other, is deleted and looked for until it is gone. */
import { groupAddress, isOwn, messageOf, type OwnGroup, type Workplace } from './ownGroup.ts';
import type { Place } from './questions.ts';
import { statusOf, type Raw } from './rawAzure.ts';

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

/** Deletes the group with everything in it, and sees that it is gone; otherwise says how to. Never throws. */
export async function remove(place: Workplace, group: OwnGroup): Promise<Removal> {
  const { name } = group;
  const path = groupAddress(place, group);
  const how = `Delete it: ${byHand(place, group)}`;
  try {
    const before = await place.azure.send('GET', path);
    if (before.status === 404) return { isGone: true, says: `${name} is not there.` };
    if (!isOwn(before, group)) {
      const why = before.status === 200 ? 'it has lost the tag of this run' : words(before);
      return { isGone: false, says: `${name} was not deleted, because nobody can see whose it is (${why}). ${how}` };
    }
    const asked = await place.azure.send('DELETE', path).catch(messageOf);
    // An answer that is a failure may come after the deletion has begun.
    const looks = typeof asked === 'string' || asked.status >= 300 ? 1 : mostLooks;
    let seen: Raw | string = 'nobody has looked';
    for (let [looked, blind] = [0, 0]; looked < looks && blind < mostBlindLooks; looked += 1) {
      if (looked > 0) await place.wait(5);
      seen = await place.azure.send('GET', path).catch(messageOf);
      if (typeof seen === 'string' || (seen.status !== 404 && seen.status !== 200)) blind += 1;
      else if (seen.status === 404) return { isGone: true, says: `${name} was deleted.` };
    }
    const isThere = typeof seen !== 'string' && seen.status === 200;
    return {
      isGone: false,
      says: isThere
        ? `${name} is still there (${words(asked)}). ${how}`
        : `Whether ${name} is gone is not known (${words(asked)}; then ${words(seen)}). ${how}`,
    };
  } catch (error) {
    return { isGone: false, says: `Whether ${name} is gone is not known: ${messageOf(error)} ${how}` };
  }
}

function words(answer: Raw | string): string {
  return typeof answer === 'string' ? answer : statusOf(answer);
}
