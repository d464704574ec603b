import { parseArgs } from 'node:util';
import { defined } from '../shape/defined.ts';

/** What a command line asks for. */
export interface Arguments {
  readonly command: Command;
  /** The cluster, or the change. */
  readonly subject?: string;
  readonly format: Format;
  readonly output?: string;
  readonly failOn: FailOn;
  readonly baseline?: string;
  readonly config?: string;
  /** Tells reports in SARIF apart that are about different clusters. */
  readonly category?: string;
  readonly mask: boolean;
  /** Whether findings that are accepted are left out of reports. */
  readonly hideAccepted: boolean;
  readonly allowPartial: boolean;
  readonly from: From;
  /** The ids of subscriptions; left out: all. */
  readonly subscriptions?: readonly string[];
  readonly managementGroups: readonly string[];
}

/** The place that clusters are read from. */
export type From =
  | { readonly kind: 'azure'; readonly cloud?: string }
  | { readonly kind: 'emulator'; readonly url: string }
  | { readonly kind: 'demo' }
  | { readonly kind: 'files'; readonly paths: readonly string[] };

/** What the tool can do. */
const commands = ['report', 'diagnose', 'requirements', 'workloads', 'plan'] as const;
type Command = (typeof commands)[number];

/** The forms in which the tool can write a report. */
export const formats = ['markdown', 'csv', 'json', 'sarif', 'junit'] as const;
/** A form in which the tool can write a report. */
export type Format = (typeof formats)[number];

const formatsOf: Readonly<Record<Command, readonly Format[]>> = {
  report: formats,
  diagnose: formats,
  requirements: ['markdown', 'csv', 'json'],
  workloads: ['markdown', 'csv', 'json'],
  plan: ['markdown', 'json'],
};

/** From which severity on findings make the tool fail. */
export type FailOn = (typeof severitiesThatFail)[number];

const severitiesThatFail = ['error', 'warning', 'never'] as const;
/** A command line that cannot be followed; the message says why. */
export class UsageError extends Error {}

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
  mask: flag,
  'hide-accepted': flag,
  'allow-partial': flag,
  subscription: texts,
  'management-group': texts,
  cloud: text,
  emulator: text,
  demo: flag,
  'cluster-json': texts,
  'role-assignments': texts,
} as const;

/** Reads a command line; throws a `UsageError` if it cannot be followed. */
export function readArguments(args: readonly string[]): Arguments | 'help' | 'version' {
  const { values, positionals } = parseOptions(args);
  if (values.version) return 'version';
  const [command, subject, ...rest] = positionals;
  if (values.help || (command === undefined && args.length === 0)) return 'help';
  const known = oneOf('command', command, commands);
  if (rest.length > 0) throw new UsageError(`Unexpected argument: "${rest.join(' ')}".`);
  if (known === 'report' && subject !== undefined)
    throw new UsageError(`report covers all clusters. For one cluster, use: aks-identity diagnose ${subject}`);
  if (known !== 'report' && subject === undefined) throw new UsageError(`${known} needs ${subjectOf(known)}.`);
  checkFilled(values);
  const { output, baseline, config } = values;
  const format = formatFor(known, values.format ?? formatOfFile(output, known));
  const category = values.category?.replace(/^\/+|\/+$/g, '');
  if (category !== undefined && format !== 'sarif') throw new UsageError('--category works only with --format sarif.');
  if (category === '') throw new UsageError('--category needs a name.');
  if (baseline !== undefined && known !== 'report') throw new UsageError('--baseline works only with report.');
  return {
    command: known,
    ...defined({ subject }),
    format,
    failOn: oneOf('severity', values['fail-on'] ?? 'error', severitiesThatFail),
    mask: values.mask,
    hideAccepted: values['hide-accepted'],
    allowPartial: values['allow-partial'],
    from: fromOf(values),
    ...(values.subscription ? { subscriptions: values.subscription.flatMap(list('--subscription needs an ID.')) } : {}),
    managementGroups: (values['management-group'] ?? []).flatMap(list('--management-group needs a name.')),
    ...defined({ output, baseline, config, category }),
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError) || !('code' in error)) throw error;
    const wrong = /'(--?[\w-]+)/.exec(error.message)?.[1] ?? '';
    if (error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(error.message);
    const near = nearest(wrong.replace(/^--?/, ''), Object.keys(options));
    throw new UsageError(`Unknown option ${wrong}.${near === undefined ? '' : ` Did you mean --${near}?`}`);
  }
}

type Values = ReturnType<typeof parseOptions>['values'];

/** What stands behind an option, where it is not a list and not one word of a few. */
const fillings = {
  ...{ output: 'a file', baseline: 'a file', config: 'a file', 'cluster-json': 'a file', 'role-assignments': 'a file' },
  ...{ emulator: 'an address', cloud: 'a name, or a file' },
} as const satisfies Partial<Record<keyof Values, string>>;

/** A variable of a pipeline that is not set must not pass for a file whose name is empty. */
function checkFilled(values: Values): void {
  for (const [name, filling] of Object.entries(fillings)) {
    const given = [values[name as keyof typeof fillings] ?? []].flat();
    if (given.some((one) => one.trim() === '')) throw new UsageError(`--${name} needs ${filling}.`);
  }
}

function fromOf(values: Values): From {
  const { emulator: url, demo, cloud, 'cluster-json': clusters, 'role-assignments': assignments = [] } = values;
  const given = Object.entries({ '--emulator': url, '--demo': demo, '--cluster-json': clusters, '--cloud': cloud })
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name]) => name);
  if (given.length > 1) throw new UsageError(`${given.join(' and ')} can't be used together.`);
  if (assignments.length > 0 && clusters === undefined)
    throw new UsageError('--role-assignments requires --cluster-json.');
  if (demo) return { kind: 'demo' };
  if (url !== undefined) return { kind: 'emulator', url };
  if (clusters !== undefined) return { kind: 'files', paths: [...clusters, ...assignments] };
  return { kind: 'azure', ...defined({ cloud }) };
}

/** Reads names with commas between them; an empty variable of a pipeline must stand neither for none nor for all. */
function list(complaint: string): (given: string) => readonly string[] {
  return (given) => {
    const names = given
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    if (names.length === 0) throw new UsageError(complaint);
    return names;
  };
}

function subjectOf(command: Exclude<Command, 'report'>): string {
  return command === 'plan' ? 'a change: its JSON, or a file with it' : 'a cluster: its resource ID or its name';
}

function formatFor(command: Command, given: string): Format {
  const format = oneOf('format', given, formats);
  if (formatsOf[command].includes(format)) return format;
  throw new UsageError(`Unknown format "${format}" for ${command}. Use ${anyOf(formatsOf[command])}.`);
}

const endings: Readonly<Record<string, Format>> = {
  csv: 'csv',
  json: 'json',
  md: 'markdown',
  sarif: 'sarif',
  xml: 'junit',
};

/** The format that a file's name ends with. */
function formatOfFile(file: string | undefined, command: Command): Format {
  const format = endings[file?.split('.').at(-1)?.toLowerCase() ?? ''];
  return format !== undefined && formatsOf[command].includes(format) ? format : 'markdown';
}

function oneOf<const T extends string>(what: string, given: string | undefined, all: readonly T[]): T {
  const found = all.find((one) => one === given);
  if (found !== undefined) return found;
  if (given === undefined) throw new UsageError(`Missing ${what}. Use ${anyOf(all)}.`);
  const near = nearest(given, all);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new UsageError(`Unknown ${what} "${given}". Use ${anyOf(all)}.${hint}`);
}

/** Names what can be chosen, such as `a, b or c`. */
function anyOf(all: readonly string[]): string {
  return [all.slice(0, -1).join(', '), ...all.slice(-1)].filter((one) => one !== '').join(' or ');
}

/** The word that differs by the fewest letters, where they are few. */
function nearest(given: string, all: readonly string[]): string | undefined {
  const ranked = all.map((word) => ({ word, by: distance(given, word) })).sort((a, b) => a.by - b.by);
  const [first] = ranked;
  return first !== undefined && first.by <= 2 && first.by < first.word.length - 1 ? first.word : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
