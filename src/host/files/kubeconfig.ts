import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  YAMLSeq,
  type Document,
  type ScalarTag,
  type Tags,
  type YAMLMap,
} from 'yaml';
import { refusedError } from '../../errors.ts';
import { say, type Words } from '../../sentences/words.ts';

const lists = ['clusters', 'users', 'contexts'] as const;

const nouns = { clusters: say`cluster`, users: say`user`, contexts: say`context` };

/** A kubeconfig with a cluster's entries in it. */
export interface MergedKubeconfig {
  readonly text: string;
  /** The context that is now current. */
  readonly context: string;
  /** Entries with the same name but other content that were replaced, such as `context shop-weu`. */
  readonly replaced: readonly Words[];
}

/**
 * Merges the entries of `incoming` into `existing` and makes its context current; comments, other entries, their
 * order, and line ends stay. Admin contexts get the suffix `-admin`, as with `az`. Throws `refused` if either text is not a
 * kubeconfig.
 */
export function mergeKubeconfig(
  existing: string | undefined,
  incoming: string,
  kubeconfigRole: 'user' | 'admin',
): MergedKubeconfig {
  const added = readKubeconfig(incoming, say`The kubeconfig that Azure sent`);
  const context = contextName(added, kubeconfigRole);
  const isEmpty = existing === undefined || existing.trim() === '';
  const merged = isEmpty
    ? readKubeconfig(skeleton, say`The kubeconfig file`)
    : readKubeconfig(existing, say`The kubeconfig file`);
  const replaced = lists.flatMap((list) =>
    entriesOf(added, list).flatMap((entry) => {
      const name = list === 'contexts' ? context : entryName(entry);
      return putEntry(merged, list, name, { ...(entry.toJS(added) as Record<string, unknown>), name });
    }),
  );
  merged.set('current-context', context);
  const text = merged.toString({ lineWidth: 0 });
  return { text: existing?.includes('\r\n') === true ? text.replaceAll('\n', '\r\n') : text, context, replaced };
}

function readKubeconfig(text: string, fileName: Words): Document {
  const document = parseDocument(text, { keepSourceTokens: true, customTags: asWritten });
  const [problem] = document.errors;
  const broken = problem?.message.split('\n')[0] ?? lostAlias(document);
  if (broken !== undefined) throw refusedError(say`${fileName} is not valid YAML, so nothing was changed: ${broken}`);
  if (document.contents !== null && !isMap(document.contents)) {
    throw refusedError(say`${fileName} is not a kubeconfig, so nothing was changed.`);
  }
  for (const list of lists) {
    const value = document.get(list);
    const isList = value === undefined || value === null || (isSeq(value) && value.items.every((item) => isMap(item)));
    if (!isList)
      throw refusedError(
        say`${fileName} has something other than a list of entries as "${list}", so nothing was changed.`,
      );
  }
  return document;
}

const skeleton = 'apiVersion: v1\nkind: Config\npreferences: {}\n';

/** Tags whose values are written as they were in the text: `00123` stays, and so does a number of any length. */
function asWritten(tags: Tags): Tags {
  const kinds = ['int', 'float', 'bool', 'null', 'timestamp'].map((name) => `tag:yaml.org,2002:${name}`);
  return tags.map((tag) => {
    if (typeof tag === 'string' || tag.collection !== undefined || !kinds.includes(tag.tag)) return tag;
    const stringify: ScalarTag['stringify'] = (item, ...rest) =>
      item.type === 'PLAIN' && item.source !== undefined
        ? item.source
        : (tag.stringify?.(item, ...rest) ?? String(item.value));
    return { ...tag, stringify };
  });
}

/** Returns the message for an alias without an anchor. */
function lostAlias(document: Document): Words | undefined {
  let lost: Words | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) lost = say`There is no anchor for "*${alias.source}".`;
    },
  });
  return lost;
}

/** Finds an anchor inside an entry that is used outside it, which prevents the entry from being replaced. */
function anchorNeeded(document: Document, entry: YAMLMap): string | undefined {
  const inside = new Set<unknown>();
  visit(entry, { Node: (_, node) => void inside.add(node) });
  let needed: string | undefined;
  visit(document, {
    Alias(_, alias) {
      if (!inside.has(alias) && inside.has(alias.resolve(document))) needed = alias.source;
    },
  });
  return needed;
}

function contextName(added: Document, kubeconfigRole: 'user' | 'admin'): string {
  const [first] = entriesOf(added, 'contexts');
  if (!first) throw refusedError(say`The kubeconfig that Azure sent has no context, so nothing was changed.`);
  const name = entryName(first);
  return kubeconfigRole === 'admin' && !name.endsWith('-admin') ? `${name}-admin` : name;
}

function entriesOf(document: Document, list: (typeof lists)[number]): readonly YAMLMap[] {
  const value = document.get(list);
  return isSeq(value) ? value.items.filter((item): item is YAMLMap => isMap(item)) : [];
}

/** A name that looks like a number stays a text, with all its digits. */
function entryName(entry: YAMLMap): string {
  const name: unknown = entry.get('name', true);
  if (!isScalar(name)) return '';
  if (typeof name.value === 'string') return name.value;
  return typeof name.value === 'number' ? (name.source ?? '') : '';
}

function putEntry(
  document: Document,
  list: (typeof lists)[number],
  name: string,
  entry: Record<string, unknown>,
): Words[] {
  const index = entriesOf(document, list).findIndex((candidate) => entryName(candidate) === name);
  const before = index < 0 ? undefined : entriesOf(document, list)[index];
  if (before && sameContent(before.toJS(document), entry)) return [];
  const anchor = before && anchorNeeded(document, before);
  if (anchor !== undefined) {
    throw refusedError(
      say`The ${nouns[list]} "${name}" of the kubeconfig file would be replaced, but another entry refers to its anchor "&${anchor}". Nothing was changed; write out what the other entry refers to, then try again.`,
    );
  }
  const value = document.get(list);
  const seq = isSeq(value) ? value : new YAMLSeq();
  if (seq !== value) document.set(list, seq);
  if (seq.items.length === 0) seq.flow = false;
  const node = document.createNode(entry);
  if (index < 0) seq.items.push(node);
  else seq.items[index] = node;
  return before ? [say`${nouns[list]} ${name}`] : [];
}

function sameContent(a: unknown, b: unknown): boolean {
  return JSON.stringify(sortedKeys(a)) === JSON.stringify(sortedKeys(b));
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => [name, sortedKeys(part)]);
}
