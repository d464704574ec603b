import type { TokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicyName,
  proxyPolicyName,
  redirectPolicyName,
  type HttpClient,
  type Pipeline,
  type PipelinePolicy,
} from '@azure/core-rest-pipeline';
import type { Sleep } from '../../async/sleep.ts';
import { IdentityError } from '../../errors.ts';
import { claimsPolicy } from './claimsPolicy.ts';
import { checkedEndpoint, originPolicy } from './originPolicy.ts';
import { lookPolicy } from './looks.ts';
import { pacePolicy } from './pacePolicy.ts';
import { retryPolicy } from './retryPolicy.ts';
import { versionPolicy, type ApiVersions } from './versionPolicy.ts';
import { webPagePolicy } from './webPage.ts';
import { isLoopback } from '../../domain/arm/cidr.ts';
import { say } from '../../sentences/words.ts';

/** Where Microsoft Graph is, and what tokens for it are for. */
export interface GraphPlace {
  readonly endpoint: string;
  readonly scope: string;
}

/** What all clients of one tenant need. */
export interface PipelineOptions {
  readonly endpoint: string;
  /** The directory that is looked into. */
  readonly tenantId?: string;
  readonly credential: TokenCredential;
  /** If the token does not say who its owner is, the emulator is asked. */
  readonly isEmulator?: boolean;
  /** Throws `signedOut` once the credential may no longer be used. */
  readonly assertSignedIn?: () => void;
  readonly scopes: readonly string[];
  /** Microsoft Graph of the same cloud; left out where it is not known. */
  readonly graph?: GraphPlace;
  /** Asks the account's owner to sign in for these scopes; left out where nobody can be asked. */
  readonly askFor?: (scopes: readonly string[]) => Promise<unknown>;
  readonly userAgent: string;
  /** What is known about the cloud's API versions, shared by all clients. */
  readonly versions: ApiVersions;
  /** Replaces the network, for the demo and for tests. */
  readonly httpClient?: HttpClient;
  readonly sleep: Sleep;
  /** Milliseconds, consistent with `sleep`. */
  readonly now?: () => number;
  /** From 0 to 1, to spread what should not happen all at once. */
  readonly random?: () => number;
}

/**
 * Adapts a pipeline of the Azure SDK: no request is sent to another host than the endpoint's, redirects are not
 * followed, `retryPolicy.ts` retries, `pacePolicy.ts` paces, `looks.ts` reads once within a look, and
 * `versionPolicy.ts` uses the API versions that the cloud offers. The SDK refuses tokens over plain http; on this
 * computer, and only there, a policy of our own sends them, and no proxy is used.
 */
export function securePipeline(pipeline: Pipeline, options: PipelineOptions): Pipeline {
  const endpoint = checkedEndpoint(options.endpoint);
  pipeline.removePolicy({ name: redirectPolicyName });
  pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  const { sleep, now = Date.now, random = Math.random } = options;
  pipeline.addPolicy(webPagePolicy, { afterPhase: 'Deserialize' });
  pipeline.addPolicy(lookPolicy(now), { afterPhase: 'Deserialize' });
  pipeline.addPolicy(versionPolicy(options.versions), { afterPhase: 'Deserialize' });
  pipeline.addPolicy(retryPolicy({ sleep, random }), { phase: 'Retry' });
  pipeline.addPolicy(pacePolicy({ sleep, now }), { afterPhase: 'Retry' });
  pipeline.addPolicy(originPolicy(endpoint));
  pipeline.addPolicy(rootScopePolicy);
  pipeline.addPolicy(graphTextPolicy);
  if (options.assertSignedIn) pipeline.addPolicy(signedInPolicy(options.assertSignedIn));
  pipeline.addPolicy(freshTokenPolicy, { beforePolicies: [bearerTokenAuthenticationPolicyName] });
  pipeline.addPolicy(claimsPolicy(options.credential, options.scopes), {
    afterPolicies: [bearerTokenAuthenticationPolicyName],
  });
  if (isLoopback(endpoint)) pipeline.removePolicy({ name: proxyPolicyName });
  if (endpoint.protocol === 'http:') {
    pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
    pipeline.addPolicy(loopbackTokenPolicy(options));
  }
  return pipeline;
}

/** The SDK puts a slash before and after a scope, which leaves an empty segment for the root scope; ARM refuses that. */
const rootScopePolicy: PipelinePolicy = {
  name: 'aksIdentityRootScope',
  sendRequest(request, next) {
    request.url = request.url.replace(/^(https?:\/\/[^/]+\/)\/+/, '$1');
    return next(request);
  },
};

/** Passes answers of Resource Graph on as text, because the SDK would parse up to 16 MB without a pause. */
const graphTextPolicy: PipelinePolicy = {
  name: 'aksIdentityGraphText',
  async sendRequest(request, next) {
    const response = await next(request);
    const isGraph = new URL(request.url).pathname.endsWith('/Microsoft.ResourceGraph/resources');
    if (isGraph && response.status < 300) response.headers.set('content-type', 'text/plain');
    return response;
  },
};

/** Answers to reads with more characters than this are parsed in pieces. */
export const longAnswer = 200_000;

/** Passes long answers to reads on as text, for a client that parses them itself. */
export const longTextPolicy: PipelinePolicy = {
  name: 'aksIdentityLongText',
  async sendRequest(request, next) {
    const response = await next(request);
    const isLong = request.method === 'GET' && (response.bodyAsText?.length ?? 0) > longAnswer;
    if (isLong && response.status < 300) response.headers.set('content-type', 'text/plain');
    return response;
  },
};

/** A token that expired on the way to Azure: nothing was done. A read is sent once more with the next token, a write by its step. */
const freshTokenPolicy: PipelinePolicy = {
  name: 'aksIdentityFreshToken',
  async sendRequest(request, next) {
    const response = await next(request);
    const isExpired = response.status === 401 && response.bodyAsText?.includes('ExpiredAuthenticationToken') === true;
    return isExpired ? next(request) : response;
  },
};

/** Sends nothing for an account that has signed out, although its last token may be valid for another hour. */
function signedInPolicy(assertSignedIn: () => void): PipelinePolicy {
  return {
    name: 'aksIdentitySignedIn',
    async sendRequest(request, next) {
      assertSignedIn();
      return next(request);
    },
  };
}

/** Sends the token over plain http to this computer; throws for any other host, before asking for a token. */
function loopbackTokenPolicy({ credential, scopes }: PipelineOptions): PipelinePolicy {
  return {
    name: 'aksIdentityLoopbackToken',
    async sendRequest(request, next) {
      if (!isLoopback(new URL(request.url))) {
        throw new IdentityError({ code: 'unexpected', message: say`A token is never sent over plain http.` });
      }
      const token = await credential.getToken([...scopes]);
      if (token) request.headers.set('authorization', `Bearer ${token.token}`);
      return next(request);
    },
  };
}
