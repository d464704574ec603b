import { afterEach, describe, expect, it } from 'vitest';
import { pseudoText } from '../../../scripts/pseudoLanguage.ts';
import { createJournal, type Store } from '../../../src/app/runs/journal.ts';
import { assertWhole } from '../../../src/app/runs/resumption.ts';
import { isRunRecord, recordToStore, type RunRecord } from '../../../src/app/runs/runRecord.ts';
import { withoutSecrets } from '../../../src/domain/arm/secretPlaces.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import { isAsSent, sentContentOf, withoutBody } from '../../../src/domain/plan/clusterContent.ts';
import { redactSecrets } from '../../../src/domain/arm/redact.ts';
import { IdentityError, saidMessage } from '../../../src/errors.ts';
import { shownText, speak, type Bundle } from '../../../src/sentences/language.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { say } from '../../../src/sentences/words.ts';
import { plainWordsBeside } from '../../support/plainWords.ts';
import { everyPlan, plannedStep, stepKinds } from '../../domain/export/everyPlan.ts';

const here = 'emulator http://127.0.0.1:1';

/** A step as it is read back from JSON. */
const read = <T extends object>(step: T): T => JSON.parse(JSON.stringify(step)) as T;
const { sentContent: _, ...put } = read(withoutBody(plannedStep('putCluster')));
const grant = read(plannedStep('assignRole'));
const removal = read(plannedStep('deleteIdentity'));
const revoke = read(plannedStep('removeRole'));
const { clusterId } = put;
const { identityId } = removal;
const { roleAssignmentId } = revoke;
const wholePlan = {
  title: 'x',
  before: {},
  after: {},
  reversible: true,
  next: [],
  restarts: [],
  changes: [{ kind: 'upgradeNodeImages', clusterId }],
  steps: [put, grant, removal, revoke],
  warnings: [{ severity: 'disruption', text: 'x', source: 'x' }],
  checks: [{ title: 'x', verdict: 'pass', detail: 'x' }],
};
const wholeSteps: RunRecord['steps'] = wholePlan.steps.map(({ id }) => ({ id, status: 'pending' }));
const whole: RunRecord = {
  activityId: 'a',
  connection: here,
  status: 'failed',
  startedAt: '2026-05-04T08:00:00Z',
  plan: wholePlan as never,
  steps: wholeSteps,
};
const withSteps = (...steps: readonly object[]): object => ({ plan: { ...wholePlan, steps } });

function storeOf(text?: string): Store {
  let kept = text;
  return { read: async () => kept, write: async (next) => void (kept = next) };
}

it.each<readonly [string, object]>([
  ['an unknown kind of step, as a newer version may have', withSteps({ ...put, kind: 'fly' })],
  ['a step without the id of its cluster', withSteps({ ...put, clusterId: 5 })],
  ['a step without what it changes', withSteps({ ...put, edit: undefined })],
  ['a step without a request', withSteps({ ...put, request: 'PUT' })],
  ['a step of the prototype', withSteps({ ...put, kind: 'constructor' })],
  ['a grant to nobody', withSteps({ ...grant, principal: { kind: 'x' } })],
  ['a change of another kind', { plan: { ...wholePlan, changes: [{ kind: 'fly' }] } }],
  ['a change of no cluster', { plan: { ...wholePlan, changes: [{ kind: 'setControlPlane', clusterId: [] }] } }],
  ['no title', { plan: { ...wholePlan, title: undefined } }],
  ['no words on what comes next', { plan: { ...wholePlan, next: 'x' } }],
  ['odd former identities', { plan: { ...wholePlan, former: [5] } }],
  ['an unknown state', { status: 'paused' }],
  ['an unknown state of a step', { steps: [...wholeSteps, { id: 's', status: 'paused' }] }],
  ['an odd failure', { steps: [...wholeSteps, { id: 's', status: 'failed', error: 'no' }] }],
  ['an odd operation', { steps: [...wholeSteps, { id: 's', status: 'running', operation: {} }] }],
  ['a step of which nothing is recorded', { steps: wholeSteps.slice(1) }],
  ['no warnings', { plan: { ...wholePlan, warnings: undefined } }],
  ['an odd warning', { plan: { ...wholePlan, warnings: [null] } }],
  ['an odd check', { plan: { ...wholePlan, checks: [{ title: 'x' }] } }],
  ['odd restarts', { plan: { ...wholePlan, restarts: {} } }],
  ['a start that is no date', { startedAt: 'yesterday' }],
  ['a name that leads to another file', { activityId: '..' }],
  ['an odd revision', { revision: '1' }],
  ['an odd position', { position: -1 }],
  ['an edit that is none', withSteps({ ...put, edit: { controlPlane: 'x' } })],
  ['a control plane identity of another type', withSteps({ ...put, edit: { kubeletIdentityId: clusterId } })],
  ['an identity to delete that is a cluster', withSteps({ ...removal, identityId: clusterId })],
  ['an identity to delete elsewhere', withSteps({ ...removal, identityId: `${identityId}/../x` })],
  ['an identity to delete behind a blank', withSteps({ ...removal, identityId: ` ${identityId}` })],
  ['a role assignment that is a cluster', withSteps({ ...revoke, roleAssignmentId: clusterId })],
  ['a role assignment of any name', withSteps({ ...revoke, roleAssignmentId: `${roleAssignmentId}/x` })],
  ['a role assignment nowhere', withSteps({ ...revoke, roleAssignmentId: `x${roleAssignmentId}` })],
  ['a scope that is none', withSteps({ ...grant, scope: '/providers/x' })],
  ['a role that is none', withSteps({ ...grant, roleDefinitionId: 'Reader' })],
])('sets an entry with %s aside: it is neither shown nor gone on with', async (_, more) => {
  const kept = whole;
  const text = JSON.stringify({ version: 1, entries: [kept, { ...kept, activityId: 'odd', ...more }] });
  const told: unknown[] = [];
  const journal = createJournal(storeOf(text), (message) => void told.push(message));
  expect((await journal.entries(here)).map(({ activityId }) => activityId)).toEqual(['a']);
  await journal.entries(here);
  expect(told).toHaveLength(1);
});

it('the plans of all cases have every kind of step', () => {
  const planned = new Set(everyPlan.flatMap(([, { steps }]) => steps.map(({ kind }) => kind)));
  expect(stepKinds.filter((kind) => !planned.has(kind))).toEqual([]);
});

it.each(everyPlan)('the run of a plan is read back from the journal as it was recorded: %s', async (_, plan) => {
  const steps: RunRecord['steps'] = plan.steps.map(({ id }) => ({ id, status: 'pending' }));
  const entry: RunRecord = { ...whole, plan, steps };
  const store = storeOf();
  await createJournal(store).record(entry);
  const [found] = await createJournal(store).entries(here);
  expect(isRunRecord(read(entry))).toBe(true);
  expect(found).toMatchObject(read(recordToStore(entry)));
});

/** A language that has every text. */
const translated = (): Bundle =>
  new Proxy({}, { get: (_, key) => (/^\{\d\}$|\/\w+$/.test(String(key)) ? undefined : pseudoText(String(key))) });
const notSent = say`You have disconnected from the Azure account of this change.`;

/** The record of a run that failed with a sentence of ours, as another window or a later one reads it from its text. */
async function readLater(change: (text: string) => string = (text) => text): Promise<RunRecord> {
  const [, plan] = everyPlan.find(([name]) => name === 'setControlPlane 4')!;
  const { failure } = new IdentityError({ code: 'unexpected', message: notSent });
  const steps: RunRecord['steps'] = plan.steps.map(({ id }) => ({ id, status: 'failed', error: failure }));
  const store = storeOf();
  await createJournal(store).record({ ...whole, plan, steps });
  const [found] = await createJournal(storeOf(change((await store.read())!))).entries(here);
  return found!;
}
const textsShown = ({ plan, steps }: RunRecord): readonly string[] => [
  ...[plan.title, ...plan.steps.map(({ title }) => title), ...plan.warnings.map(({ text }) => text)].map(shownText),
  ...steps.flatMap(({ error }) => (error ? shownText(saidMessage(error)) : [])),
];

describe('the sentences of a run that was recorded', () => {
  afterEach(() => speak());

  it('are read in the language of who reads them, whatever the one of who wrote them', async () => {
    speak(translated(), 'en');
    const found = await readLater();
    const plainWords = plainWordsBeside(...['shop-weu', 'snet-aks', 'system', 'kubelet'].map((name) => ({ name })));
    expect(textsShown(found).length).toBeGreaterThan(3);
    expect(textsShown(found).flatMap(plainWords)).toEqual([]);
    expect(textsShown(found).at(-1)).toBe(shownText(notSent));
  });

  it('stay the texts that an earlier version wrote, and are kept once they are known', async () => {
    const found = await readLater((text) => {
      const content = JSON.parse(text) as { entries: Record<string, unknown>[] };
      for (const entry of content.entries) delete entry['sentences'];
      return JSON.stringify(content);
    });
    const english = textsShown(found);
    speak(translated(), 'en');
    expect(textsShown(found)).toEqual(english);
    expect(found).not.toHaveProperty('sentences');
    speak();
    expect(textsShown(await readLater())).toEqual(english);
  });

  const odd: readonly unknown[] = [
    ...[null, 5, 'x', [], {}, { template: 5 }, { template: 'x', values: 'x' }, { template: '{0}', values: [null] }],
    { template: 'Something else' },
    { template: '{0}', values: [1e300], written: 'day' },
    { template: '{0}', values: ['x'], written: 'count' },
    { template: '{0}', values: [1], written: 'constructor' },
    { template: 'x', form: 'constructor' },
    Array.from({ length: 40 }).reduce((inner) => ({ template: '{0}', values: [inner] }), { template: 'x' }),
  ];
  it.each(odd.map((value) => [JSON.stringify(value).slice(0, 60), value] as const))(
    'stay texts where what was kept of them is odd: %s',
    async (_, value) => {
      const english = textsShown(await readLater());
      for (const isWhole of [true, false]) {
        const found = await readLater((text) => {
          const content = JSON.parse(text) as { entries: { sentences: Record<string, unknown> }[] };
          for (const entry of content.entries) {
            const all = Object.keys(entry.sentences).map((name) => [name, value]);
            const sentences: unknown = isWhole ? value : Object.fromEntries(all);
            Object.assign(entry, { sentences });
          }
          return JSON.stringify(content);
        });
        expect(JSON.parse(JSON.stringify(found.plan))).toEqual(found.plan);
        speak(translated(), 'en');
        expect(textsShown(found)).toEqual(english);
        speak();
      }
    },
  );

  it('of any plan are put back as the same text, and nothing else is put anywhere', async () => {
    for (const [, plan] of everyPlan) {
      const steps: RunRecord['steps'] = plan.steps.map(({ id }) => ({ id, status: 'pending' }));
      const store = storeOf();
      await createJournal(store).record({ ...whole, plan, steps });
      const text = await store.read();
      const journal = createJournal(store);
      const [found] = await journal.entries(here);
      expect(shownText(found!.plan.title)).toBe(textOf(plan.title));
      await journal.record({ ...whole, activityId: 'other' });
      const [first] = (JSON.parse((await store.read())!) as { entries: unknown[] }).entries;
      expect(JSON.stringify(first)).toBe(JSON.stringify((JSON.parse(text!) as { entries: unknown[] }).entries[0]));
    }
  });
});

it('a record keeps what is unknown in an entry', async () => {
  const more = { later: { x: 1 }, steps: whole.steps.map((step) => ({ ...step, lost: true })) };
  const journal = createJournal(storeOf());
  await journal.record({ ...whole, ...more });
  const [found] = await journal.entries(here);
  await journal.record({ ...found!, status: 'stopped' });
  expect(await journal.entries(here)).toMatchObject([{ ...more, status: 'stopped' }]);
});

const secretBody = { properties: { httpProxyConfig: { httpProxy: 'http://ada:s3cr3t@proxy:8080' } } };
/** An entry as earlier versions have stored it: with the body of the cluster that is put back. */
const earlier = {
  ...whole,
  ...withSteps({ ...put, request: { ...put.request, body: secretBody } }, grant, removal, revoke),
};
const making = read(plannedStep('createCluster'));
const { request } = making;

it('a record is stored without the body of a cluster that is put back, and with its content hash', async () => {
  const store = { ...storeOf(), text: '' };
  const journal = createJournal({ ...store, write: async (text) => void (store.text = text) });
  await journal.record(earlier);
  expect(store.text).not.toMatch(/s3cr3t|httpProxy/);
  const { steps } = (JSON.parse(store.text) as { entries: RunRecord[] }).entries[0]!.plan;
  expect(steps[0]).toEqual({ ...put, sentContent: sentContentOf(secretBody) });
});

it('a record of an earlier version loses its bodies and secrets the next time that anything is recorded', async () => {
  const created = { ...making, body: secretBody, request: { ...request, body: secretBody } };
  const other = { ...whole, activityId: 'b', ...withSteps(created), steps: [{ id: making.id, status: 'pending' }] };
  const store = storeOf(JSON.stringify({ version: 1, entries: [earlier, other] }));
  const journal = createJournal(store);
  const found = await journal.entries(here);
  expect(found.map(({ plan: { steps } }) => steps.length)).toEqual([1, 4]);
  expect(JSON.stringify(found)).not.toContain('s3cr3t');
  await journal.record({ ...whole, activityId: 'c' });
  expect(await store.read()).not.toContain('s3cr3t');
  expect((await createJournal(store).entries(here)).map(({ plan }) => plan.steps[0])).toEqual(
    expect.arrayContaining([
      { ...put, sentContent: sentContentOf(secretBody) },
      { ...created, body: withoutSecrets(secretBody), request: { ...request, body: withoutSecrets(secretBody) } },
    ]) as unknown,
  );
});

it("a record that can't be read is kept without what is secret in it", async () => {
  const store = storeOf(
    JSON.stringify({ version: 1, entries: [{ odd: secretBody }], setAside: [JSON.stringify(secretBody)] }),
  );
  const journal = createJournal(store, undefined, redactSecrets);
  await journal.record(whole);
  expect(await store.read()).not.toContain('s3cr3t');
  expect(await store.read()).toContain('proxy:8080');
});

it('a record without its secret is not continued, and says what to do', () => {
  const created = { ...whole, ...withSteps(removal, { ...making, body: secretBody, request }) } as RunRecord;
  expect(() => assertWhole(created)).not.toThrow();
  expect(() => assertWhole(recordToStore(created))).toThrow(
    /contains a secret, which is not stored. Make the change again/,
  );
});

it.each(everyPlan)('a plan without secrets is stored as it is, but for clusters that are put back: %s', (_, plan) => {
  const steps = plan.steps.map((step) =>
    step.kind === 'putCluster' ? { ...step, request: { method: 'PUT', path: step.request.path } } : step,
  );
  expect(recordToStore({ ...whole, plan }).plan).toStrictEqual({ ...plan, steps });
});

it('a plan is recognised as sent by its content, whatever service principal the cluster had then', () => {
  const [, plan] = everyPlan.find(([name]) => name === 'setControlPlane 4')!;
  const step = plan.steps.find(({ kind }) => kind === 'putCluster')!;
  if (step.kind !== 'putCluster') throw new Error('no update of a cluster');
  const { sentContent: _, ...old } = step;
  const body = step.request.body!;
  const sent = clusterOf({ ...body, id: step.clusterId, name: 'shop-weu' });
  const left = { ...(body['properties'] as object), servicePrincipalProfile: { clientId: 'msi' } };
  const asLeft = clusterOf({ ...sent.raw, properties: left });
  const changed = clusterOf({ ...sent.raw, tags: { other: 'x' } });
  for (const kept of [step, withoutBody(step), withoutBody(old)])
    expect([sent, asLeft, changed].map((one) => isAsSent(one, kept))).toEqual([true, true, false]);
});
