/** Tokens of the Azure CLI, even if it is signed in with a managed identity or in Cloud Shell. */
import { say } from '../../sentences/words.ts';
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
import { IdentityError } from '../../errors.ts';
import { jwtClaims } from './jwt.ts';

/** A credential that knows which directories it has tokens for. */
export interface DirectoryCredential extends TokenCredential {
  /** Returns whether there may be tokens for a directory; `false` only if there certainly are none. */
  readonly reaches: (tenantId: string, scope: string) => Promise<boolean>;
}

/**
 * Makes a credential from that of the Azure CLI. For the directory that az is signed in to, the directory is not named:
 * a managed identity and Cloud Shell have tokens for no other, and until 2025 az refused even that name.
 * Source: https://github.com/Azure/azure-cli/pull/31869
 */
export function azCredential(az: TokenCredential): DirectoryCredential {
  let ownTenant: string | undefined;
  /** True once it had tokens for another directory, so that this need not be tried again. */
  let isFree = false;

  /** Returns the token for a directory that is passed to az. */
  async function tokenOf(scopes: string | string[], options: GetTokenOptions): Promise<AccessToken | null> {
    try {
      const token = await az.getToken(scopes, options);
      isFree ||= !isSameDirectory(ownTenant, options.tenantId ?? '');
      return token;
    } catch (error) {
      if (isBound(error)) isFree = false;
      throw error;
    }
  }

  /** Returns the token for the directory that az is signed in to. */
  async function ownToken(scopes: string | string[], options: GetTokenOptions): Promise<AccessToken | null> {
    const token = await az.getToken(scopes, options);
    ownTenant = directoryOf(token);
    return token;
  }

  async function getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken | null> {
    const { tenantId, ...others } = options;
    if (tenantId === undefined) return ownToken(scopes, others);
    if (isSameDirectory(ownTenant, tenantId)) {
      const token = await ownToken(scopes, others);
      // Someone may have used az to sign in to another directory meanwhile.
      if (isSameDirectory(directoryOf(token), tenantId)) return token;
    }
    try {
      return await tokenOf(scopes, options);
    } catch (error) {
      if (!isBound(error)) throw error;
      const token = await ownToken(scopes, others);
      if (isSameDirectory(directoryOf(token), tenantId)) return token;
      throw notReached(tenantId, error);
    }
  }

  async function reaches(tenantId: string, scope: string): Promise<boolean> {
    if (isFree || isSameDirectory(ownTenant, tenantId)) return true;
    try {
      await tokenOf(scope, { tenantId });
    } catch (error) {
      return !isBound(error);
    }
    return true;
  }

  return { getToken, reaches };
}

/** Returns true if az says that its account has only one directory. */
function isBound(error: unknown): boolean {
  const text = error instanceof Error ? error.message : '';
  return /\btenant\b/i.test(text) && /\b(managed identity|MSI|Cloud Shell)\b/i.test(text);
}

function notReached(tenantId: string, cause: unknown): IdentityError {
  const reason = say`The Azure CLI is signed in with a managed identity or in Cloud Shell, for one directory only`;
  return new IdentityError({ code: 'signedOut', message: say`${reason}, which is not ${tenantId}.` }, { cause });
}

function directoryOf(token: AccessToken | null): string | undefined {
  const { tid } = jwtClaims(token?.token ?? '');
  return typeof tid === 'string' ? tid : undefined;
}

function isSameDirectory(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
