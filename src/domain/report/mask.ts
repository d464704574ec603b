import { builtInRoles } from '../access/roles.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import { templateNamespace, uuidV5 } from '../arm/stableId.ts';

const guid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const shortened = /\b[0-9a-f]{4}\.\.\.[0-9a-f]{2}\b/gi;

/** The ids of roles that are the same for everybody. */
const known = new Set(builtInRoles.map((role) => role.guid.toLowerCase()));

/**
 * Returns a text with another GUID in place of each: of subscriptions, directories, principals. The same one always gets the
 * same, so that reports can be compared; names stay.
 */
export function masked(text: string): string {
  const short = new Map<string, string>();
  const whole = text.replace(guid, (id) => {
    const key = id.toLowerCase();
    if (known.has(key)) return id;
    const other = uuidV5(key, templateNamespace);
    short.set(shortGuid(key), shortGuid(other));
    return other;
  });
  return whole.replace(shortened, (id) => short.get(id.toLowerCase()) ?? 'xxxx...xx');
}
