import type { Document, YAMLMap } from 'yaml';
import { isMap, isSeq, parseDocument, YAMLSeq } from 'yaml';
import { refused } from '../errors.ts';

const lists = ['clusters', 'users', 'contexts'] as const;

/** A kubeconfig with a cluster's entries in it. */
export interface Merged {
  readonly text: string;
  /** The context that is current now. */
  readonly context: string;
  /** Entries of the same name with other content that were replaced, such as `context shop-weu`. */
  readonly replaced: readonly string[];
}

/**
 * Puts the entries of `incoming` into `existing` and makes its context current. Comments, other entries and their order
 * stay. Admin contexts get the suffix `-admin`, as `az` does. Throws `refused` where either is no kubeconfig.
 */
export function mergeKubeconfig(existing: string | undefined, incoming: string, who: 'user' | 'admin'): Merged {
  const added = readKubeconfig(incoming, 'The kubeconfig that Azure sent');
  const context = contextName(added, who);
  const isEmpty = existing === undefined || existing.trim() === '';
  const merged = isEmpty ? skeleton() : readKubeconfig(existing, 'The kubeconfig file');
  const replaced = lists.flatMap((list) =>
    entriesOf(added, list).flatMap((entry) => {
      const name = list === 'contexts' ? context : nameOf(entry);
      return put(merged, list, name, { ...(entry.toJSON() as Record<string, unknown>), name });
    }),
  );
  merged.set('current-context', context);
  return { text: merged.toString({ lineWidth: 0 }), context, replaced };
}

function readKubeconfig(text: string, what: string): Document {
  const document = parseDocument(text, { keepSourceTokens: true });
  const [problem] = document.errors;
  if (problem)
    throw refused(`${what} is not valid YAML, so nothing was changed: ${problem.message.split('\n')[0] ?? ''}`);
  if (document.contents !== null && !isMap(document.contents)) {
    throw refused(`${what} is not a kubeconfig, so nothing was changed.`);
  }
  for (const list of lists) {
    const value = document.get(list);
    const isList = value === undefined || value === null || (isSeq(value) && value.items.every((item) => isMap(item)));
    if (!isList)
      throw refused(`${what} has something else than a list of entries as "${list}", so nothing was changed.`);
  }
  return document;
}

function skeleton(): Document {
  return parseDocument('apiVersion: v1\nkind: Config\npreferences: {}\n');
}

function contextName(added: Document, who: 'user' | 'admin'): string {
  const [first] = entriesOf(added, 'contexts');
  if (!first) throw refused('The kubeconfig that Azure sent has no context, so nothing was changed.');
  const name = nameOf(first);
  return who === 'admin' && !name.endsWith('-admin') ? `${name}-admin` : name;
}

function entriesOf(document: Document, list: (typeof lists)[number]): readonly YAMLMap[] {
  const value = document.get(list);
  return isSeq(value) ? value.items.filter((item): item is YAMLMap => isMap(item)) : [];
}

function nameOf(entry: YAMLMap): string {
  const name = entry.get('name');
  return typeof name === 'string' || typeof name === 'number' ? String(name) : '';
}

function put(document: Document, list: (typeof lists)[number], name: string, entry: Record<string, unknown>): string[] {
  const index = entriesOf(document, list).findIndex((candidate) => nameOf(candidate) === name);
  const before = index < 0 ? undefined : entriesOf(document, list)[index];
  if (before && sameContent(before.toJSON(), entry)) return [];
  const value = document.get(list);
  const seq = isSeq(value) ? value : new YAMLSeq();
  if (seq !== value) document.set(list, seq);
  if (seq.items.length === 0) seq.flow = false;
  const node = document.createNode(entry);
  if (index < 0) seq.items.push(node);
  else seq.items[index] = node;
  return before ? [`${list.slice(0, -1)} ${name}`] : [];
}

function sameContent(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => [name, sorted(part)]);
}
