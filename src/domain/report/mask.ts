import { builtInRoles } from '../access/roles.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import { templateNamespace, uuidV5 } from '../arm/stableId.ts';

/** Also in links, where `%2F` stands right before it. */
const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const shortened = /\b[0-9a-f]{4}\.\.\.[0-9a-f]{2}\b/gi;

/** What tells a GUID that was put in place of another, so that none is put in its place once more. */
const mark = '-0000-5000-';

/** The ids of roles that are the same for everybody. */
const known = new Set(builtInRoles.map((role) => role.guid.toLowerCase()));

/**
 * Returns a text with another GUID in place of each: of subscriptions, directories, principals. The same one always gets the
 * same, so that reports can be compared, masked ones, too; names stay.
 */
export function masked(text: string): string {
  const short = new Map<string, string>();
  const whole = text.replace(guid, (id) => {
    const key = id.toLowerCase();
    if (known.has(key)) return id;
    const other = key.startsWith(mark, 8) ? key : uuidV5(key, templateNamespace).replace(/-.{4}-.{4}-/, mark);
    short.set(shortGuid(key), shortGuid(other));
    return other;
  });
  return whole.replace(shortened, (id) => short.get(id.toLowerCase()) ?? 'xxxx...xx');
}
