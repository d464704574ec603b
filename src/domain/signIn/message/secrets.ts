/**
 * Cuts tokens, keys and passwords out of a pasted text before anything else looks at it. It is stricter than `redact`,
 * which would also cut the messages of credentials such as "WorkloadIdentityCredential: ...".
 */
import { inOneGo, type Stepwise } from '../../../shape/steps.ts';
import { isNoValue, isRandom, secretShapes, type SecretKind } from './secretShapes.ts';

/** A text without secrets, and how many of each kind it had. */
export interface CutText {
  readonly text: string;
  readonly secrets: ReadonlyMap<SecretKind, number>;
}

/** What replaces a secret: nothing that a field could be read from. */
const mark = '\u2702';

/** Returns the text without its secrets; takes time proportional to its length. */
export function cutSecrets(given: string): CutText {
  return inOneGo(cuttingSecrets(given));
}

/** The same step by step, for long texts. */
export function* cuttingSecrets(given: string): Stepwise<CutText> {
  const secrets = new Map<SecretKind, number>();
  const note = (kind: SecretKind): string => {
    secrets.set(kind, (secrets.get(kind) ?? 0) + 1);
    return mark;
  };
  let text = withoutPem(given, () => note('privateKey'));
  const small = text.toLowerCase();
  const seen = new Map<string, boolean>();
  const has = (part: string): boolean => {
    const known = seen.get(part) ?? small.includes(part);
    seen.set(part, known);
    return known;
  };
  for (const { kind, finds, needs, isOne = () => true } of secretShapes) {
    yield;
    if (!needs.some(has)) continue;
    text = text.replace(finds, (whole: string, first: unknown) => {
      const name = typeof first === 'string' ? first : '';
      const found = whole.slice(name.length);
      if (found.includes(mark) || !isOne(found)) return whole;
      return `${name}${isNoValue(found) ? mark : note(kind)}`;
    });
  }
  yield;
  return { text: yield* withoutKeys(text, () => note('key')), secrets };
}

const [beginning, ending] = ['-----BEGIN ', '-----END '];

/** Cuts out keys and certificates in PEM; one without an end goes on to the end of the text. */
function withoutPem(text: string, note: () => string): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = text.indexOf(beginning); start >= 0; start = text.indexOf(beginning, from)) {
    const end = text.indexOf(ending, start);
    const closing = end < 0 ? -1 : text.indexOf('-----', end + ending.length);
    parts.push(text.slice(from, start), note());
    if (closing < 0) return parts.join('');
    from = closing + '-----'.length;
  }
  return [...parts, text.slice(from)].join('');
}

/** Anything long enough to be a key. */
const longRun = /(?<![\w+/=~-])[\w+/=~-]{24,}/g;
/** Ids of Azure and addresses of its resources, whose names can look like anything. */
const resources = /\/(?:subscriptions|providers|resourceGroups|tenants)\/[^\s"'<>?&;,]*/gi;

/** Cuts out every long random run that is no part of the id of a resource. */
function* withoutKeys(text: string, note: () => string): Stepwise<string> {
  const parts: string[] = [];
  let from = 0;
  for (const { index, 0: id } of text.matchAll(resources)) {
    parts.push(outside(text.slice(from, index), note), id);
    from = index + id.length;
  }
  return [...parts, outside(text.slice(from), note)].join('');
}

function outside(text: string, note: () => string): string {
  return text.replace(longRun, (run) => (isRandom(run, 24) ? note() : run));
}
