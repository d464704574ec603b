/** What a file may say that is sent to others. */
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { maskGuids } from '../../src/domain/report/mask.ts';

/** The members in which Azure says who somebody is, and from where: their names are an answer, their values are nobody's business. */
const personal =
  /^(?:(?:.*\/claims\/)?(?:upn|e?mail(?:address)?|given_?name|family_?name|sur_?name|unique_?name)|caller|clientIpAddress|ipaddr|claims|(?:created|updated|modified|lastModified|changed)By|\w*principalName|\w*displayName|userName|signInName)$/i;

/** What such a file lacks, in words. */
export const leftOut =
  'IDs, names and mail addresses of people, addresses of machines and your home folder are left out; names of resources and their groups are not.';

/** Returns answers of Azure without what is left out. */
export function sharable(answers: unknown, home = homedir()): unknown {
  const withoutPeople = JSON.stringify(answers, (name, value: unknown) =>
    personal.test(name) ? hidden(value) : value,
  );
  // In a container, home may be the root.
  const withoutHome =
    home.length > 1 ? withoutPeople.replaceAll(JSON.stringify(home).slice(1, -1), '~') : withoutPeople;
  const text = withoutHome
    .replaceAll(/[^\s"'<>()\\/:,;@]+@[^\s"'<>()\\/:,;@]+/g, 'somebody')
    .replaceAll(/(?<![\w:])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?!\w)/gi, withoutIPv6)
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, 'address')
    .replaceAll(/\b([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})\b/gi, (_, ...parts: string[]) =>
      maskGuids(parts.slice(0, 5).join('-')).replaceAll('-', ''),
    );
  return JSON.parse(maskGuids(text));
}

/** A colon may end the sentence's part rather than the address. */
function withoutIPv6(text: string): string {
  const address = /[^:]:$/.test(text) ? text.slice(0, -1) : text;
  return isIPv6(address) && /[\da-f]/i.test(address) ? `address${text.slice(address.length)}` : text;
}

/** The same members, each with no more than that it is there. */
function hidden(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return '...';
  return Object.fromEntries(Object.keys(value).map((name) => [name, '...']));
}
