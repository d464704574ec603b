/** Reads a folder with saved answers of `kubectl get -o json`. */
import { clusterObjectsOf, type SeenObjects } from '../domain/askers/objects.ts';
import type { ClusterObjects } from '../domain/askers/model.ts';
import { kindsRead } from '../domain/askers/kinds.ts';
import { refusedError } from '../errors.ts';
import { isRecord } from '../shape/shape.ts';
import type { Terminal } from './terminal.ts';

/**
 * Returns what the files of a folder have; a file that is no answer of kubectl is unknown, and the others count. Rejects
 * with `refused` if there is no such folder, or no file to read in it.
 */
export async function readObjects(
  folder: string,
  { listFolder, readFile }: Pick<Terminal, 'listFolder' | 'readFile'>,
): Promise<ClusterObjects> {
  const names = (await filesIn(folder, listFolder)).filter((name) => /\.json$/i.test(name)).toSorted();
  if (names.length === 0)
    throw refusedError(
      `${folder} has no .json file: save there what "kubectl get KIND --all-namespaces --output json" prints.`,
    );
  const read = await Promise.all(names.map((name) => objectsIn(name, () => readFile(`${folder}/${name}`))));
  return clusterObjectsOf({
    items: read.flatMap(({ items }) => items),
    listed: read.flatMap(({ listed }) => listed),
    notRead: read.flatMap(({ notRead }) => notRead),
    isWhole: false,
  });
}

async function filesIn(folder: string, list: Terminal['listFolder']): Promise<readonly string[]> {
  try {
    return await list(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    throw refusedError(`${folder} cannot be read: ${code === 'ENOENT' ? 'there is no such folder' : code}.`);
  }
}

type Part = Pick<SeenObjects, 'items' | 'listed' | 'notRead'>;

async function objectsIn(name: string, read: () => Promise<string>): Promise<Part> {
  try {
    const value: unknown = JSON.parse((await read()).replace(/^\uFEFF/, ''));
    const items = itemsOf(value);
    if (items !== undefined) return { items, listed: listedBy(value), notRead: [] };
    return notReadPart(name, 'It is no answer of "kubectl get --output json".');
  } catch (error) {
    if (error instanceof SyntaxError) return notReadPart(name, `It is no valid JSON: ${error.message}`);
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return notReadPart(name, `It can't be read: ${String(error.code)}.`);
  }
}

function notReadPart(what: string, reason: string): Part {
  return { items: [], listed: [], notRead: [{ what, cause: 'failed', reason }] };
}

/** The objects of a list, of an array, or the object itself. */
function itemsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (Array.isArray(value)) return value.every(isRecord) ? value.flatMap((each) => itemsOf(each) ?? []) : undefined;
  if (!isRecord(value)) return undefined;
  const { items, kind } = value;
  if (!Array.isArray(items)) return typeof kind === 'string' ? [value] : undefined;
  // Items of a typed list may lack their kind.
  const each = typeof kind === 'string' && kind !== 'List' ? kind.replace(/List$/, '') : undefined;
  return items.filter(isRecord).map((item) => (each === undefined ? item : { kind: each, ...item }));
}

/** A list of one kind says so even if it is empty. */
function listedBy(value: unknown): readonly string[] {
  if (!isRecord(value) || typeof value['kind'] !== 'string') return [];
  const kind = value['kind'].replace(/List$/, '');
  return kindsRead.flatMap((each) => (each.kind === kind ? [each.resource] : []));
}
