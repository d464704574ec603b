import { inParallel } from '../../async/inParallel.ts';
import { valueAt, textAt, type Json, type JsonObject } from '../../domain/arm/json.ts';
import { IdentityError } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { withAnnouncement } from './announcement.ts';
import { isTooLarge } from '../arm/armCodes.ts';

/** The answer of Resource Graph to one request, without the pieces that were handed over. */
export interface GraphAnswer {
  /** `null` replaces each piece that was handed over. */
  readonly rows: readonly Json[];
  /** The number of rows of the whole query. */
  readonly total: number;
  /** True if the service says that rows are missing. */
  readonly isCut: boolean;
  /** The number of characters in its text. */
  readonly bytes: number;
}

/** Sends one query about these subscriptions, and hands over each piece of the answer at this depth of its JSON. */
export type AskGraph = (
  query: string,
  subscriptions: readonly string[],
  page: { readonly size: number; readonly start?: number },
  depth: number,
  take: (piece: Json) => void,
) => Promise<GraphAnswer>;

/** A query whose rows are read packed. */
export interface PackedQuestion<T> {
  readonly arm: Arm;
  readonly ask: AskGraph;
  readonly from: string;
  readonly columns: readonly string[];
  readonly subscriptions: readonly string[];
  readonly toModel: (row: JsonObject) => T;
  readonly signal?: AbortSignal | undefined;
  readonly partBytes?: number | undefined;
}

/** What the first page of unpacked rows shows, to compare packed rows with. */
export interface FirstPage {
  readonly total: number;
  /** In lower case. */
  readonly ids: readonly string[];
  readonly rowBytes: number;
}

/** Some of the rows. Each row is always in the same part, because its id determines the part. */
interface QueryPart {
  readonly subscriptions: readonly string[];
  /** The last characters of the names, or with `isNot` all others; left out: all. */
  readonly tails?: { readonly among: readonly string[]; readonly isNot: boolean };
}

/** An answer may hold 16 MB, and parts differ in size. */
const usualBytes = 10_000_000;
const parallelParts = 2;
const mostRows = 1000;
/** With more subscriptions, one list for each of them is short enough. */
const fewSubscriptions = 25;
const mostCuts = 4;
const characters = [...'0123456789abcdefghijklmnopqrstuvwxyz'];

/** Services that refused to pack or cut off packed rows, and are not asked again. */
const unable = new WeakSet<Arm>();

/**
 * Reads all rows as a few lists, one for each subscription, each with its number of rows. Returns `undefined` if that
 * takes no fewer requests than pages, or if rows may be missing: the service refuses, a list is shorter than its
 * number, fewer rows came than expected, or one is missing that was there before.
 */
export async function packedRows<T>(first: FirstPage, question: PackedQuestion<T>): Promise<readonly T[] | undefined> {
  const { arm, subscriptions, partBytes = usualBytes } = question;
  const parts = queryParts(subscriptions, Math.ceil((first.total * first.rowBytes) / partBytes));
  if (unable.has(arm) || parts.length + 1 >= first.total / first.ids.length) return undefined;
  const rowsById = new Map<string, T>();
  try {
    await withAnnouncement(parts.length, (announced) =>
      inParallel(parts, parallelParts, (part) => announced(() => readPart(part, rowsById, question))),
    );
  } catch (error) {
    if (!(error instanceof Unpacked)) throw error;
    if (error.isLasting) unable.add(arm);
    return undefined;
  }
  if (rowsById.size < first.total || !first.ids.every((id) => rowsById.has(id))) return undefined;
  return [...rowsById].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/** Why packed rows can't be used, and whether that holds for later queries as well. */
class Unpacked extends Error {
  readonly isLasting: boolean;

  constructor(isLasting: boolean) {
    super('The rows could not be read packed.');
    this.isLasting = isLasting;
  }
}

function queryParts(subscriptions: readonly string[], count: number): readonly QueryPart[] {
  if (count <= 1) return [{ subscriptions }];
  if (subscriptions.length < count) return byTails({ subscriptions }, count);
  const size = Math.ceil(subscriptions.length / count);
  return Array.from({ length: Math.ceil(subscriptions.length / size) }, (_, index) => ({
    subscriptions: subscriptions.slice(index * size, (index + 1) * size),
  }));
}

/** The last part has every character that no other part names. */
function byTails({ subscriptions }: QueryPart, count: number): readonly QueryPart[] {
  const among = Array.from({ length: Math.min(count, 18) - 1 }, (_, part) =>
    characters.filter((_, index) => index % Math.min(count, 18) === part),
  );
  return [
    ...among.map((ending) => ({ subscriptions, tails: { among: ending, isNot: false } })),
    { subscriptions, tails: { among: among.flat(), isNot: true } },
  ];
}

/** Splits a part by its subscriptions, or one subscription by the ends of names; what has been split so is not split again. */
function smallerParts(part: QueryPart): readonly QueryPart[] {
  if (part.tails) return [];
  return part.subscriptions.length > 1 ? queryParts(part.subscriptions, 2) : byTails(part, 6);
}

/** Reads a part; if it is too large for one answer, splits it. */
async function readPart<T>(
  part: QueryPart,
  rowsById: Map<string, T>,
  question: PackedQuestion<T>,
  cuts = 0,
): Promise<void> {
  try {
    await readWhole(part, rowsById, question);
  } catch (error) {
    if (!(error instanceof IdentityError) || error.failure.status !== 400) throw error;
    if (!isTooLarge(error)) throw new Unpacked(true);
    const smaller = smallerParts(part);
    if (smaller.length === 0 || cuts === mostCuts) throw new Unpacked(false);
    for (const smallerPart of smaller) await readPart(smallerPart, rowsById, question, cuts + 1);
  }
}

/**
 * Counts the rows of each list: Kusto's lists end at 1,048,576 values, Resource Graph's limit is not documented, and
 * only the first page of such an answer can be read.
 * Source: https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language,
 * https://learn.microsoft.com/kusto/query/make-list-aggregation-function
 */
function queryFor<T>({ subscriptions, tails }: QueryPart, { from, columns }: PackedQuestion<T>): string {
  const values = columns.map((column) => column.replace(/^\w+ = /, ''));
  const isFew = subscriptions.length <= fewSubscriptions;
  const among = tails?.among.map((character) => `'${character}'`).join(', ') ?? '';
  return [
    from,
    ...(isFew || tails ? ['extend tail = tolower(substring(name, strlen(name) - 1))'] : []),
    ...(tails ? [`where tail ${tails.isNot ? '!in' : 'in'} (${among})`] : []),
    `summarize number = count(), packed = make_list(pack_array(${values.join(', ')})) by subscriptionId${isFew ? ', tail' : ''}`,
  ].join('\n| ');
}

/** The depth of a list in the JSON of an answer, which is `{ "data": [{ "packed": [[`. */
const listDepth = 5;

async function readWhole<T>(part: QueryPart, rowsById: Map<string, T>, question: PackedQuestion<T>): Promise<void> {
  const names = question.columns.map((column) => /^\w+/.exec(column)?.[0] ?? column);
  // A parsed object has room for its members, and no more.
  const empty = JSON.stringify(Object.fromEntries(names.map((name) => [name, null])));
  let count = 0;
  const take = (list: Json): void => {
    count++;
    if (!Array.isArray(list) || list.length !== names.length) throw new Unpacked(true);
    const values = list as readonly Json[];
    const row = JSON.parse(empty) as Record<string, Json>;
    for (const [index, name] of names.entries()) row[name] = values[index] ?? null;
    rowsById.set(textAt(row, 'id')?.toLowerCase() ?? '', question.toModel(row));
  };
  const query = queryFor(part, question);
  const { rows, total, isCut } = await question.ask(query, part.subscriptions, { size: mostRows }, listDepth, take);
  if (isCut || rows.length < total) throw new Unpacked(false);
  for (const row of rows) {
    const packed = valueAt(row, 'packed');
    if (!Array.isArray(packed) || packed.length !== valueAt(row, 'number')) throw new Unpacked(true);
    count -= packed.length;
  }
  if (count !== 0) throw new Unpacked(true);
}
