/** What changed, as the real az lists it: each line is in the activity log, and what az leaves out is named. */
import { roleById } from '../../../src/domain/access/roles.ts';
import type { Json } from '../../../src/domain/arm/json.ts';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { viewOfPlace } from '../../../src/domain/history/historyViews.ts';
import type { OpenSession, AzSession } from './session.ts';
import { Tally } from './tally.ts';
import { azWorld, group, operatorId, subscriptionId, clusterPrincipal } from './world.ts';

const version = '2022-04-01';
const roles = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const nameOf = (digit: number): string => `99999999-aaaa-4bbb-8ccc-00000000000${digit}`;
const goneGroup = `/subscriptions/${subscriptionId}/resourceGroups/rg-gone`;
const log = `/subscriptions/${subscriptionId}/providers/microsoft.insights/eventtypes/management/values`;

/** An event of the log, as far as the rows look into it. */
interface Event {
  readonly eventDataId: string;
  readonly operationId: string;
  readonly caller?: string;
  readonly correlationId: string;
  readonly resourceId: string;
  readonly status: { readonly value: string };
  readonly operationName: { readonly value: string };
  readonly properties: Readonly<Record<string, string>>;
}

async function ask(session: AzSession, ...args: readonly string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await session.az(...args, '--only-show-errors', '--output', 'json');
  if (exitCode !== 0) throw new Error(`az ${args.join(' ')}: ${stderr}`);
  return stdout.trim() === '' ? undefined : (JSON.parse(stdout) as unknown);
}

const put = (path: string, body: object): readonly string[] => [
  ...['rest', '--method', 'put', '--url', path, '--body', JSON.stringify(body)],
];

/** Grants and revokes in every way: by az, with keys as the portal writes them, refused, and gone with a group. */
async function makeHistory(session: AzSession): Promise<void> {
  const assignee = ['--assignee-object-id', clusterPrincipal.objectId, '--assignee-principal-type', 'ServicePrincipal'];
  await ask(session, 'role', 'assignment', 'create', ...assignee, '--role', 'Contributor', '--scope', group);
  await ask(session, 'role', 'assignment', 'delete', '--assignee', clusterPrincipal.appId, '--scope', group);
  await ask(session, 'group', 'create', '--name', 'rg-gone', '--location', 'westeurope');
  await ask(session, 'role', 'assignment', 'create', ...assignee, '--role', 'Reader', '--scope', goneGroup);
  const properties = {
    RoleDefinitionId: `${roles}/${reader}`,
    PrincipalId: clusterPrincipal.objectId,
    PrincipalType: 'ServicePrincipal',
  };
  const portal = `${group}/providers/Microsoft.Authorization/roleAssignments/${nameOf(1)}?api-version=${version}`;
  await ask(session, ...put(portal, { Properties: properties }));
  await ask(session, 'group', 'delete', '--name', 'rg-gone', '--yes');
}

/** A time as `az monitor activity-log list` writes it: microseconds, no zone. */
const timeOfAz = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('Z', '000');

/**
 * All events of a filter, page by page, as `az monitor activity-log list` asks for them; through `az rest`, because that
 * command of Debian's az can't be loaded with Python 3.13.
 */
async function eventsOf(session: AzSession, more = '', select = ''): Promise<readonly Event[]> {
  const now = Date.now();
  const range = [now - 89 * 24 * 3600 * 1000, now + 60_000].map(timeOfAz);
  const filter = `eventTimestamp ge ${range[0] ?? ''} and eventTimestamp le ${range[1] ?? ''}${more}`;
  const query = `$filter=${encodeURIComponent(filter)}${select === '' ? '' : `&$select=${encodeURIComponent(select)}`}`;
  const events: Event[] = [];
  for (let url = `${log}?api-version=2015-04-01&${query}`; url !== '';) {
    const page = (await ask(session, 'rest', '--method', 'get', '--url', url)) as { value: Event[]; nextLink?: string };
    events.push(...page.value);
    url = page.nextLink ?? '';
  }
  return events;
}

interface ChangeLog {
  readonly action: string;
  readonly principalId: string;
  readonly roleName: string;
  readonly scope: string;
}

function lineOf({ action, principalId, roleName, scope }: ChangeLog): string {
  return `${action} ${principalId} ${roleName} ${scope}`;
}

function problemOfLines(lines: readonly ChangeLog[]): string | undefined {
  const shown = lines.map(
    ({ action, principalId, roleName, scope }) => `${action} ${principalId} ${roleName} ${scope}`,
  );
  const { objectId } = clusterPrincipal;
  const wanted = [
    `Granted ${objectId} Contributor ${group}`,
    `Granted ${objectId} Reader ${goneGroup}`,
    `Revoked ${objectId} Contributor ${group}`,
  ];
  return shown.sort().join('\n') === wanted.join('\n') ? undefined : `az lists\n${shown.join('\n')}`;
}

/** The roles that our history says were granted and taken away, as lines of the same form. */
function linesOfOurs(events: readonly Event[]): readonly string[] {
  const material = {
    events: events.flatMap((event) => loggedEvent(event as unknown as Json) ?? []),
    rows: [],
    requests: [],
  };
  const { entries } = historyEntries(viewOfPlace(`/subscriptions/${subscriptionId}`), { ...material, now: new Date() });
  return entries.flatMap(({ role, action, status }) => {
    if (role === undefined || status !== 'succeeded') return [];
    const verb = /delete$/i.test(action) ? 'Revoked' : 'Granted';
    return [`${verb} ${role.principalId ?? ''} ${roleById(role.roleId ?? '')?.name ?? ''} ${role.scope}`.toLowerCase()];
  });
}

/** Ours has every line of az, and two more: keys as the portal writes them, and the role that went with its group. */
function problemOfOurs(events: readonly Event[], lines: readonly ChangeLog[]): string | undefined {
  const { objectId } = clusterPrincipal;
  const left = [...linesOfOurs(events)];
  const missing = lines.map(lineOf).filter((line) => {
    const index = left.indexOf(line.toLowerCase());
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  const wanted = [`Granted ${objectId} Reader ${group}`, `Revoked ${objectId} Reader ${goneGroup}`];
  if (missing.length === 0 && left.sort().join() === wanted.join().toLowerCase()) return undefined;
  return `ours lacks ${missing.join(', ') || 'nothing'}, and has besides ${left.join(', ')}`;
}

/** The same events by every filter of az's own command, sent as it sends them. */
async function problemOfFilters(session: AzSession, all: readonly Event[]): Promise<string | undefined> {
  const [some] = all.filter(({ resourceId }) => resourceId.endsWith(nameOf(1)));
  if (some === undefined) return 'there is no event';
  const filters: readonly (readonly [string, (event: Event) => boolean])[] = [
    [` and resourceId eq '${some.resourceId}'`, ({ resourceId }) => resourceId === some.resourceId],
    [` and correlationId eq '${some.correlationId}'`, ({ correlationId }) => correlationId === some.correlationId],
    [` and caller eq '${some.caller ?? ''}'`, ({ caller }) => caller === some.caller],
    [` and resourceProvider eq 'Microsoft.Authorization'`, ({ resourceId }) => /roleassignments/i.test(resourceId)],
    [` and resourceGroupName eq 'rg-gone'`, ({ resourceId }) => /\/resourcegroups\/rg-gone(\/|$)/i.test(resourceId)],
    [` and status eq 'Started'`, ({ status }) => status.value === 'Started'],
  ];
  for (const [filter, matches] of filters) {
    const found = (await eventsOf(session, filter)).map(({ eventDataId }) => eventDataId);
    const wanted = all.filter(matches).map(({ eventDataId }) => eventDataId);
    if (found.join() !== wanted.join()) return `${filter}: ${found.length} instead of ${wanted.length}`;
  }
  const named = (await eventsOf(session, '', 'eventDataId , status')).map((event) => Object.keys(event).sort().join());
  return named.every((names) => names === 'eventDataId,status') && named.length === all.length
    ? undefined
    : `$select gives ${named[0] ?? 'nothing'}`;
}

/** Compares what az says of a history that it made itself with the activity log. */
export async function compareHistory(open: OpenSession): Promise<Tally> {
  const tally = new Tally();
  const session = await open(azWorld(), operatorId);
  try {
    await makeHistory(session);
    const lines = (await ask(session, 'role', 'assignment', 'list-changelogs')) as ChangeLog[];
    const events = await eventsOf(session);
    tally.note('every grant and removal of az is in its change logs (H-51)', problemOfLines(lines));
    tally.note(
      'ours has the lines of az, those of the portal and the role gone with its group (H-51)',
      problemOfOurs(events, lines),
    );
    tally.note('the activity log by each filter of az (H-52)', await problemOfFilters(session, events));
  } finally {
    await session.stop();
  }
  return tally;
}
