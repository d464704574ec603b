/** Endings of names whose values are secret, as a pattern. */
export const secretNames = [
  'secret|password|passwd|passphrase|pwd|token|assertion|(?<![a-z])pat|device[-_]?code',
  'client-key-data|client-certificate-data|certificate-authority-data|connectionstring|(?<=")key[12]',
  '(?:account|access|api|functions|host|master|primary|private|sas|secondary|shared|subscription|workspace)[-_]?key',
  // The name of a federated credential is not a secret.
  '(?<!federated[ _-]?(?:identity[ _-]?)?)credential',
].join('|');
/** A quoted value, even inside another quoted text, or a word. */
const value = String.raw`"(?:[^"\\]|\\[\s\S])*"?|\\+"[^"\\]*|'[^']*'?|[^\s"'\\&,;}]+`;
/** What separates a name and its value on the same line. */
const is = String.raw`\\*["']?[ \t]*[:=][ \t]*`;
/** Unless what follows is no secret, but what a way of signing in says of itself in Azure's SDK. */
const notSaidBySdk = String.raw`(?<!\b(?:managedidentity|workloadidentity|environment|azurecli)credential(?=: (?:authentication|is|network|no|the)\b))`;
const newLine = String.raw`\r?\n`;
/** What follows a name if the next line has no value for it: a list, a comment, a place in the code, another name. */
const noValue = String.raw`(?:-|at|#)[ \t]|["']?[\w./-]{1,100}["']?[ \t]*:(?:\s|$)`;

/** Patterns and the replacements of what they match; the time of each is at most proportional to the length of the text. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?/g, '[token]'],
  [patternOf(`(x-ms-authorization-auxiliary${is})[^\\r\\n]+`), '$1[token]'],
  [/\b((?:Encrypted)?Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 [token]'],
  [/\b(SharedKey(?:Lite)?)\s+[\w-]+:[\w+/=]+/gi, '$1 [secret]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
  // In Base64: a certificate or key, and kubeconfigs in YAML and JSON.
  [/(?:LS0tLS1CRUdJTi|YXBpVmVyc2lvbj|eyJhcGlWZXJzaW9u)[\w+/=]*/g, '[secret]'],
  // The user before the host of an address, with or without a password.
  [/(:\/\/)[^\s/?#"'<>]+@/g, '$1[secret]@'],
  // A password with a character that has to be escaped in an address; a port followed by a path is none.
  [/(:\/\/)[^\s/?#"'<>:@]{1,100}:(?!\d{1,5}[/?#])[^\s"'<>@]{1,300}@/g, '$1[secret]@'],
  [
    patternOf(String.raw`((?:set-)?cookie${is})(?!\s*\[secret\])(?:"(?:[^"\\]|\\[\s\S])*"?|\\+"[^"\\]*|[^\r\n]+)`),
    '$1[secret]',
  ],
  // A multi-line text in YAML, as far as it is indented like its first line; a value on a line of its own.
  [
    patternOf(
      String.raw`((?:${secretNames})["']?[ \t]*:[ \t]*)[|>][-+\d]{0,2}[ \t]*(?:#[^\r\n]*)?${newLine}([ \t]+)[^\r\n]*` +
        String.raw`(?:${newLine}(?:\2[^\r\n]*|[ \t]*(?=[\r\n]|$)))*`,
    ),
    '$1[secret]',
  ],
  [
    patternOf(String.raw`((?:${secretNames})["']?[ \t]*:[ \t]*${newLine}[ \t]+)(?![ \t]|${noValue})[^\r\n]+`),
    '$1[secret]',
  ],
  [patternOf(`((?:${secretNames})${notSaidBySdk}${is})(?:${value})`), '$1[secret]'],
  // Arguments: --client-secret VALUE, -Password VALUE, -p VALUE, -u NAME:VALUE.
  [
    patternOf(String.raw`((?:^|[\s"'(])--?(?=[a-z])(?:[\w-]{0,40}?(?:${secretNames})|p)[ \t]+(?!--[a-z]))(?:${value})`),
    '$1[secret]',
  ],
  [/((?:^|\s)(?:-u|--user)[ \t]+["']?[^\s:"']{1,100}:)[^\s"']+/g, '$1[secret]'],
  // <password>VALUE</password>
  [
    patternOf(
      String.raw`(<[\w.:-]{0,60}?(?:${secretNames})(?:\s[^<>]{0,300})?>)(?:<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|[^<]+)`,
    ),
    '$1[secret]',
  ],
  // Keys as Azure lists them: {"keyName": "key1", "value": VALUE}, in either order.
  [patternOf(String.raw`(\bkeyName\b[^{}]{0,300}?\bvalue\\*["']?\s{0,20}[:=]\s{0,20})(?:${value})`), '$1[secret]'],
  [
    patternOf(
      String.raw`(\bvalue\\*["']?\s{0,20}[:=]\s{0,20})(?=(\\*"[^"\\]{0,300}|[^\s"'\\,;}]{1,300}))\2(?=[^{}]{0,300}?\bkeyName\b)`,
    ),
    '$1[secret]',
  ],
  [/([?&;#](?:sig|code)=)[^&\s"]+/gi, '$1[secret]'],
];

/** A pattern that matches everywhere in a text, ignoring case. */
function patternOf(source: string): RegExp {
  return new RegExp(source, 'gi');
}

/** Returns the text without tokens, secrets, kubeconfig keys and private keys; everything logged passes through it. */
export function redactSecrets(text: string): string {
  return secrets.reduce((redacted, [pattern, replacement]) => redacted.replace(pattern, replacement), text);
}
