/**
 * The rules of Microsoft's SARIF multitool that apply to our logs, but for those that are only notes, and for the limits of
 * GitHub's display, which depend on how much was found.
 * Source: https://github.com/microsoft/sarif-sdk/blob/main/docs/ValidationRules.md
 */
import { isRecord } from '../../../src/shape/shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** One object of a log, and the names that lead to it. */
interface Place {
  readonly path: string;
  readonly value: Json;
}

interface Log {
  readonly root: Json;
  readonly objects: readonly Place[];
  /** The objects in a member of this name. */
  readonly all: (member: string) => readonly Place[];
}

interface Rule {
  readonly id: string;
  /** Returns the places that break it. */
  readonly broken: (log: Log) => readonly string[];
}

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const where = (places: readonly Place[], isBroken: (value: Json) => boolean): readonly string[] =>
  places.filter(({ value }) => isBroken(value)).map(({ path }) => path);
const unless = (holds: boolean, path: string): readonly string[] => (holds ? [] : [path]);
const runsOf = ({ root }: Log): readonly Json[] => list(root['runs']);
const driverOf = (run: Json): Json => {
  const tool = isRecord(run['tool']) ? run['tool'] : {};
  return isRecord(tool['driver']) ? tool['driver'] : {};
};

/** A reference by RFC 3986: only its characters, and percent signs only before two digits. */
const reference = /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})*$/i;
const absolute = /^[a-z][\w+.-]*:/i;
const absoluteMembers = ['informationUri', 'helpUri', 'downloadUri', 'hostedViewerUri', 'templateUri'];

const rules: readonly Rule[] = [
  {
    id: 'SARIF1001',
    broken: ({ all }) =>
      where(
        [...all('rules'), ...all('notifications')],
        ({ id, name }) => textOf(id).toLowerCase() === textOf(name).toLowerCase(),
      ),
  },
  {
    id: 'SARIF1002',
    broken: ({ objects }) =>
      where(objects, (value) =>
        Object.entries(value).some(
          ([name, uri]) =>
            /uri$/i.test(name) &&
            typeof uri === 'string' &&
            (!reference.test(uri) || uri === '' || (uri.startsWith('file:') && uri.includes('/../'))),
        ),
      ),
  },
  {
    id: 'SARIF1005',
    broken: ({ objects }) =>
      where(objects, (value) => absoluteMembers.some((name) => name in value && !absolute.test(textOf(value[name])))),
  },
  {
    id: 'SARIF1006',
    broken: ({ all }) =>
      where(
        all('invocations'),
        ({ startTimeUtc, endTimeUtc }) => Date.parse(textOf(endTimeUtc)) < Date.parse(textOf(startTimeUtc)),
      ),
  },
  {
    id: 'SARIF1007',
    broken: ({ all }) =>
      where(
        all('region'),
        ({ startLine, endLine, charOffset, byteOffset }) =>
          [startLine, charOffset, byteOffset].every((one) => one === undefined) || Number(endLine) < Number(startLine),
      ),
  },
  {
    id: 'SARIF1008',
    broken: ({ all }) => where(all('physicalLocation'), (one) => 'contextRegion' in one && !('region' in one)),
  },
  {
    id: 'SARIF1009',
    broken: (log) =>
      runsOf(log).flatMap((run) =>
        list(run['results']).flatMap(({ ruleId, ruleIndex }) => {
          const rule = list(driverOf(run)['rules'])[Number(ruleIndex)];
          return unless(
            ruleIndex === undefined || (rule !== undefined && rule['id'] === ruleId),
            `result of ${textOf(ruleId)}`,
          );
        }),
      ),
  },
  {
    id: 'SARIF1010',
    broken: ({ all }) => where(all('results'), ({ ruleId, rule }) => textOf(ruleId) === '' && !isRecord(rule)),
  },
  {
    id: 'SARIF1011',
    broken: ({ root }) => unless(/(?:2\.1\.0|2\.1\.0-rtm\.\d)(?:\.json)?$/.test(textOf(root['$schema'])), '$schema'),
  },
  {
    id: 'SARIF1012',
    broken: ({ all }) => where(all('message'), ({ text, id }) => textOf(text) === '' && textOf(id) === ''),
  },
  {
    id: 'SARIF2001',
    broken: ({ all }) =>
      all('messageStrings').flatMap(({ path, value }) =>
        Object.values(value).flatMap((one) => unless(isRecord(one) && textOf(one['text']).endsWith('.'), path)),
      ),
  },
  {
    id: 'SARIF2004',
    broken: (log) => [
      ...where(log.all('results'), (result) => 'analysisTarget' in result || ('rule' in result && 'ruleId' in result)),
      ...runsOf(log).flatMap((run) =>
        ['rules'].flatMap((name) =>
          unless(
            list(driverOf(run)[name]).some((one) => Object.keys(one).length > 1),
            name,
          ),
        ),
      ),
    ],
  },
  {
    id: 'SARIF2005',
    broken: (log) =>
      runsOf(log).flatMap((run) => {
        const { name, version, semanticVersion, informationUri } = driverOf(run);
        const isNamed = textOf(name) !== '' && textOf(name).split(' ').length <= 3;
        const isVersioned = /^\d/.test(textOf(version ?? semanticVersion));
        return unless(isNamed && isVersioned && textOf(informationUri) !== '', 'driver');
      }),
  },
  {
    id: 'SARIF2007',
    broken: (log) =>
      runsOf(log).flatMap((run) => unless(!('versionControlProvenance' in run), 'versionControlProvenance')),
  },
  { id: 'SARIF2008', broken: ({ root }) => unless('$schema' in root, '$schema') },
  {
    id: 'GH1001',
    broken: ({ all }) =>
      where(all('results'), ({ locations }) => {
        const uris = list(locations).map(({ physicalLocation }) => physicalLocation);
        return (
          uris.length === 0 ||
          !uris.every((one) => isRecord(one) && isRecord(one['artifactLocation']) && 'uri' in one['artifactLocation'])
        );
      }),
  },
  {
    id: 'GH1003',
    broken: ({ all }) => where(all('physicalLocation'), ({ region }) => !isRecord(region) || !('startLine' in region)),
  },
  {
    id: 'GH1005',
    broken: ({ all }) =>
      where(all('artifactLocation'), ({ uri }) => absolute.test(textOf(uri)) && !textOf(uri).startsWith('file:')),
  },
];

/** The ids of the rules. */
export const multitoolRules: readonly string[] = rules.map(({ id }) => id);

/** Returns the rules that a log breaks, each with where. */
export function brokenRules(log: unknown): readonly string[] {
  const root = isRecord(log) ? log : {};
  const objects = placesIn(root, '');
  const all = (member: string): readonly Place[] =>
    objects.filter(({ path }) => new RegExp(`/${member}(?:/\\d+)?$`).test(path));
  return rules.flatMap(({ id, broken }) => broken({ root, objects, all }).map((path) => `${id} ${path}`));
}

/** Properties are the tool's own. */
function placesIn(value: unknown, path: string): readonly Place[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => placesIn(one, `${path}/${index}`));
  if (!isRecord(value)) return [];
  const below = Object.entries(value).filter(([name]) => name !== 'properties');
  return [{ path, value }, ...below.flatMap(([name, one]) => placesIn(one, `${path}/${name}`))];
}
