import { forEachInTurns } from '../../async/yielding.ts';
import type { Json, JsonObject } from '../../domain/arm/json.ts';
import { notJson } from './armErrors.ts';
import { jsonPieces } from '../../shape/jsonPieces.ts';
import { createSharing } from './sharedParts.ts';

/**
 * Parses a large answer while other work gets turns. Each list or object that begins at this depth (the root is 1) is
 * parsed by itself and handed over, so that thousands of them are never in memory at once. Resolves to the rest, with
 * `null` in place of each. Rejects with `unexpected` if the text is not JSON; some pieces may have been handed over
 * before.
 */
export async function parseInPieces(
  text: string,
  depth: number,
  take: (piece: Json) => void,
  signal?: AbortSignal,
): Promise<Json> {
  return parsedAround(text, depth, take, { stands: () => 'null', signal });
}

/** Parses a long list of ARM in turns with other work, row by row; what its rows have in common is kept once. */
export async function parsedList(text: string, signal?: AbortSignal): Promise<Json> {
  const rows: Json[] = [];
  const share = createSharing();
  const take = (row: Json): void => void rows.push(share(row));
  // Every list and object of a row was taken out, so that a list with a number in their places can only be one of these.
  const list = await parsedAround(text, rowDepth, take, { stands: (index) => `[${index}]`, signal });
  for (const member of isContainer(list) ? Object.values(list) : []) {
    if (!isContainer(member)) continue;
    const items = member as Record<string | number, Json>;
    for (const key in items) {
      const place = items[key];
      if (Array.isArray(place)) items[key] = rows[Number(place[0])] ?? null;
    }
  }
  return list;
}

/** Of a row in the JSON of a list, which is `{ "value": [{`. */
const rowDepth = 3;

function isContainer(json: Json | undefined): json is JsonObject | readonly Json[] {
  return typeof json === 'object' && json !== null;
}

async function parsedAround(
  text: string,
  depth: number,
  take: (piece: Json) => void,
  { stands, signal }: { readonly stands: (index: number) => string; readonly signal: AbortSignal | undefined },
): Promise<Json> {
  const outside: string[] = [];
  try {
    await forEachInTurns(jsonPieces(text, depth, outside), (piece) => take(JSON.parse(piece) as Json), signal);
    return JSON.parse(outside.map((part, index) => (index === 0 ? part : stands(index - 1) + part)).join('')) as Json;
  } catch (error) {
    throw error instanceof SyntaxError ? notJson(text, error) : error;
  }
}
