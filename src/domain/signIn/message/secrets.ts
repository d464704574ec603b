/**
 * Cuts tokens, keys and passwords out of a pasted text before anything else looks at it. It is stricter than `redact`,
 * which would also cut the messages of credentials such as "WorkloadIdentityCredential: ...".
 */

/** What kind of secret was cut out. */
export type SecretKind = 'token' | 'key' | 'password' | 'privateKey';

/** A text without secrets, and how many of each kind it had. */
export interface CutText {
  readonly text: string;
  readonly secrets: ReadonlyMap<SecretKind, number>;
}

/** What replaces a secret: nothing that a field could be read from. */
const mark = '\u2702';

/** A name and what separates it from its value, even inside escaped JSON. */
const is = String.raw`\\{0,4}["']?\s{0,4}[:=]\s{0,4}`;
/** A value in quotes, escaped or not, or a word. */
const value = String.raw`(?:\\{1,4}"[^"\\]{1,4000}|"[^"]{1,4000}|'[^']{1,4000}|[^\s"'\\,;&}<>]{1,4000})`;
/** Names that only secrets have. */
const keyNames = [
  '(?:account|shared[-_]?access|access|api|subscription|functions|master|primary|secondary|storage|sas|host|encryption)[-_]?key',
  '(?:client|app|application|consumer|aws)[-_]?secret(?:[-_]?access[-_]?key)?|secret[-_]?(?:access[-_]?key|key|value)',
  'client-key-data|client-certificate-data|private[-_]?key|connection[-_]?string|aadClientSecret|aeg-sas-key|x-functions-key',
].join('|');
const passwordNames = 'password|passwd|passphrase|(?<![a-z])pwd|admin[-_]?pass';
const tokenNames =
  '(?:access|refresh|id|bearer|auth|session|csrf|bot|oauth|sas|identity|deploy|registry)[-_]?token|client[-_]?assertion|saml[-_]?(?:response|assertion)|device[-_]?code|identitytoken';
const plainNames = '(?<![a-z])(?:token|secret|assertion|auth|credential|cookie|set-cookie|pat)s?';

function named(names: string, of = value): RegExp {
  return new RegExp(`((?:${names})${is})${of}`, 'gi');
}

/** Values that look like secrets, whatever their names are, and values whose names say that they are. */
const patterns: readonly (readonly [RegExp, SecretKind])[] = [
  [/(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g, 'token'],
  [/\b(?:Encrypted)?(?:Bearer|Basic|Negotiate)\s{1,4}[\w.~+/=-]{8,}/gi, 'token'],
  [/\bSharedKey(?:Lite)?\s+[\w-]{1,80}:[\w+/=]+/gi, 'key'],
  [/\bSharedAccessSignature\s+\S+/gi, 'token'],
  // Public forms: secrets of Entra applications, refresh tokens of Entra, GitHub, GitLab, npm, Slack, AWS, Google.
  [/(?<![\w~.-])[\w.-]{3}[0-9]Q~[\w.~-]{20,}/g, 'password'],
  [/(?<![\w.])[01]\.A[\w-]{20,}(?:\.[\w-]*)*/g, 'token'],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abprs]-|dckr_pat_|pypi-|sk-|hv[sb]\.)[\w-]{10,}/g, 'token'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}/g, 'key'],
  [/(?<![\w.])[a-z0-9]{6}\.(?=[a-z]*\d)[a-z0-9]{16}(?![\w.])/g, 'token'],
  // In Base64: a certificate, a key, a kubeconfig.
  [/(?:LS0tLS1CRUdJTi|YXBpVmVyc2lvbj|MII[A-Z][\w+/]{20})[\w+/=\s]{0,20000}/g, 'privateKey'],
  [/(?<=:\/\/)[^\s/?#"'<>@]{1,300}@/g, 'password'],
  [/(?<=(?:^|\s)(?:-u|--user)[ =]["']?)[^\s"']{1,100}:[^\s"']+/g, 'password'],
  [/(?<=(?:^|\s)(?:-p|--password|--client-secret|--account-key|--token)[ =]["']?)[^\s"']+/gi, 'password'],
  [/(?<=<(?:[\w.:-]{0,40})(?:password|secret|key|token|pwd)(?:\s[^<>]{0,200})?>)[^<]+/gi, 'password'],
  [/(?<=[?&;#](?:sig|code|token|key)=)[^&\s"'<>\\]+/gi, 'token'],
  [/\bcookie:[^\r\n]{1,8000}/gi, 'token'],
];
const namedPatterns: readonly (readonly [RegExp, SecretKind])[] = [
  [named(keyNames), 'key'],
  [named(passwordNames), 'password'],
  [
    named(
      tokenNames,
      String.raw`(?:\\{1,4}"[^"\\\s]{6,4000}|"[^"\s]{6,4000}|'[^'\s]{6,4000}|[^\s"'\\,;&}<>]{12,4000})`,
    ),
    'token',
  ],
];
/** A value after a word that messages use for other things as well: only if it looks like a secret. */
const plainlyNamed = named(plainNames, String.raw`(?:\\{0,4}["']?[\w.~+/=!@#$%^*-]{8,4000})`);
/** Anything long enough to be a key. */
const longRun = /[\w+/=~-]{24,}/g;

/** Returns the text without its secrets; takes time proportional to its length. */
export function cutSecrets(given: string): CutText {
  const secrets = new Map<SecretKind, number>();
  const note = (kind: SecretKind): string => {
    secrets.set(kind, (secrets.get(kind) ?? 0) + 1);
    return mark;
  };
  let text = withoutPem(given, () => note('privateKey'));
  for (const [pattern, kind] of patterns) text = text.replace(pattern, () => note(kind));
  for (const [pattern, kind] of namedPatterns)
    text = text.replace(pattern, (whole, name: string) => (isCut(whole) ? whole : `${name}${note(kind)}`));
  text = text.replace(plainlyNamed, (whole, name: string) =>
    isCut(whole) || !looksSecret(whole.slice(name.length)) ? whole : `${name}${note('token')}`,
  );
  text = text.replace(longRun, (run) => (looksRandom(run) ? note('key') : run));
  return { text, secrets };
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

/** Removes what was cut from a text that shows only that something was there. */
function isCut(text: string): boolean {
  return text.includes(mark);
}

/** A word after "token:" or the like that no sentence has: it mixes letters with digits or signs. */
function looksSecret(text: string): boolean {
  const word = text.replace(/^\\*["']?/, '');
  if (word.startsWith('/') || /^https?:/i.test(word) || guid.test(word)) return false;
  return (/\d/.test(word) && /[a-z]/i.test(word)) || /^[\w+/]{16,}={1,2}$/.test(word);
}

const guid = /^[0-9a-f]{8}-/i;

/** Returns true for a run as keys have it: letters of both cases and digits that change all the time, or one long run of them. */
function looksRandom(run: string): boolean {
  const isMixed = /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
  if (!isMixed) return /(?:^|[^\w-])(?=[a-z0-9]*\d)(?=[a-z0-9]*[g-z])[a-z0-9]{40,}(?:$|[^\w-])/.test(` ${run} `);
  let changes = 0;
  for (let index = 1; index < run.length; index++) changes += classOf(run, index) === classOf(run, index - 1) ? 0 : 1;
  return changes / run.length > 0.4 || (/={1,2}$/.test(run) && run.length % 4 === 0 && changes / run.length > 0.25);
}

function classOf(run: string, index: number): number {
  const code = run.charCodeAt(index);
  if (code >= 97) return 0;
  if (code >= 65) return 1;
  return code >= 48 && code <= 57 ? 2 : 3;
}
