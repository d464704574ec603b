import { contributions } from '../../src/contributions.ts';
import type { Contribution } from '../../src/contributions.ts';
import { rowFlags, views } from '../../src/manifest.ts';
import type { RowKind } from '../../src/manifest.ts';

interface MenuItem {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

const rowsOfActivity: readonly RowKind[] = ['activity', 'step', 'timer'];
const all: readonly (readonly [string, Contribution])[] = Object.entries(contributions);

/** Puts the commands and their menus into a text of package.json; everything else in it stays as it is. */
export function withContributions(packageJson: string): string {
  const content = JSON.parse(packageJson) as { readonly contributes: object };
  const contributes = { ...content.contributes, commands, menus };
  return `${JSON.stringify({ ...content, contributes }, undefined, 2)}\n`;
}

const commands = all.map(([command, { title, icon }]) => ({
  ...{ command, title, category: 'AKS Identity' },
  ...(icon === undefined ? {} : { icon: `$(${icon})` }),
}));

const menus = {
  commandPalette: all.flatMap(([command, { palette }]): MenuItem[] =>
    palette === undefined ? [] : [{ command, when: palette === 'never' ? 'false' : palette.join(' || ') }],
  ),
  'view/title': all
    .flatMap(([command, { titleBars = [] }]) =>
      titleBars.map(({ of, group, when }) => ({ command, when: whenAll(inView(of), when), group })),
    )
    .sort(byPlace),
  'view/item/context': all
    .flatMap(([command, { rows = [] }]) =>
      rows.map(({ on, group, when }) => ({ command, when: whenAll(whenRow(on), when), group })),
    )
    .sort(byPlace),
};

type On = NonNullable<Contribution['rows']>[number]['on'];

function inView(view: keyof typeof views): string {
  return `view == ${views[view]}`;
}

/** The condition that one of the rows is meant: kinds that need the same flags share a part of the pattern. */
function whenRow(on: On): string {
  const kinds = Object.keys(on) as RowKind[];
  const parts = Map.groupBy(kinds, (kind) =>
    flagsOf(on, kind)
      .map((flag) => `.*${flag}:`)
      .join(''),
  );
  const patterns = [...parts].map(([flags, [first = '', ...rest]]) =>
    rest.length === 0 ? `^${first}:${flags}` : `^(${[first, ...rest].join('|')}):${flags}`,
  );
  const view = kinds.some((kind) => rowsOfActivity.includes(kind)) ? 'activity' : 'clusters';
  return `${inView(view)} && viewItem =~ /${patterns.join('|')}/`;
}

/** The flags in the order in which `contextValue` writes them. */
function flagsOf(on: On, kind: RowKind): readonly string[] {
  const wanted: readonly string[] = on[kind] ?? [];
  return rowFlags[kind].filter((flag: string) => wanted.includes(flag));
}

/** VS Code knows no parentheses: what has to hold anyway is repeated with each of the other conditions. */
function whenAll(always: string, oneOf: readonly string[] = []): string {
  return oneOf.length === 0 ? always : oneOf.map((condition) => `${always} && ${condition}`).join(' || ');
}

/** By view, then as VS Code shows them: what is inline or in the title bar first, then group by group. */
function byPlace(a: Required<MenuItem>, b: Required<MenuItem>): number {
  return placeOf(a).localeCompare(placeOf(b), 'en');
}

function placeOf({ when, group }: Required<MenuItem>): string {
  const isFirst = /^(inline|navigation)@/.test(group);
  return [when.startsWith(inView('clusters')) ? 0 : 1, isFirst ? 0 : 1, group].join(' ');
}
