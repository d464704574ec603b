/** The commands, and the formats in which they can write. */
import type { PlanFormat } from '../../domain/export/planAs.ts';
import { reportFormatKeys } from '../../domain/report/reportFormats.ts';
import { anyOf, oneOfWords, UsageError } from './usage.ts';

/** The names of all commands. */
export const commands = [
  'report',
  'diagnose',
  'requirements',
  'workloads',
  'access',
  'history',
  'why',
  'plan',
  'rules',
] as const;
/** The name of a command. */
export type Command = (typeof commands)[number];

/** The formats in which a plan can be exported. */
export const planFormats = [
  'az',
  'powershell',
  'bicep',
  'arm',
  'terraform',
  'rest',
] as const satisfies readonly PlanFormat[];
/** The formats of all commands. */
export const allFormats = [...reportFormatKeys, ...planFormats];
/** A format of a table. */
export type TableFormat = 'markdown' | 'csv' | 'json';
/** A format of any command. */
export type Format = (typeof allFormats)[number];

const tables: readonly TableFormat[] = ['markdown', 'csv', 'json'];
/** The formats in which each command can write. */
export const formatsOf: Readonly<Record<Command, readonly Format[]>> = {
  report: reportFormatKeys,
  diagnose: reportFormatKeys,
  requirements: tables,
  workloads: tables,
  access: tables,
  history: tables,
  why: ['markdown', 'json'],
  rules: tables,
  plan: ['markdown', 'json', ...planFormats],
};

/** Returns the requested format, or the one that the name of the output implies. */
export function formatOf(formatName: string | undefined, output: string | undefined, command: Command): Format {
  return formatName === undefined ? formatOfFile(output, command) : formatFor(command, formatName);
}

function formatFor(command: Command, formatName: string): Format {
  const format = oneOfWords('format', formatName, allFormats, formatsOf[command]);
  if (formatsOf[command].includes(format)) return format;
  throw new UsageError(`Unknown format "${format}" for ${command}. Use ${anyOf(formatsOf[command])}.`);
}

/** The format in which every command writes if nothing says another one. */
export const usualFormat = 'markdown' satisfies Format;

/** The formats by the endings of files. */
export const endings: Readonly<Record<string, Format>> = {
  csv: 'csv',
  html: 'html',
  htm: 'html',
  json: 'json',
  md: 'markdown',
  sarif: 'sarif',
  'sarif.json': 'sarif',
  xml: 'junit',
  sh: 'az',
  ps1: 'powershell',
  bicep: 'bicep',
  tf: 'terraform',
  http: 'rest',
  rest: 'rest',
};

/** The format that a file's extension implies; without one, as for a folder or a device, Markdown. */
function formatOfFile(file: string | undefined, command: Command): Format {
  const [ending] = /(?<=[^/\\]\.)(?:sarif\.)?\w+$/.exec(file?.toLowerCase() ?? '') ?? [];
  if (ending === undefined) return usualFormat;
  const format = endings[ending];
  const can = `Use --format ${anyOf(formatsOf[command])}.`;
  if (format === undefined) throw new UsageError(`The ending of ${file} does not say in which format to write. ${can}`);
  if (formatsOf[command].includes(format)) return format;
  throw new UsageError(`${file} would be ${format}, which ${command} can't write. ${can}`);
}
