/** Reads saved answers of `kubectl get -o json` from a folder. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { refusedError } from '../../errors.ts';
import { defined } from '../../shape/defined.ts';
import { isRecord } from '../../shape/shape.ts';
import { readText } from './readText.ts';

/** What the files of a folder hold, and what of it could not be read. */
export interface SavedObjects {
  readonly items: readonly Record<string, unknown>[];
  /** The kinds of lists, and the resources that files are named after: so that an empty list counts as read. */
  readonly listed: readonly string[];
  readonly notRead: readonly {
    readonly what: string;
    readonly cause: 'failed' | 'notAsked';
    readonly reason: string;
  }[];
  /** Files may hold one namespace only. */
  readonly isWhole: false;
}

/**
 * Reads every `.json` file of a folder, and not those below it: lists, single objects, or several of them one after the
 * other. `resources` are the kinds that are wanted, as kubectl is asked for them. A file that can't be read is named
 * with the reason, and the others are read. Secrets are left out, and said to be. Rejects if there is no such folder or
 * it has no such file.
 */
export async function readObjectFiles(folder: string, resources: readonly string[]): Promise<SavedObjects> {
  const names = await jsonFilesIn(folder);
  const files = await Promise.all(names.map(async (name) => ({ name, ...(await readFile(join(folder, name))) })));
  const objects = files.flatMap(({ name, items }) => items.map((item) => ({ name, item })));
  const isSecret = ({ item }: { item: Record<string, unknown> }): boolean => item['kind'] === 'Secret';
  const withSecrets = [...new Set(objects.filter(isSecret).map(({ name }) => name))];
  return {
    items: objects.filter((object) => !isSecret(object)).map(({ item }) => item),
    listed: resources.filter((resource) =>
      files.some(({ name, problem }) => problem === undefined && isNamedAfter(name, resource)),
    ),
    notRead: [
      ...files.flatMap(({ name, problem }) =>
        problem === undefined ? [] : [{ what: name, cause: 'failed' as const, reason: problem }],
      ),
      ...withSecrets.map((resource) => ({
        what: resource,
        cause: 'notAsked' as const,
        reason: 'It holds Secrets, which are never used. Delete them from the file before you share it.',
      })),
    ],
    isWhole: false,
  };
}

async function jsonFilesIn(folder: string): Promise<readonly string[]> {
  const stats = await stat(folder).catch(() => undefined);
  if (stats === undefined) throw refusedError(`There is no folder ${folder}.`);
  if (!stats.isDirectory())
    throw refusedError(`${folder} is no folder. Name the folder with the saved answers of kubectl.`);
  const names = (await readdir(folder)).filter((name) => /\.json$/i.test(name)).sort();
  if (names.length === 0)
    throw refusedError(`${folder} has no .json file. Save what kubectl get prints there with --output json.`);
  return names;
}

/** `pods.json` and `pods-shop.json` are named after `pods`; so is `secretstores.external-secrets.io.json` after its resource. */
function isNamedAfter(name: string, resource: string): boolean {
  const baseName = name.toLowerCase().replace(/\.json$/, '');
  const [plural = ''] = resource.split('.');
  return [resource, plural].some((candidate) => baseName === candidate || baseName.startsWith(`${candidate}-`));
}

interface ObjectFile {
  readonly items: readonly Record<string, unknown>[];
  readonly problem?: string;
}

async function readFile(path: string): Promise<ObjectFile> {
  try {
    const parts = documentsIn(await readText(path)).map((part) => readPart(part));
    const problem = parts.flatMap((part) => part.problem ?? [])[0];
    return { items: parts.flatMap(({ items }) => items), ...defined({ problem }) };
  } catch (error) {
    return { items: [], problem: reasonOf(error) };
  }
}

/** What can be read of one of several answers is kept, whatever the others are. */
function readPart(text: string): ObjectFile {
  try {
    return { items: objectsIn(parsedFile(text)) };
  } catch (error) {
    return { items: [], problem: reasonOf(error) };
  }
}

/** Several answers may have been written into one file, each beginning with a bracket at the start of a line. */
function documentsIn(text: string): readonly string[] {
  const jsonText = text.replace(/^\uFEFF/, '');
  try {
    JSON.parse(jsonText);
    return [jsonText];
  } catch {
    return jsonText.split(/(?<=^\})\s*\n(?=\{)/m);
  }
}

function parsedFile(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusedError(fileProblem(text, error));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fileProblem(text: string, error: unknown): string {
  if (text.trim() === '') return 'It is empty.';
  if (/^\s*(apiVersion|kind|items):/m.test(text)) return 'It is YAML. Save it again with --output json.';
  if (/^(NAME|NAMESPACE)\s/.test(text)) return 'It is a table. Save it again with --output json.';
  // The words of the parser have a part of the file, which may be a secret.
  const position = /\bposition (\d+)/.exec(reasonOf(error))?.[1];
  return `It is not JSON${position === undefined ? '' : `, from character ${position} on`}.`;
}

function objectsIn(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap((item) => objectsIn(item));
  if (!isRecord(value) || typeof value['kind'] !== 'string')
    throw refusedError('It is not what kubectl get prints: an object without a kind.');
  if (value['kind'] === 'Status')
    throw refusedError(
      `It is a refusal: ${typeof value['message'] === 'string' ? value['message'] : 'no reason is given.'}`,
    );
  const { items } = value;
  if (items === undefined) return [value];
  if (!Array.isArray(items)) throw refusedError('Its items are not a list.');
  const kind = value['kind'].replace(/List$/, '');
  // The lists of the API itself leave out the kind of each item.
  return items
    .filter(isRecord)
    .map((item) => ({ ...(kind === '' ? {} : { kind, apiVersion: value['apiVersion'] }), ...item }));
}
