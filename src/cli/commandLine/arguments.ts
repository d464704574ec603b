import { parseArgs } from 'node:util';
import { azurermVersions, type AzurermVersion } from '../../domain/export/terraformVersions.ts';
import { annotators, type Annotator } from '../../domain/report/formats/annotations.ts';
import type { AccessFilter } from '../../domain/whoCanAct/limitedAccess.ts';
import { defined } from '../../shape/defined.ts';
import { accessFilterOf } from './accessFilter.ts';
import { commands, formatOf, type Command, type Format } from './formats.ts';
import { nearestWord } from '../../domain/words/nearest.ts';
import { anyOf, oneOfWords, UsageError } from './usage.ts';

/** What a command line asks for. */
export interface Arguments {
  readonly command: Command;
  /** The cluster, or the change. */
  readonly subject?: string;
  readonly format: Format;
  /** The file to write, or a folder; left out: the standard output. */
  readonly output?: string;
  readonly failOn: FailOn;
  readonly baseline?: string;
  readonly config?: string;
  /** Tells reports in SARIF about different clusters apart. */
  readonly category?: string;
  /** The pipeline for which findings are printed as annotations; left out: none. */
  readonly annotations?: Annotator;
  /** The major version of azurerm for Terraform text; left out: the current one. */
  readonly azurerm?: AzurermVersion;
  readonly mask: boolean;
  /** Whether reports leave out accepted findings. */
  readonly hideAccepted: boolean;
  readonly allowPartial: boolean;
  /** Whether only errors, and what could not be read, are printed beside the report. */
  readonly isQuiet: boolean;
  /** Of why: the file with the message; left out: the standard input. */
  readonly file?: string;
  /** Of why: a folder with saved answers of kubectl. */
  readonly clusterObjects?: string;
  /** Of access: the part that is asked for. */
  readonly accessFilter?: AccessFilter;
  readonly from: From;
  readonly filters: Filters;
  /** The ids or names of subscriptions; left out: all. */
  readonly subscriptions?: readonly string[];
  readonly managementGroups: readonly string[];
}

/** Where clusters are read from. */
export type From =
  | { readonly kind: 'azure'; readonly cloud?: string; readonly signIn?: SignIn }
  | { readonly kind: 'emulator'; readonly url: string }
  | { readonly kind: 'demo' }
  | { readonly kind: 'files'; readonly clusters: readonly string[]; readonly assignments: readonly string[] };

/** The only way to sign in that is tried. */
export type SignIn = (typeof waysToSignIn)[number];
const waysToSignIn = ['environment', 'azureCli', 'managedIdentity', 'github'] as const;

/**
 * Limits a report to some clusters. A cluster has to match one entry of each list, and one tag of each key; an empty
 * list limits nothing.
 */
export interface Filters {
  /** `*` in a name matches any text. */
  readonly resourceGroups: readonly string[];
  readonly names: readonly string[];
  readonly tags: readonly TagFilter[];
}

/** A tag that clusters must have; without a value, any value will do. */
export interface TagFilter {
  readonly key: string;
  readonly value?: string;
}

/** The name of the standard input and of the standard output. */
export const standard = '-';

/** The lowest severity at which findings make the tool fail. */
export type FailOn = (typeof severitiesThatFail)[number];

const severitiesThatFail = ['error', 'warning', 'info', 'never'] as const;

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  help: { ...flag, short: 'h' },
  version: flag,
  format: text,
  output: { ...text, short: 'o' },
  'fail-on': text,
  baseline: text,
  config: text,
  category: text,
  annotations: text,
  azurerm: text,
  mask: flag,
  'hide-accepted': flag,
  'allow-partial': flag,
  quiet: { ...flag, short: 'q' },
  subscription: texts,
  'management-group': texts,
  'resource-group': texts,
  name: texts,
  tag: texts,
  cloud: text,
  'sign-in': text,
  emulator: text,
  demo: flag,
  file: text,
  'cluster-objects': text,
  namespace: text,
  principal: text,
  can: text,
  'cluster-json': texts,
  'role-assignments': texts,
} as const;

/** The names of all options. */
export const optionNames = Object.keys(options);

/** Reads a command line; throws a `UsageError` if it is not valid. */
export function readArguments(args: readonly string[]): Arguments | 'help' | 'version' {
  const { values, positionals } = parseOptions(args);
  if (values.version) return 'version';
  const [command, subject, ...rest] = positionals;
  if (values.help) return 'help';
  const commandName = oneOfWords('command', command, commands);
  const needsSubject = commandName !== 'report' && commandName !== 'rules' && commandName !== 'why';
  if (rest.length > 0) throw new UsageError(`Unexpected argument: "${rest.join(' ')}".`);
  if (commandName === 'report' && subject !== undefined)
    throw new UsageError(`report covers all clusters. For one cluster, use: aks-identity diagnose ${subject}`);
  if (commandName === 'rules' && subject !== undefined) throw new UsageError(`Unexpected argument: "${subject}".`);
  if (needsSubject && subject === undefined) throw new UsageError(`${commandName} needs ${subjectWords(commandName)}.`);
  checkFilled(values);
  checkReadOnce(values, subject, commandName);
  const { baseline, config, file, 'cluster-objects': clusterObjects } = values;
  const ofWhy = Object.entries({ file, 'cluster-objects': clusterObjects }).find(([, value]) => value !== undefined);
  if (ofWhy && commandName !== 'why') throw new UsageError(`--${ofWhy[0]} works only with why.`);
  const output = values.output === standard ? undefined : values.output;
  const format = formatOf(values.format, output, commandName);
  const category = values.category?.replace(/^\/+|\/+$/g, '');
  if (category !== undefined && format !== 'sarif') throw new UsageError('--category works only with --format sarif.');
  if (category === '') throw new UsageError('--category needs a name.');
  const ofReport = Object.entries({ baseline, ...filterOptions(values) }).find(([, value]) => value !== undefined);
  if (ofReport && commandName !== 'report') throw new UsageError(`--${ofReport[0]} works only with report.`);
  return {
    command: commandName,
    ...defined({ subject }),
    format,
    failOn: oneOfWords('severity', values['fail-on'] ?? 'error', severitiesThatFail),
    mask: values.mask,
    hideAccepted: values['hide-accepted'],
    allowPartial: values['allow-partial'],
    isQuiet: values.quiet,
    from: fromOf(values),
    filters: filtersOf(values),
    ...(values.subscription
      ? { subscriptions: values.subscription.flatMap(namesReader('--subscription needs an ID or a name.')) }
      : {}),
    managementGroups: (values['management-group'] ?? []).flatMap(namesReader('--management-group needs a name.')),
    ...defined({ accessFilter: accessFilterOf(values, commandName) }),
    ...defined({ output, baseline, config, category, file, clusterObjects }),
    ...defined({ annotations: annotatorOf(values, commandName), azurerm: azurermOf(values.azurerm, format) }),
  };
}

/** Annotations go to the standard output, so the report has to go elsewhere. */
function annotatorOf({ annotations, output }: OptionValues, command: Command): Annotator | undefined {
  if (annotations === undefined) return undefined;
  if (command !== 'report' && command !== 'diagnose')
    throw new UsageError('--annotations works only with report and diagnose.');
  if (output === undefined || output === standard)
    throw new UsageError('--annotations prints to the standard output. Name a file for the report with --output.');
  return oneOfWords('pipeline', annotations, annotators);
}

function azurermOf(versionText: string | undefined, format: Format): AzurermVersion | undefined {
  if (versionText === undefined) return undefined;
  if (format !== 'terraform') throw new UsageError('--azurerm works only with --format terraform.');
  const version = azurermVersions.find((candidate) => String(candidate) === versionText);
  if (version === undefined)
    throw new UsageError(`Unknown version "${versionText}" of azurerm. Use ${anyOf(azurermVersions.map(String))}.`);
  return version;
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError) || !('code' in error)) throw error;
    const wrong = /'(--?[\w-]+)/.exec(error.message)?.[1] ?? '';
    if (error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(error.message);
    const nearestOption = nearestWord(wrong.replace(/^--?/, ''), optionNames);
    throw new UsageError(
      `Unknown option ${wrong}.${nearestOption === undefined ? '' : ` Did you mean --${nearestOption}?`}`,
    );
  }
}

type OptionValues = ReturnType<typeof parseOptions>['values'];

/** What to put after an option that takes neither a list nor one of a few words. */
const fillings = {
  output: 'a file',
  baseline: 'a file',
  config: 'a file',
  file: 'a file',
  'cluster-objects': 'a folder',
  namespace: 'a name',
  principal: 'an object ID',
  'cluster-json': 'a file',
  'role-assignments': 'a file',
  emulator: 'an address',
  cloud: 'a name, or a file',
} as const satisfies Partial<Record<keyof OptionValues, string>>;

/** A variable of a pipeline that is not set must not count as a file with an empty name. */
function checkFilled(values: OptionValues): void {
  for (const [name, filling] of Object.entries(fillings)) {
    const givenValues = [values[name as keyof typeof fillings] ?? []].flat();
    if (givenValues.some((value) => value.trim() === '')) throw new UsageError(`--${name} needs ${filling}.`);
  }
}

/** Only one option can read the standard input. */
function checkReadOnce(values: OptionValues, subject: string | undefined, command: Command): void {
  const { baseline, config, 'cluster-json': clusters, 'role-assignments': assignments } = values;
  const message = command === 'why' ? { '--file': values.file ?? standard } : { CHANGE: subject };
  const files = { ...message, '--baseline': baseline, '--config': config };
  const inputs = Object.entries({ ...files, '--cluster-json': clusters, '--role-assignments': assignments });
  const read = inputs.flatMap(([name, value = []]) =>
    [value].flat().flatMap((file) => (file === standard ? [name] : [])),
  );
  if (read.length > 1) throw new UsageError(`The standard input can't be used for ${anyOf(read, 'and')}.`);
}

function filterOptions({ 'resource-group': group, name, tag }: OptionValues): Readonly<Record<string, unknown>> {
  return { 'resource-group': group, name, tag };
}

function filtersOf({ 'resource-group': groups = [], name: names = [], tag: tags = [] }: OptionValues): Filters {
  return {
    resourceGroups: groups.flatMap(namesReader('--resource-group needs a name.')),
    names: names.flatMap(namesReader('--name needs a name.')),
    tags: tags.flatMap(namesReader('--tag needs a key, or key=value.')).map((tag) => {
      const [, key = '', value] = /^([^=]*?)\s*(?:=\s*([^]*))?$/.exec(tag) ?? [];
      if (key === '') throw new UsageError('--tag needs a key, or key=value.');
      return { key, ...defined({ value }) };
    }),
  };
}

function fromOf(values: OptionValues): From {
  const { emulator: url, demo, cloud, 'cluster-json': clusters, 'role-assignments': assignments = [] } = values;
  const signIn = values['sign-in'] === undefined ? undefined : oneOfWords('sign-in', values['sign-in'], waysToSignIn);
  const connectionOptions = Object.entries({
    '--emulator': url,
    '--demo': demo,
    '--cluster-json': clusters,
    '--cloud': cloud,
  })
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name]) => name);
  if (connectionOptions.length > 1) throw new UsageError(`${connectionOptions.join(' and ')} can't be used together.`);
  const [otherOption] = connectionOptions.filter((name) => name !== '--cloud');
  if (signIn !== undefined && otherOption !== undefined)
    throw new UsageError(`--sign-in and ${otherOption} can't be used together.`);
  if (assignments.length > 0 && clusters === undefined)
    throw new UsageError('--role-assignments requires --cluster-json.');
  if (demo) return { kind: 'demo' };
  if (url !== undefined) return { kind: 'emulator', url };
  if (clusters !== undefined) return { kind: 'files', clusters, assignments };
  return { kind: 'azure', ...defined({ cloud, signIn }) };
}

/** Reads names separated by commas; an empty variable of a pipeline must mean neither none nor all. */
function namesReader(complaint: string): (list: string) => readonly string[] {
  return (list) => {
    const names = list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (names.length === 0) throw new UsageError(complaint);
    return names;
  };
}

function subjectWords(command: Exclude<Command, 'report' | 'rules' | 'why'>): string {
  return command === 'plan' ? 'a change: its JSON, or a file with it' : 'a cluster: its resource ID or its name';
}
