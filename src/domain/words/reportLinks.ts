/** How a look at the report is written into a link, and read from one. */
import { Refusal } from '../arm/refusal.ts';
import { asArmId, resourceType } from '../arm/resourceId.ts';
import {
  firstLook,
  longestFilter,
  reportColumns,
  reportGroups,
  reportMarks,
  reportOrders,
  type ReportLook,
  type ReportSight,
} from './reportLook.ts';
import { sentenceList } from './describe.ts';
import { say } from '../../sentences/words.ts';

/** Characters of a link; longer ones do not pass through every browser, chat and shell. */
const longestLink = 2000;
/** Characters; no finding has a longer key. */
const longestKey = 200;

/**
 * Returns the parameters of a link that differ from the first look, as names and values. Unfolded rows come last, and only
 * as many as fit into what a link may hold besides `used` characters.
 */
export function sightParameters(
  { look, unfolded }: ReportSight,
  encode: (text: string) => string,
  used: number,
): readonly string[] {
  const { group, text, marks, columns, by, descending } = look;
  const order = `${descending ? '-' : ''}${by}`;
  const written = [
    ...(text.trim() === '' ? [] : [`filter=${encode(text.trim())}`]),
    ...(marks.length === 0 ? [] : [`show=${marks.join(',')}`]),
    ...(group === firstLook.group ? [] : [`group=${group}`]),
    ...(order === '-findings' ? [] : [`sort=${order}`]),
    ...(String(columns) === String(firstLook.columns) ? [] : [`columns=${columns.join(',')}`]),
  ];
  let room = longestLink - used - written.join('&').length;
  const open: string[] = [];
  for (const key of unfolded) {
    const parameter = `open=${encode(key)}`;
    room -= parameter.length + 1;
    if (room < 0) break;
    open.push(parameter);
  }
  return [...written, ...open];
}

/** Returns the look that a link's parameters give, or nothing if none of them is about one; throws a `Refusal` for a wrong value. */
export function sightOfLink(parameters: URLSearchParams): ReportSight | undefined {
  const single = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const [filter, show, group, sort, columns] = ['filter', 'show', 'group', 'sort', 'columns'].map(single);
  const open = parameters.getAll('open');
  if ([filter, show, group, sort, columns].every((parameter) => parameter === undefined) && open.length === 0)
    return undefined;
  if ((filter ?? '').length > longestFilter)
    throw new Refusal(say`The filter in this link is longer than ${longestFilter} characters.`);
  const look: ReportLook = {
    ...firstLook,
    text: filter ?? '',
    marks: show === undefined ? [] : namesIn(show, 'show', reportMarks),
    columns: columns === undefined ? firstLook.columns : namesIn(columns, 'columns', reportColumns),
    group: group === undefined ? firstLook.group : nameIn(group, 'group', reportGroups),
    ...(sort === undefined
      ? {}
      : { by: nameIn(sort.replace(/^-/, ''), 'sort', reportOrders), descending: sort.startsWith('-') }),
  };
  return { look, unfolded: open.map(rowIn) };
}

function rowIn(key: string): string {
  if (!key.startsWith('/')) {
    if (key === '' || key.length > longestKey)
      throw new Refusal(say`A row that this link opens is not named properly.`);
    return key;
  }
  try {
    return asArmId(key, resourceType.cluster);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(say`A row that this link opens does not name an AKS cluster. ${error.said}`, error.source);
  }
}

function namesIn<T extends string>(text: string, parameter: string, knownNames: readonly T[]): readonly T[] {
  const names = text.split(',').filter((name) => name !== '');
  return [...new Set(names.map((name) => nameIn(name, parameter, knownNames)))];
}

function nameIn<T extends string>(name: string, parameter: string, knownNames: readonly T[]): T {
  const nameFound = knownNames.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (nameFound !== undefined) return nameFound;
  const shownName = name.length > 100 ? `${name.slice(0, 100)}...` : name;
  throw new Refusal(
    say`"${shownName}" is no value of "${parameter}" in a link to the report. It takes ${sentenceList(knownNames)}.`,
  );
}
