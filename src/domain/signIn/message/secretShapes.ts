/** What secrets look like, by themselves and behind names that only secrets have. */

/** What kind of secret was cut out. */
export type SecretKind = 'token' | 'key' | 'password' | 'privateKey';

/** One way in which secrets are written. */
export interface SecretShape {
  readonly kind: SecretKind;
  /** The first group, if there is one, is the name and stays. */
  readonly finds: RegExp;
  /** In small letters; a text with none of these has no such secret, and is not searched. */
  readonly needs: readonly string[];
  /** Says whether what was found, without its name, is a secret; left out: it always is. */
  readonly isOne?: (found: string) => boolean;
}

/** A name and what separates it from its value, even inside escaped JSON or percent-encoded. */
const is = String.raw`\\{0,8}(?:["']|u002[27])?\s{0,4}(?:[:=]|%3[AD])\s{0,4}`;
/** A value in quotes, escaped or not, or a word. */
const value = String.raw`(?:\\{1,8}u002[27][^\s"'\\]{1,4000}|\\{1,4}"[^"\\]{1,4000}|"(?:[^"\\]|\\.){1,4000}|'[^']{1,4000}|[^\s"'\\,;&}<>]{1,4000})`;
const keyNames = [
  '(?:account|shared[-_]?access|access|api|subscription|functions|master|primary|secondary|storage|sas|host|encryption)[-_]?key',
  '(?:client|app|application|consumer|aws)[-_]?secret(?:[-_]?access[-_]?key)?|secret[-_]?(?:access[-_]?key|key|value)',
  'client-key-data|client-certificate-data|private[-_]?key|connection[-_]?string|aadClientSecret|aeg-sas-key|x-functions-key',
].join('|');
const passwordNames = 'password|passwd|passphrase|(?<![a-z])pwd|admin[-_]?pass|(?<=,)pass';
const tokenNames =
  '(?:access|refresh|id|bearer|auth|session|csrf|bot|oauth|sas|identity|deploy|registry)[-_]?token|client[-_]?assertion|saml[-_]?(?:response|assertion)|device[-_]?code|identitytoken';
const plainNames = '(?<![a-z])(?:token|secret|assertion|auth|credential|cookie|set-cookie|pat)s?';

function named(names: string, of = value): RegExp {
  return new RegExp(`((?:${names})${is})${of}`, 'gi');
}

/**
 * Where App Configuration is asked for settings, `key` is the filter for their names.
 * Source: https://learn.microsoft.com/azure/azure-app-configuration/rest-api-key-value
 */
const filtered =
  '(?:^|[\\s"\'`(<])https:\\/\\/[\\w-]{1,60}\\.azconfig\\.(?:io|azure\\.(?:us|cn))\\/(?:kv|keys|labels|revisions)\\?(?:[^\\s"\'<>?#]{0,300}&)?';
/** What an answer says with a code: of HTTP or OAuth, or the name of an error. */
const codeOfError =
  '(?:\\d{3}|(?<=\\/error\\?code=)\\d{5,8}|[a-z]+(?:_[a-z]+)+|[a-z]{2,50}(?:failed|denied|notfound|forbidden|unauthorized|error|mismatch|disabled|exceeded))(?![\\w%+/=.~-])';

/** The shapes, in the order in which they are looked for. */
export const secretShapes: readonly SecretShape[] = [
  { kind: 'token', needs: ['eyj'], finds: /(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g },
  {
    kind: 'token',
    needs: ['bearer', 'basic', 'negotiate'],
    finds: /(\b(?:Encrypted)?(?:Bearer|Basic|Negotiate)\s{1,4})[\w.~+/=-]{8,}/gi,
    isOne: (found) => !isError(found) && !isChallenge(found) && /\d|.[A-Z]|[+/~]/.test(found),
  },
  { kind: 'key', needs: ['sharedkey'], finds: /(\bSharedKey(?:Lite)?\s+)[\w-]{1,80}:[\w+/=]+/gi },
  { kind: 'token', needs: ['sharedaccesssignature'], finds: /(\bSharedAccessSignature\s+)\S+/gi },
  // Public forms: secrets of Entra applications, refresh tokens of Entra, GitHub, GitLab, npm, Slack, AWS, Google.
  { kind: 'password', needs: ['q~'], finds: /(?<![\w~.-])[\w.-]{3}[0-9]Q~[\w.~-]{20,}/g },
  { kind: 'token', needs: ['.a'], finds: /(?<![\w.])[01]\.A[\w-]{20,}(?:\.[\w-]*)*/g },
  {
    kind: 'token',
    needs: ['_', 'glpat-', 'xox', 'pypi-', 'hvs.', 'hvb.'],
    finds: /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abprs]-|dckr_pat_|pypi-|hv[sb]\.)[\w-]{10,}/g,
  },
  { kind: 'token', needs: ['sk-'], finds: /(?<![\w-])sk-(?=[\w-]{0,200}\d)(?=[\w-]{0,200}[A-Z])[\w-]{20,}/g },
  { kind: 'key', needs: ['akia', 'asia', 'aiza'], finds: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}/g },
  { kind: 'token', needs: ['.'], finds: /\b[a-z0-9]{6}\.(?<![\w.][a-z0-9]{6}\.)(?=[a-z]*\d)[a-z0-9]{16}(?![\w.])/g },
  // In Base64: a certificate, a key, a kubeconfig.
  {
    kind: 'privateKey',
    needs: ['ls0tls1crudjti', 'yxbpvmvyc2lvbj', 'mii'],
    finds: /(?:LS0tLS1CRUdJTi|YXBpVmVyc2lvbj|MII[A-Z][\w+/]{20})[\w+/=\s]{0,20000}/g,
  },
  { kind: 'password', needs: ['@'], finds: /(?<=:\/\/)[^\s/?#"'<>@]{1,300}@/g },
  // In front of a host without a scheme, as images are named.
  {
    kind: 'password',
    needs: ['@'],
    finds:
      /(?<![^\s"'`(=])[^\s:@/"'<>=]{1,100}:[^\s@/"'<>]{1,200}@(?=[\w-]{1,63}(?:\.[\w-]{1,63})*\.(?:azurecr\.[a-z]{2,6}|[\w-]{1,63}(?::\d{1,5})?\/))/g,
  },
  {
    kind: 'password',
    needs: ['-u ', '-u=', '--user'],
    finds: /(?<=(?:^|\s)(?:-u|--user)[ =]["']?)[^\s"']{1,100}:[^\s"']+/g,
  },
  {
    kind: 'password',
    needs: ['-p', '--client-secret', '--account-key', '--token'],
    finds: /(?<=(?:^|\s)(?:-p|--password|--client-secret|--account-key|--token)[ =]["']?)[^\s"']+/gi,
  },
  {
    kind: 'password',
    needs: ['</'],
    finds: /(?<=<(?:[\w.:-]{0,40})(?:password|secret|key|token|pwd)(?:\s[^<>]{0,200})?>)[^<]+/gi,
  },
  {
    kind: 'token',
    needs: ['sig=', 'code=', 'token=', 'key='],
    finds: new RegExp(`(?<=[?&;#](?:sig|token|(?<!${filtered})key|code(?!=${codeOfError}))=)[^&\\s"'<>\\\\]+`, 'gi'),
  },
  { kind: 'token', needs: ['cookie:'], finds: /\bcookie:[^\r\n]{1,8000}/gi },
  {
    kind: 'key',
    needs: ['key', 'secret', 'client-certificate-data', 'connection'],
    finds: named(keyNames),
    isOne: (found) => !isError(found),
  },
  {
    kind: 'password',
    needs: ['pass', 'pwd'],
    finds: named(passwordNames),
    isOne: (found) => !isError(found),
  },
  {
    kind: 'password',
    needs: ['pass'],
    finds: /(\bpassword (?:is|was) ["']?)[^\s"']{4,200}/gi,
    isOne: (found) => /\d/.test(found),
  },
  {
    kind: 'token',
    needs: ['token', 'assertion', 'device', 'saml'],
    finds: named(
      tokenNames,
      String.raw`(?:\\{1,4}"[^"\\\s]{6,4000}|"[^"\s]{6,4000}|'[^'\s]{6,4000}|[^\s"'\\,;&}<>]{12,4000})`,
    ),
    isOne: (found) => !isError(found) && !isWords(found),
  },
  // Messages use these words for other things as well.
  {
    kind: 'token',
    needs: ['token', 'secret', 'assertion', 'auth', 'credential', 'cookie', 'pat'],
    finds: named(plainNames, String.raw`(?:\\{0,4}["']?[\w.~+/=!@#$%^*-]{12,4000})`),
    isOne: isRandomWord,
  },
];

/**
 * Returns true for what stands in the place of a value: a mask, a word for none, a reference to where the value is, or
 * the name of a key. It is cut out like a value, but nothing has leaked.
 */
export function isNoValue(found: string): boolean {
  const word = found.replace(/^\\*["'`]?|\\*["'`]?$/g, '');
  return noValue.test(word) || /^\$[A-Z_][A-Z0-9_]+$/.test(word);
}

const noValue = new RegExp(
  `^(?:[^\\s:@]{1,100}:)?(?:${[
    '[*x\\u2022.#_-]+',
    '[<[(*{]{0,3}(?:redacted|masked|hidden|omitted|removed|sensitive|secret|filtered|none|null|nil|undefined|empty|unset|yes|no|true|false)[>\\])*}]{0,3}',
    '<[^<>]*>?|\\$[({].*|%\\w+%|\\{\\{.*',
    // Ports, in `docker run -p`.
    '\\d{2,5}:\\d{2,5}',
    'secretKeyRef|configMapKeyRef|valueFrom|secretRef|passwords?|passwd|username|tokens?|keys?|values?',
  ].join('|')})@?$`,
  'i',
);

function wordIn(found: string): string {
  return found.replace(/^\\*["']?/, '');
}

/** Returns true for what messages put behind the name of a secret: codes of Entra and HTTP, and addresses. */
function isError(found: string): boolean {
  return /^(?:AADSTS\d|AKV\d|Status(?:Code)?[=:]|https?:|\/var\/run\/)/i.test(wordIn(found));
}

/** Returns true for what a service says of how to sign in, such as `Basic realm=/var/opt/...`. */
function isChallenge(found: string): boolean {
  return /^(?:realm|charset|error|authorization(?:_uri)?)=/i.test(found);
}

/** Returns true for words of a sentence or of a protocol, such as `unauthorized_client`. */
function isWords(found: string): boolean {
  return /^[a-z]+(?:[_.-][a-z]+)+$/i.test(wordIn(found)) || /^[a-z]+=/i.test(wordIn(found));
}

/** Returns true for what no name or sentence is: a long and random word, or one with the signs of a password. */
function isRandomWord(found: string): boolean {
  const word = wordIn(found);
  if (isError(word) || word.startsWith('/') || /^[a-z]+=\S/i.test(word)) return false;
  if (/^[\w+/]{16,}={1,2}$/.test(word)) return true;
  if (/[!#$%^~]/.test(word)) return /\d/.test(word) && /[a-z]/i.test(word);
  return isRandom(word, 16);
}

const guids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * Returns true for a run as keys have it, with at least so many letters and digits: both cases and digits in constant
 * change, or one long run of letters and digits. GUIDs are no part of it, and separators do not count as change.
 */
export function isRandom(given: string, atLeast: number): boolean {
  if (!/[A-Z]/.test(given) && !/[a-z0-9]{40}/.test(given)) return false;
  const run = given.replace(guids, '/');
  if (run.length < atLeast) return false;
  const isMixed = /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
  if (!isMixed) return /(?:^|[^\w-])(?=[a-z0-9]*\d)(?=[a-z0-9]*[g-z])[a-z0-9]{40,}(?:$|[^\w-])/.test(run);
  const letters = run.replace(/[^a-z0-9]/gi, '');
  if (letters.length < atLeast * 0.75) return false;
  let changes = 0;
  for (let index = 1; index < letters.length; index++)
    changes += classOf(letters, index) === classOf(letters, index - 1) ? 0 : 1;
  const rate = changes / letters.length;
  return rate > 0.4 || (/={1,2}$/.test(run) && run.length % 4 === 0 && rate > 0.25);
}

function classOf(run: string, index: number): number {
  const code = run.charCodeAt(index);
  return code >= 97 ? 0 : code >= 65 ? 1 : 2;
}
