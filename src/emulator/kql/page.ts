import type { Json } from '../arm/worldFile.ts';
import type { Row } from './tables.ts';

/** The paging part of a request's `options`, as it was sent. */
export interface PageOptions {
  readonly $top?: Json;
  readonly $skip?: Json;
  readonly $skipToken?: Json;
}

/** A page of an answer, which says in a string whether there is more. */
export interface QueryPage {
  readonly totalRecords: number;
  readonly count: number;
  readonly data: readonly Row[];
  readonly facets: readonly never[];
  readonly resultTruncated: 'true' | 'false';
  readonly $skipToken?: string;
}

const largestPage = 1000;
const firstPage = writeToken({ start: 0, size: largestPage });

/** A page, and the position of its first row. */
export interface PlacedPage {
  readonly start: number;
  readonly page: QueryPage;
}

/**
 * Returns the requested page: 1,000 rows, or fewer with `$top`. A `$skipToken` contains the start and size of the next
 * page; `$skip` and `$top` override it. Returns `undefined` for a token that is not ours, or for numbers that Resource
 * Graph refuses.
 */
export function pageOf(rows: readonly Row[], options: PageOptions = {}): PlacedPage | undefined {
  const token = readToken(options.$skipToken ?? firstPage);
  const size = options.$top ?? token?.size;
  const start = options.$skip ?? token?.start;
  if (token === undefined || !isCount(start) || !isCount(size) || size < 1 || size > largestPage) return undefined;
  const data = rows.slice(start, start + size);
  const next = start + data.length;
  const hasMore = next < rows.length;
  const page: QueryPage = {
    totalRecords: rows.length,
    count: data.length,
    data,
    facets: [],
    resultTruncated: hasMore ? 'true' : 'false',
    ...(hasMore ? { $skipToken: writeToken({ start: next, size }) } : {}),
  };
  return { start, page };
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

interface Place {
  readonly start: number;
  readonly size: number;
}

function writeToken({ start, size }: Place): string {
  return Buffer.from(`${String(start)}+${String(size)}`).toString('base64url');
}

function readToken(token: Json): Place | undefined {
  if (typeof token !== 'string') return undefined;
  const [matched, start, size] = /^(\d{1,9})\+(\d{1,4})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return matched === undefined ? undefined : { start: Number(start), size: Number(size) };
}
