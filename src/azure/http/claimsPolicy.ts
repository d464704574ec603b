import { sharedWork } from '../../async/sharedWork.ts';
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';

/**
 * Answers a claims challenge (conditional access, a revoked token) by asking the credential itself. The SDK's own
 * answer could join a token renewal that happens to be running, and so get a token without the claims. The new token is
 * used until it expires; later ones come from a sign-in that has the claims. Callers that stop waiting are released at
 * once, although a sign-in dialog may stay open. Runs after the SDK's policy.
 */
export function claimsPolicy(credential: TokenCredential, scopes: readonly string[]): PipelinePolicy {
  let answered: AccessToken | undefined;
  let answeredClaims: string | undefined;
  return {
    name: 'aksIdentityClaims',
    async sendRequest(request, next) {
      const carry = ({ token }: AccessToken): void => request.headers.set('authorization', `Bearer ${token}`);
      if (answered && answered.expiresOnTimestamp <= Date.now()) answered = undefined;
      if (answered) carry(answered);
      const response = await next(request);
      const ofActivation = claimsOfActivation(response);
      const claims = claimsChallenge(response) ?? ofActivation;
      // A token that was made for these claims would be refused again.
      if (claims === undefined || (claims === ofActivation && claims === answeredClaims)) return response;
      const sharedToken = sharedWork((abortSignal) =>
        credential.getToken([...scopes], { claims, enableCae: true, abortSignal }),
      );
      const token = await sharedToken(request.abortSignal as AbortSignal | undefined).catch((error: unknown) => {
        // Where no such sign-in can be had, the refusal itself says what to do.
        if (ofActivation === undefined || request.abortSignal?.aborted) throw error;
        return undefined;
      });
      if (!token) return response;
      carry((answered = token));
      answeredClaims = claims;
      const second = await next(request);
      // A challenge is answered once, either here or by the SDK.
      second.headers.delete('www-authenticate');
      return second;
    },
  };
}

/** Returns the decoded claims that Azure demands in an answer, following its documentation of claims challenges. */
function claimsChallenge({ status, headers }: PipelineResponse): string | undefined {
  const challenge = status === 401 ? (headers.get('www-authenticate') ?? '') : '';
  const encoded = challenge.includes('insufficient_claims') ? /\bclaims="([^"]+)"/.exec(challenge)?.[1] : undefined;
  try {
    return encoded === undefined ? undefined : atob(encoded);
  } catch {
    return undefined;
  }
}

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
function claimsOfActivation({ status, bodyAsText }: PipelineResponse): string | undefined {
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
