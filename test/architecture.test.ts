import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesIn, graphOf } from './architecture/circles.ts';
import {
  filesBelow,
  functionsOf,
  importsOf,
  projectText,
  sources,
  targetOf,
  textOf,
  type Import,
} from './architecture/imports.ts';
import { rooms } from './architecture/rooms.ts';

const mostLines = 300;
/** Sources with more lines, each with its reason. */
const longer: Readonly<Record<string, string>> = {
  'contributions.ts':
    'the catalogue of all commands: one table, read from top to bottom, from which package.json is made',
};

const longestFunction = 80;
/** Functions with more lines, each with its reason. */
const longerFunctions: Readonly<Record<string, string>> = {
  'emulator/providers/containerService/cluster/clusterPut.ts putCluster': "the checks of a PUT in ARM's own order",
  'extension.ts activate': 'what the extension is made of, one thing after the other',
  'views.ts createViews': 'the two views and all that they follow',
  'webview/page/form/combobox.ts combobox': 'the markup of one widget and its keys',
};

/** A file's own row, else that of its folder. */
function roomOf(file: string): string | undefined {
  return [file, posix.dirname(file)].find((place) => place in rooms);
}

/** Returns true if a row names the file itself, its folder, or a folder above it. */
function isNamed(file: string, places: readonly string[] = []): boolean {
  const room = roomOf(file) ?? '';
  return places.some((place) =>
    place.endsWith('/*') ? room === place.slice(0, -2) || file.startsWith(place.slice(0, -1)) : room === place,
  );
}

function isAllowed(file: string, { specifier, kind }: Import): boolean {
  const from = roomOf(file);
  const room = rooms[from ?? ''];
  if (from === undefined || room === undefined) return false;
  if (!specifier.startsWith('.')) return (room.packages ?? []).some((pattern) => pattern.test(specifier));
  const target = targetOf(file, specifier);
  if (target === undefined) return false;
  if (roomOf(target) === from || isNamed(target, room.uses)) return true;
  if (kind === 'lazy') return isNamed(target, room.usesLazily);
  return kind === 'type' && isNamed(target, room.usesTypesOf);
}

/** Every import of one source by another, as `from > to`. */
const uses = sources.flatMap((file) =>
  importsOf(textOf(file)).flatMap((found) => {
    const target = found.specifier.startsWith('.') ? targetOf(file, found.specifier) : found.specifier;
    return [{ from: file, to: target ?? found.specifier, found, text: `${file} > ${target ?? found.specifier}` }];
  }),
);
const inside = uses.filter(({ to }) => sources.includes(to));

/** Returns the names of the interfaces, types and classes that a source declares. */
function typesIn(text: string): readonly string[] {
  return [...text.matchAll(/^(?:export )?(?:abstract )?(?:interface|type|class) (\w+)/gm)].map(([, name = '']) => name);
}

const filesNaming = (word: string): readonly string[] => sources.filter((file) => textOf(file).includes(word));

/** The files in which each type is declared; the emulator is a world of its own. */
const typeHomes = Map.groupBy(
  sources
    .filter((file) => !file.startsWith('emulator/'))
    .flatMap((file) => typesIn(textOf(file)).map((name) => ({ name, file }))),
  ({ name }) => name,
);

describe('the house', () => {
  it('declares each type name in one place, so that a name has one meaning', () => {
    const twins = [...typeHomes].filter(([, homes]) => homes.length > 1);
    expect(twins.map(([name, homes]) => `${name}: ${homes.map(({ file }) => file).join(', ')}`)).toEqual([]);
    expect(typesIn('export interface Cluster {}\ntype Row<T> = T;\nexport class Refusal {}')).toEqual([
      'Cluster',
      'Row',
      'Refusal',
    ]);
  });

  it('has a row in the table for every folder of src, and no row for what is not there', () => {
    expect(sources.filter((file) => roomOf(file) === undefined)).toEqual([]);
    const places = new Set(filesBelow('src').flatMap((file) => [file, posix.dirname(file)]));
    expect(Object.keys(rooms).filter((room) => !places.has(room))).toEqual([]);
  });

  it('has every room in docs/architecture.md or the page of rooms, but for those below the folders of the emulator', () => {
    const page = projectText('docs/architecture.md');
    const larger = page.slice(page.indexOf('\n## Rooms'), page.indexOf('\n## Patterns'));
    const section = `${larger}${projectText('docs/tables/rooms.md')}`;
    const isOnPage = (room: string): boolean => {
      const parts = room.split('/');
      const names = parts.map((_, index) => parts.slice(index).join('/'));
      return [`${room}/`, ...names].some((name) => section.includes(`\`${name}\``));
    };
    const folders = Object.keys(rooms).filter((room) => !room.endsWith('.ts') && !room.startsWith('emulator/'));
    expect(folders.length).toBeGreaterThan(60);
    expect(folders.filter((room) => !isOnPage(room))).toEqual([]);
  });

  it('lets every folder import only what its row in the table allows', () => {
    const broken = uses.filter(({ from, found }) => !isAllowed(from, found));
    expect(broken.map(({ text, found }) => `${text} (${found.kind})`)).toEqual([]);
  });

  it('makes what a page or VS Code shows in the language of VS Code, so none of their rooms imports English texts', () => {
    const shows = /^(?:webview|tree|commands|host|session)\//;
    const english = uses.filter(
      ({ from, found }) => shows.test(from) && found.specifier.endsWith('sentences/textOf.ts'),
    );
    // It checks there what a command is given, as texts.
    expect(english.map(({ from }) => from)).toEqual(['commands/context.ts']);
  });

  it('would notice an import against the rules', () => {
    const planner = 'domain/plan/whole/planChanges.ts';
    expect(isAllowed(planner, { specifier: '../../errors.ts', kind: 'static' })).toBe(false);
    expect(isAllowed(planner, { specifier: 'node:crypto', kind: 'static' })).toBe(false);
    expect(isAllowed(planner, { specifier: '../../../sentences/words.ts', kind: 'static' })).toBe(true);
    expect(isAllowed(planner, { specifier: '../../../sentences/textOf.ts', kind: 'static' })).toBe(false);
    expect(isAllowed('domain/plan/plan.ts', { specifier: './whole/planChanges.ts', kind: 'type' })).toBe(false);
    expect(isAllowed('azure/arm/arm.ts', { specifier: 'vscode', kind: 'static' })).toBe(false);
    expect(isAllowed('tree/row/row.ts', { specifier: '../../commands/index.ts', kind: 'type' })).toBe(false);
    expect(isAllowed('manifest.ts', { specifier: './domain/change/change.ts', kind: 'static' })).toBe(false);
    expect(isAllowed('manifest.ts', { specifier: './domain/change/change.ts', kind: 'type' })).toBe(true);
    expect(isAllowed('host/accounts/cloud.ts', { specifier: './fallbackAccounts.ts', kind: 'static' })).toBe(false);
    expect(isAllowed('host/accounts/accounts.ts', { specifier: './fallbackAccounts.ts', kind: 'lazy' })).toBe(true);
    expect(isAllowed('app/identityService.ts', { specifier: '../../test/support/property.ts', kind: 'type' })).toBe(
      false,
    );
    const text = "import type { A } from './a.ts';\nexport { b } from './b.ts';\nvoid import('./c.ts');";
    expect(importsOf(text).map(({ kind }) => kind)).toEqual(['type', 'static', 'lazy']);
  });

  it('writes no place of a template by hand in a sentence', () => {
    expect(sources.filter((file) => /\bsay`[^`$]*\{\d/.test(textOf(file)))).toEqual([]);
  });

  it('has no circle between files, types included', () => {
    expect(inside.length).toBeGreaterThan(sources.length);
    expect(circlesIn(graphOf(inside.map(({ from, to }) => [from, to])))).toEqual([]);
  });

  it('has no circle between folders, types included', () => {
    const between = inside
      .map(({ from, to }) => [roomFolder(from), roomFolder(to)] as const)
      .filter(([from, to]) => from !== to);
    expect(circlesIn(graphOf(between))).toEqual([]);
  });

  it('would notice a circle', () => {
    const graph = graphOf([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
      ['d', 'a'],
    ]);
    expect(circlesIn(graph)).toEqual([['b', 'c']]);
  });

  it('has at most 300 lines in a source file, but for those that are said to be longer, with the reason', () => {
    const isLong = (file: string): boolean => textOf(file).trimEnd().split('\n').length > mostLines;
    expect(sources.filter(isLong), 'each file is cut by its subjects').toEqual(Object.keys(longer).sort());
  });

  it('has at most 80 lines in a function, but for those that are said to be longer, with the reason', () => {
    const longer = sources.filter((file) => textOf(file).split('\n').length > longestFunction);
    const long = longer.flatMap((file) =>
      functionsOf(textOf(file)).flatMap(({ name, lines }) => (lines > longestFunction ? [`${file} ${name}`] : [])),
    );
    expect(long, 'a closure of many functions is a class').toEqual(Object.keys(longerFunctions).sort());
  });

  it('writes the ending .ts or .json in every relative import, so that Node runs any file as it is', () => {
    const relative = uses.filter(({ found }) => found.specifier.startsWith('.'));
    expect(relative.filter(({ to }) => !/\.(ts|json)$/.test(to)).map(({ text }) => text)).toEqual([]);
  });

  it('names nothing utils, helpers, common or manager', () => {
    expect(sources.filter((file) => /(^|[/.])(utils?|helpers?|common|manager)([/.]|$)/i.test(file))).toEqual([]);
  });

  it('runs no test twice, and lets none wait for a length of time', () => {
    const forbidden = /waitForTimeout|timers\/promises|new Promise\b[^;]*\bsetTimeout\(|\bretr(?:y|ies): \d/;
    // What starts and ends processes may wait for them.
    const files = filesBelow('test').filter((file) => !file.startsWith('e2e/host/') && file !== 'architecture.test.ts');
    const all = ['vitest.config.ts', 'scripts/test.ts', ...files.map((file) => `test/${file}`)];
    expect(all.filter((file) => file.endsWith('.ts') && forbidden.test(projectText(file)))).toEqual([]);
  });

  it('lets no unit test drive the service and the emulator together', () => {
    const apart = /^(whole|page|emulator|support|e2e|vscode)\//;
    const units = filesBelow('test').filter((file) => file.endsWith('.test.ts') && !apart.test(file));
    const whole =
      /\/support\/(azure\/(azureBench|grantBench)|demoService)\.ts'|\/session\/(connections|demoConnection)\.ts'/;
    expect(units.filter((file) => whole.test(projectText(`test/${file}`)))).toEqual([]);
  });

  it('writes to Azure nowhere among what reads', () => {
    const writing = /\.(create|delete|update|begin)\w*\(|'(PUT|PATCH|DELETE)'/;
    const reading = sources.filter((file) => file.startsWith('azure/read/'));
    expect(reading.filter((file) => writing.test(textOf(file)))).toEqual([]);
    expect(writing.test(textOf('azure/write/roleAssignments.ts'))).toBe(true);
  });

  it("turns ARM's JSON into the model below what shows it", () => {
    const shows = sources.filter((file) => /^(tree|webview|commands)\//.test(file));
    const translates = /cluster\/fromArm|['`]properties\./;
    expect(shows.filter((file) => translates.test(textOf(file)))).toEqual([]);
  });

  it('names the toolkit in one file only', () => {
    expect(filesNaming('@vscode/webview-ui-toolkit')).toEqual(['webview/page/drawing/toolkit.ts']);
  });

  it('shows errors in one place only', () => {
    expect(filesNaming('showErrorMessage')).toEqual(['host/window/errorReporter.ts']);
  });
});

/** Returns a file's folder; each of the few files at the top is its own folder. */
function roomFolder(file: string): string {
  return posix.dirname(file) === '.' ? file : posix.dirname(file);
}
