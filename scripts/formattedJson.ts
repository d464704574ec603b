import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, type FormatOptions } from 'oxfmt';
import { projectRoot } from './project.ts';

/** Returns a value as JSON in the project's format. */
export async function formattedJson(value: unknown): Promise<string> {
  const options = JSON.parse(await readFile(join(projectRoot, '.oxfmtrc.json'), 'utf8')) as FormatOptions;
  const { code, errors } = await format('generated.json', JSON.stringify(value), options);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return code;
}
