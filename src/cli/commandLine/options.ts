/** The options of the command line, one record each: how they are read, what they work with, and what --help says of them. */
import { abilityIds } from '../../domain/whoCanAct/abilities.ts';
import { historyKinds } from '../../domain/history/model.ts';
import { decisionsFile, otherDecisionsFile } from '../../domain/decisions/files.ts';
import { azurermVersions, currentAzurerm } from '../../domain/export/terraformVersions.ts';
import { annotators } from '../../domain/report/formats/annotations.ts';
import { allFormats, usualFormat, type Command, type Format } from './formats.ts';
import { anyOf } from './usage.ts';

/** How an option is read, and what the help says of it. */
export interface OptionRecord {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  readonly default?: false;
  readonly short?: string;
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly says: string;
  /** The only words that it takes, or those that it takes beside others. */
  readonly words?: readonly string[];
  /** What counts if it is left out, if that is a value. */
  readonly otherwise?: string;
  /** What its value is, if `value` does not tell. */
  readonly needs?: string;
  /** The only commands that it works with, if its part of the help is not that of one command. */
  readonly of?: readonly Command[];
  /** What somebody may have meant who gives it to another command: a sentence. */
  readonly elsewhere?: string;
  /** The only format that it works with. */
  readonly ofFormat?: Format;
}

/** The name of the standard input and of the standard output. */
export const standard = '-';

type OptionRecords = Readonly<Record<string, OptionRecord>>;

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean', default: false } as const;

const clusters = {
  subscription: {
    ...texts,
    value: 'NAME',
    says: 'only this subscription, by its ID or name; repeat it, or use commas, for more',
    needs: 'an ID or a name',
  },
  'management-group': { ...texts, value: 'NAME', says: 'only the subscriptions below it' },
  demo: { ...flag, says: 'the sample clusters; no account' },
  emulator: { ...text, value: 'URL', says: 'an emulator on this machine; no account' },
  'cluster-json': { ...texts, value: 'FILE', says: 'the output of "az aks show --output json"; no account' },
  'role-assignments': {
    ...texts,
    value: 'FILE',
    says: 'with it, the output of "az role assignment list --all --output json"',
  },
  'cluster-objects': {
    ...text,
    value: 'DIR',
    says: 'of why, access and plan: saved answers of "kubectl get KIND --all-namespaces --output json"',
    of: ['why', 'access', 'plan'],
  },
  cloud: {
    ...text,
    value: 'NAME',
    says: 'AzureCloud, AzureUSGovernment, AzureChinaCloud, or a JSON file as in docs/ci.md',
    words: ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud'],
    needs: 'a name, or a file',
  },
} as const satisfies OptionRecords;

const report = {
  'resource-group': { ...texts, value: 'NAME', says: 'only clusters in this group; * is any text' },
  name: { ...texts, value: 'NAME', says: 'only clusters with this name; * is any text' },
  tag: {
    ...texts,
    value: 'KEY[=VALUE]',
    says: 'only clusters with this tag; of several keys, all',
    needs: 'a key, or key=value',
  },
} as const satisfies OptionRecords;

const access = {
  namespace: { ...text, value: 'NAME', says: 'only what is possible in this namespace' },
  principal: { ...text, value: 'ID', says: 'only this user, group, application or identity, by its object ID' },
  names: {
    type: 'boolean',
    says: 'also the names of people, groups and applications: Microsoft Graph is asked about their object IDs',
  },
  can: { ...text, value: 'ABILITY', says: `only who can do this: ${anyOf(abilityIds)}`, words: abilityIds },
} as const satisfies OptionRecords;

const history = {
  since: {
    ...text,
    value: 'TIME',
    says: 'how far back, such as 12h, 7d (default: 14d) or 2w; at most 90d',
    needs: 'a time',
    otherwise: '14d',
    elsewhere: 'For findings, --history says since when they are there, and --baseline what is new.',
  },
  kind: {
    ...texts,
    value: 'KIND',
    says: `only ${anyOf(historyKinds)}; repeat it, or use commas, for more`,
    needs: 'a kind',
    words: historyKinds,
  },
} as const satisfies OptionRecords;

const why = {
  file: {
    ...text,
    value: 'FILE',
    says: 'the message, or a log with it; default: the standard input. It is not logged or stored',
    otherwise: standard,
  },
} as const satisfies OptionRecords;

const output = {
  format: {
    ...text,
    value: 'FORMAT',
    says:
      'markdown (default), csv, json; of report and diagnose also html, sarif, junit and gitlab (code quality); ' +
      'of why markdown and json; of plan markdown, json, az, powershell, bicep, arm, terraform and rest',
    words: allFormats,
    otherwise: usualFormat,
  },
  azurerm: {
    ...text,
    value: 'VERSION',
    says: 'for terraform: the major version of azurerm, 4 or 5 (default)',
    ofFormat: 'terraform',
    words: azurermVersions.map(String),
    otherwise: String(currentAzurerm),
  },
  output: {
    ...text,
    short: 'o',
    value: 'FILE',
    says: 'write to this file; of plan also a folder, such as out/; - is the standard output (default)',
    otherwise: standard,
  },
  quiet: { ...flag, short: 'q', says: 'say only errors, and what was not read' },
  mask: { ...flag, says: 'replace the GUIDs of subscriptions, directories and principals; names stay' },
  baseline: {
    ...text,
    value: 'FILE',
    says: 'an earlier report in JSON or SARIF: shows what is new, fixed and unchanged since',
    of: ['report'],
  },
  annotations: {
    ...text,
    value: 'PIPELINE',
    says: `${anyOf(annotators)}: print findings as annotations of the run; needs --output`,
    words: annotators,
    of: ['report', 'diagnose'],
  },
  category: {
    ...text,
    value: 'NAME',
    says: 'for SARIF: a log replaces the previous one of the same category; default: none',
    ofFormat: 'sarif',
  },
  history: {
    type: 'boolean',
    says: "findings say since when they are there and by whom, where Azure's logs of 90 days tell",
    of: ['report', 'diagnose'],
  },
  'hide-accepted': { ...flag, says: 'leave out accepted findings' },
  config: {
    ...text,
    value: 'FILE',
    says: 'decisions; default: .aks-identity.yaml or .aks-identity.yml here, if there is one',
    otherwise: `${decisionsFile} or ${otherDecisionsFile}`,
  },
} as const satisfies OptionRecords;

const exit = {
  'fail-on': {
    ...text,
    value: 'SEVERITY',
    says: 'error (default), warning, info or never; with --baseline, only what is new counts',
    words: ['error', 'warning', 'info', 'never'],
    otherwise: 'error',
    of: ['report', 'diagnose'],
  },
  'allow-partial': { ...flag, says: 'succeed even if something could not be read' },
} as const satisfies OptionRecords;

const waysToSignIn = ['environment', 'azureCli', 'managedIdentity', 'github'] as const;

const signIn = {
  'sign-in': {
    ...text,
    value: 'WAY',
    says: `${anyOf(waysToSignIn)}: only this one is tried`,
    words: waysToSignIn,
  },
} as const satisfies OptionRecords;

const end = {
  help: { ...flag, short: 'h', says: 'this text' },
  version: { ...flag, says: 'the version' },
} as const satisfies OptionRecords;

/** The options by their parts of the help; those of one command have its name. */
export const optionParts = { clusters, report, access, history, why, output, exit, signIn, end } as const;

/** Every option. */
export const options = {
  ...clusters,
  ...report,
  ...access,
  ...history,
  ...why,
  ...output,
  ...exit,
  ...signIn,
  ...end,
} as const;

/** The name of an option. */
export type OptionName = keyof typeof options;

/** The names of all options. */
export const optionNames = Object.keys(options) as readonly OptionName[];

/** Returns the only commands, and the only format, that an option works with. */
export function limitsOf(name: OptionName): {
  readonly of: readonly Command[] | undefined;
  readonly elsewhere?: string;
  readonly ofFormat?: Format;
} {
  const { of, ...limits }: OptionRecord = options[name];
  const own = (['report', 'access', 'history', 'why'] as const).filter((command) => name in optionParts[command]);
  return { ...limits, of: of ?? (own.length === 0 ? undefined : own) };
}

/** Returns the lines of the help about the options of a part that are wanted; of formats, only those that are. */
export function linesOfOptions(
  part: keyof typeof optionParts,
  isWanted: (name: OptionName) => boolean,
  formats?: readonly Format[],
): readonly string[] {
  return Object.entries<OptionRecord>(optionParts[part]).flatMap(([name, { value, short, says }]) => {
    if (!isWanted(name as OptionName)) return [];
    const named = `--${name}${value === undefined ? '' : ` ${value}`}${short === undefined ? '' : `, -${short}`}`;
    return textBeside(named, name === 'format' && formats ? `${anyOf(formats)}; default: ${usualFormat}` : says);
  });
}

/** Returns lines of the help with a text beside a name. */
export function textBeside(name: string, text: string): readonly string[] {
  const lead = `  ${name}`.padEnd(27);
  const lines = wrapped(text, 52);
  const beside = lead.length > 27 ? [lead, ...lines] : [`${lead}${lines[0] ?? ''}`, ...lines.slice(1)];
  return beside.map((line, index) => (index === 0 ? line : `${' '.repeat(27)}${line}`));
}

/** Breaks a text into lines of so many characters. */
export function wrapped(text: string, width: number): readonly string[] {
  return text.match(new RegExp(`.{1,${width}}(?= |$)`, 'g'))?.map((line) => line.trim()) ?? [];
}

const neededFor: Readonly<Record<string, string>> = {
  FILE: 'a file',
  DIR: 'a folder',
  NAME: 'a name',
  URL: 'an address',
  ID: 'an object ID',
};

/** Says what to put after an option; `undefined` if it is one of a few words. */
export function neededBy(name: OptionName): string | undefined {
  const { needs, value = '' }: OptionRecord = options[name];
  return needs ?? neededFor[value];
}
