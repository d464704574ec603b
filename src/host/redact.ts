/** What a name ends with whose value is nobody's business. */
const names =
  'secret|password|passwd|pwd|token|assertion|client-key-data|client-certificate-data|certificate-authority-data|' +
  '(?:account|access|api)[-_]?key|connectionstring';
/** A value in quotes, which may be those of a text within a text, or a word. */
const value = String.raw`"(?:[^"\\]|\\[\s\S])*"?|\\+"[^"\\]*|'[^']*'?|[^\s"'\\&,;}]+`;

const secrets: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?/g, '[token]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 [token]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
  // In Base64: a certificate or key, and kubeconfigs in YAML and JSON.
  [/(?:LS0tLS1CRUdJTi|YXBpVmVyc2lvbj|eyJhcGlWZXJzaW9u)[\w+/=]*/g, '[secret]'],
  [new RegExp(String.raw`((?:${names})\\*["']?[ \t]*[:=][ \t]*)(?:${value})`, 'gi'), '$1[secret]'],
  [/([?&;](?:sig|code)=)[^&\s"]+/gi, '$1[secret]'],
];

/** The text without tokens, secrets, kubeconfig keys and private keys; what goes into the log passes through here. */
export function redact(text: string): string {
  return secrets.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
