/** What the control routes take and give is recorded (docs/stability.md), and is what they take and give. */
import { describe, expect, it } from 'vitest';
import { controlBodies } from '../../../scripts/generators/controlBodies.ts';
import { clusterBody, clusterPath, emulate, group, principal, subscription, type Emulated } from '../emulated.ts';
import { person, roleOf } from '../grants.ts';

interface Exchange {
  readonly route: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly before?: (emulated: Emulated) => Promise<unknown>;
  /** Asks what has become of it. */
  readonly after?: (emulated: Emulated) => Promise<unknown>;
}

const activation = '77777777-7777-4777-a777-777777777771';
const save = ({ send }: Emulated) => send('PUT', '/_emulator/snapshots/one');
const withAzureRbac = clusterBody({}, { aadProfile: { managed: true, enableAzureRBAC: true } });
const createCluster = ({ done }: Emulated) => done('PUT', clusterPath, withAzureRbac);

const exchanges: readonly Exchange[] = [
  {
    route: 'GET /_emulator/requests',
    before: ({ send }) => send('PUT', group, `${'['.repeat(999)}${']'.repeat(999)}`),
  },
  { route: 'GET /_emulator/clock' },
  { route: 'POST /_emulator/clock', body: { advanceSeconds: 60 } },
  {
    route: 'POST /_emulator/faults',
    body: {
      match: { method: 'GET', pathContains: '/resourceGroups' },
      status: 429,
      code: 'Slow',
      message: 'Wait.',
      retryAfter: 7,
      times: 2,
    },
    after: async ({ send }) => {
      const path = `${subscription}/resourceGroups`;
      const all = [];
      for (const one of [`DELETE ${path}/none`, 'GET /subscriptions', `GET ${path}`, `GET ${path}`, `GET ${path}`]) {
        const [method = '', address = ''] = one.split(' ');
        const { status, headers, body } = await send(method, address);
        all.push([status, headers['Retry-After'], body]);
      }
      return all;
    },
  },
  { route: 'POST /_emulator/faults', body: { drop: 'before' } },
  {
    route: 'POST /_emulator/faults',
    body: { operationError: { code: 'Full', message: 'No room.' } },
    after: async ({ send, done }) => {
      const { headers } = await done('PUT', clusterPath, withAzureRbac);
      const operation = headers['Azure-AsyncOperation'] ?? expect.fail('No operation was started.');
      return (await send('GET', operation)).body['error'];
    },
  },
  {
    route: 'POST /_emulator/authorize',
    before: createCluster,
    body: {
      cluster: clusterPath,
      principalId: principal('ana'),
      groups: [principal('writers')],
      namespace: 'shop',
      verb: 'create',
      group: 'apps',
      resource: 'deployments',
      subresource: 'scale',
    },
  },
  {
    route: 'POST /_emulator/approvals',
    body: { name: activation, approve: true },
    before: ({ send }) =>
      send('PUT', `${group}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/${activation}`, {
        properties: {
          principalId: person,
          roleDefinitionId: subscription + roleOf('Owner'),
          requestType: 'SelfActivate',
          justification: 'To see it',
          scheduleInfo: { startDateTime: null, expiration: { type: 'AfterDuration', duration: 'PT1H' } },
        },
      }),
  },
  { route: 'POST /_emulator/reset' },
  { route: 'PUT /_emulator/snapshots/NAME' },
  { route: 'POST /_emulator/snapshots/NAME/restore', before: save },
  { route: 'GET /_emulator/snapshots', before: save },
];

/** The answer to an exchange with this body, and what has become of it. */
async function answersTo({ route, before, after }: Exchange, body: unknown) {
  const emulated = emulate({
    caller: {
      objectId: person,
      roles: [{ scope: subscription, roleName: 'Contributor' }],
      eligibleRoles: [{ scope: group, roleName: 'Owner' }],
    },
    rolePolicies: [{ roleName: 'Owner', approval: true }],
    roleAssignments: [
      {
        scope: `${clusterPath}/namespaces/shop`,
        roleName: 'Azure Kubernetes Service RBAC Admin',
        principalId: principal('writers'),
      },
    ],
  });
  await before?.(emulated);
  const [method = '', path = ''] = route.replace('NAME', 'one').split(' ');
  const { status, body: answer } = await emulated.send(method, path, body);
  return { status, answer, became: status < 300 ? await after?.(emulated) : undefined };
}

/** Azure's own, or names of any kind. */
const opaque = /\.(?:body|query|headers)$/;

function membersOf(value: unknown, path = ''): readonly string[] {
  if (opaque.test(path)) return [path];
  if (Array.isArray(value)) return value.flatMap((each) => membersOf(each, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([name, each]) => membersOf(each, path === '' ? name : `${path}.${name}`));
}

/** The same without each one of its members. */
function withoutOne(body: Readonly<Record<string, unknown>>): readonly (readonly [string, object])[] {
  return Object.entries(body).flatMap(([name, value]) => {
    const { [name]: _, ...rest } = body;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const below = isObject ? withoutOne(value as Readonly<Record<string, unknown>>) : [];
    return isObject
      ? below.map(([member, less]) => [`${name}.${member}`, { ...body, [name]: less }] as const)
      : [[name, rest] as const];
  });
}

describe('a control route of the emulator', () => {
  it('takes and gives the members that are recorded, and no others', async () => {
    const found = new Set<string>();
    for (const exchange of exchanges) {
      const { route, body } = exchange;
      const { status, answer } = await answersTo(exchange, body);
      expect([route, status]).toEqual([route, 200]);
      // An approval is answered with the request as Azure shows it.
      const given = route.endsWith('/approvals') ? [] : membersOf(answer);
      for (const member of body === undefined ? [] : membersOf(body)) found.add(`${route} takes ${member}`);
      for (const member of given) found.add(`${route} gives ${member}`);
    }
    expect([...found].toSorted()).toEqual(controlBodies.toSorted());
  });

  it.each(
    exchanges.flatMap((exchange) =>
      withoutOne(exchange.body ?? {}).map(([member, less]) => [exchange.route, member, exchange, less] as const),
    ),
  )('acts on each member that it takes: %s, %s', async (_, __, exchange, less) => {
    const whole = await answersTo(exchange, exchange.body);
    expect(await answersTo(exchange, exchange.body)).toEqual(whole);
    expect(await answersTo(exchange, less)).not.toEqual(whole);
  });
});
