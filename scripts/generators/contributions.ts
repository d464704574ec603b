import { agentTools, type AgentTool } from '../../src/agentTools.ts';
import { contributions, type WhenCondition, type Contribution } from '../../src/contributions.ts';
import { rowFlags, views, type RowKind } from '../../src/manifest.ts';
import { givenKinds } from '../../src/domain/change/change.ts';
import { kinds } from '../../src/domain/change/kinds.ts';
import type { Fields, Schema } from '../../src/shape/shape.ts';

interface MenuItem {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

const notFile = 'aksIdentity.connection != file';
const rowsOfActivity: readonly RowKind[] = ['activity', 'step', 'timer'];
const all: readonly (readonly [string, Contribution])[] = Object.entries(contributions).map(
  ([command, contribution]) => [command, withoutFiles(contribution)] as const,
);

/** What makes a change is offered for what is in Azure only. */
function withoutFiles(one: Contribution): Contribution {
  if (one.changes !== true) return one;
  const elsewhere = (when: readonly string[] = []): readonly WhenCondition[] =>
    (when.length === 0 ? [notFile] : when.map((each) => `${each} && ${notFile}`)) as readonly WhenCondition[];
  const { palette, titleBars = [], rows = [] } = one;
  return {
    ...one,
    ...(palette === undefined || palette === 'never' ? {} : { palette: elsewhere(palette) }),
    titleBars: titleBars.map((each) => ({ ...each, when: elsewhere(each.when) })),
    rows: rows.map((each) => ({ ...each, when: elsewhere(each.when) })),
  };
}

/** Puts the commands, their menus and the tools for agents into a text of package.json; everything else in it stays as it is. */
export function withContributions(packageJson: string): string {
  const content = JSON.parse(packageJson) as { readonly contributes: object };
  const contributes = { ...content.contributes, commands, menus, languageModelTools };
  return `${JSON.stringify({ ...content, contributes }, undefined, 2)}\n`;
}

/** Puts the titles of commands and tools into a text of package.nls.json; every other text in it stays as it is. */
export function withTitles(packageNls: string): string {
  const present = Object.entries(JSON.parse(packageNls) as Readonly<Record<string, string>>);
  const written = present.filter(([key]) => !/^aksIdentity[._]/.test(key));
  const titles = all.map(([command, { title }]) => [command, title]);
  const ofTools = Object.entries<AgentTool>(agentTools).flatMap(([name, { title, about }]) => [
    [name, title],
    [`${name}.about`, about],
  ]);
  return `${JSON.stringify(Object.fromEntries([...written, ...titles, ...ofTools]), undefined, 2)}\n`;
}

const commands = all.map(([command, { icon }]) => ({
  command,
  title: `%${command}%`,
  category: 'AKS Identity',
  ...(icon === undefined ? {} : { icon: `$(${icon})` }),
}));

/**
 * AKS rows of other extensions. Azure Resources adds the type of the resource to what a row says of itself, as it does for the
 * group of all resources of a type; the cloud explorer of the Kubernetes extension, which had another id before, has the rows of
 * the AKS extension.
 * Sources: https://github.com/microsoft/vscode-azureresourcegroups/blob/main/src/tree/azure/AzureResourceItem.ts,
 * https://github.com/microsoft/vscode-azureresourcegroups/blob/main/src/tree/azure/grouping/ResourceTypeGroupingItem.ts,
 * https://github.com/microsoft/vscode-azureresourcegroups/blob/main/api/src/AzExtResourceType.ts,
 * https://github.com/Azure/vscode-aks-tools/blob/main/package.json
 */
const neighbours = [
  'view =~ /^azure(ResourceGroups|FocusView)$/ && viewItem =~ /^(?=.*\\bazureResource\\b).*\\bContainerServiceManagedClusters\\b/',
  'view =~ /^(kubernetes\\.c|extension\\.vsKubernetesC)loudExplorer$/ && viewItem =~ /\\baks\\.cluster\\b/',
];

const menus = {
  commandPalette: all.flatMap(([command, { palette }]): MenuItem[] =>
    palette === undefined ? [] : [{ command, when: palette === 'never' ? 'false' : palette.join(' || ') }],
  ),
  'view/title': all
    .flatMap(([command, { titleBars = [] }]) =>
      titleBars.map(({ of, group, when }) => ({ command, when: whenAll(inView(of), when), group })),
    )
    .sort(byPlace),
  'view/item/context': [
    ...all
      .flatMap(([command, { rows = [] }]) =>
        rows.flatMap(({ on, group: groups, when }) =>
          [groups].flat().map((group) => ({ command, when: whenAll(whenRow(on), when), group })),
        ),
      )
      .sort(byPlace),
    ...all.flatMap(([command, { neighbours: group }]) =>
      group === undefined ? [] : neighbours.map((when) => ({ command, when, group })),
    ),
  ],
  'editor/context': offeredOn('editor', 'editorHasSelection'),
  'terminal/context': offeredOn('terminal', 'terminalTextSelected'),
};

/** The commands that selected text offers. */
function offeredOn(place: 'editor' | 'terminal', when: string): readonly Required<MenuItem>[] {
  return all.flatMap(([command, { selections = [] }]) =>
    selections.includes(place) ? [{ command, when, group: '9_aksIdentity@1' }] : [],
  );
}

type On = NonNullable<Contribution['rows']>[number]['on'];

function inView(view: keyof typeof views): string {
  return `view == ${views[view]}`;
}

/** Returns the condition that matches one of the rows; kinds that need the same flags share a part of the pattern. */
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

/** The tools as package.json names them. */
export const languageModelTools = Object.entries<AgentTool>(agentTools).map(
  ([name, { reference, description, icon, takes }]) => ({
    name,
    displayName: `%${name}%`,
    toolReferenceName: reference,
    canBeReferencedInPrompt: true,
    userDescription: `%${name}.about%`,
    modelDescription: description,
    icon: `$(${icon})`,
    tags: ['azure', 'aks'],
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(takes).map(([key, { of, says }]) => [
          key,
          of === 'text' ? { type: 'string', description: says } : changeSchema(says),
        ]),
      ),
      required: Object.keys(takes).filter((key) => takes[key]?.isOptional !== true),
      additionalProperties: false,
    },
  }),
);

/** One flat object, because not every language model takes alternatives; the description says which kind takes which fields. */
export function changeSchema(
  says: string,
  of: Readonly<Record<string, { readonly fields: Fields }>> = kindsForAgents(),
): Schema {
  const all = Object.values(of).flatMap(({ fields }) => Object.entries(fields));
  return {
    type: 'object',
    description: `${says} Kinds, with the fields of each, a question mark where one may be left out: ${kindsInWords(of)}.`,
    properties: {
      kind: { type: 'string', enum: Object.keys(of) },
      ...Object.fromEntries(all.map(([name, shape]) => [name, shape.schema])),
    },
    required: ['kind'],
  };
}

/** What only a person may ask for is left out. */
function kindsForAgents(): Readonly<Record<string, { readonly fields: Fields }>> {
  return Object.fromEntries(givenKinds.map((kind) => [kind, kinds[kind]]));
}

function kindsInWords(of: Readonly<Record<string, { readonly fields: Fields }>>): string {
  return Object.entries(of)
    .map(([kind, { fields }]) => {
      const names = Object.entries(fields).map(([name, shape]) => ('isOptional' in shape ? `${name}?` : name));
      return `${kind} (${names.join(', ')})`;
    })
    .join('; ');
}
