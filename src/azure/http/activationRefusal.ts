/** What Privileged Identity Management says in a refusal to activate a role: it has one code for all rules, so that its text tells. */
import type { PipelineResponse } from '@azure/core-rest-pipeline';

/** Returns the rules of the role's policy that a refusal names, each once. Source: MicrosoftDocs/azure-docs#80426 */
export function rulesNamedIn(text: string): readonly string[] {
  return [...new Set(text.match(/\b[A-Z]\w*Rule\b/g))];
}

/** A sign-in with a second factor. Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference (amr) */
const secondFactor = JSON.stringify({ access_token: { amr: { essential: true, values: ['mfa'] } } });

/**
 * Returns the claims that a refusal demands, which is no challenge; `undefined` if a sign-in alone would not help.
 * Source: https://github.com/Azure/azure-powershell/issues/25421
 */
export function claimsOfActivation({ status, bodyAsText }: PipelineResponse): string | undefined {
  const body = bodyAsText ?? '';
  if (status !== 400 || !body.includes('RoleAssignmentRequest')) return undefined;
  const rules = body.includes('PolicyValidationFailed') ? rulesNamedIn(body) : [];
  if (rules.length === 1 && rules[0] === 'MfaRule') return secondFactor;
  const encoded = body.includes('AcrsValidationFailed') ? /[?&]claims=([^&\s"\\]+)/.exec(body)?.[1] : undefined;
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
