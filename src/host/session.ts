import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { AuthenticationSessionAccountInformation } from 'vscode';
import { authentication } from 'vscode';
import { IdentityError } from '../errors.ts';
import type { Authentication } from '../manifest.ts';
import type { Cloud } from './cloud.ts';
import { fallbackCredential } from './fallbackCredential.ts';
import { claimsOf, expiryOf } from './token.ts';

/** Somebody who is signed in, and how to ask for tokens of any directory that they are in. */
export interface Session {
  readonly account?: string;
  /** Their home directory, where the token tells. */
  readonly tenantId?: string;
  credential(tenantId: string | undefined): TokenCredential;
}

/** Signs in as the settings say; asks the person only if `interactive`. `undefined`: nobody is signed in. */
export async function openSession(
  how: Authentication,
  cloud: Cloud,
  interactive: boolean,
  tenantId?: string,
): Promise<Session | undefined> {
  return how === 'vscode' ? openVsCodeSession(cloud, interactive, tenantId) : openFallbackSession(how, cloud, tenantId);
}

async function openVsCodeSession(
  cloud: Cloud,
  interactive: boolean,
  tenantId: string | undefined,
): Promise<Session | undefined> {
  const options = interactive ? { createIfNone: true } : { silent: true };
  const session = await withSignedOut(() =>
    authentication.getSession(cloud.provider, scopesOf([cloud.scope], tenantId), options),
  );
  if (!session) return undefined;
  const home = claimsOf(session.accessToken).tid;
  return {
    account: session.account.label,
    ...(typeof home === 'string' ? { tenantId: home } : {}),
    credential: (tenantId) => vsCodeCredential(cloud, tenantId, session.account),
  };
}

/** Asks VS Code for a token at each request, which renews it when it is about to expire. */
function vsCodeCredential(
  cloud: Cloud,
  tenantId: string | undefined,
  account: AuthenticationSessionAccountInformation,
): TokenCredential {
  return {
    async getToken(scopes): Promise<AccessToken> {
      const wanted = scopesOf(typeof scopes === 'string' ? [scopes] : scopes, tenantId);
      const session = await authentication.getSession(cloud.provider, wanted, { silent: true, account });
      if (!session) throw signedOut(account.label, tenantId);
      return { token: session.accessToken, expiresOnTimestamp: expiryOf(session.accessToken, Date.now()) };
    },
  };
}

async function openFallbackSession(
  how: Exclude<Authentication, 'vscode'>,
  cloud: Cloud,
  tenantId: string | undefined,
): Promise<Session> {
  const create = (tenant: string | undefined): Promise<TokenCredential> => fallbackCredential(how, cloud, tenant);
  const first = await create(tenantId);
  const token = await withSignedOut(() => first.getToken(cloud.scope));
  if (!token) throw signedOut(undefined, tenantId);
  const { tid, upn, unique_name: uniqueName, appid } = claimsOf(token.token);
  const account = [upn, uniqueName, appid].find((claim) => typeof claim === 'string');
  return {
    ...(typeof account === 'string' ? { account } : {}),
    ...(typeof tid === 'string' ? { tenantId: tid } : {}),
    credential: (tenant) => (tenant === undefined || tenant === tid ? first : lazily(() => create(tenant))),
  };
}

function lazily(create: () => Promise<TokenCredential>): TokenCredential {
  let made: Promise<TokenCredential> | undefined;
  return {
    async getToken(scopes, options) {
      made ??= create();
      return (await made).getToken(scopes, options);
    },
  };
}

function scopesOf(scopes: readonly string[], tenantId: string | undefined): string[] {
  return tenantId === undefined ? [...scopes] : [...scopes, `VSCODE_TENANT:${tenantId}`];
}

function signedOut(account: string | undefined, tenantId: string | undefined): IdentityError {
  const who = account === undefined ? 'Nobody is signed in' : `${account} is not signed in`;
  return new IdentityError({
    code: 'signedOut',
    message: tenantId === undefined ? `${who} to Azure.` : `${who} to the directory ${tenantId}.`,
  });
}

/** A sign-in that the person left is `cancelled`, any other failure is `signedOut` with its reason. */
async function withSignedOut<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IdentityError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (/cancell?ed|did not consent/i.test(reason))
      throw new IdentityError({ code: 'cancelled', message: 'Cancelled.' }, { cause: error });
    throw new IdentityError({ code: 'signedOut', message: `Signing in failed: ${reason}` }, { cause: error });
  }
}
