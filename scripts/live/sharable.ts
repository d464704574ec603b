/** What a file may say that is sent to others. */
import { homedir } from 'node:os';
import { maskGuids } from '../../src/domain/report/mask.ts';

/** The members in which Azure says who somebody is, and from where: their names are an answer, their values are nobody's business. */
const personal = /^(?:caller|clientIpAddress|claims)$/;

/** Returns answers of Azure without IDs, people, addresses of machines and the own home folder. */
export function sharable(answers: unknown, home = homedir()): unknown {
  const withoutPeople = JSON.stringify(answers, (name, value: unknown) =>
    personal.test(name) ? hidden(value) : value,
  );
  // In a container, home may be the root.
  const withoutHome =
    home.length > 1 ? withoutPeople.replaceAll(JSON.stringify(home).slice(1, -1), '~') : withoutPeople;
  const text = withoutHome
    .replaceAll(/[^\s"'<>()\\/:,;@]+@[^\s"'<>()\\/:,;@]+/g, 'somebody')
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, 'address')
    .replaceAll(/\b([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})\b/gi, (_, ...parts: string[]) =>
      maskGuids(parts.slice(0, 5).join('-')).replaceAll('-', ''),
    );
  return JSON.parse(maskGuids(text));
}

/** The same members, each with no more than that it is there. */
function hidden(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return '...';
  return Object.fromEntries(Object.keys(value).map((name) => [name, '...']));
}
