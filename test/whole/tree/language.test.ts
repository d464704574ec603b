import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pseudoBundle } from '../../../scripts/pseudoLanguage.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { RowKind } from '../../../src/manifest.ts';
import { speak, type Bundle } from '../../../src/sentences/language.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { treeItemOf, withTooltip } from '../../../src/tree/row/treeItem.ts';
import { activityRows } from '../../../src/tree/activity/activityRows.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { endedRuns } from '../panel/endedRuns.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { plainIn } from '../../page/support/plainTexts.ts';
import { plainWordsBeside } from '../../support/plainWords.ts';

let demo: DemoService;
let english: readonly Row[];
let translated: readonly Row[];
let translatedTexts: readonly { readonly kind: RowKind; readonly text: string }[];

beforeAll(async () => {
  demo = demoService(3);
  // What the first look learns, the second one shows.
  await rowsIn(undefined);
  english = await rowsIn(undefined);
  translated = await rowsIn(pseudoBundle());
  translatedTexts = translated.flatMap((row) => textsOf(row).map((text) => ({ kind: row.kind, text })));
  speak();
});
afterAll(() => demo.close());

/** Returns the rows of all subscriptions, and all below them, as a person who speaks the language gets them. */
async function rowsIn(bundle: Bundle | undefined): Promise<readonly Row[]> {
  speak(bundle, 'en');
  const tree = new ClustersTree({
    service: () => Promise.resolve(demo.service),
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => true,
    onState: () => undefined,
    note: () => undefined,
  });
  const below = async (row: Row): Promise<readonly Row[]> => {
    const isFolded = row.children === undefined;
    const rows = isFolded ? [] : await tree.getChildren(row);
    return [row, ...(await Promise.all(rows.map(below))).flat()];
  };
  const walk = async (): Promise<readonly Row[]> => {
    const roots = await tree.getChildren();
    return [...roots, ...(await Promise.all(roots.map(below)).then((a) => a.flat()))];
  };
  // Rows say what is known by then, and on a busy machine that is less.
  const [cluster] = (await walk()).filter(({ kind }) => kind === 'cluster');
  await tree.rowOf(cluster?.clusterId ?? '');
  const rows = await walk();
  tree.dispose();
  return rows;
}

/** Returns what a row shows, and what a screen reader says of it. */
function textsOf(row: Row): readonly string[] {
  const { label, description, tooltip, accessibilityInformation } = withTooltip(treeItemOf(row), row);
  const tooltipText = typeof tooltip === 'object' ? tooltip.value : tooltip;
  const texts = [label, description, ...(tooltipText?.split('\n\n') ?? []), accessibilityInformation?.label];
  return [...texts, row.state?.words].filter((text) => typeof text === 'string');
}

describe('the view Clusters in another language', () => {
  it('has no row, of whatever kind and with all that is found, with a word that is not translated', () => {
    const untranslated = translatedTexts.flatMap(({ kind, text }) => {
      // A tooltip is Markdown, which has no links of its own here.
      const plain = text.replaceAll(/\\(?=[^\da-z\s])/gi, '').replaceAll('&#8288;', '');
      return plainIn(plain).map((words) => `${kind}: ${words}`);
    });
    expect(new Set(translatedTexts.map(({ kind }) => kind)).size).toBeGreaterThan(15);
    // The state of the last operation, as Azure calls it, beside the finding that it failed.
    const state = /^finding: Failed in: (?:.*, )?Failed$/;
    expect([...new Set(untranslated)].filter((one) => !state.test(one))).toEqual([]);
  });

  it('has as many parts in each description as in English, and as many that are read aloud', () => {
    const parts = ({ description = '', spoken = '' }: Row) =>
      [description, spoken].map((text) => text.split(' \u00b7 ').length);
    const partsOf = (rows: readonly Row[]) => rows.map((row) => `${row.key}: ${parts(row).join()}`);
    expect(partsOf(translated)).toEqual(partsOf(english));
  });

  it('has the keys, menus, commands and targets of English, so that what VS Code keeps of rows goes on', () => {
    const shown = new Set(['label', 'description', 'spoken', 'tooltip', 'state', 'children']);
    const withoutTexts = (rows: readonly Row[]) =>
      rows.map((row) => Object.entries(row).filter(([name]) => !shown.has(name)));
    expect(withoutTexts(translated)).toEqual(withoutTexts(english));
  });
});

describe('the view Activity in another language', () => {
  const here = [...Object.entries(endedRuns).map(([name, run]) => [name, run, false] as const)];
  const before = here.map(([name, run]) => [`${name}, in English, before a reload`, run, true] as const);

  it.each([...here, ...before])('has no word that is not translated of a run: %s', async (_, run, isReloaded) => {
    speak(isReloaded ? undefined : pseudoBundle(), 'en');
    const first = createBench(demoWorld(), { kind: 'demo' });
    await run(first);
    const bench = isReloaded ? first.restarted() : first;
    speak(pseudoBundle(), 'en');
    const rows = activityRows(await bench.service.activity(), new Date(bench.emulator.clock.now()));
    const all = rows.flatMap((row) => [row, ...(Array.isArray(row.children) ? (row.children as readonly Row[]) : [])]);
    // What Azure itself said of the one that failed.
    const plainWords = plainWordsBeside(demoWorld(), { name: 'AuthorizationFailed', displayName: 'Not allowed' });
    const untranslated = all.flatMap((row) =>
      textsOf(row).flatMap((text) => plainWords(text).map((words) => `${row.kind}: ${words} in ${text}`)),
    );
    speak();
    expect(all.length).toBeGreaterThan(2);
    expect([...new Set(untranslated)]).toEqual([]);
  });
});
