import type { Row } from './tables.ts';

/** The paging part of a request's `options`. */
export interface PageOptions {
  readonly $top?: number;
  readonly $skip?: number;
  readonly $skipToken?: string;
}

/** What Resource Graph answers with; whether there is more is said by strings. */
export interface QueryPage {
  readonly totalRecords: number;
  readonly count: number;
  readonly data: readonly Row[];
  readonly facets: readonly never[];
  readonly resultTruncated: 'true' | 'false';
  readonly $skipToken?: string;
}

const largestPage = 1000;

/**
 * The page that the options ask for: 1,000 rows, or as few as `$top` says. `undefined` for a `$skipToken` that is none
 * of ours, or for numbers that Resource Graph refuses.
 */
export function page(rows: readonly Row[], options: PageOptions = {}): QueryPage | undefined {
  const size = options.$top ?? largestPage;
  const start = options.$skipToken === undefined ? (options.$skip ?? 0) : readToken(options.$skipToken);
  if (start === undefined || !isCount(start) || !isCount(size) || size < 1 || size > largestPage) return undefined;
  const data = rows.slice(start, start + size);
  const next = start + data.length;
  const more = next < rows.length;
  return {
    totalRecords: rows.length,
    count: data.length,
    data,
    facets: [],
    resultTruncated: more ? 'true' : 'false',
    ...(more && { $skipToken: writeToken(next) }),
  };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function writeToken(start: number): string {
  return Buffer.from(JSON.stringify({ start })).toString('base64url');
}

function readToken(token: string): number | undefined {
  const found = /^\{"start":(\d{1,9})\}$/.exec(Buffer.from(token, 'base64url').toString());
  return found === null ? undefined : Number(found[1]);
}
