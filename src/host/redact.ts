const secrets: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?/g, '[token]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 [token]'],
  [
    /("?\b(?:access_token|refresh_token|id_token|client_secret|client_assertion|password|secret)"?\s*[:=]\s*"?)[^"\s&,}]+/gi,
    '$1[secret]',
  ],
  [/\b((?:client-key|client-certificate|certificate-authority)-data|token):\s*\S+/gi, '$1: [secret]'],
  [/([?&](?:sig|code|client_secret)=)[^&\s"]+/gi, '$1[secret]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
];

/** The text without tokens, secrets, kubeconfig keys and private keys; what goes into the log passes through here. */
export function redact(text: string): string {
  return secrets.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
