/** What failed, stopped or was never read, in the language that nobody speaks. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pseudoText } from '../../scripts/pseudoLanguage.ts';
import type { ChangeKind } from '../../src/domain/change/change.ts';
import { kinds } from '../../src/domain/change/kinds.ts';
import { demoWorld } from '../../src/emulator/scenarios/demo.ts';
import { IdentityError } from '../../src/errors.ts';
import type { PanelTarget } from '../../src/manifest.ts';
import { createBench, type Bench } from '../support/azure/azureBench.ts';
import { inCloud } from '../support/azure/cloud.ts';
import { holdingBench } from '../support/azure/holdingBench.ts';
import { idOf } from '../support/azure/idOf.ts';
import { say } from '../../src/sentences/words.ts';
import { languagePages } from './support/languagePages.ts';
import { plainTexts } from './support/plainTexts.ts';

const { panelOn, reportOn } = languagePages();

/** What Azure may answer instead; its own words are a number here, as they are never translated. */
const answers = {
  'a refusal': { status: 403, code: 'AuthorizationFailed', message: '12' },
  'a sign-in that has ended': { status: 401, code: 'ExpiredAuthenticationToken', message: '12' },
  'an error of its own': { status: 500, code: 'InternalServerError', message: '12' },
  'that nothing is there': { status: 404, code: 'ResourceNotFound', message: '12' },
} as const;
type Answer = keyof typeof answers;

/** Returns what is not translated, but for Azure's own codes and what the roles of a person who is signed in are called. */
async function plain(page: Page): Promise<readonly string[]> {
  const codes = Object.values(answers).map(({ code }) => code);
  return (await plainTexts(page)).filter(
    (text) => !/^permissions in: /.test(text) && !codes.some((code) => text.startsWith(`${code} in: `)),
  );
}

/** Requests that fail, by what they read. */
const reads = {
  everything: '',
  'what a query finds': 'resourcegraph',
  clusters: 'managedclusters',
  roles: 'authorization',
  credentials: 'federatedidentitycredentials',
  'the activity log': 'eventtypes',
} as const;
type Read = keyof typeof reads;

/** Each read is refused; the other answers are told apart wherever they come from. */
const cases = (Object.keys(answers) as Answer[]).flatMap((answer) =>
  (Object.keys(reads) as Read[])
    .filter((read) => answer === 'a refusal' || read === 'everything' || read === 'roles')
    .map((read) => [answer, read] as const),
);

async function failing(answer: Answer, read: Read): Promise<Bench> {
  const bench = createBench(inCloud(demoWorld()));
  await bench.fault({ match: { pathContains: reads[read] }, times: 10_000, ...answers[answer] });
  return bench;
}

const places: readonly ((ids: { cluster: string; identity: string }) => PanelTarget)[] = [
  ...(['details', 'map', 'workloads', 'access', 'history'] as const).map(
    (tab) =>
      ({ cluster }: { cluster: string }): PanelTarget => ({ kind: 'cluster', clusterId: cluster, tab }),
  ),
  ...(['map', 'access', 'history'] as const).map((tab) => ({ identity }: { identity: string }): PanelTarget => ({
    kind: 'identity',
    identityId: identity,
    tab,
  })),
];

describe.each(cases)('%s for %s', (answer, read) => {
  it('leaves no text untranslated in the tabs of a cluster and an identity', async () => {
    const known = createBench(inCloud(demoWorld()));
    const ids = { cluster: await idOf(known, 'shop-weu'), identity: await idOf(known, 'id-shop-weu') };
    const bench = await failing(answer, read);
    const found: string[] = [];
    for (const place of places) {
      const panel = await panelOn(bench, place(ids));
      found.push(...(await plain(panel.page)));
      await panel.close();
    }
    expect(found).toEqual([]);
  });

  it('leaves no text untranslated in the report', async () => {
    const report = await reportOn(await failing(answer, read));
    await expect.poll(() => report.states.at(-1)?.phase, { timeout: 60_000 }).toMatch(/^(?:ready|failed|signedOut)$/);
    await report.drawn();
    expect(await plain(report.page)).toEqual([]);
  });
});

it.each(Object.keys(kinds) as ChangeKind[])(
  'the form of %s has no untranslated text where its lists can not be read',
  async (kind) => {
    const known = createBench(inCloud(demoWorld()));
    const clusterId = await idOf(known, 'shop-weu');
    const bench = await failing('a refusal', 'everything');
    const panel = await panelOn(bench, {
      kind: 'change',
      draft: 'clusterId' in kinds[kind].fields ? { kind, clusterId } : { kind },
    });
    expect(await plain(panel.page)).toEqual([]);
  },
);

describe('the report', () => {
  it('has no untranslated text while signed out', async () => {
    const gone = new IdentityError({ code: 'signedOut', message: say`You're not signed in.`, notConnected: true });
    const report = await reportOn(createBench(inCloud(demoWorld())), { service: () => Promise.reject(gone) });
    await expect.poll(() => report.states.at(-1)?.phase).toBe('signedOut');
    await report.drawn();
    expect(await plain(report.page)).toEqual([]);
  });

  it('has no untranslated text where it was stopped', async () => {
    const { bench, release } = holdingBench(inCloud(demoWorld()));
    const report = await reportOn(bench);
    await report.page
      .getByRole('cell', { name: pseudoText('Still being checked') })
      .first()
      .waitFor();
    const whileReading = await plain(report.page);
    await report.page.getByRole('button', { name: pseudoText('Cancel') }).click();
    await expect.poll(() => report.states.at(-1)?.phase).toBe('stopped');
    await report.drawn();
    release();
    expect(whileReading).toEqual([]);
    expect(await plain(report.page)).toEqual([]);
  });
});
