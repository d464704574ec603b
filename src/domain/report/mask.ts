import { builtInRoles } from '../access/roles.ts';
import { asArmId, idKey, resourceType, subscriptionOf, type ArmId } from '../arm/resourceId.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import { templateNamespace, uuidV5 } from '../arm/stableId.ts';
import { controlIds } from './controls.ts';

/** Also matches in links, where `%2F` comes right before it. */
const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const shortened = /\b[0-9a-f]{4}\.\.\.[0-9a-f]{2}\b/gi;

/** Marks a GUID that replaced another, so that it is not replaced again. */
const mark = '-0000-5000-';

/** The ids of roles and of controls, which are the same for everybody. */
const publicGuids = new Set([...builtInRoles.map((role) => role.guid.toLowerCase()), ...controlIds]);

/**
 * Returns the text with the GUIDs of subscriptions, directories and principals replaced. The same GUID is always
 * replaced by the same one, so that even masked reports can be compared; names stay. With a namespace of one's own,
 * nobody can tell by trying which GUID was replaced.
 */
export function maskGuids(text: string, namespace = templateNamespace): string {
  return [...maskedPieces([text], namespace)].join('');
}

/** Returns the same text in pieces with the GUIDs replaced that `maskGuids` replaces in the whole of it; no piece may end in one. */
export function maskedPieces(pieces: Iterable<string>, namespace = templateNamespace): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      const short = new Map<string, string>();
      // A shortened one may stand before the whole one that tells what it becomes.
      for (const piece of pieces) withoutGuids(piece, short, namespace);
      for (const piece of pieces)
        yield withoutGuids(piece, short, namespace).replace(
          shortened,
          (id) => short.get(id.toLowerCase()) ?? 'xxxx...xx',
        );
    },
  };
}

/** Replaces the GUIDs of a text, and notes how each and its other one are shortened. */
function withoutGuids(text: string, short: Map<string, string>, namespace: string): string {
  return text.replace(guid, (id) => {
    const key = id.toLowerCase();
    if (publicGuids.has(key)) return id;
    const masked = key.startsWith(mark, 8) ? key : uuidV5(key, namespace).replace(/-.{4}-.{4}-/, mark);
    short.set(shortGuid(key), shortGuid(masked));
    return masked;
  });
}

/** Returns true if GUIDs in an id were masked. */
export function isMaskedId(id: string): boolean {
  return id.includes(mark);
}

/** Returns the real id of a cluster in one of these subscriptions, even if it is masked; `undefined` for any other. */
export function unmaskedCluster(id: string, subscriptionIds: readonly string[]): ArmId | undefined {
  const subscriptionText = subscriptionOf(id) ?? '';
  const ownSubscription = subscriptionIds.find((candidate) =>
    [candidate, maskGuids(candidate)].some((text) => idKey(text) === idKey(subscriptionText)),
  );
  const unmasked = ownSubscription === undefined ? undefined : id.replace(subscriptionText, ownSubscription);
  return unmasked === undefined || isMaskedId(unmasked) ? undefined : asArmId(unmasked, resourceType.cluster);
}
