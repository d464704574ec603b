import { expect, it } from 'vitest';
import type { WorldWrite } from '../../../src/emulator/arm/worldHistory.ts';
import { assignmentRecord } from '../../../src/emulator/world/roleAssignmentStore.ts';
import { drawn, fc, seed } from '../../support/property.ts';
import {
  clusterBody,
  clusterPath,
  emulate,
  group,
  identityId,
  items,
  principal,
  said,
  subscription,
  subscriptionId,
  userAssigned,
  type Emulated,
  type Loose,
} from '../emulated.ts';
import { roleOf } from '../grants.ts';

const isLong = process.env['AKS_IDENTITY_LONG'] === '1';
const runs = drawn(1000);

type Bag = Readonly<Record<string, unknown>>;
type State = ReadonlyMap<string, Bag>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const keyOf = (id: string): string => id.toLowerCase();

/** All resources and role assignments as they are. */
function stateOf({ emulator }: Emulated): State {
  const { resources, emulator: running } = emulator.snapshot();
  const all = [...resources, ...running.assignments.map(assignmentRecord)] as unknown as readonly Bag[];
  return new Map(all.map((resource) => [keyOf(String(resource['id'])), asJson(resource)]));
}

/** The value with what differs between before and after: a member that is only in before is gone. */
function changed(value: unknown, before: unknown, after: unknown): unknown {
  if (!isBag(value) || !isBag(before) || !isBag(after)) return after;
  const kept = Object.entries(value).filter(([name]) => !(name in before) || name in after);
  const inner = Object.entries(after).map(([name, next]) => [name, changed(value[name], before[name], next)]);
  return { ...Object.fromEntries(kept), ...(Object.fromEntries(inner) as Bag) };
}

interface Change {
  readonly id: string;
  readonly at: number;
  readonly isLate: boolean;
  readonly before?: unknown;
  readonly after?: unknown;
}

function changesOf({ time, id, before, after, effects = [] }: WorldWrite): readonly Change[] {
  const at = Date.parse(time);
  const own = before === undefined && after === undefined ? [] : [{ id, at, isLate: false, before, after }];
  return [
    ...own,
    ...effects.map((effect) => {
      const then = Date.parse(effect.time ?? time);
      return { ...effect, at: then, isLate: then > at };
    }),
  ];
}

/** Plays a history forward; what ended at a moment came before what was sent then. */
function played(from: State, history: readonly WorldWrite[]): State {
  const changes = history.flatMap(changesOf).sort((a, b) => a.at - b.at || Number(b.isLate) - Number(a.isLate));
  const state = new Map(from);
  for (const { id, before, after } of changes) {
    if (after === undefined) state.delete(keyOf(id));
    else if (before === undefined) state.set(keyOf(id), after as Bag);
    else state.set(keyOf(id), changed(state.get(keyOf(id)), before, after) as Bag);
  }
  return state;
}

const assignments = [1, 2].map(
  (name) => `${identityId('two')}/providers/Microsoft.Authorization/roleAssignments/${principal(String(name))}`,
);
const role = (name: string, principalId: string): object => ({
  properties: { roleDefinitionId: roleOf(name), principalId, principalType: 'ServicePrincipal' },
});
const credential = { properties: { issuer: 'https://i', subject: 's', audiences: ['api://AzureADTokenExchange'] } };
const west = { location: 'westeurope' };

type Sent = readonly [method: string, path: string, body?: unknown];

const sent = fc.constantFrom<Sent>(
  ['PUT', clusterPath, clusterBody()],
  ['PUT', clusterPath, clusterBody(userAssigned('one'))],
  ['PUT', clusterPath, clusterBody({ tags: { a: '1' } }, { disableLocalAccounts: true })],
  ['PUT', clusterPath, clusterBody({}, { addonProfiles: { azurepolicy: { enabled: true } } })],
  ['PUT', clusterPath, clusterBody({}, { agentPoolProfiles: [{ name: 'nodepool1', count: 3, mode: 'System' }] })],
  ['PUT', `${clusterPath}/agentPools/more`, { properties: { count: 2, mode: 'User' } }],
  ['DELETE', `${clusterPath}/agentPools/more`],
  ['PATCH', clusterPath, { tags: { b: '2' } }],
  ['POST', `${clusterPath}/stop`],
  ['POST', `${clusterPath}/start`],
  ['POST', `${clusterPath}/abort`],
  ['POST', `${clusterPath}/listClusterAdminCredential`],
  ['DELETE', clusterPath],
  ...['one', 'two'].flatMap((name): Sent[] => [
    ['PUT', identityId(name), west],
    ['PUT', identityId(name), { ...west, tags: { c: '3' } }],
    ['DELETE', identityId(name)],
    ['PUT', `${identityId(name)}/federatedIdentityCredentials/cred`, credential],
    ['DELETE', `${identityId(name)}/federatedIdentityCredentials/cred`],
  ]),
  ...assignments.flatMap((path): Sent[] => [
    ['PUT', path, role('Reader', principal('p'))],
    ['PUT', path, role('Contributor', principal('q'))],
    ['DELETE', path],
  ]),
  ['PUT', `${subscription}/resourceGroups/rg`, west],
  ['PUT', `${subscription}/resourceGroups/rg`, { ...west, tags: { d: '4' } }],
  ['DELETE', group],
  ['POST', '/_emulator/faults', { match: { method: 'PUT' }, operationError: { code: 'A', message: 'b' } }],
);

const minute = 60;
const day = 24 * 3600;
const pause = fc.constantFrom(0, 0, 1, 5, minute, minute, day, 5 * day, 15 * day, 91 * day);

/** Sends the steps; the state before the oldest write that is still kept, and the one at the end. */
async function run(
  steps: readonly (readonly [number, Sent])[],
): Promise<{ emulated: Emulated; oldest: State; end: State }> {
  const emulated = emulate();
  const before = new Map<string, State>();
  for (const [seconds, [method, path, body]] of steps) {
    emulated.advance(seconds);
    // What is over ends with the next request, which is not to be the write.
    await emulated.send('GET', '/subscriptions');
    const state = stateOf(emulated);
    await emulated.send(method, path, body);
    const newest = emulated.emulator.snapshot().history?.at(-1)?.operationId ?? '';
    if (!before.has(newest)) before.set(newest, state);
  }
  await emulated.send('GET', '/subscriptions');
  const first = emulated.emulator.snapshot().history?.[0]?.operationId ?? '';
  const end = stateOf(emulated);
  return { emulated, oldest: before.get(first) ?? end, end };
}

it(
  'The history played forward from the oldest state gives the present one, and every change has somebody (H-56)',
  { timeout: isLong ? 3_600_000 : 60_000 },
  async () => {
    console.log(`History: ${String(runs)} runs with seed ${String(seed)}`);
    let runsThatForgot = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(pause, sent), { minLength: 4, maxLength: 25 }), async (steps) => {
        const { emulated, oldest, end } = await run(steps);
        const history = asJson(emulated.emulator.snapshot().history ?? []);
        const writes = steps.filter(([, [, path]]) => !path.startsWith('/_emulator'));
        if (writes.length > history.length) runsThatForgot++;
        expect(played(oldest, history)).toEqual(end);
        const query = { subscriptions: [subscriptionId], query: 'resourcechanges' };
        const { body } = await emulated.send('POST', '/providers/Microsoft.ResourceGraph/resources', query);
        for (const row of items(body, 'data')) {
          const { changeAttributes } = row['properties'] as Loose;
          expect(said(changeAttributes!['changedBy'])).toMatch(/^(owner@emulator\.local|System)$/);
        }
      }),
      { numRuns: runs },
    );
    expect(runsThatForgot).toBeGreaterThan(0);
  },
);
