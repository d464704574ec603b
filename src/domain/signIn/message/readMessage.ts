/** Reads a pasted message: cuts out what is secret, undoes escapes and wrapped lines, and finds its signs and fields. */
import { distinctBy } from '../../../shape/distinct.ts';
import { components, type NamedComponent } from './components.ts';
import { fieldOf, type MessageField, type FieldName, type FieldPattern } from './field.ts';
import { cutSecrets, type SecretKind } from './secrets.ts';
import { unwrapped } from './unwrapped.ts';

/** Something that messages of one form have in common. */
export interface Sign {
  readonly name: string;
  /** A pattern with the flag `g`, whose time is proportional to the length of the text. */
  readonly finds: RegExp;
  /** The values near it. */
  readonly fields?: readonly FieldPattern[];
}

/** A sign that was found, with the values near it. */
export interface Hit {
  readonly sign: string;
  readonly fields: readonly MessageField[];
  /** Characters from the beginning, by which hits are in order. */
  readonly at: number;
}

/** What a message says, without the message itself. */
export interface ReadMessage {
  /** One for each sign and set of values, in order of first appearance. */
  readonly hits: readonly Hit[];
  /** Every value once. */
  readonly fields: readonly MessageField[];
  /** The products and libraries that it names. */
  readonly components: ReadonlySet<NamedComponent>;
  /** Kinds of secrets that were cut out, with their numbers. */
  readonly secrets: ReadonlyMap<SecretKind, number>;
  readonly isEmpty: boolean;
}

/** How much of the text on both sides of a sign may hold its values. */
const [before, after] = [700, 1800];
/** A log repeats its messages; of each sign so many are read. */
const mostOfSign = 40;
/** What is behind this many characters is not read. */
const longestText = 4_000_000;

/** Reads a message; takes time proportional to its length. */
export function readMessage(text: string, signs: readonly Sign[]): ReadMessage {
  const { text: safe, secrets } = cutSecrets(text.slice(0, longestText));
  const versions = unwrapped(safe);
  const hits = versions.flatMap((version) => signs.flatMap((sign) => hitsOf(sign, version)));
  const all = distinctBy(
    hits,
    (hit) => `${hit.sign} ${hit.fields.map(({ name, value }) => `${name}=${value}`).join()}`,
  );
  const ordered = all.toSorted((a, b) => a.at - b.at);
  const everywhere = versions.flatMap((version) => looseFields(version));
  return {
    hits: ordered,
    fields: distinctBy(
      [...ordered.flatMap(({ fields }) => fields), ...everywhere],
      ({ name, value }) => `${name} ${value}`,
    ),
    components: new Set(versions.flatMap((version) => componentsIn(version))),
    secrets,
    isEmpty: text.trim() === '',
  };
}

/** Returns the first value of a kind, of a hit before those of the whole message. */
export function valueOf(name: FieldName, ...from: readonly (readonly MessageField[])[]): MessageField | undefined {
  for (const fields of from) {
    const found = fields.find((each) => each.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hitsOf({ name, finds, fields = [] }: Sign, text: string): readonly Hit[] {
  const found: Hit[] = [];
  for (const match of text.matchAll(finds)) {
    const at = match.index;
    const near = text.slice(at, at + after);
    const behind = text.slice(Math.max(0, at - before), at);
    const groups = Object.entries(match.groups ?? {}).flatMap(
      ([key, value]) => fieldOf(key as FieldName, value ?? '') ?? [],
    );
    const values = fields.flatMap((pattern) => fieldIn(pattern, near) ?? lastIn(pattern, behind) ?? []);
    found.push({ sign: name, fields: distinctBy([...groups, ...values], (each) => each.name), at });
    if (found.length >= mostOfSign) break;
  }
  return found;
}

function fieldIn({ name, finds }: FieldPattern, text: string): MessageField | undefined {
  const value = finds.exec(text)?.[1];
  return value === undefined ? undefined : fieldOf(name, value);
}

/** What is nearest before a sign belongs to it rather than to an earlier message of a log. */
function lastIn({ name, finds }: FieldPattern, text: string): MessageField | undefined {
  const all = [...text.matchAll(new RegExp(finds.source, `${finds.flags}g`))];
  const value = all.at(-1)?.[1];
  return value === undefined ? undefined : fieldOf(name, value);
}

/** Values that say by themselves what they are. */
const loose: readonly FieldPattern[] = [
  { name: 'subject', finds: /(system:serviceaccount:[a-z0-9<>_-]{1,63}:[a-z0-9<>._-]{1,253})/gi },
  { name: 'resourceId', finds: /msi_res_id=([^&\s"']{10,400})/gi },
  { name: 'clientId', finds: /[?&]client_id=([\w<>*.{}-]{1,60})/gi },
  { name: 'path', finds: /(\/var\/run\/secrets\/azure\/(?:tokens|wi\/token)\/[\w-]{1,60})/g },
  { name: 'registry', finds: /(?<![\w.-])([\w<>*-]{1,60}\.azurecr\.(?:io|cn|us))/gi },
  { name: 'vault', finds: /https:\/\/([\w<>*-]{1,60})\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)/gi },
  {
    name: 'tenantId',
    finds:
      /login\.(?:microsoftonline\.(?:com|us)|chinacloudapi\.cn|partner\.microsoftonline\.cn)\/{1,2}([^/\s"']{1,60})\/{1,2}(?:oauth2|v2\.0|discovery|\.well-known)/gi,
  },
];

function looseFields(text: string): readonly MessageField[] {
  return loose.flatMap(({ name, finds }) => {
    const found: MessageField[] = [];
    for (const match of text.matchAll(finds)) {
      const field = fieldOf(name, decoded(match[1] ?? ''));
      if (field !== undefined) found.push(field);
      if (found.length >= mostOfSign) break;
    }
    return found;
  });
}

/** Values in addresses are percent-encoded; what is not well-formed stays. */
function decoded(text: string): string {
  return /%2f/i.test(text) ? text.replace(/%2f/gi, '/').replace(/%20/g, ' ') : text;
}

function componentsIn(text: string): readonly NamedComponent[] {
  return components.flatMap(({ name, finds }) => (finds.test(text) ? [name] : []));
}
