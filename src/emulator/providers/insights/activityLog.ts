import { armTime } from '../../arm/clock.ts';
import { armRefusal } from '../../arm/error.ts';
import { asText, type JsonObject } from '../../arm/json.ts';
import { beyondLimit } from '../../arm/limits.ts';
import { subscriptionOf } from '../../arm/path.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { eventsOf, type ActivityEvent } from './activityEvents.ts';
import { readActivityFilter } from './activityFilter.ts';

/** A page of Azure's activity log has no more; `--page-size` makes it smaller. */
const largestPage = 200;

const list: Handler = (request, { world, settings }) => {
  const { path, now, query } = request;
  if (path.names[0]?.toLowerCase() !== 'management' || path.resourceGroup !== undefined)
    throw beyondLimit('route', [404, 'NotFound'], `does not have '${path.id}'`);
  const filter = readActivityFilter(query.get('$filter'), now);
  const lag = settings.activitySeconds * 1000;
  const subscription = subscriptionOf(path.scope);
  const events = world.history.writes
    .filter((write) => subscriptionOf(write.id) === subscription)
    .flatMap((write) => eventsOf(write, world))
    .filter(({ at, body }) => at >= filter.from && at <= filter.to && at + lag <= now && filter.matches(body));
  // Of events of one moment, the later one comes first, as its end before its begin.
  const newestFirst = events.reverse().sort((a, b) => b.at - a.at);
  const start = startOf(query.get('$skiptoken'), newestFirst);
  const size = Math.min(settings.pageSize, largestPage);
  const page = newestFirst.slice(start, start + size);
  const value = page.map(({ at, body }) =>
    selected({ ...body, submissionTimestamp: armTime(at + lag) }, query.get('$select')),
  );
  const last = page.at(-1);
  const hasMore = last !== undefined && start + size < newestFirst.length;
  return { status: 200, body: { ...(hasMore ? { nextLink: nextLink(request.url, last) } : {}), value } };
};

/** The activity log: what was written, deleted and done in a subscription, or above all of them, in 90 days. */
export const activityLog: ResourceKind = {
  type: 'Microsoft.Insights/eventtypes/values',
  versions: ['2014-04-01', '2015-04-01'],
  extension: true,
  list,
};

/** The members that `$select` names; it knows no other. */
function selected(event: JsonObject, select: string | undefined): JsonObject {
  if (select === undefined) return event;
  const names = new Set(select.split(',').map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(event).filter(([name]) => names.has(name.toLowerCase()) && name !== 'caller'),
  );
}

/** A token has a part for each region; only one of them has more, after the event that it names. */
function nextLink(url: URL, { at, body }: ActivityEvent): string {
  const next = new URL(url);
  next.search = '';
  for (const [name, text] of url.searchParams)
    if (name.toLowerCase() !== '$skiptoken') next.searchParams.append(name, text);
  const mark = `0${String(at)}:${markOf(body)}`;
  return `${next.href.replaceAll('%24', '$')}&$skipToken=AS1:-1:FFFFFFFF;US1:-1:FFFFFFFF;EU1:${mark}`;
}

function markOf(body: JsonObject): string {
  return (asText(body['eventDataId']) ?? '').slice(0, 8);
}

function startOf(token: string | undefined, events: readonly ActivityEvent[]): number {
  if (token === undefined) return 0;
  const [, at, mark] = /^AS1:-1:F{8};US1:-1:F{8};EU1:0(\d{1,16}):([\da-f]{8})$/.exec(token) ?? [];
  if (at === undefined) throw armRefusal(400, 'BadRequest', 'The skip token is not valid.');
  const named = events.findIndex((event) => event.at === Number(at) && markOf(event.body) === mark);
  // If that event is gone by now, everything older follows.
  if (named >= 0) return named + 1;
  const older = events.findIndex((event) => event.at < Number(at));
  return older < 0 ? events.length : older;
}
