import { builtInRoles } from '../access/roles.ts';
import { asArmId, idKey, resourceType, subscriptionOf, type ArmId } from '../arm/resourceId.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import { templateNamespace, uuidV5 } from '../arm/stableId.ts';
import { controlIds } from './controls.ts';

/** Also in links, where `%2F` stands right before it. */
const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const shortened = /\b[0-9a-f]{4}\.\.\.[0-9a-f]{2}\b/gi;

/** What tells a GUID that was put in place of another, so that none is put in its place once more. */
const mark = '-0000-5000-';

/** The ids of roles and of controls, which are the same for everybody. */
const known = new Set([...builtInRoles.map((role) => role.guid.toLowerCase()), ...controlIds]);

/**
 * Returns the text with the GUIDs of subscriptions, directories and principals replaced. The same one always becomes the
 * same other, so that reports can be compared, masked ones, too; names stay.
 */
export function maskGuids(text: string): string {
  return [...maskedPieces([text])].join('');
}

/** Returns the same text in pieces with the GUIDs replaced that `maskGuids` replaces in the whole of it; no piece may end in one. */
export function maskedPieces(pieces: Iterable<string>): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      const short = new Map<string, string>();
      // A shortened one may stand before the whole one that tells what it becomes.
      for (const piece of pieces) withoutGuids(piece, short);
      for (const piece of pieces)
        yield withoutGuids(piece, short).replace(shortened, (id) => short.get(id.toLowerCase()) ?? 'xxxx...xx');
    },
  };
}

/** Replaces the GUIDs of a text, and notes how each and its other one are shortened. */
function withoutGuids(text: string, short: Map<string, string>): string {
  return text.replace(guid, (id) => {
    const key = id.toLowerCase();
    if (known.has(key)) return id;
    const other = key.startsWith(mark, 8) ? key : uuidV5(key, templateNamespace).replace(/-.{4}-.{4}-/, mark);
    short.set(shortGuid(key), shortGuid(other));
    return other;
  });
}

/** Says whether GUIDs of an id were masked. */
export function isMasked(id: string): boolean {
  return id.includes(mark);
}

/** Returns the true id of a cluster, which may be masked, in one of these subscriptions; `undefined` for any other. */
export function unmaskedCluster(id: string, subscriptionIds: readonly string[]): ArmId | undefined {
  const given = subscriptionOf(id) ?? '';
  const own = subscriptionIds.find((each) => [each, maskGuids(each)].some((one) => idKey(one) === idKey(given)));
  const whole = own === undefined ? undefined : id.replace(given, own);
  return whole === undefined || isMasked(whole) ? undefined : asArmId(whole, resourceType.cluster);
}
