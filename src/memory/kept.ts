/**
 * Texts and resources of which equal ones are in memory once while thousands are compared with each other. This is state of
 * the process, in a room of its own: values are equal with and without it, so nothing that reads them depends on it.
 */

interface Kept {
  texts: Map<string, string>;
  /** By their keys, as they were listed first. */
  readonly resources: Map<string, unknown>;
}

let kept: Kept | undefined;
let works = 0;

/** Keeps what is given to the functions below until the work has ended. */
export async function keeping<T>(work: () => Promise<T>): Promise<T> {
  works++;
  kept ??= { texts: new Map(), resources: new Map() };
  try {
    return await work();
  } finally {
    works--;
    if (works === 0) kept = undefined;
  }
}

/** Returns the equal text that is kept; without one, keeps this one if some work asks for that, and returns it. */
export function keptText(text: string): string {
  const known = kept?.texts.get(text);
  if (known === undefined) kept?.texts.set(text, text);
  return known ?? text;
}

/**
 * Forgets the texts, but not the resources: once long lists have been read, the table of what they have in common takes memory
 * and saves none. Texts that come later are kept anew.
 */
export function forgetTexts(): void {
  if (kept !== undefined) kept.texts = new Map();
}

/** Returns a resource that nobody else has yet, with the parts of the kept one of that key where these are equal; without one, keeps it. */
export function keptResource<T extends object>(key: string, resource: T): T {
  if (kept === undefined) return resource;
  const known = kept.resources.get(key);
  if (known === undefined) kept.resources.set(keptText(key), resource);
  return known === undefined ? resource : (joined(resource, known) as T);
}

function joined(value: unknown, known: unknown): unknown {
  if (value === known) return known;
  if (!isContainer(value) || !isContainer(known) || Array.isArray(value) !== Array.isArray(known)) return value;
  const keys = Object.keys(value);
  let isEqual = Object.keys(known).length === keys.length;
  for (const key of keys) {
    const part = joined(value[key], known[key]);
    value[key] = part;
    isEqual &&= part === known[key] && Object.hasOwn(known, key);
  }
  return isEqual ? known : value;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
