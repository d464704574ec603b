/** The Microsoft accounts of VS Code, through Microsoft's own package for them. */
import { shownText } from '../../sentences/language.ts';
import { say } from '../../sentences/words.ts';
import { Buffer } from 'node:buffer';
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
// Imported by file, because the package as a whole also loads Azure DevOps and all of @azure/identity.
import { getSessionFromVSCode } from '@microsoft/vscode-azext-azureauth/dist/esm/src/getSessionFromVSCode.js';
import {
  authentication,
  type AuthenticationGetSessionOptions,
  type AuthenticationSession,
  type AuthenticationSessionAccountInformation as AccountInformation,
} from 'vscode';
import { IdentityError } from '../../errors.ts';
import type { Cloud } from './clouds.ts';
import { asSignIn, signedOut } from './signInErrors.ts';
import { jwtClaims, expiryOf } from './jwt.ts';
import type { AccountWithTokens, Accounts } from './account.ts';

interface KnownAccount {
  readonly account: AccountWithTokens;
  isSignedIn: boolean;
}

/** Returns every account that VS Code is signed in with and that the user lets this extension use. */
export function vscodeAccounts(cloud: Cloud): Accounts {
  const knownAccounts = new Map<string, KnownAccount>();
  let newest = 0;

  async function list(): Promise<readonly AccountWithTokens[]> {
    const ownTurn = ++newest;
    const signedIn = await asSignIn(() => authentication.getAccounts(cloud.provider));
    const recognised = (await Promise.all(signedIn.map((information) => recognise(information)))).filter(
      (account) => account !== undefined,
    );
    if (ownTurn === newest) {
      const ids = new Set(recognised.map(({ id }) => id));
      for (const [id, account] of knownAccounts) account.isSignedIn = ids.has(id);
    }
    return recognised;
  }

  /** Returns the account if VS Code has a session for it. After any other failure it counts as known, and fails when it is used. */
  async function recognise(information: AccountInformation): Promise<AccountWithTokens | undefined> {
    const before = knownAccounts.get(information.id);
    try {
      const session = await getSessionFromVSCode([cloud.scope], undefined, { silent: true, account: information });
      if (session === undefined) return undefined;
      return before?.account ?? remember(information, jwtClaims(session.accessToken)['tid']);
    } catch {
      return before?.account ?? remember(information, undefined);
    }
  }

  function remember(information: AccountInformation, home: unknown): AccountWithTokens {
    const account: KnownAccount = {
      isSignedIn: true,
      account: {
        id: information.id,
        label: information.label,
        ...(typeof home === 'string' ? { homeTenantId: home } : {}),
        assertSignedIn() {
          if (!account.isSignedIn) throw signedOut(information.label);
        },
        askFor: (scopes, tenantId) => {
          const options = { createIfNone: true, account: information } as const;
          return asSignIn(() => getSessionFromVSCode([...scopes], tenantId, options));
        },
        credential: (tenantId, name) => tokenCredential(cloud, information, { tenantId, name }),
      },
    };
    knownAccounts.set(information.id, account);
    return account.account;
  }

  return {
    list,
    async signIn({ tenantId, accountId }) {
      const signedIn = accountId === undefined ? [] : await authentication.getAccounts(cloud.provider);
      const account = signedIn.find(({ id }) => id === accountId);
      const options = account === undefined ? { clearSessionPreference: tenantId === undefined } : { account };
      await asSignIn(() => getSessionFromVSCode([cloud.scope], tenantId, { createIfNone: true, ...options }));
    },
  };
}

/**
 * Makes a credential that asks VS Code each time, because VS Code renews a token that is about to expire. Claims that
 * Azure demands (conditional access, a revoked token) lead to one new session for all requests that wait for it.
 */
function tokenCredential(
  cloud: Cloud,
  account: AccountInformation,
  { tenantId, name = tenantId }: { readonly tenantId: string | undefined; readonly name: string | undefined },
): TokenCredential {
  const answering = new Map<string, Promise<AuthenticationSession>>();

  async function ask(
    scopes: Parameters<typeof getSessionFromVSCode>[0],
    options: AuthenticationGetSessionOptions,
  ): Promise<AuthenticationSession> {
    const session = await asSignIn(() => getSessionFromVSCode(scopes, tenantId, { ...options, account }));
    if (!session) throw signedOut(account.label, name);
    if (session.account.id !== account.id) throw anotherPerson(session.account, account);
    return session;
  }

  async function answer(claims: string, scopes: string[]): Promise<AuthenticationSession> {
    const reason = say`${cloud.name} asks ${account.label} to sign in again, for ${name ?? say`their directory`}.`;
    try {
      const request = { wwwAuthenticate: challengeOf(claims), fallbackScopes: scopes };
      return await ask(request, { createIfNone: { detail: shownText(reason) } });
    } catch (error) {
      if (!(error instanceof IdentityError) || error.code !== 'cancelled') throw error;
      throw new IdentityError({ code: 'signedOut', message: reason }, { cause: error });
    }
  }

  function answerOnce(claims: string, scopes: string[]): Promise<AuthenticationSession> {
    const answered = answering.get(claims) ?? answer(claims, scopes).finally(() => answering.delete(claims));
    answering.set(claims, answered);
    return answered;
  }

  return {
    async getToken(scopes: string | string[], { claims }: GetTokenOptions = {}): Promise<AccessToken> {
      const wantedScopes = typeof scopes === 'string' ? [scopes] : [...scopes];
      const session = await (claims === undefined
        ? ask(wantedScopes, { silent: true })
        : answerOnce(claims, wantedScopes));
      return { token: session.accessToken, expiresOnTimestamp: expiryOf(session.accessToken, Date.now()) };
    },
  };
}

/** When signing in again, the user may choose another person, for whom none of this may be sent. */
function anotherPerson(givenAccount: AccountInformation, wantedAccount: AccountInformation): IdentityError {
  const message = say`You signed in as ${givenAccount.label}, but this needs ${wantedAccount.label}. Nothing was sent; sign in as ${wantedAccount.label}, or start over as ${givenAccount.label}.`;
  return new IdentityError({ code: 'signedOut', message });
}

/** Returns the header in which Azure demanded claims, as VS Code expects it. */
function challengeOf(claims: string): string {
  const encoded = Buffer.from(claims).toString('base64');
  return `Bearer realm="", error="insufficient_claims", claims="${encoded}"`;
}
