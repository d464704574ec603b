/** Signing in without VS Code's account, by a credential of `@azure/identity`; this file and the package are loaded only then. */
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { Authentication } from '../../manifest.ts';
import type { Cloud } from './cloud.ts';
import type { Fallback } from './fallbackCredential.ts';
import { createFallback } from './fallbackCredential.ts';
import { claimsOf } from './jwt.ts';
import { asSignIn, signedOut } from './signInErrors.ts';
import type { Account, Accounts } from './account.ts';

/** Returns the one account of the Azure CLI, of the environment, or of a device code. */
export function fallbackAccounts(how: Exclude<Authentication, 'vscode'>, cloud: Cloud): Accounts {
  const fallback = createFallback(how, cloud);
  let known: Account | undefined;

  async function list(): Promise<readonly Account[]> {
    const token = await asSignIn(() => fallback.quiet.getToken([cloud.scope]));
    if (!token) throw signedOut(undefined);
    known = renewed(accountOf(how, token, fallback), known);
    return [known];
  }

  return {
    list,
    async signIn({ tenantId }) {
      await asSignIn(() => fallback.signIn([cloud.scope], tenantId));
      await list();
    },
  };
}

/** Returns the same object each time for the same account. */
function renewed(found: Account, known: Account | undefined): Account {
  return known?.id === found.id && known.homeTenantId === found.homeTenantId ? known : found;
}

function accountOf(how: string, { token }: AccessToken, fallback: Fallback): Account {
  const { tid, oid, upn, unique_name: uniqueName, appid } = claimsOf(token);
  const texts = (...claims: readonly unknown[]): string | undefined =>
    claims.find((claim) => typeof claim === 'string');
  const label = texts(upn, uniqueName, appid);
  const home = texts(tid);
  return {
    id: texts(oid, upn, appid) ?? how,
    ...(label === undefined ? {} : { label }),
    ...(home === undefined ? {} : { homeTenantId: home }),
    assertSignedIn: () => undefined,
    ...(fallback.reaches ? { reaches: fallback.reaches } : {}),
    credential: (tenantId) => inTenant(fallback.quiet, tenantId),
  };
}

function inTenant(credential: TokenCredential, tenantId: string | undefined): TokenCredential {
  if (tenantId === undefined) return credential;
  return { getToken: (scopes, options) => credential.getToken(scopes, { ...options, tenantId }) };
}
