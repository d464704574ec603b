import { say, type Words } from '../../sentences/words.ts';
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { valueAt, isObject, textAt, type Json, type JsonObject } from '../../domain/arm/json.ts';
import { IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { inParallel } from '../../async/inParallel.ts';
import { withAnnouncement } from './announcement.ts';
import { parseInPieces } from '../arm/pieces.ts';
import { createSharing } from '../arm/sharedParts.ts';
import { packedRows, type AskGraph } from './packedRows.ts';
import { isTooLarge } from '../arm/armCodes.ts';
import { checkedResource } from '../http/pageCheck.ts';
import type { Shape } from '../../shape/shape.ts';

const mostSubscriptions = 1000;
const largestPage = 1000;
const smallestPage = 50;
/** Resource Graph accepts 15 queries in 5 seconds from one user; `pacePolicy.ts` counts them. */
const parallelPages = 4;
/** How many rows are requested again when pages are read one after the other. */
const overlap = 10;

/** A query to Resource Graph. */
export interface GraphQuestion<T> {
  /** A table, and the condition for its rows. */
  readonly from: string;
  /** The columns of each row, with `id` and `name` among them, and named expressions. */
  readonly columns: readonly string[];
  readonly subscriptionIds: readonly string[];
  /** What each row must have; otherwise none is believed. */
  readonly shape: Shape<unknown>;
  /** Applied to each page as it arrives, so that thousands of rows never block other work. */
  readonly toModel: (row: JsonObject) => T;
  readonly signal?: AbortSignal | undefined;
  /** About how much JSON one answer with packed rows may hold; left out: as much as possible. */
  readonly partBytes?: number;
}

/** Some rows from a position on; `total` is the number of all rows. */
interface GraphPage<T> {
  readonly start: number;
  readonly total: number;
  readonly ids: readonly string[];
  readonly items: readonly T[];
  /** The approximate size of a row as JSON. */
  readonly rowBytes: number;
}

type FetchPage<T> = (start: number, size: number) => Promise<GraphPage<T>>;

/**
 * Returns all rows of a query, ordered by id. Many rows are read packed, if the service can do that; otherwise pages
 * after the first are fetched in parallel. If rows were added or removed meanwhile, so that one may be missing, all are
 * read again, one page after the other.
 */
export function queryGraph<T>(arm: Arm, question: GraphQuestion<T>): Promise<readonly T[]> {
  return allRows(arm, withCheckedRows(question), Infinity);
}

/** Does the same as `queryGraph`, but returns `undefined` after one page if there are more pages and more rows than this. */
export async function queryGraphUpTo<T>(
  most: number,
  arm: Arm,
  question: GraphQuestion<T>,
): Promise<readonly T[] | undefined> {
  try {
    return await allRows(arm, withCheckedRows(question), most);
  } catch (error) {
    if (error instanceof TooManyRows) return undefined;
    throw error;
  }
}

function withCheckedRows<T>(question: GraphQuestion<T>): GraphQuestion<T> {
  const { shape, toModel } = question;
  return { ...question, toModel: (row) => toModel(checkedResource(row, textAt(row, 'id') ?? '', shape)) };
}

class TooManyRows extends Error {}

async function allRows<T>(arm: Arm, question: GraphQuestion<T>, most: number): Promise<readonly T[]> {
  const batches: (readonly T[])[] = [];
  for (let start = 0; start < question.subscriptionIds.length; start += mostSubscriptions) {
    const subscriptions = question.subscriptionIds.slice(start, start + mostSubscriptions);
    const packed = async (first: GraphPage<T>, size: number) => {
      if (first.total > most) throw new TooManyRows();
      if (size < largestPage) return undefined;
      return packedRows(first, { ...question, arm, subscriptions, ask: createAskGraph(arm, question) });
    };
    batches.push(await inFittingPages(pagesOf(createAskGraph(arm, question), question, subscriptions), packed));
  }
  return batches.flat();
}

function createAskGraph<T>(arm: Arm, { from, signal }: GraphQuestion<T>): AskGraph {
  // Grants at management groups count in the subscriptions below them.
  const isAccess = from.startsWith('authorizationresources');
  const above = isAccess ? { authorizationScopeFilter: 'AtScopeAboveAndBelow' } : {};
  const share = createSharing();
  return async (query, subscriptions, { size, start = 0 }, depth, take) => {
    const options = { resultFormat: 'objectArray', $top: size, ...(start > 0 ? { $skip: start } : {}), ...above };
    const path = '/providers/Microsoft.ResourceGraph/resources';
    const body = { subscriptions, query, options };
    const { text = '' } = await arm.send({ method: 'POST', path, apiVersion: apiVersions.resourceGraph, body, signal });
    const answer = await parseInPieces(text, depth, (piece) => take(share(piece)), signal);
    const rows = valueAt(answer, 'data');
    if (!Array.isArray(rows)) throw unexpectedError(say`The answer has no rows.`);
    const total = Number(valueAt(answer, 'totalRecords') ?? rows.length);
    const isCut = [true, 'true'].some((yes) => yes === valueAt(answer, 'resultTruncated'));
    return { rows, total, isCut, bytes: text.length };
  };
}

function pagesOf<T>(
  ask: AskGraph,
  { from, columns, toModel }: GraphQuestion<T>,
  subscriptions: readonly string[],
): FetchPage<T> {
  const query = `${from}\n| project ${columns.join(', ')}\n| order by id asc`;
  return async (start, size) => {
    const ids: string[] = [];
    const items: T[] = [];
    const take = (row: Json): void => {
      const id = isObject(row) ? textAt(row, 'id') : undefined;
      if (!isObject(row) || id === undefined) return;
      ids.push(id.toLowerCase());
      items.push(toModel(row));
    };
    const { rows, total, isCut, bytes } = await ask(query, subscriptions, { size, start }, rowDepth, take);
    if (isCut && start + rows.length >= total) throw unexpectedError(say`The answer says that rows are missing.`);
    if (rows.length !== items.length) throw unexpectedError(say`The answer has something other than rows.`);
    return { start, total, ids, items, rowBytes: bytes / Math.max(1, rows.length) };
  };
}

/** The depth of a row in the JSON of an answer, which is `{ "data": [{`. */
const rowDepth = 3;

type Packed<T> = (first: GraphPage<T>, size: number) => Promise<readonly T[] | undefined>;

/** An answer may hold 16 MB; if rows are too large for that, pages become smaller. */
async function inFittingPages<T>(fetchPage: FetchPage<T>, packed: Packed<T>): Promise<readonly T[]> {
  for (let size = largestPage; ; size = Math.ceil(size / 2)) {
    try {
      return await sideBySide(fetchPage, size, packed);
    } catch (error) {
      if (!isTooLarge(error) || size <= smallestPage) throw error;
    }
  }
}

/** Each page begins with the last row of the previous one, which shows that nothing has moved in between. */
async function sideBySide<T>(fetchPage: FetchPage<T>, size: number, packed: Packed<T>): Promise<readonly T[]> {
  const first = await withAnnouncement(1, (announced) => announced(() => fetchPage(0, size)));
  const count = first.ids.length;
  const step = first.ids.length - 1;
  if (count >= first.total) return onceById([first]);
  const packedAll = await packed(first, size);
  if (packedAll) return packedAll;
  if (step < 1) return oneByOne(fetchPage, size);
  const starts = Array.from({ length: Math.ceil((first.total - count) / step) }, (_, page) => (page + 1) * step);
  const otherPages = await withAnnouncement(starts.length, (announced) =>
    inParallel(starts, parallelPages, (start) => announced(() => fetchPage(start, size))),
  );
  const pages = [first, ...otherPages];
  const isWhole = pages.every(({ start, total, ids }, index) => {
    const next = pages[index + 1];
    return next === undefined ? start + ids.length >= total : next.ids[0] === ids.at(-1);
  });
  return isWhole ? onceById(pages) : oneByOne(fetchPage, size);
}

function onceById<T>(pages: readonly GraphPage<T>[]): readonly T[] {
  return [...new Map(pages.flatMap(({ ids, items }) => ids.map((id, index) => [id, items[index] as T]))).values()];
}

/** Each page goes back until it begins with rows that are known, so that none is skipped whatever is added or removed. */
async function oneByOne<T>(fetchPage: FetchPage<T>, size: number): Promise<readonly T[]> {
  const itemsById = new Map<string, T>();
  let start = 0;
  let most = Infinity;
  for (let pageCount = 0; pageCount < most; pageCount++) {
    const page = await fetchPage(start, size);
    most = Math.min(most, 10 + (3 * page.total) / size);
    const follows = start === 0 || page.ids.some((id) => itemsById.has(id));
    if (!follows) {
      start = Math.max(0, start - Math.floor(size / 2));
      continue;
    }
    page.ids.forEach((id, index) => itemsById.set(id, page.items[index] as T));
    const end = start + page.ids.length;
    if (page.ids.length === 0 || end >= page.total) return [...itemsById.values()];
    start = Math.max(start + 1, end - overlap);
  }
  throw unexpectedError(say`The rows change faster than they can be read; try again.`);
}

function unexpectedError(message: Words): IdentityError {
  return new IdentityError({ code: 'unexpected', message });
}

/** Restores ARM's spelling of type and name in an id, because Resource Graph may return ids in lower case. */
export function withTypeCasing(row: JsonObject, type: string): JsonObject {
  const id = textAt(row, 'id');
  const name = textAt(row, 'name');
  if (id === undefined || name === undefined) return row;
  const tail = `/providers/${type}/${name}`;
  if (id.endsWith(tail)) return row;
  // Joined to a text of one piece: an added one keeps its pieces as well.
  return id.toLowerCase().endsWith(tail.toLowerCase())
    ? { ...row, id: [id.slice(0, -tail.length), tail].join('') }
    : row;
}
