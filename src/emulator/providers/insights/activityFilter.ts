import { armRefusal } from '../../arm/error.ts';
import { asText, valueAt, type JsonObject } from '../../arm/json.ts';
import { beyondLimit } from '../../arm/limits.ts';
import { termsOf, unquoteText } from '../../arm/odata.ts';
import { keptDays } from '../../world/history.ts';

/** What a `$filter` of the activity log asks for; times in milliseconds. */
export interface ActivityFilter {
  readonly from: number;
  readonly to: number;
  readonly matches: (event: JsonObject) => boolean;
}

const condition = /^(\w+)\s+(eq|ge|le|gt|lt)\s+(?:'((?:[^']|'')*)'|(\S.*))$/i;

/** Where the value is that a name in the filter means. */
const places: Readonly<Record<string, readonly string[]>> = {
  resourcegroupname: ['resourceGroupName'],
  resourceprovider: ['resourceProviderName', 'value'],
  resourceuri: ['resourceId'],
  resourceid: ['resourceId'],
  resourcetype: ['resourceType', 'value'],
  correlationid: ['correlationId'],
  operationid: ['operationId'],
  caller: ['caller'],
  status: ['status', 'value'],
};

const day = 24 * 3600 * 1000;

/**
 * Reads a filter: a time range and equalities joined by `and`, in any order, quoted or not, as documentation and `az` have
 * them. Throws for a range that begins before the log, or without a beginning, and for anything else.
 */
export function readActivityFilter(text: string | undefined, now: number): ActivityFilter {
  const unreadable = (): Error => beyondLimit('filter', [400, 'BadRequest'], `cannot read the filter '${text ?? ''}'`);
  let from: number | undefined;
  let to = Number.POSITIVE_INFINITY;
  const tests: ((event: JsonObject) => boolean)[] = [];
  for (const term of termsOf(text ?? '').filter((part) => part !== '')) {
    const [, name = '', operator = '', quoted, plain] = condition.exec(term) ?? [];
    const value = quoted === undefined ? (plain ?? '').trim() : unquoteText(quoted);
    const key = name.toLowerCase();
    const place = Object.hasOwn(places, key) ? places[key] : undefined;
    if (key === 'eventtimestamp' && /^g[et]$/i.test(operator)) from = timeIn(value) + (/t$/i.test(operator) ? 1 : 0);
    else if (key === 'eventtimestamp' && /^l[et]$/i.test(operator)) to = timeIn(value) - (/t$/i.test(operator) ? 1 : 0);
    else if (place !== undefined && /^eq$/i.test(operator))
      tests.push((event) => (asText(valueAt(event, ...place)) ?? '').toLowerCase() === value.toLowerCase());
    // All events of the emulator are of this channel.
    else if (!(key === 'eventchannels' && /operation/i.test(value))) throw unreadable();
  }
  if (from === undefined)
    throw armRefusal(
      400,
      'BadRequest',
      'The filter of the activity log has to say from when on: eventTimestamp ge ...',
    );
  if (from < now - keptDays * day)
    throw armRefusal(400, 'BadRequest', `The start time cannot be more than ${String(keptDays)} days in the past.`);
  return { from, to, matches: (event) => tests.every((test) => test(event)) };
}

/** A time without zone is UTC, as `az` writes it. */
function timeIn(text: string): number {
  const time = Date.parse(/(?:z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes('T') ? text : `${text}Z`);
  if (Number.isNaN(time)) throw armRefusal(400, 'BadRequest', `The time '${text}' in the filter is not valid.`);
  return time;
}
