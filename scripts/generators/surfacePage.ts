import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { agentTools, type AgentTool } from '../../src/agentTools.ts';
import { commands, endings, formatsOf } from '../../src/cli/commandLine/formats.ts';
import { emulatorCommand } from '../../src/cli/commandLine/emulatorCommand.ts';
import { limitsOf, neededBy, optionNames, options, type OptionRecord } from '../../src/cli/commandLine/options.ts';
import { exitCode } from '../../src/cli/commands/exitCode.ts';
import { givenKinds, neededFields } from '../../src/domain/change/change.ts';
import type { Kind } from '../../src/domain/change/kind.ts';
import { kinds } from '../../src/domain/change/kinds.ts';
import { catalogue } from '../../src/domain/findings/catalogue.ts';
import { problems } from '../../src/domain/askers/judging/problems.ts';
import { version } from '../../src/domain/report/version.ts';
import { causes } from '../../src/domain/signIn/situation/causes.ts';
import { usageText, words as emulatorWords } from '../../src/emulator/options.ts';
import type { Schema } from '../../src/shape/shape.ts';
import { typedSurfaces } from './apiSurface.ts';
import { controlBodies } from './controlBodies.ts';
import { filterLines, linkLines } from './linkLines.ts';
import { takenTimes } from './takenTimes.ts';
import { widerAnswers } from './widerAnswers.ts';

/** What others build on, in sections of lines. In one whose name ends with `need`, a line more asks more of others. */
export type Surface = Readonly<Record<string, readonly string[]>>;

interface Setting {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly default: unknown;
}

interface ActionInput {
  readonly required?: boolean;
  readonly default?: string;
}

interface PackageJson {
  readonly name: string;
  readonly publisher: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, Setting>>;
    };
  };
}

function textAt(path: string): string {
  return readFileSync(resolve(import.meta.dirname, '..', '..', path), 'utf8');
}

function jsonAt<T = Schema>(path: string): T {
  return JSON.parse(textAt(path)) as T;
}

const changeSection = 'Members of changes';
const needSection = 'Members that changes need';
const apiSection = 'Public API, version 1';
const apiNeedSection = 'Members that methods need';
const decisionsSection = 'Members of the decisions file';
const decisionsNeedSection = 'Members that the decisions file needs';
const toolsSection = 'Tools for agents';
const toolsNeedSection = 'Inputs that tools for agents need';
const actionSection = 'Inputs of the GitHub action';
const actionNeedSection = 'Inputs that the GitHub action needs';
/** The sections in which a line more asks more of others, each with the one that has all that can be given. */
const membersOf: Readonly<Record<string, string>> = {
  [needSection]: changeSection,
  [apiNeedSection]: apiSection,
  [decisionsNeedSection]: decisionsSection,
  [toolsNeedSection]: toolsSection,
  [actionNeedSection]: actionSection,
};

let known: Surface | undefined;

/** Everything that docs/stability.md promises to keep, as it is now; sources are read once, as that takes seconds. */
function surfaceNow(): Surface {
  return (known ??= readSurface());
}

function readSurface(): Surface {
  const { name: packageName, publisher, bin, contributes } = jsonAt<PackageJson>('package.json');
  const { api, needed, world, snapshot } = typedSurfaces();
  const decisions = jsonAt('media/decisions.schema.json');
  const { inputs } = parse(textAt('action.yml')) as { readonly inputs: Readonly<Record<string, ActionInput>> };
  return {
    Names: [
      ...Object.keys(bin).map((name) => `${name} (the command)`),
      `${packageName} (the package on npm)`,
      `${publisher}.${packageName} (the extension)`,
    ],
    'Commands of the command line, and their formats': [
      ...commands.flatMap((command) => formatsOf[command].map((format) => `${command} --format ${format}`)),
      emulatorCommand,
    ],
    'Options of the command line': optionNames.flatMap((name) => {
      const { type, short, words, otherwise, multiple }: OptionRecord = options[name];
      if (type === 'string' && words === undefined && neededBy(name) === undefined)
        throw new Error(`Nothing says what --${name} takes.`);
      return [
        `--${name}${type === 'boolean' ? '' : ' VALUE'}`,
        ...(short === undefined ? [] : [`-${short} for --${name}`]),
        ...(name === 'since' ? takenTimes : (words ?? [])).map((word) => `--${name} ${word}`),
        ...(multiple === true ? [`--${name} VALUE more than once`] : []),
        ...(otherwise === undefined ? [] : [leftOut(`--${name}`, otherwise)]),
      ];
    }),
    'Options of each command': commands.flatMap((command) =>
      optionNames.flatMap((name) => {
        const { of, ofFormat } = limitsOf(name);
        if (of?.includes(command) === false) return [];
        if (ofFormat === undefined) return [`${command} --${name}`, `${command} --${name} in any format`];
        return formatsOf[command].includes(ofFormat) ? [`${command} --${name}`] : [];
      }),
    ),
    'Endings of files': Object.entries(endings).map(([ending, format]) => `.${ending}: ${format}`),
    'Exit codes': Object.entries(exitCode).map(([name, code]) => `${code}: ${name}`),
    'Codes of findings': [
      ...Object.entries<{ readonly detail?: string }>(catalogue).map(([code, { detail }]) =>
        detail === undefined ? code : `${code}:...`,
      ),
      ...Object.keys(problems).map((code) => `${code} (in the cluster)`),
    ],
    'Causes of failed sign-ins': Object.keys(causes),
    [changeSection]: givenKinds.flatMap((kind) => {
      const { fields }: Kind = kinds[kind];
      return [kind, ...Object.entries(fields).flatMap(([name, { schema }]) => membersAt(`${kind}.${name}`, schema))];
    }),
    [needSection]: givenKinds.flatMap((kind) => neededFields(kind).map((name) => `${kind}.${name}`)),
    Settings: Object.entries(contributes.configuration.properties).flatMap(([name, setting]) => [
      `${name}: ${setting.type}`,
      ...(setting.enum ?? []).map((value) => `${name}: "${value}"`),
      leftOut(name, JSON.stringify(setting.default)),
    ]),
    'Commands of VS Code': contributes.commands.map(({ command }) => command),
    [toolsSection]: Object.entries<AgentTool>(agentTools).flatMap(([name, { reference, takes }]) => [
      `${name} (#${reference})`,
      ...Object.entries(takes).flatMap(([input, { isOptional, of }]) => [
        `${name}.${input}${isOptional ? '?' : ''}`,
        `${name}.${input}: ${of}`,
      ]),
    ]),
    [toolsNeedSection]: Object.entries<AgentTool>(agentTools).flatMap(([name, { takes }]) =>
      Object.entries(takes).flatMap(([input, { isOptional }]) => (isOptional ? [] : [`${name}.${input}`])),
    ),
    Links: linkLines,
    'Terms of the filter in links': filterLines,
    [actionSection]: Object.entries(inputs).flatMap(([name, { required = false, default: otherwise = '' }]) => [
      name,
      // Its own version is another one with each release.
      ...(required ? [] : [leftOut(name, name === 'version' ? 'its own' : otherwise)]),
    ]),
    [actionNeedSection]: Object.entries(inputs).flatMap(([name, { required }]) => (required === true ? [name] : [])),
    'Options of the emulator': [
      ...usageText('')
        .split(/^(?= {2}--)/m)
        .slice(1)
        .flatMap((part) => {
          const names = part.split('\n', 1)[0]?.match(/(?<= )--[\w-]+/g) ?? [];
          const [, otherwise] = /default\s+([\w.]+)/.exec(part) ?? [];
          return otherwise === undefined ? names : [...names, leftOut(names.at(-1) ?? '', otherwise)];
        }),
      ...Object.entries<readonly string[]>(emulatorWords).flatMap(([name, words]) =>
        words.map((word) => `--${name} ${word}`),
      ),
    ],
    // The page that describes them; a test asks the emulator for each.
    'Control routes of the emulator':
      textAt('src/emulator/README.md').match(/(?<=`)(?:GET|PUT|POST|DELETE) \/_emulator\/[\w/]+(?=`)/g) ?? [],
    'What the control routes take and give': controlBodies,
    [decisionsSection]: membersAt('', decisions).map(withoutDot),
    [decisionsNeedSection]: neededAt('', decisions).map(withoutDot),
    'Members of world files': world,
    'What snapshots have besides, and the file of --state': snapshot,
    [apiSection]: api,
    [apiNeedSection]: needed,
  };
}

/** What counts where something is left out. */
function leftOut(name: string, otherwise: string): string {
  return `${name} ${otherwise} if it is left out`.replace('  ', ' nothing ');
}

/** The members at a path, and below it, with what they take, as a schema of JSON has them. */
function membersAt(path: string, schema: Schema): readonly string[] {
  const {
    properties = {},
    items,
    type,
    pattern,
    enum: values,
    const: only,
    oneOf = [],
    anyOf = [],
    description,
  } = schema as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
    readonly type?: string;
    readonly pattern?: string;
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly oneOf?: readonly Schema[];
    readonly anyOf?: readonly Schema[];
    readonly description?: string;
  };
  const words = values ?? (only === undefined ? [] : [only]);
  const below = [
    ...Object.entries(properties).flatMap(([name, member]) => membersAt(`${path}.${name}`, member)),
    ...(items === undefined ? [] : membersAt(`${path}[]`, items)),
    ...words.map((value) => `${path}: ${JSON.stringify(value)}`),
    ...(values !== undefined && type !== undefined ? [path] : []),
    ...[...oneOf, ...anyOf].flatMap((one) => membersAt(path, one)),
    ...membersInWords(description).map((member) => `${path}.${member}`),
  ];
  if (below.length > 0 || path === '') return [...new Set(below)];
  return [path, ...(type === undefined ? [] : [`${path}: ${type}${pattern === undefined ? '' : ` like ${pattern}`}`])];
}

/** A path from the root of a file. */
function withoutDot(path: string): string {
  return path.replace(/^\./, '');
}

/** The members that have to be there, at a path and below it. */
function neededAt(path: string, schema: Schema): readonly string[] {
  const {
    required = [],
    properties = {},
    items,
  } = schema as {
    readonly required?: readonly string[];
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
  };
  return [
    ...required.map((name) => `${path}.${name}`),
    ...Object.entries(properties).flatMap(([name, member]) => neededAt(`${path}.${name}`, member)),
    ...(items === undefined ? [] : neededAt(`${path}[]`, items)),
  ];
}

/** Schemas for language models name the members of an object in an object by words: `{ kind: userAssigned, identityId }`. */
function membersInWords(description = ''): readonly string[] {
  if (!/^\{.*\}$/.test(description)) return [];
  return description.replaceAll('} or {', ',').match(/\w+(?:: \w+)?/g) ?? [];
}

const head = `# What others build on

As of version ${version}. Generated (\`npm run generate\`), which adds what is new and refuses to leave anything out: [stability.md](../stability.md) says
what that promises. A line goes only with a new major version, by hand, and with an entry in the change log.`;

/** Makes the page from what it has and what there is now; throws an error that names what is gone. */
export function withSurface(present: string, now: Surface = surfaceNow()): string {
  const recorded = sectionsOf(present);
  const gone = Object.entries(recorded).flatMap(([section, lines]) =>
    section in membersOf ? [] : lines.filter((line) => now[section]?.includes(line) !== true),
  );
  const asked = Object.entries(membersOf).flatMap(([section, all]) => {
    const isKnown = (whole: string): boolean =>
      whole === '' ||
      recorded[all]?.some((line) => line === whole || line.startsWith(`${whole}.`) || line.startsWith(`${whole} `)) ===
        true;
    const known = recorded[section];
    // A section is recorded first as it is.
    if (known === undefined) return [];
    return (now[section] ?? []).filter(
      (line) => !known.includes(line) && isKnown(line.slice(0, Math.max(0, line.lastIndexOf('.')))),
    );
  });
  const wider = widerAnswers(recorded[apiSection] ?? [], now[apiSection] ?? []);
  if (gone.length > 0) throw new Error(`docs/stability.md promises to keep this: ${gone.join('; ')}`);
  if (asked.length > 0) throw new Error(`What went without this may not need it now: ${asked.join('; ')}`);
  if (wider.length > 0) throw new Error(`What reads these answers knows no such value: ${wider.join('; ')}`);
  const sections = Object.entries(now).map(
    ([section, lines]) =>
      `## ${section}\n\n${lines.length === 0 ? 'None.' : [...new Set(lines)].map((line) => `- \`${line}\``).join('\n')}`,
  );
  return `${[head, ...sections].join('\n\n')}\n`;
}

function sectionsOf(page: string): Surface {
  const sections = page.split('\n## ').slice(1);
  return Object.fromEntries(
    sections.map((section) => [
      section.split('\n')[0] ?? '',
      [...section.matchAll(/^- `(.*)`$/gm)].flatMap(([, line]) => line ?? []),
    ]),
  );
}
