/** Values that say by themselves what they are, wherever they are in a message. */
import { dataHost, loginHost } from './issuers.ts';
import { fieldOf, type FieldPattern, type MessageField } from './field.ts';
import type { Stepwise } from '../../../shape/steps.ts';
import type { Found } from './near.ts';
import { withoutPercents } from './unwrapped.ts';

/** A log repeats its messages; of each sign so many are read, the last ones. */
export const mostOfSign = 40;
/** So many values that say what they are are looked at, the last ones. */
const mostLoose = 400;

/** A value, and the line of a log that it is in. */
export interface PlacedField {
  readonly field: MessageField;
  readonly part: number;
}

/**
 * Where webhooks put the token: at first, since 1.6.0, and since it is told apart by pods.
 * Source: https://github.com/Azure/azure-workload-identity/pull/1749
 */
export const tokenFolder = '\\/var\\/run\\/secrets\\/azure\\/(?:tokens|wi\\/(?:[0-9a-f]{16,128}\\/)?token)(?=\\/)';

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Values that say by themselves what they are. */
const loose: readonly FieldPattern[] = [
  { name: 'subject', finds: /(system:serviceaccount:[a-z0-9<>_-]{1,63}:[a-z0-9<>._-]{1,253}\u2026?)/gi },
  { name: 'resourceId', finds: /msi_res_id=([^&\s"']{10,400})/gi },
  { name: 'clientId', finds: /[?&]client_id=([\w<>*.{}-]{1,60})/gi },
  {
    name: 'clientId',
    finds: /(?<![\w?&-])client_?id["']?\s?[=:]\s?["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![\w-])/gi,
  },
  // Variables of a pod as kubectl shows them, and the sign-in of the command line.
  {
    name: 'clientId',
    finds: new RegExp(`(?<![\\w-])(?:AZURE|ARM)_CLIENT_ID["']?\\s{0,2}[=:]\\s{0,4}["']?(${guid})(?![\\w-])`, 'gi'),
  },
  {
    name: 'clientId',
    finds: new RegExp(
      `(?<![\\w-])(?:AZURE|ARM)_CLIENT_ID["']?,?\\s{0,4}["']?value["']?\\s?:\\s?["']?(${guid})(?![\\w-])`,
      'gi',
    ),
  },
  {
    name: 'clientId',
    finds: new RegExp(`\\baz login\\s[^|;\\u001e]{0,120}?(?<=\\s)(?:-u|--username)[= ]["']?(${guid})(?![\\w-])`, 'gi'),
  },
  { name: 'path', finds: new RegExp(`(${tokenFolder}\\/[\\w-]{1,60})`, 'g') },
  { name: 'registry', finds: /(?<![\w.-])([\w<>*-]{1,60}\.azurecr\.[a-z]{2,6})/gi },
  { name: 'vault', finds: new RegExp(dataHost('vault'), 'gi') },
  {
    name: 'tenantId',
    finds: new RegExp(`${loginHost}\\/{1,2}([^/\\s"']{1,60})\\/{1,2}(?:oauth2|v2\\.0|discovery|\\.well-known)`, 'gi'),
  },
];

/** Returns them, each with the line that it is in; those of messages that stay apart are left out. */
export function* looseFields(
  text: string,
  apart: readonly Found[],
  partAt: (at: number) => number,
): Stepwise<readonly PlacedField[]> {
  const all: PlacedField[] = [];
  for (const { name, finds } of loose) {
    yield;
    const found: PlacedField[] = [];
    for (const match of [...text.matchAll(finds)].slice(-mostLoose).reverse()) {
      const field = fieldOf(name, `${withoutPercents(match[1] ?? '')}${isCut(match, text) ? '\u2026' : ''}`);
      const isApart = apart.some(({ at, end }) => at <= match.index && match.index < end);
      if (field !== undefined && !isApart) found.push({ field, part: partAt(match.index) });
      if (found.length >= mostOfSign) break;
    }
    all.push(...found.reverse());
  }
  return all;
}

/** True for a value behind a quote that nothing closes: the line ends in it, as it does where a log was cut. */
function isCut({ index, 0: whole }: RegExpExecArray, text: string): boolean {
  const end = index + whole.length;
  return /["']/.test(text[index - 1] ?? '') && (end === text.length || /^\s?\u001e/.test(text.slice(end, end + 2)));
}
