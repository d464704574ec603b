/** The end of the guided run: the group that it made is deleted, in spite of passing failures, and looked for until it is gone. */
import { apiVersions } from '../../src/domain/arm/apiVersions.ts';
import { codeOf, type Raw } from './rawAzure.ts';
import type { Place } from './questions.ts';

/** Whether nothing is left, and the words for it, which otherwise say what to do. */
export interface Removal {
  readonly isGone: boolean;
  readonly says: string;
}

/** How long is waited before a request is sent again, if Azure does not say it. */
const pauses = [2, 5, 10, 20, 40] as const;
/** Azure's own pause is kept up to this, so that the run ends some day. */
const longestPause = 120;
const mostLooks = 120;
/** After so many looks that saw nothing, each sent again and again, nobody will see more. */
const mostBlindLooks = 3;

/** Returns the command that deletes the group. */
export function byHand({ subscriptionId }: Pick<Place, 'subscriptionId'>, name: string): string {
  return `az group delete --name ${name} --subscription ${subscriptionId}`;
}

/** Returns the path of a group. */
export function groupPath({ subscriptionId }: Pick<Place, 'subscriptionId'>, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

/** Deletes the group with everything in it, and sees that it is gone; otherwise says how to. Never throws. */
export async function remove(place: Place, name: string): Promise<Removal> {
  const path = `${groupPath(place, name)}?api-version=${apiVersions.newGroup}`;
  const how = `Delete it: ${byHand(place, name)}`;
  try {
    const asked = await sent(place, 'DELETE', path);
    // An answer that is a failure may come after the deletion has begun.
    const looks = typeof asked === 'string' || asked.status >= 300 ? 1 : mostLooks;
    let seen: Raw | string = 'nobody has looked';
    for (let [looked, blind] = [0, 0]; looked < looks && blind < mostBlindLooks; looked += 1) {
      if (looked > 0) await place.wait(5);
      seen = await sent(place, 'GET', path);
      if (typeof seen === 'string' || (seen.status !== 404 && seen.status !== 200)) blind += 1;
      if (typeof seen === 'string' || seen.status !== 404) continue;
      const was = typeof asked !== 'string' && asked.status === 404 ? 'is not there' : 'was deleted';
      return { isGone: true, says: `${name} ${was}.` };
    }
    const isThere = typeof seen !== 'string' && seen.status === 200;
    return {
      isGone: false,
      says: isThere
        ? `${name} is still there (${inWords(asked)}). ${how}`
        : `Whether ${name} is gone is not known (${inWords(asked)}; then ${inWords(seen)}). ${how}`,
    };
  } catch (error) {
    return { isGone: false, says: `Whether ${name} is gone is not known: ${messageOf(error)} ${how}` };
  }
}

/** Sends a request that may be sent twice again and again after passing failures; returns the last answer, or why there was none. */
async function sent(place: Place, method: 'DELETE' | 'GET', path: string): Promise<Raw | string> {
  for (let tries = 0; ; tries += 1) {
    const answer = await place.azure.send(method, path).catch(messageOf);
    const pause = pauses[tries];
    if (pause === undefined || !isPassing(answer)) return answer;
    await place.wait(Math.min(longestPause, retryAfter(answer) ?? pause));
  }
}

function isPassing(answer: Raw | string): boolean {
  return typeof answer === 'string' || answer.status === 408 || answer.status === 429 || answer.status >= 500;
}

/** Seconds, as Azure says them, or until a date. */
function retryAfter(answer: Raw | string): number | undefined {
  const said = typeof answer === 'string' ? undefined : answer.headers['retry-after'];
  if (said === undefined) return undefined;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
}

function inWords(answer: Raw | string): string {
  return typeof answer === 'string' ? answer : `${answer.status} ${codeOf(answer)}`.trim();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
