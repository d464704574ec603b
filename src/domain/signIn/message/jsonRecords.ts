/** A pasted answer in JSON that holds a list: each record is about something else. */

/** Where answers have their lists: Kubernetes, Azure Resource Manager, Log Analytics, Elasticsearch, Loki. */
const lists: ReadonlySet<string> = new Set([
  'items',
  'value',
  'tables',
  'rows',
  'hits',
  'data',
  'result',
  'results',
  'values',
  'events',
  'logs',
  'records',
  'entries',
]);

/** Returns the records of a text that is one answer in JSON; `undefined` for anything else, and for a single record. */
export function jsonRecords(text: string): readonly string[] | undefined {
  const whole = text.trim();
  if (!/^[[{]/.test(whole) || !/[\]}]$/.test(whole.slice(-1))) return undefined;
  try {
    const records = recordsIn(JSON.parse(whole));
    return records.length > 1 ? records.map((record) => JSON.stringify(record)) : undefined;
  } catch {
    // It is no JSON, or one that is nested without end.
    return undefined;
  }
}

/** Lists are in few others; deeper ones are parts of a record. */
const deepest = 8;

function recordsIn(json: unknown, depth = 0): readonly unknown[] {
  if (depth > deepest) return [json];
  if (Array.isArray(json)) {
    const [only, ...others] = json as readonly unknown[];
    if (others.length === 0) return typeof only === 'object' && only !== null ? recordsIn(only, depth + 1) : [only];
    return json.some((each) => typeof each !== 'object' || each === null)
      ? [json]
      : (json as readonly unknown[]).flatMap((each) => (Array.isArray(each) ? [each] : recordsIn(each, depth + 1)));
  }
  if (typeof json !== 'object' || json === null) return [json];
  const [list, ...otherLists] = Object.entries(json).filter(
    ([key, each]: [string, unknown]) => lists.has(key) && typeof each === 'object' && each !== null,
  );
  if (list === undefined || otherLists.length > 0) return [json];
  const { [list[0]]: inner, ...beside } = json as Record<string, unknown>;
  const records = recordsIn(inner, depth + 1);
  if (records.length < 2) return [json];
  // What stands beside a list may be the message itself.
  return Object.keys(beside).length > 0 ? [beside, ...records] : records;
}
