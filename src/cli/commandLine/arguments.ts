import { emulatorCommand } from './emulatorCommand.ts';
import { parseArgs } from 'node:util';
import { azurermVersions, type AzurermVersion } from '../../domain/export/terraformVersions.ts';
import type { Annotator } from '../../domain/report/formats/annotations.ts';
import type { AccessFilter } from '../../domain/whoCanAct/limitedAccess.ts';
import { defined } from '../../shape/defined.ts';
import { accessFilterOf } from './accessFilter.ts';
import { historyFilterOf, type WantedHistory } from './historyFilter.ts';
import { limitsOf, neededBy, optionNames, options, standard, type OptionName } from './options.ts';
import { commands, formatOf, type Command, type Format } from './formats.ts';
import { anyOf, didYouMean, oneOfWords, UsageError } from './usage.ts';

/** What a command line asks for. */
export interface Arguments {
  readonly command: Command;
  /** The cluster, or the change. */
  readonly subject?: string;
  readonly format: Format;
  /** True if neither an option nor a file says in which format to write. */
  readonly isUsualFormat?: true;
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
  /** Whether findings say since when they are there, and by whom. */
  readonly tellsSince?: boolean;
  /** Whether reports leave out accepted findings. */
  readonly hideAccepted: boolean;
  readonly allowPartial: boolean;
  /** Whether only errors, and what could not be read, are printed beside the report. */
  readonly isQuiet: boolean;
  /** Of why: the file with the message; left out: the standard input. */
  readonly file?: string;
  /** Of why and access: a folder with saved answers of kubectl. */
  readonly clusterObjects?: string;
  /** Of access: the part that is asked for. */
  readonly accessFilter?: AccessFilter;
  /** Of access: whether the directory is asked for names. */
  readonly asksNames?: boolean;
  /** Of history: the time and the kinds that are asked for. */
  readonly historyFilter?: WantedHistory;
  readonly from: From;
  readonly filters: Filters;
  /** The ids or names of subscriptions; left out: all. */
  readonly subscriptions?: readonly string[];
  readonly managementGroups: readonly string[];
}

/** The help is asked for, of a command or of all. */
interface WantedHelp {
  readonly helpOn: Command | undefined;
}

/** Where clusters are read from. */
export type From =
  | { readonly kind: 'azure'; readonly cloud?: string; readonly signIn?: SignIn }
  | { readonly kind: 'emulator'; readonly url: string }
  | { readonly kind: 'demo' }
  | { readonly kind: 'files'; readonly clusters: readonly string[]; readonly assignments: readonly string[] };

/** The only way to sign in that is tried. */
export type SignIn = (typeof options)['sign-in']['words'][number];

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

/** The lowest severity at which findings make the tool fail. */
export type FailOn = (typeof failOn)['words'][number];

const failOn = options['fail-on'];

/** Reads a command line; throws a `UsageError` if it is not valid. */
export function readArguments(args: readonly string[]): Arguments | WantedHelp | 'version' {
  const { values, positionals } = parseOptions(args);
  if (values.version) return 'version';
  const [command, subject, ...rest] = positionals;
  if (command === 'help') return { helpOn: commands.find((name) => name === subject) };
  if (values.help) return { helpOn: commands.find((name) => name === command) };
  if (command === emulatorCommand) throw new UsageError(`Write ${emulatorCommand} first: it has options of its own.`);
  const all = [...commands, emulatorCommand];
  if (command === undefined)
    throw new UsageError(`Missing command. Use ${anyOf(all)}. To look around, use: aks-identity report --demo`);
  const commandName = oneOfWords('command', command, commands, all);
  const needsSubject = commandName !== 'report' && commandName !== 'rules' && commandName !== 'why';
  if (rest.length > 0) throw new UsageError(`Unexpected argument: "${rest.join(' ')}".`);
  if (commandName === 'report' && subject !== undefined)
    throw new UsageError(`report covers all clusters. For one cluster, use: aks-identity diagnose ${subject}`);
  if (commandName === 'rules' && subject !== undefined) throw new UsageError(`Unexpected argument: "${subject}".`);
  const isOfPrincipal = commandName === 'access' && values.principal !== undefined;
  if (needsSubject && subject === undefined && !isOfPrincipal)
    throw new UsageError(`${commandName} needs ${subjectWords(commandName)}.`);
  if (isOfPrincipal && subject === undefined && values['cluster-objects'] !== undefined)
    throw new UsageError('--cluster-objects belongs to one cluster: name it.');
  checkFilled(values);
  checkReadOnce(values, subject, commandName);
  const { baseline, config, file, 'cluster-objects': clusterObjects } = values;
  const output = values.output === standard ? undefined : values.output;
  const format = formatOf(values.format, output, commandName);
  checkLimits(values, commandName, format);
  const category = values.category?.replace(/^\/+|\/+$/g, '');
  if (category === '') throw new UsageError('--category needs a name.');
  if (values.names && values.mask)
    throw new UsageError("--names and --mask can't be used together: names would say whose IDs are masked.");
  return {
    command: commandName,
    ...defined({ subject }),
    format,
    ...(values.format === undefined && output === undefined ? { isUsualFormat: true as const } : {}),
    failOn: oneOfWords('severity', values['fail-on'] ?? failOn.otherwise, failOn.words),
    mask: values.mask,
    hideAccepted: values['hide-accepted'],
    allowPartial: values['allow-partial'],
    isQuiet: values.quiet,
    from: fromOf(values),
    filters: filtersOf(values),
    ...(values.subscription ? { subscriptions: namesOf('subscription', values) } : {}),
    managementGroups: namesOf('management-group', values),
    ...defined({ accessFilter: accessFilterOf(values), historyFilter: historyFilterOf(values) }),
    ...defined({ output, baseline, config, category, file, clusterObjects }),
    ...defined({
      asksNames: values.names,
      tellsSince: values.history,
      annotations: annotatorOf(values),
      azurerm: azurermOf(values.azurerm),
    }),
  };
}

/** Annotations go to the standard output, so the report has to go elsewhere. */
function annotatorOf({ annotations, output }: OptionValues): Annotator | undefined {
  if (annotations === undefined) return undefined;
  if (output === undefined || output === standard)
    throw new UsageError('--annotations prints to the standard output. Name a file for the report with --output.');
  return oneOfWords('pipeline', annotations, options.annotations.words);
}

function azurermOf(versionText: string | undefined): AzurermVersion | undefined {
  if (versionText === undefined) return undefined;
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
    const lacking = optionNames.find((name) => error.message.endsWith(`--${name} <value>' argument missing`));
    if (lacking !== undefined) throw new UsageError(`--${lacking} needs ${neededBy(lacking) ?? 'a value'}.`);
    if (error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(error.message);
    throw new UsageError(
      `Unknown option ${wrong}.${didYouMean(
        wrong,
        optionNames.map((name) => `--${name}`),
      )}`,
    );
  }
}

type OptionValues = ReturnType<typeof parseOptions>['values'];

/** A variable of a pipeline that is not set must not count as a file with an empty name. */
function checkFilled(values: OptionValues): void {
  for (const name of optionNames) {
    const given = [values[name] ?? []].flat();
    if (given.some((value) => typeof value === 'string' && value.trim() === '')) refuseEmpty(name);
  }
}

function refuseEmpty(name: OptionName): void {
  const needed = neededBy(name);
  if (needed !== undefined) throw new UsageError(`--${name} needs ${needed}.`);
}

/** Refuses options of other commands and formats. */
function checkLimits(values: OptionValues, command: Command, format: Format): void {
  for (const name of optionNames.filter((option) => values[option] !== undefined)) {
    const { of, elsewhere, ofFormat } = limitsOf(name);
    if (of?.includes(command) === false)
      throw new UsageError([`--${name} works only with ${anyOf(of, 'and')}.`, elsewhere ?? []].flat().join(' '));
    if (ofFormat !== undefined && ofFormat !== format)
      throw new UsageError(`--${name} works only with --format ${ofFormat}.`);
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

function filtersOf(values: OptionValues): Filters {
  return {
    resourceGroups: namesOf('resource-group', values),
    names: namesOf('name', values),
    tags: namesOf('tag', values).map((tag) => {
      const [, key = '', value] = /^([^=]*?)\s*(?:=\s*([^]*))?$/.exec(tag) ?? [];
      if (key === '') refuseEmpty('tag');
      return { key, ...defined({ value }) };
    }),
  };
}

function fromOf(values: OptionValues): From {
  const { emulator: url, demo, cloud, 'cluster-json': clusters, 'role-assignments': assignments = [] } = values;
  const signIn =
    values['sign-in'] === undefined ? undefined : oneOfWords('sign-in', values['sign-in'], options['sign-in'].words);
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
function namesOf(
  option: 'subscription' | 'management-group' | 'resource-group' | 'name' | 'tag',
  values: OptionValues,
): readonly string[] {
  return (values[option] ?? []).flatMap((list) => {
    const names = list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (names.length === 0) refuseEmpty(option);
    return names;
  });
}

function subjectWords(command: Exclude<Command, 'report' | 'rules' | 'why'>): string {
  if (command === 'plan') return 'a change: its JSON, or a file with it';
  const cluster = 'a cluster: its resource ID or its name';
  if (command === 'history') return 'a cluster or an identity: its resource ID or its name';
  return command === 'access' ? `${cluster}; or --principal, for all clusters` : cluster;
}
