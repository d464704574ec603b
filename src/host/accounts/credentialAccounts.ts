/** Accounts of a credential of `@azure/identity`, of any kind. */
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { Cloud } from './clouds.ts';
import { restrictToCloud } from './customCloud.ts';
import { jwtClaims } from './jwt.ts';
import { asSignIn, signedOut } from './signInErrors.ts';
import type { AccountWithTokens, Accounts } from './account.ts';
import { defined } from '../../shape/defined.ts';

/** A credential, and how the user signs in to it. */
export interface Fallback {
  /** Never asks the user. */
  readonly quiet: TokenCredential;
  /** Whether tokens can be had for a directory besides the default one; left out: they can. */
  readonly reaches?: (tenantId: string) => Promise<boolean>;
  readonly signIn: (scopes: string[], tenantId: string | undefined) => Promise<unknown>;
}

/** Returns the one account that a credential signs in; `how` is its id if its tokens contain none. */
export function credentialAccounts(
  how: string,
  configured: Fallback,
  { scope, endpoint }: Pick<Cloud, 'scope' | 'endpoint'>,
): Accounts {
  const fallback = { ...configured, quiet: restrictToCloud(configured.quiet, endpoint) };
  let lastAccount: AccountWithTokens | undefined;

  async function list(): Promise<readonly AccountWithTokens[]> {
    const token = await asSignIn(() => fallback.quiet.getToken([scope]));
    if (!token) throw signedOut(undefined);
    lastAccount = sameOrNew(accountOfToken(how, token, fallback), lastAccount);
    return [lastAccount];
  }

  return {
    list,
    async signIn({ tenantId }) {
      await asSignIn(() => fallback.signIn([scope], tenantId));
      await list();
    },
  };
}

/** Returns the same object each time for the same account. */
function sameOrNew(account: AccountWithTokens, lastAccount: AccountWithTokens | undefined): AccountWithTokens {
  return lastAccount?.id === account.id && lastAccount.homeTenantId === account.homeTenantId ? lastAccount : account;
}

function accountOfToken(how: string, { token }: AccessToken, fallback: Fallback): AccountWithTokens {
  const { tid, oid, upn, unique_name: uniqueName, appid } = jwtClaims(token);
  const texts = (...claims: readonly unknown[]): string | undefined =>
    claims.find((claim) => typeof claim === 'string');
  const label = texts(upn, uniqueName, appid);
  const home = texts(tid);
  return {
    id: texts(oid, upn, appid) ?? how,
    ...defined({ label, homeTenantId: home }),
    assertSignedIn: () => undefined,
    ...defined({ reaches: fallback.reaches }),
    askFor: (scopes, tenantId) => asSignIn(() => fallback.signIn([...scopes], tenantId)),
    credential: (tenantId) => inTenant(fallback.quiet, tenantId),
  };
}

function inTenant(credential: TokenCredential, tenantId: string | undefined): TokenCredential {
  if (tenantId === undefined) return credential;
  return { getToken: (scopes, options) => credential.getToken(scopes, { ...options, tenantId }) };
}
